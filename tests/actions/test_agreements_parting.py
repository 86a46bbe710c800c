"""A signatory leaves, or an agreement ends, while referrals run: as the exit terms say."""

from __future__ import annotations

import pytest
from django.db import connection

from commonweal.access import Refused
from commonweal.agreements import actions
from commonweal.agreements.actions import Content
from commonweal.agreements.models import Agreement, ExitTask
from commonweal.clients.models import Client, Consent, Need
from commonweal.database.identity import maintenance
from commonweal.directory.domains import NeedDomain
from commonweal.referrals import actions as referrals
from commonweal.referrals.models import Notice, Referral
from commonweal.referrals.rules import Outcome
from tests.factories import World

pytestmark = pytest.mark.django_db

SHARING = [{"categories": ["identity", "social"], "purposes": ["care"]}]


class Town:
    """A hospital refers to a pantry under an agreement with these exit terms; a referral is accepted."""

    def __init__(self, leaving: dict | None) -> None:
        world = self.world = World()
        self.hospital, self.pantry, self.shelter = (world.organisation(one) for one in ("H", "P", "S"))
        self.office = world.seat(world.organisation("Office"), "convenor")
        self.leads = {
            one.pk: world.seat(one, "partner_lead") for one in (self.hospital, self.pantry, self.shelter)
        }
        terms = {"sharing": SHARING} | ({"leaving": leaving} if leaving else {})
        parties = frozenset(self.leads)
        with world.as_(self.office):
            self.agreement = actions.draft(
                by=self.office, title="Care", content=Content("1. We share.", terms, parties)
            )
            version = actions.offer(by=self.office, version=self.agreement.versions.get())
        for lead in self.leads.values():
            with world.as_(lead):
                actions.sign(by=lead, version=version, digest_seen=version.digest(), signed_name="N")
        self.client = world.client(self.hospital)
        self.need = world.need(self.client)
        self.service = world.service(self.pantry, NeedDomain.FOOD)
        world.consent(self.client, network=True)
        self.sent = self.send()
        with world.as_(self.leads[self.pantry.pk]):
            referrals.accept(by=self.leads[self.pantry.pk], referral=Referral.objects.get())

    def send(self) -> Referral:
        lead = self.leads[self.hospital.pk]
        with self.world.as_(lead):
            return referrals.send(
                by=lead, client=self.client, need=self.need, service=self.service, anyway=True
            )

    def leave(self, organisation) -> None:
        lead = self.leads[organisation.pk]
        with self.world.as_(lead):
            actions.leave(by=lead, agreement=Agreement.objects.get(), reason="We move away")

    def seen(self, organisation) -> tuple[int, int, int]:
        """How many people, needs and referrals it sees."""
        with self.world.as_(self.leads[organisation.pk]):
            return Client.objects.count(), Need.objects.count(), Referral.objects.count()

    def status(self) -> str:
        with maintenance():
            return Referral.objects.get(pk=self.sent.pk).status


def test_without_exit_terms_running_referrals_are_given_back() -> None:
    town = Town(None)
    assert town.seen(town.pantry) == (1, 1, 1)
    town.leave(town.pantry)
    assert town.seen(town.pantry) == (0, 0, 0)
    assert town.status() == "cancelled"
    with town.world.as_(town.leads[town.pantry.pk]):
        (notice,) = Notice.objects.all()
        assert "given back" in notice.text and town.client.family_name not in notice.text
    with pytest.raises(Refused):
        town.send()


def test_with_a_transition_those_sent_go_on_and_nothing_else_is_seen() -> None:
    town = Town(
        {"running": "finish", "transition_days": 30, "data_days": 60, "tasks": ["Tell the people served"]}
    )
    other = town.world.client(town.hospital)
    town.world.need(other)
    town.world.consent(other, network=True)
    assert town.seen(town.pantry) == (2, 2, 1)
    town.leave(town.pantry)
    assert town.seen(town.pantry) == (1, 1, 1), "the running referral, its person and its need"
    assert town.seen(town.shelter)[0] == 2, "the others go on sharing with each other"
    with pytest.raises(Refused):
        town.send()
    lead = town.leads[town.pantry.pk]
    with town.world.as_(lead):
        referrals.complete(
            by=lead, referral=Referral.objects.get(), outcome=Outcome.HELPED, what_was_done="Food"
        )
    assert town.status() == "completed"
    with maintenance():
        assert sorted(
            one or "all" for one in ExitTask.objects.values_list("organisation__name", flat=True)
        ) == ["P", "P", "all"]


def test_after_the_transition_or_without_consent_nothing_is_seen() -> None:
    town = Town({"running": "finish", "transition_days": 30})
    town.leave(town.pantry)
    assert town.seen(town.pantry) == (1, 1, 1)
    with maintenance():
        Consent.objects.update(revoked_at="2026-01-01T00:00Z")
    assert town.seen(town.pantry) == (0, 0, 0)
    with maintenance():
        Consent.objects.update(revoked_at=None)
    assert town.seen(town.pantry) == (1, 1, 1)
    with maintenance(), connection.cursor() as cursor:
        cursor.execute("update referrals_winding set until = now()")
    assert town.seen(town.pantry) == (0, 0, 0)


def test_nobody_gives_themselves_sight_by_calling_the_function() -> None:
    town = Town({"running": "finish", "transition_days": 30})
    lead = town.leads[town.pantry.pk]
    with town.world.as_(lead), connection.cursor() as cursor:
        cursor.execute(
            "select count(*) from commonweal.settle_running_referrals(%s, 'x')", [town.agreement.pk]
        )
        assert cursor.fetchone() == (0,), "the agreement is in force and nobody has left"
    assert town.status() == "accepted"


def test_an_end_for_everybody_gives_back_and_starts_one_checklist() -> None:
    town = Town({"running": "give_back", "data_days": 10, "notice_days": 5})
    with town.world.as_(town.office):
        actions.end(by=town.office, agreement=Agreement.objects.get(), reason="Over")
    assert town.status() == "cancelled"
    assert town.seen(town.pantry) == (0, 0, 0)
    with maintenance():
        assert ExitTask.objects.filter(organisation=None).count() == 2
