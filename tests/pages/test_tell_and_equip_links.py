"""Communications and technology show a link or a button only to whoever may open it or press it."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

import pytest
from django.urls import Resolver404, resolve

from commonweal.access.roles import ROLES
from tests.factories.town import Town
from tests.repository.test_addresses import address_of, addresses, browser_of

pytestmark = pytest.mark.django_db

ROOMS = ("communications:", "technology:")
LINK = re.compile(r'<a\b[^>]*\bhref="([^"#?]+)')
BUTTON = re.compile(r'<form\b[^>]*\baction="([^"#?]+)')


def withheld(path: str, role: str) -> bool:
    """Does the address ask a permission that the role does not hold?"""
    try:
        view = resolve(path).func
    except Resolver404:
        return True
    asks = getattr(view, "asks", frozenset())
    return bool(asks) and not asks & ROLES[role].permissions


@pytest.mark.parametrize(
    "role", ["convenor", "partner_lead", "navigator", "board_member", "analyst", "viewer"]
)
def test_no_page_offers_what_its_reader_may_not_do(role: str) -> None:
    town = Town()
    browser = browser_of(town, role)
    browser.get("/")
    dead: set[str] = set()
    opened: dict[str, int] = {}
    for name, _entry, path in addresses():
        if not name.startswith(ROOMS):
            continue
        here = address_of(town, name, path)
        answer = browser.get(here)
        if answer.status_code != 200 or answer.streaming or "html" not in answer["Content-Type"]:
            continue
        main = answer.content.decode().partition("<main")[2]
        dead |= {f"{here} → {one}" for one in LINK.findall(main) + BUTTON.findall(main)
                 if one.startswith("/") and withheld(one, role)}  # fmt: skip
        for one in LINK.findall(main):
            target = urlsplit(one).path
            if target.startswith(("/communications/", "/technology/")):
                if target not in opened:
                    opened[target] = browser.get(target).status_code
                if opened[target] == 404:
                    dead.add(f"{here} → {one}")
    assert not dead, "\n".join(sorted(dead))
    assert len(opened) > 20, "the walk opened hardly anything"
