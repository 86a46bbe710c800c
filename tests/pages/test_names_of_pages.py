"""One page has one name: in the navigation, as its title, and on the buttons that lead to it."""

from __future__ import annotations

import re
from html import unescape

import pytest
from django.urls import reverse
from django.utils import translation

from commonweal.web.context import places
from tests.factories import World
from tests.factories.browsers import signed_in
from tests.factories.technology import Desk

pytestmark = pytest.mark.django_db

TITLED_BY_WHAT_THEY_SHOW = {"The alliance on one page", "Readiness", "About the alliance"}
"""Their titles name the alliance, or the organisation that answers."""


def title(page: str) -> str:
    """The heading of a page, as it is read."""
    found = re.search(r"<h1[^>]*>(.*?)</h1>", page, re.DOTALL)
    assert found is not None
    return " ".join(unescape(re.sub(r"<[^>]+>", "", found[1])).split())


@pytest.mark.parametrize("role", ["convenor", "partner_lead"])
def test_every_place_of_the_navigation_is_titled_as_it_is_called(role: str) -> None:
    world = World()
    actor = world.seat(world.organisation(), role)
    browser = signed_in(actor)
    with translation.override("en"):
        called = {address: name for name, address in places(actor) if name not in TITLED_BY_WHAT_THEY_SHOW}
    titles = {address: title(browser.get(address).content.decode()) for address in called}
    assert len(called) > 30
    assert titles == called


LEADS_TO_AN_ENTRY = re.compile(r'<a[^>]*href="([^"]*/add/\w+/[^"]*)"[^>]*>(.*?)</a>', re.DOTALL)


def test_what_adds_to_a_partnership_leads_to_a_page_of_that_name() -> None:
    desk = Desk()
    browser = signed_in(desk.customer)
    found = {}
    for name in ("partnership", "plan", "training", "delivery", "service", "money", "goals", "calendar"):
        page = browser.get(reverse(f"technology:{name}", args=[desk.partnership.pk])).content.decode()
        found |= {
            unescape(address): unescape(label).strip() for address, label in LEADS_TO_AN_ENTRY.findall(page)
        }
    assert len(found) > 8
    assert {address: title(browser.get(address).content.decode()) for address in found} == found
