"""Every form of the ground, the directory, agreements and people served takes what people must never send.

Each page that has a form is opened, its form filled in as somebody plausible would, and then with what nobody should:
texts of 100,000 characters, markup, signs of every script and none, days at the ends of the calendar, numbers that are
none. Nothing may fail: it is kept, or refused in words beside the form with everything that was typed still there.
And wherever it leads, no markup of the typist runs.
"""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urljoin

import pytest
from django.db import transaction
from django.test import Client

from commonweal.access.roles import SEAT_ROLES
from tests.factories.browsers import signed_in
from tests.factories.page_forms import PageForm, forms_of
from tests.factories.town import Town
from tests.repository.test_addresses import address_of, addresses

pytestmark = pytest.mark.django_db

ROOMS = ("partners", "agreements", "directory", "interchange", "clients", "audit")
SCRIPT = "<script>alert('x')</script>"
PLAIN = {
    "email": "ana@example.org",
    "date": "2030-01-15",
    "time": "09:00",
    "datetime-local": "2030-01-15T09:00",
    "url": "https://example.org",
    "password": "wandering copper lantern",
    "tel": "305-555-0123",
    "number": "20",
}
WANTED = {"schedule": "Mon-Fri 9:00-17:00", "phone": "305-555-0123"}
"""Fields that only take their own kind of words."""
TYPED = ("text", "search", "textarea", "email", "url", "tel", "password")
LONG, WORD, BLANKS = "more than anybody reads " * 4_200, "w" * 100_000, " \t\r\n\u00a0\u2003"
MARKUP = f"{SCRIPT}\"'><img src=x onerror=alert(1)>{{{{ 7|add:7 }}}}{{% now %}}%s%(name)s\\"
SCRIPTS = "Nguyễn Thị 李 أحمد O’Brien 𝔘 🙂 \u202eback\u202c \u200b e\u0301 \ufeff"
UNPRINTABLE = "\x00\x01\x7f\x85\ufffe"
DAY, CHOICE, NUMBER = ("date", "datetime-local"), ("select", "radio", "checkbox", "hidden"), ("number",)
LEAST = {"audit": (5, 0), "interchange": (5, 0)}
Attack = tuple[str, dict[tuple[str, ...], str]]

BY_DAY: tuple[Attack, ...] = (
    ("markup, 1900", {TYPED: MARKUP, DAY: "1900-01-01"}),
    ("every script, 2100", {TYPED: SCRIPTS, DAY: "2100-12-31"}),
    ("long texts", {TYPED: LONG}),
    ("nothing printable", {TYPED: UNPRINTABLE, DAY: "2023-02-29", NUMBER: "nan"}),
    ("the last day there is, an endless number", {DAY: "9999-12-31", NUMBER: "1e999"}),
    ("a choice that is not offered", {CHOICE: "no-such-choice"}),
)
AT_NIGHT: tuple[Attack, ...] = (
    ("one long word", {TYPED: WORD}),
    ("a long word where texts are long", {("textarea",): WORD[:3_000]}),
    ("blanks", {TYPED: BLANKS}),
    ("the day 1900", {DAY: "1900-01-01"}),
    ("the day 2100", {DAY: "2100-12-31"}),
    ("the first day there is", {DAY: "0001-01-01"}),
    ("the last day there is", {DAY: "9999-12-31"}),
    ("a number below nothing", {NUMBER: "-1"}),
    ("a number of many digits", {NUMBER: "9" * 40, DAY: "1e9"}),
    ("a choice of no sign", {CHOICE: "\x00"}),
    ("an empty choice", {CHOICE: ""}),
)


def filled(form: PageForm) -> dict[str, list[str]]:
    """As somebody plausible would: what the page holds, and something in every empty field."""
    data = form.data()
    for one in form.fields.values():
        if any(data.get(one.name, [])) or one.kind in ("hidden", "file"):
            continue
        if one.kind in ("select", "radio", "checkbox"):
            # The last: what is first may be recorded already, and once is enough.
            data[one.name] = [choice for choice in one.choices if choice][-1:]
        else:
            data[one.name] = [WANTED.get(one.name) or PLAIN.get(one.kind, "Something")]
    return data


def attacks(form: PageForm, tries: tuple[Attack, ...]) -> Iterator[tuple[str, dict[str, list[str]]]]:
    """What is tried, and in which words to speak of it."""
    plausible = filled(form)
    yield "nothing", {}
    yield "something plausible", plausible
    for words, values in tries:
        hit = {
            name: [value]
            for kinds, value in values.items()
            for name, one in form.fields.items()
            if one.kind in kinds
        }
        if hit:
            yield words, plausible | hit


@pytest.fixture(scope="module")
def opened() -> list[tuple[str, str]]:
    """Name and pattern of every address of these rooms."""
    return [(name, path) for name, _, path in addresses() if name.partition(":")[0] in ROOMS]


@pytest.mark.parametrize("room", ROOMS)
def test_no_form_falls_over(room: str, opened) -> None:
    walk(room, opened, BY_DAY)


@pytest.mark.night
@pytest.mark.parametrize("room", ROOMS)
def test_no_form_falls_over_at_night(room: str, opened) -> None:
    walk(room, opened, AT_NIGHT)


def walk(room: str, opened: list[tuple[str, str]], tries: tuple[Attack, ...]) -> None:
    """Every form of every page of a room, by somebody who may do everything there."""
    town = Town()
    browser = signed_in(town.world.seat(town.hospital, *sorted(set(SEAT_ROLES) - {"link"})))
    sent = taken = 0
    for name, path in opened:
        if name.partition(":")[0] != room:
            continue
        address = address_of(town, name, path)
        page = browser.get(address)
        if page.status_code != 200 or "text/html" not in page.headers.get("Content-Type", ""):
            continue
        for form in forms_of(page.content.decode()):
            to = urljoin(address, form.action)
            if to.startswith(("/seat/", "/sign-in/", "/account/", "/search/")):
                continue
            for what, data in attacks(form, tries):
                # Undone each time: one of these forms ends the seat of whoever sends it.
                with transaction.atomic():
                    taken += withstands(browser, form.method, to, what, data)
                    transaction.set_rollback(True)
                sent += 1
    assert (sent, taken) >= LEAST.get(room, (40, 10)), "the forms were not found, or none was ever filled in"


def withstands(browser: Client, method: str, to: str, what: str, data: dict[str, list[str]]) -> bool:
    """Whether what was sent was taken; fails where something fell over, ran or was refused without a word."""
    where = f"{to} with {what}"
    try:
        answer = browser.post(to, data) if method == "post" else browser.get(to.partition("?")[0], data)
    except Exception as error:
        raise AssertionError(f"{where}: {error!r}") from error
    assert answer.status_code in (200, 302, 404, 405), f"{where}: {answer.status_code}"
    taken = answer.status_code == 302
    if taken:
        answer = browser.get(urljoin(to, answer["Location"]))
        assert answer.status_code in (200, 302, 404), f"{where}, then: {answer.status_code}"
    if answer.status_code == 200 and "text/html" in answer.headers.get("Content-Type", ""):
        said = answer.content.decode()
        assert SCRIPT not in said and "<img src=x" not in said, f"{where}: markup of the typist runs"
        if method == "post" and not taken and any(len(one[0]) > 90_000 for one in data.values() if one):
            assert "at most" in said, f"{where}: refused without saying how long it may be"
    answer.getvalue()
    return taken
