"""Every address × every role, an outsider and a stranger: who gets what is a table, and the table is a test.

The table is `docs/reference/addresses.md`. With `COMMONWEAL_WRITE_TABLES=1` this file writes it anew (in one
process); whoever changes it reads it in the difference.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit
from uuid import UUID

import pytest
from django.http import Http404, HttpResponseBase
from django.test import Client as Browser
from django.test import RequestFactory
from django.urls import Resolver404, URLPattern, get_resolver, resolve, reverse

from commonweal.access.actor import NOBODY, Actor
from commonweal.access.models import Person
from commonweal.access.permissions import Permission
from commonweal.access.roles import ROLES, SEAT_ROLES
from commonweal.audit.models import Act
from commonweal.database.identity import maintenance
from tests.factories import World
from tests.factories.browsers import signed_in
from tests.factories.town import Town

pytestmark = pytest.mark.django_db

TABLE = Path(__file__).resolve().parents[2] / "docs" / "reference" / "addresses.md"
VISITORS = [name for name in SEAT_ROLES if name != "link"] + ["operator", "outsider", "stranger"]
OURS = "commonweal."
READERS = ["convenor", "partner_lead", "navigator", "board_member", "analyst", "viewer"]
"""Roles whose pages of communications and technology are looked through for links to what they may not open."""
EVERY = 10
"""Of the addresses that a role may not open, one in so many is asked for as a browser does."""
LINK = re.compile(r'<a\b[^>]*\bhref="([^"#?]+)')
BUTTON = re.compile(r'<form\b[^>]*\baction="([^"#?]+)')
OF_NO_ALLIANCE = ("/figures/indicator/", "/home/thresholds/")
"""Names in these addresses are of a catalogue (measures, thresholds): an outsider finds their own alliance's there."""


def addresses() -> Iterator[tuple[str, URLPattern, str]]:
    """Name, pattern and path of every address of ours (sign-in is allauth's and for everybody)."""

    def walk(patterns: list, namespace: str, path: str) -> Iterator[tuple[str, URLPattern, str]]:
        for entry in patterns:
            if hasattr(entry, "url_patterns"):
                inner = f"{namespace}{entry.namespace}:" if entry.namespace else namespace
                yield from walk(entry.url_patterns, inner, path + str(entry.pattern))
            elif entry.callback.__module__.startswith(OURS):
                yield f"{namespace}{entry.name}", entry, path + str(entry.pattern)

    yield from walk(get_resolver().url_patterns, "", "/")


def test_every_address_asks_a_permission_or_says_why_not() -> None:
    silent = [
        path
        for _, entry, path in addresses()
        if not getattr(entry.callback, "asks", None) and not getattr(entry.callback, "public", None)
    ]
    assert silent == [], "decorate the view with @page(Permission…) or @public(reason)"


def test_every_permission_is_asked_for_somewhere() -> None:
    asked = {one for _, entry, _ in addresses() for one in getattr(entry.callback, "asks", ())}
    unasked = {one for one in Permission if one not in asked}
    source = "".join(
        path.read_text(encoding="utf-8")
        for path in (Path(__file__).resolve().parents[2] / "src").rglob("*.py")
        if path.name not in {"permissions.py", "roles.py"}
    )
    assert [one.name for one in unasked if f"Permission.{one.name}" not in source] == []


def address_of(town: Town, name: str, path: str) -> str:
    """The address with one of the town's rows in it."""
    wanted = re.findall(r"<(?:\w+:)?(\w+)>", path)
    room = name.partition(":")[0] + ":"
    values = town.rows.get(name) or town.rows.get(room) or {}
    assert set(wanted) <= set(values), f"{name}: {wanted}"
    return reverse(name, kwargs={one: values[one] for one in wanted})


def actor_of(town: Town, visitor: str) -> Actor:
    """Somebody on a seat of the hospital; an outsider sits in another alliance, an operator and a stranger nowhere."""
    if visitor == "stranger":
        return NOBODY
    if visitor == "operator":
        with maintenance():
            person = Person.objects.create_superuser("operator@example.org", "x" * 14, name="Operator")
        return Actor(person_id=person.pk)
    if visitor == "outsider":
        elsewhere = World("Elsewhere")
        return elsewhere.seat(elsewhere.organisation(), *(set(SEAT_ROLES) - {"link"}))
    return town.world.seat(town.hospital, visitor)


def said(status: int) -> str:
    return {200: "page", 302: "onward", 404: "–", 405: "act", 400: "asks"}.get(status, str(status))


def guarded(actor: Actor, here: str) -> bool:
    """Does the view itself turn the actor away? Asked without the frame around pages, which is most of a refusal."""
    view, _, kwargs = resolve(here)
    request = RequestFactory().get(here)
    request.user, request.actor = Person(pk=actor.person_id), actor
    try:
        view(request, **kwargs)
    except Http404:
        return True
    return False


@pytest.fixture
def town() -> Town:
    return Town()


