"""The page of the record of acts."""

from __future__ import annotations

import pytest
from django.test import Client

from commonweal.audit import record
from commonweal.partners import events
from tests.factories import World
from tests.factories.browsers import signed_in, text

pytestmark = pytest.mark.django_db

LIST = "/record/"


@pytest.fixture
def world() -> World:
    return World()


def test_the_convenor_reads_filters_and_takes_the_record_away(
    world: World, django_assert_max_num_queries
) -> None:
    convenor = world.seat(world.organisation("Office"), "convenor")
    pantry = world.organisation("Harvest Pantry")
    lead = world.seat(pantry, "partner_lead")
    with world.as_(convenor):
        record(convenor, events.MEMBERSHIP_ENDED, organisation="<script>alert(1)</script>", reason="it left")
    with world.as_(lead):
        for _ in range(60):
            record(lead, events.PROFILE_CHANGED, organisation="Harvest Pantry", fields="mission")
    client = signed_in(convenor)
    client.get(LIST)
    with django_assert_max_num_queries(15):
        page = client.get(LIST)
    assert "changed the profile of Harvest Pantry: mission" in text(page)
    assert "Next" in text(page)
    page = client.get(LIST + "?kind=membership.ended")
    assert b"&lt;script&gt;alert(1)" in page.content
    assert b"<script>alert" not in page.content
    assert "Nothing matches" in text(client.get(LIST + "?who=nobody"))
    assert "ended the membership" not in text(client.get(f"{LIST}?organisation={pantry.pk}"))
    for strange in (
        "?from=1900-01-01&until=2100-12-31",
        "?from=0000-99-99",
        "?organisation=x",
        "?sort=-nothing",
        "?after=x",
        "?kind=%00",
    ):
        assert client.get(LIST + strange).status_code == 200
    export = client.get(LIST + "?format=csv&kind=membership.ended")
    assert b"it left" in b"".join(export)
    assert "downloaded the record of acts (1 rows)" in text(client.get(LIST))


def test_only_the_convenor_has_the_page(world: World) -> None:
    pantry = world.organisation()
    for role in ("partner_lead", "navigator", "viewer"):
        assert signed_in(world.seat(pantry, role)).get(LIST).status_code == 404
    assert Client().get(LIST).status_code == 302
