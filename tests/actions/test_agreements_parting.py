"""A signatory leaves, or an agreement ends, while referrals run: as the exit terms say."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection

from commonweal.access import Refused
from commonweal.agreements import actions, obligations
from commonweal.agreements.actions import Content
from commonweal.agreements.models import Agreement, ExitTask, Party, Version
from commonweal.agreements.rules import Status
from commonweal.agreements.tasks import settle
from commonweal.audit.models import Act
from commonweal.clients.models import Client, Consent, Need
from commonweal.database import clock
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

    def leave(self, organisation, **how) -> None:
        lead = self.leads[organisation.pk]
        with self.world.as_(lead):
            actions.leave(by=lead, agreement=Agreement.objects.get(), reason="We move away", **how)

    def read(self) -> Agreement:
        return Agreement.objects.select_related("alliance").get()

    def pass_days(self, days: int) -> None:
        """Days pass: what is written with an instant moves that far into the past."""
        with maintenance(), connection.cursor() as cursor:
            for table, column in (
                ("agreements_clauseparty", "period"),
                ("agreements_agreement", "in_force"),
                ("agreements_version", "period"),
            ):
                cursor.execute(
                    f"update {table} set {column} = tstzrange(lower({column}) - %s, upper({column}) - %s)",
                    [timedelta(days=days)] * 2,
                )
            cursor.execute(
                "update agreements_party set noticed_at = noticed_at - %s, leaves_at = leaves_at - %s",
                [timedelta(days=days)] * 2,
            )
            self.world.rework()

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


NOTICE = {"running": "finish", "transition_days": 30, "notice_days": 14, "data_days": 60}


def test_a_withdrawal_takes_effect_when_the_notice_is_over_and_not_before() -> None:
    town = Town(NOTICE)
    town.leave(town.pantry)
    assert town.seen(town.pantry) == (1, 1, 1)
    town.send()
    with town.world.as_(town.office):
        row = town.read()
        assert town.pantry.pk in row.current_parties() and row.status(clock.now()) is Status.IN_FORCE
        act = Act.objects.get(kind="agreement.notice-given")
        day = clock.now().astimezone(common_zone(town)).date() + timedelta(days=14)
        assert act.details["until"] == str(day)
        assert any(one.title == "P leaves “Care”: its last day" for one in obligations.dates(day, None))
    with pytest.raises(Refused, match="already given notice"):
        town.leave(town.pantry)
    assert settle.func(0) == 0, "nothing is over yet"
    town.pass_days(14)
    assert town.seen(town.pantry)[0] == 1, "on the last day of notice"
    town.pass_days(1)
    assert town.seen(town.pantry) == (0, 0, 0), "sight closed at midnight, before any task ran"
    with town.world.as_(town.office):
        assert town.pantry.pk not in town.read().current_parties()
    with pytest.raises(Refused):
        town.send()
    assert settle.func(0) == 1 and settle.func(0) == 0
    assert town.seen(town.pantry) == (1, 1, 2), "what was sent goes on, as the exit terms say"
    assert town.seen(town.shelter)[0] == 1, "the others go on sharing"
    with maintenance():
        left = Party.objects.get(organisation=town.pantry)
        assert left.left_at == left.leaves_at
        due = {one.text.split()[0]: one.due for one in ExitTask.objects.filter(organisation=town.pantry)}
        last = (left.leaves_at - timedelta(microseconds=1)).astimezone(common_zone(town)).date()
        assert due == {
            "Finish": last + timedelta(days=30),
            "Return": last + timedelta(days=60),
            "What": last,
        }
        assert Act.objects.get(kind="agreement.left").person_name == "The agreed term"


def common_zone(town: Town):
    from zoneinfo import ZoneInfo

    return ZoneInfo(town.world.alliance.timezone)


def test_sharing_may_stop_at_once_and_what_is_owed_is_owed_until_the_notice_is_over() -> None:
    town = Town(NOTICE)
    town.leave(town.pantry)
    town.leave(town.pantry, at_once=True)
    assert town.seen(town.pantry) == (1, 1, 1), "the running referral only"
    with pytest.raises(Refused):
        town.send()
    with maintenance():
        owed = ExitTask.objects.get(organisation=town.pantry, text__startswith="What was promised")
        moment = clock.now() - timedelta(microseconds=1)
        assert owed.due == moment.astimezone(common_zone(town)).date() + timedelta(days=14)
    assert settle.func(0) == 0


def test_when_the_last_but_one_leaves_the_agreement_is_over_at_that_midnight() -> None:
    town = Town(NOTICE)
    town.leave(town.pantry)
    town.leave(town.shelter)
    with town.world.as_(town.office):
        row = town.read()
        assert row.in_force.upper == Party.objects.get(organisation=town.shelter).leaves_at
    town.pass_days(15)
    assert town.seen(town.hospital)[0] == 1 and town.seen(town.pantry) == (0, 0, 0)
    with town.world.as_(town.office):
        assert town.read().status(clock.now()) is Status.LAPSED
    assert settle.func(0) == 1 and settle.func(0) == 0
    with town.world.as_(town.office):
        row = town.read()
        assert (
            row.status(clock.now()) is Status.ENDED and row.ended_reason == "fewer than two parties were left"
        )
    assert town.status() == "accepted" and town.seen(town.pantry) == (1, 1, 1)


def test_whoever_signs_anew_takes_the_notice_back() -> None:
    town = Town(NOTICE)
    town.leave(town.pantry)
    with town.world.as_(town.office):
        version = actions.offer(by=town.office, version=actions.amend(by=town.office, agreement=town.read()))
    for lead in town.leads.values():
        with town.world.as_(lead):
            actions.sign(by=lead, version=version, digest_seen=version.digest(), signed_name="N")
    town.pass_days(20)
    assert settle.func(0) == 0 and town.seen(town.pantry) == (1, 1, 1)


def test_a_newcomer_joins_while_another_is_under_notice_and_the_notice_holds() -> None:
    town = Town(NOTICE | {"transition_days": 0})
    newcomer = town.world.organisation("N")
    lead = town.world.seat(newcomer, "partner_lead")
    town.leave(town.pantry)
    with town.world.as_(town.office):
        version = actions.accede(by=town.office, agreement=town.read(), joining=[newcomer.pk])
    for one in (lead, *town.leads.values()):
        with town.world.as_(one):
            version = Version.objects.select_related("agreement").get(pk=version.pk)
            actions.sign(by=one, version=version, digest_seen=version.digest(), signed_name="N")
    with town.world.as_(lead):
        assert Client.objects.count() == 1
    town.pass_days(15)
    assert settle.func(0) == 1
    assert town.seen(town.pantry) == (0, 0, 0)
    with town.world.as_(lead):
        assert Client.objects.count() == 1


def test_what_lapses_settles_its_running_referrals_though_nobody_began_a_checklist() -> None:
    for running, status, seen in (("finish", "accepted", (1, 1, 1)), ("give_back", "cancelled", (0, 0, 0))):
        with maintenance():
            Agreement.objects.update(settled_at=clock.now())
        town = Town({"running": running, "transition_days": 30, "data_days": 10})
        with maintenance(), connection.cursor() as cursor:
            for table, column in (
                ("agreements_clauseparty", "period"),
                ("agreements_agreement", "in_force"),
                ("agreements_version", "period"),
            ):
                # It was in force since yesterday, and its last day is over.
                cursor.execute(f"update {table} set {column} = tstzrange(now() - interval '1 day', now())")
            town.world.rework()
        assert town.seen(town.pantry) == (0, 0, 0)
        assert settle.func(0) == 1 and settle.func(0) == 0
        assert (town.status(), town.seen(town.pantry)) == (status, seen)
        with town.world.as_(town.office):
            row = Agreement.objects.get(pk=town.agreement.pk)
            assert row.status(clock.now()) is Status.LAPSED
            assert row.exit_tasks.count() == 2
            with pytest.raises(Refused, match="begun already"):
                actions.begin_exit(by=town.office, agreement=row)
        with maintenance():
            Agreement.objects.all().update(ended_at=clock.now())