class Offers:
    """What the pages of communications and technology offer one reader, and whether they may have it."""

    ROOMS = ("communications:", "technology:")

    def __init__(self, browser: Browser, role: str) -> None:
        self.browser, self.role = browser, role
        self.dead: set[str] = set()
        self.opened: dict[str, int] = {}

    def look(self, name: str, here: str, answer: HttpResponseBase) -> None:
        """Collect the links and buttons of a page that was shown, and open what the links lead to."""
        if (
            not name.startswith(self.ROOMS)
            or answer.status_code != 200
            or answer.streaming
            or "html" not in answer["Content-Type"]
        ):
            return
        main = answer.content.decode().partition("<main")[2]
        links = LINK.findall(main)
        self.dead |= {
            f"{here} → {one}"
            for one in links + BUTTON.findall(main)
            if one.startswith("/") and self.withheld(one)
        }
        for one in links:
            target = urlsplit(one).path
            if target.startswith(("/communications/", "/technology/")):
                if target not in self.opened:
                    self.opened[target] = self.browser.get(target).status_code
                if self.opened[target] == 404:
                    self.dead.add(f"{here} → {one}")

    def withheld(self, path: str) -> bool:
        """Does the address ask a permission that the role does not hold?"""
        try:
            view = resolve(path).func
        except Resolver404:
            return True
        asks = getattr(view, "asks", frozenset())
        return bool(asks) and not asks & ROLES[self.role].permissions


@pytest.mark.parametrize("visitor", VISITORS)
def test_who_gets_what_and_no_page_offers_what_its_reader_may_not_do(town: Town, visitor: str) -> None:
    """One walk for both: opening every address is most of the time of either.

    Where a role lacks the permission, the view's guard is asked alone; every tenth address goes through all of it.
    """
    actor = actor_of(town, visitor)
    browser = signed_in(actor) if actor.person_id is not None else Browser()
    offers = Offers(browser, visitor) if visitor in READERS else None
    found: dict[str, str] = {}
    for number, (name, entry, path) in enumerate(addresses()):
        here = address_of(town, name, path)
        asks = getattr(entry.callback, "asks", frozenset())
        held_back = visitor in ROLES and asks and not asks & ROLES[visitor].permissions
        if held_back and number % EVERY:
            assert guarded(actor, here), f"{path} must not exist for a {visitor}"
            found[path] = "–"
            continue
        answer = browser.get(here)
        if offers is not None:
            offers.look(name, here, answer)
        if answer.streaming:
            # Read to its end, a file closes itself.
            b"".join(answer.streaming_content)
        assert answer.status_code in {200, 302, 404, 405, 400}, (name, answer.status_code)
        answer.getvalue()  # reads a file to its end, which closes it
        shown = said(answer.status_code)
        found[path] = shown
        if visitor == "stranger" and asks:
            assert shown == "onward" and "/sign-in/" in answer["Location"], f"{path} must ask to sign in"
        elif visitor == "outsider" and asks and "<" in path and not path.startswith(OF_NO_ALLIANCE):
            if shown == "act":
                # A GET of an act's address is refused before any row is looked up; the act itself finds none.
                shown_then = said(browser.post(address_of(town, name, path)).status_code)
                assert shown_then == "–", f"{path} lets an outsider act on a row of another alliance"
            else:
                assert shown == "–", f"{path} shows an outsider a row of another alliance"
        elif held_back:
            assert shown == "–", f"{path} must not exist for a {visitor}"
    assert_as_written(visitor, found)
    if offers is not None:
        assert not offers.dead, "\n".join(sorted(offers.dead))
        assert len(offers.opened) > 20, "the walk opened hardly anything"


def assert_as_written(visitor: str, found: dict[str, str]) -> None:
    written = read_table()
    if os.environ.get("COMMONWEAL_WRITE_TABLES"):
        for path, shown in found.items():
            written.setdefault(path, {})[visitor] = shown
        for path in set(written) - set(found):
            del written[path]
        write_table(written)
    else:
        assert {path: row.get(visitor) for path, row in written.items()} == found


def read_table() -> dict[str, dict[str, str]]:
    if not TABLE.exists():
        return {}
    lines = [line for line in TABLE.read_text(encoding="utf-8").splitlines() if line.startswith("|")]
    heads = [cell.strip() for cell in lines[0].strip("|").split("|")]
    rows = [[cell.strip().strip("`") for cell in line.strip("|").split("|")] for line in lines[2:]]
    return {row[0]: dict(zip(heads[1:], row[1:], strict=True)) for row in rows}


def write_table(written: dict[str, dict[str, str]]) -> None:
    heads = ["address", *VISITORS]
    lines = ["| " + " | ".join(heads) + " |", "|" + " --- |" * len(heads)]
    for path, row in sorted(written.items()):
        lines.append(f"| `{path}` | " + " | ".join(row.get(visitor, "?") for visitor in VISITORS) + " |")
    TABLE.write_text(
        "# Who gets what\n\n"
        "What a `GET` of each address answers, for somebody of the organisation concerned in each role, for an\n"
        "operator, for an outsider (every role, in another alliance) and for a stranger who has not signed in.\n"
        "*page*: it is shown; *act*: only an act can be done there; *asks*: it wants more in the address;\n"
        "*onward*: led elsewhere, a stranger to the sign-in; *–*: for them it does not exist.\n"
        "Written and held by `tests/repository/test_addresses.py`.\n\n" + "\n".join(lines) + "\n",
        encoding="utf-8",
    )


def test_nothing_was_recorded_as_seen_by_those_who_saw_nothing(town: Town) -> None:
    """404 leaves no viewing behind."""
    viewer = signed_in(actor_of(town, "viewer"))
    client = town.rows["clients:"]["pk"]
    assert isinstance(client, UUID)
    with maintenance():
        before = Act.objects.count()
    assert viewer.get(reverse("clients:show", args=[client])).status_code == 404
    with maintenance():
        assert Act.objects.count() == before
