"""The first day: in an alliance with nothing in it, every entry of the navigation says how to begin, or who begins."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse

from commonweal.web.context import NAVIGATION
from tests.factories import World
from tests.factories.browsers import signed_in

pytestmark = pytest.mark.django_db
WHO_BEGINS = re.compile(r"\b([Cc]onvenor|alliance office|keeps the directory|looks after)\b")


@pytest.mark.parametrize(
    "role", ["convenor", "partner_lead", "navigator", "intake_worker", "analyst", "board_member", "viewer"]
)
def test_what_is_empty_says_how_to_begin_or_who_begins(role: str) -> None:
    world = World()
    browser = signed_in(world.seat(world.organisation("Alliance office", sector="convenor"), role))
    silent, opened = [], 0
    for route in (place.route for _, places in NAVIGATION for place in places):
        answer = browser.get(reverse(route))
        if answer.status_code == 404:
            continue
        assert answer.status_code == 200, route
        opened += 1
        page = answer.content.decode()
        begins = re.search(r'<div class="page-act">\s*<', page) or '<form class="form" ' in page
        for empty in re.findall(r'<div class="empty">(.*?)</div>', page, re.DOTALL):
            if not begins and "<a " not in empty and not WHO_BEGINS.search(empty):
                silent.append(f"{route}: {' '.join(re.sub('<[^>]+>', ' ', empty).split())}")
    assert opened > 20
    assert silent == []
