"""Texts as long as a form takes, all in one word, on the pages that show them: nothing is wider than a phone."""

from __future__ import annotations

import pytest
from django.test import Client as Browser
from django.urls import reverse

from commonweal.clients.models import Consent
from commonweal.database.identity import maintenance
from commonweal.directory.domains import NeedDomain
from commonweal.partners.models import Organisation, Site
from tests.factories import World
from tests.factories.browsers import signed_in
from tests.factories.chromium import launched
from tests.factories.house import house

pytestmark = [pytest.mark.journey, pytest.mark.django_db]

WORD = "Rindfleischetikettierungsüberwachungsaufgabenübertragungsgesetz" * 60


@pytest.fixture
def place() -> tuple[Browser, list[str]]:
    """Somebody who has signed in where everything has a long name, and the addresses that show them."""
    world = World("Rindfleisch" * 15)
    profile = dict.fromkeys(Organisation.PROFILE, WORD)
    hospital = world.organisation(
        "H" + WORD[:250], sector="hospital", about=WORD, website="https://x.example/" + "y" * 400, **profile
    )
    pantry = world.organisation("P" + WORD[:250])
    lead = world.seat(hospital, "partner_lead", "navigator", "convenor")
    world.sharing(hospital, pantry)
    client = world.client(
        hospital, given_name=WORD[:120], family_name=WORD[:120], address=WORD[:500], accommodations=WORD[:2000],
        email="a" * 60 + "@" + "b" * 60 + ".example",
    )  # fmt: skip
    need = world.need(client, note=WORD)
    service = world.service(
        hospital, NeedDomain.FOOD, name=WORD[:200], description=WORD, eligibility_description=WORD,
        fees_description=WORD[:900],
    )  # fmt: skip
    with maintenance():
        world.alliance.purpose = WORD
        world.alliance.save()
        Site.objects.create(organisation=hospital, name=WORD[:255], address=WORD[:500])
        consent = Consent.objects.create(
            alliance=world.alliance, client=client, recorded_by=hospital, network=True, categories=["identity"],
            purposes=["care"], period=(client.created_at, None), how="spoken", witness_name=WORD[:200], wording=WORD,
        )  # fmt: skip
    names = [
        ("partners:alliance",), ("partners:list",), ("partners:people",), ("partners:show", hospital.pk),
        ("partners:edit", hospital.pk), ("directory:search",), ("directory:service", service.pk),
        ("directory:own-services",), ("directory:edit", service.pk), ("directory:add-own",), ("clients:list",),
        ("clients:show", client.pk), ("clients:edit", client.pk), ("clients:consent", consent.pk),
        ("clients:change-need", need.pk), ("clients:disclosures", client.pk), ("clients:new-consent", client.pk),
    ]  # fmt: skip
    return signed_in(lead), [reverse(name, args=more) for name, *more in names]


def test_long_words_stay_on_the_page(place, chromium: None) -> None:
    who, paths = place
    wide = {}
    with house() as address, launched() as browser:
        context = browser.new_context(base_url=address, viewport={"width": 360, "height": 740})
        cookie = who.cookies["sessionid"].value
        context.add_cookies([{"name": "sessionid", "value": cookie, "url": address}])
        page = context.new_page()
        for path in paths:
            assert page.goto(path).status == 200
            assert "Rindfleisch" in page.content(), path
            if (width := page.evaluate("document.documentElement.scrollWidth")) > 360:
                wide[path] = width
    assert wide == {}
