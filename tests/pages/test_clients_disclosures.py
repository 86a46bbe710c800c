"""What tells as much as a sensitive need, and who reads it: consents, acts, the printed list of disclosures."""

from __future__ import annotations

import pytest
from django.db import connection
from django.urls import reverse

from commonweal.audit import record
from commonweal.clients import queries
from commonweal.clients.models import Consent
from commonweal.clients.queries import record as record_queries
from commonweal.directory.domains import NeedDomain
from commonweal.referrals import events
from tests.factories import World
from tests.factories.browsers import signed_in, text

pytestmark = pytest.mark.django_db

ALL = ("identity", "social", "substance_use")


class Treated:
    """A hospital registered somebody and sent them to Harbor Recovery; a pantry serves them by a general consent."""

    def __init__(self) -> None:
        world = self.world = World()
        self.hospital, self.pantry, self.recovery = (
            world.organisation(name) for name in ("Hospital", "Pantry", "Harbor Recovery")
        )
        self.navigator = world.seat(self.hospital, "navigator")
        self.volunteer = world.seat(self.pantry, "intake_worker")
        self.counsellor = world.seat(self.recovery, "navigator")
        world.sharing(self.hospital, self.pantry, self.recovery, categories=ALL)
        self.client = world.client(self.hospital)
        self.general = world.consent(self.client, network=True)
        self.named = world.consent(self.client, self.recovery, categories=ALL)
        world.need(self.client)
        need = world.need(self.client, NeedDomain.SUBSTANCE_USE)
        self.referral = world.referral(need, self.recovery)
        with world.as_(self.navigator):
            record(self.navigator, events.SENT, on=self.referral, receiver=self.recovery.name)
        signed_in(self.counsellor).get(reverse("referrals:show", args=[self.referral.pk]))
        signed_in(self.counsellor).get(reverse("clients:show", args=[self.client.pk]))
        signed_in(self.volunteer).get(reverse("clients:show", args=[self.client.pk]))

    def page(self, actor, name: str = "disclosures") -> str:
        return text(signed_in(actor).get(reverse(f"clients:{name}", args=[self.client.pk])))


@pytest.fixture
def treated() -> Treated:
    return Treated()


def test_the_list_is_whole_where_the_person_was_registered(treated: Treated) -> None:
    page = treated.page(treated.navigator)
    assert "sent a referral to Harbor Recovery" in page
    assert "looked at a referral, with name and contact" in page
    assert page.count(treated.counsellor.person_name) == 2
    assert page.count(treated.volunteer.person_name) == 1
    assert "data-print" in page and "There is more in the record" not in page


def test_elsewhere_it_says_that_there_is_more_and_not_what(treated: Treated) -> None:
    page = treated.page(treated.volunteer)
    assert "Harbor" not in page and "a referral" not in page
    assert treated.volunteer.person_name in page, "what one's own organisation did"
    assert "There is more in the record that you may not see" in page
    theirs = treated.page(treated.counsellor)
    assert "sent a referral to Harbor Recovery" in theirs, "a side of the referral sees what was done with it"


def test_a_consent_to_somebody_else_is_not_read_along(treated: Treated) -> None:
    page = treated.page(treated.volunteer, "show").partition("<main")[2]
    assert "Harbor Recovery, Pantry: identity, social" in page, (
        "by the general consent, like every participant"
    )
    assert "ubstance" not in page
    browser = signed_in(treated.volunteer)
    for name in ("consent", "revoke"):
        assert browser.get(reverse(f"clients:{name}", args=[treated.named.pk])).status_code == 404
        assert browser.get(reverse(f"clients:{name}", args=[treated.general.pk])).status_code == 200
    with treated.world.as_(treated.volunteer):
        assert [one.pk for one in Consent.objects.all()] == [treated.general.pk]
        with connection.cursor() as cursor:
            cursor.execute("select commonweal.revoke_consent(%s, null, '')", [treated.named.pk])
            assert cursor.fetchone() == (None,), "nor taken back by number"
    with treated.world.as_(treated.counsellor):
        assert {one.pk for one in Consent.objects.all()} == {treated.general.pk, treated.named.pk}


def test_a_list_that_is_cut_says_so(treated: Treated, monkeypatch) -> None:
    monkeypatch.setattr(record_queries, "DISCLOSURES_AT_MOST", 2)
    page = treated.page(treated.navigator)
    assert "Only the newest 2 entries are shown" in page and page.count('scope="row"') == 2


def test_strangers_count_nothing(treated: Treated) -> None:
    stranger = World("Elsewhere")
    with stranger.as_(stranger.seat(stranger.organisation(), "navigator")):
        found = queries.disclosures(treated.client)
        assert (found.acts, found.more_is_hidden) == ([], False)
