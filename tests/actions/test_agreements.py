"""Agreements: what opens at the last signature, what closes, and what nobody can do."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.db.utils import DatabaseError, ProgrammingError
from django.utils import timezone

from commonweal.access import NotAllowed, Refused
from commonweal.access.rules import Conflict
from commonweal.agreements import actions, signals
from commonweal.agreements.actions import Content
from commonweal.agreements.attention import attention
from commonweal.agreements.models import Agreement, Clause, ClauseParty, Party, Signature, Version
from commonweal.agreements.rules import Status
from commonweal.audit.models import Act
from commonweal.clients.models import Client
from commonweal.database import clock
from commonweal.database.identity import maintenance
from tests.factories import World

pytestmark = pytest.mark.django_db

CARE = [{"categories": ["identity", "social"], "purposes": ["care"]}]


@pytest.fixture(autouse=True)
def openings_follow():
    """What consents open follows each change of terms, whoever else listens."""

    def rework(sender, agreement, **_):
        with connection.cursor() as cursor:
            cursor.execute("select commonweal.rework_openings(agreement => %s)", [agreement.pk])

    signals.terms_changed.connect(rework)
    yield
    signals.terms_changed.disconnect(rework)


class Table:
    """A hospital and a pantry (and a shelter) at the table, with a convenor; Ana consents to the network."""

    def __init__(self) -> None:
        self.world = World()
        self.office, self.hospital, self.pantry, self.shelter = (
            self.world.organisation(name) for name in ("Office", "Hospital", "Pantry", "Shelter")
        )
        self.convenor = self.world.seat(self.office, "convenor")
        self.leads = {
            one.pk: self.world.seat(one, "partner_lead") for one in (self.hospital, self.pantry, self.shelter)
        }
        self.client = self.world.client(self.hospital)
        self.world.consent(self.client, network=True)

    def content(self, *parties, terms=None, **facts) -> Content:
        return Content("We share.", {"sharing": terms or CARE}, frozenset(one.pk for one in parties), **facts)

    def drafted(self, *parties, **facts) -> Agreement:
        with self.world.as_(self.convenor):
            return actions.draft(
                by=self.convenor, title="Care together", content=self.content(*parties, **facts)
            )

    def offer(self, agreement: Agreement) -> Version:
        with self.world.as_(self.convenor):
            return actions.offer(by=self.convenor, version=agreement.versions.last())

    def sign(self, version: Version, *organisations) -> None:
        for one in organisations:
            lead = self.leads[one.pk]
            with self.world.as_(lead):
                seen = Version.objects.get(pk=version.pk)
                actions.sign(by=lead, version=seen, digest_seen=seen.digest(), signed_name=lead.person_name)

    def in_force(self, *parties, **facts) -> Agreement:
        agreement = self.drafted(*parties, **facts)
        self.sign(self.offer(agreement), *parties)
        return agreement

    def sees(self, organisation) -> bool:
        with self.world.as_(self.leads[organisation.pk]):
            return Client.objects.filter(pk=self.client.pk).exists()

    def status(self, agreement: Agreement) -> Status:
        with self.world.as_(self.convenor):
            return Agreement.objects.get(pk=agreement.pk).status(clock.now())


@pytest.fixture
def table() -> Table:
    return Table()


def test_access_opens_at_the_last_signature_and_not_before(table: Table) -> None:
    agreement = table.drafted(table.hospital, table.pantry)
    assert table.status(agreement) is Status.DRAFT
    version = table.offer(agreement)
    assert table.status(agreement) is Status.SIGNING
    table.sign(version, table.pantry)
    assert not table.sees(table.pantry)
    table.sign(version, table.hospital)
    assert table.status(agreement) is Status.IN_FORCE
    assert table.sees(table.pantry)
    assert not table.sees(table.shelter)


def test_the_digest_that_was_seen_is_kept_and_recorded(table: Table) -> None:
    agreement = table.in_force(table.hospital, table.pantry)
    with table.world.as_(table.convenor):
        version = agreement.versions.get()
        assert set(Signature.objects.values_list("digest_seen", flat=True)) == {version.digest()}
        signed = Act.objects.filter(kind="agreement.signed", subject_id=agreement.pk)
        assert [act.details["digest"] for act in signed] == [version.digest()] * 2
        assert Act.objects.filter(kind="agreement.in-force", subject_id=agreement.pk).count() == 1


def test_only_whose_people_the_terms_name_are_seen(table: Table) -> None:
    terms = [CARE[0] | {"disclosers": [str(table.pantry.pk)], "recipients": [str(table.hospital.pk)]}]
    table.in_force(table.hospital, table.pantry, terms=terms)
    assert not table.sees(table.pantry)


def test_an_amendment_leaves_the_old_version_in_force_until_all_have_signed(table: Table) -> None:
    agreement = table.in_force(table.hospital, table.pantry)
    with table.world.as_(table.convenor):
        new = actions.amend(by=table.convenor, agreement=agreement)
        actions.edit(
            by=table.convenor,
            version=new,
            content=table.content(
                table.hospital,
                table.pantry,
                table.shelter,
                terms=[CARE[0] | {"recipients": [str(table.shelter.pk)]}],
            ),
        )
    assert table.status(agreement) is Status.IN_FORCE
    new = table.offer(agreement)
    table.sign(new, table.hospital, table.pantry)
    assert table.status(agreement) is Status.AMENDING
    assert table.sees(table.pantry)
    assert not table.sees(table.shelter)
    table.sign(new, table.shelter)
    assert table.status(agreement) is Status.IN_FORCE
    assert not table.sees(table.pantry), "the amendment lets only the shelter see"
    assert table.sees(table.shelter)


def test_signing_an_outdated_version_is_refused(table: Table) -> None:
    agreement = table.drafted(table.hospital, table.pantry)
    first = table.offer(agreement)
    with table.world.as_(table.convenor):
        actions.amend(by=table.convenor, agreement=agreement)
    second = table.offer(agreement)
    with pytest.raises(Refused, match="version 2 has taken its place"):
        table.sign(first, table.hospital)
    table.sign(second, table.hospital, table.pantry)
    assert table.sees(table.pantry)


def test_two_amendments_at_once(table: Table) -> None:
    agreement = table.in_force(table.hospital, table.pantry)
    lead = table.leads[table.pantry.pk]
    with table.world.as_(table.convenor):
        actions.amend(by=table.convenor, agreement=agreement)
    with table.world.as_(lead), pytest.raises(Conflict, match="already begun version 2"):
        actions.amend(by=lead, agreement=Agreement.objects.get(pk=agreement.pk))


def test_a_party_that_leaves_closes_its_side_and_nobody_elses(table: Table) -> None:
    agreement = table.in_force(table.hospital, table.pantry, table.shelter)
    pantry = table.leads[table.pantry.pk]
    with table.world.as_(pantry):
        actions.leave(by=pantry, agreement=Agreement.objects.get(pk=agreement.pk), reason="moved away")
    assert not table.sees(table.pantry)
    assert table.sees(table.shelter)
    assert table.status(agreement) is Status.IN_FORCE
    with table.world.as_(pantry), pytest.raises(NotAllowed):
        actions.leave(by=pantry, agreement=Agreement.objects.get(pk=agreement.pk), reason="again")
    shelter = table.leads[table.shelter.pk]
    with table.world.as_(shelter):
        actions.leave(by=shelter, agreement=Agreement.objects.get(pk=agreement.pk), reason="me too")
    assert table.status(agreement) is Status.ENDED
    assert not table.sees(table.shelter)


def test_who_signed_an_amendment_and_left_is_not_bound_by_it(table: Table) -> None:
    parties = (table.hospital, table.pantry, table.shelter)
    agreement = table.in_force(*parties)
    with table.world.as_(table.convenor):
        actions.amend(by=table.convenor, agreement=agreement)
    new = table.offer(agreement)
    table.sign(new, table.pantry)
    pantry = table.leads[table.pantry.pk]
    with table.world.as_(pantry):
        actions.leave(by=pantry, agreement=Agreement.objects.get(pk=agreement.pk), reason="moved away")
    with pytest.raises(Refused, match="withdrawn"):
        table.sign(new, table.hospital)
    assert not table.sees(table.pantry)


def test_declining_to_sign_withdraws_the_version(table: Table) -> None:
    agreement = table.drafted(table.hospital, table.pantry)
    version = table.offer(agreement)
    pantry = table.leads[table.pantry.pk]
    with table.world.as_(pantry):
        actions.leave(by=pantry, agreement=agreement, reason="our board said no")
    assert table.status(agreement) is Status.DRAFT
    with pytest.raises(Refused, match="withdrawn"):
        table.sign(version, table.hospital)


def test_the_end_closes_everything_now(table: Table) -> None:
    agreement = table.in_force(table.hospital, table.pantry, table.shelter)
    with table.world.as_(table.convenor):
        actions.end(by=table.convenor, agreement=agreement, reason="the grant is over")
    assert table.status(agreement) is Status.ENDED
    assert not table.sees(table.pantry)
    assert not table.sees(table.shelter)
    with table.world.as_(table.convenor):
        for act in (
            lambda: actions.end(by=table.convenor, agreement=agreement, reason="twice"),
            lambda: actions.amend(by=table.convenor, agreement=agreement),
        ):
            with pytest.raises(Refused, match="ended"):
                act()


def test_a_later_first_day_opens_later_and_a_last_day_lapses(table: Table) -> None:
    today = timezone.localdate()
    later = table.in_force(table.hospital, table.pantry, starts=today + timedelta(days=10))
    assert table.status(later) is Status.SIGNED
    assert not table.sees(table.pantry)
    lapsing = table.in_force(table.hospital, table.shelter, ends=today + timedelta(days=5))
    assert table.sees(table.shelter)
    with maintenance(), connection.cursor() as cursor:  # eleven days pass
        for name in ("agreements_clauseparty.period", "agreements_agreement.in_force"):
            relation, column = name.split(".")
            cursor.execute(
                f"update {relation} set {column} = tstzrange(lower({column}) - interval '11 days', "
                f"upper({column}) - interval '11 days') where {column} is not null"
            )
    assert table.status(later) is Status.IN_FORCE
    assert table.sees(table.pantry)
    assert table.status(lapsing) is Status.LAPSED
    assert not table.sees(table.shelter)


def test_an_agreement_waiting_for_its_first_day_can_be_ended(table: Table) -> None:
    agreement = table.in_force(table.hospital, table.pantry, starts=timezone.localdate() + timedelta(days=10))
    with table.world.as_(table.convenor):
        actions.end(by=table.convenor, agreement=agreement, reason="no longer wanted")
        assert all(side.period.isempty for side in ClauseParty.objects.filter(clause__agreement=agreement))
    assert table.status(agreement) is Status.ENDED


def test_who_may_do_what(table: Table) -> None:
    agreement = table.drafted(table.hospital, table.pantry)
    stranger, viewer = table.leads[table.shelter.pk], table.world.seat(table.pantry, "viewer")
    with table.world.as_(stranger):
        version = agreement.versions.get()
        for act in (
            lambda: actions.offer(by=stranger, version=version),
            lambda: actions.edit(
                by=stranger, version=version, content=table.content(table.pantry, table.shelter)
            ),
            lambda: actions.sign(by=stranger, version=version, digest_seen="", signed_name="x"),
            lambda: actions.amend(by=stranger, agreement=agreement),
            lambda: actions.end(by=stranger, agreement=agreement, reason=""),
            lambda: actions.leave(by=stranger, agreement=agreement, reason=""),
            lambda: actions.withdraw(by=stranger, version=version, reason=""),
            lambda: actions.draft(
                by=stranger, title="x", content=table.content(table.hospital, table.pantry)
            ),
        ):
            with pytest.raises(NotAllowed):
                act()
    with table.world.as_(viewer), pytest.raises(NotAllowed):
        actions.sign(by=viewer, version=version, digest_seen="", signed_name="x")
    pantry = table.leads[table.pantry.pk]
    in_force = table.in_force(table.hospital, table.pantry)
    with table.world.as_(pantry):
        with pytest.raises(NotAllowed):
            actions.end(by=pantry, agreement=in_force, reason="one party ends only its own part")
        actions.end(by=pantry, agreement=agreement, reason="never in force, so a party may end it")
    assert table.status(agreement) is Status.ENDED


def test_what_cannot_be_drafted(table: Table) -> None:
    outsider = table.world.organisation(member=False)
    for content, words in (
        (table.content(table.hospital), "at least two"),
        (table.content(table.hospital, outsider), "belong to the alliance"),
        (table.content(table.hospital, table.pantry, terms=[{}]), "no category"),
        (
            table.content(
                table.hospital,
                table.pantry,
                starts=timezone.localdate(),
                ends=timezone.localdate() - timedelta(days=1),
            ),
            "last day",
        ),
    ):
        with table.world.as_(table.convenor), pytest.raises(Refused, match=words):
            actions.draft(by=table.convenor, title="x", content=content)


def test_a_version_can_be_withdrawn_until_it_is_in_force(table: Table) -> None:
    agreement = table.drafted(table.hospital, table.pantry)
    version = table.offer(agreement)
    with table.world.as_(table.convenor):
        actions.withdraw(by=table.convenor, version=version, reason="a better text is coming")
        with pytest.raises(Refused, match="already"):
            actions.withdraw(by=table.convenor, version=version, reason="twice")
    other = table.in_force(table.hospital, table.pantry)
    with table.world.as_(table.convenor), pytest.raises(Refused, match="came into force"):
        actions.withdraw(by=table.convenor, version=other.versions.get(), reason="too late")


def test_a_changed_text_is_not_signed(table: Table) -> None:
    version = table.offer(table.drafted(table.hospital, table.pantry))
    lead = table.leads[table.pantry.pk]
    with table.world.as_(lead), pytest.raises(Refused, match="changed since"):
        actions.sign(by=lead, version=version, digest_seen="0" * 64, signed_name="P")


# What the database refuses, whatever the application does


def refused(world: World, actor, act) -> None:
    with world.as_(actor), pytest.raises((ProgrammingError, DatabaseError)), transaction.atomic():
        act()


def test_no_clause_without_every_signature(table: Table) -> None:
    agreement = table.drafted(table.hospital, table.pantry)
    version = table.offer(agreement)
    table.sign(version, table.pantry)
    clause = {"agreement": agreement, "version": version, "categories": ["identity"], "purposes": ["care"]}
    refused(table.world, table.convenor, lambda: Clause.objects.create(**clause))
    table.sign(version, table.hospital)
    more = clause | {"categories": ["identity", "hiv"]}
    refused(table.world, table.convenor, lambda: Clause.objects.create(**more))
    viewer = table.world.seat(table.pantry, "viewer")
    refused(table.world, viewer, lambda: Clause.objects.create(**clause))


def test_no_side_that_the_terms_do_not_name_and_none_made_longer(table: Table) -> None:
    agreement = table.in_force(table.hospital, table.pantry)
    with table.world.as_(table.convenor):
        side = ClauseParty.objects.filter(clause__agreement=agreement).first()
    stranger = {"clause_id": side.clause_id, "organisation": table.shelter, "side": "receives"}
    refused(table.world, table.convenor, lambda: ClauseParty.objects.create(period=side.period, **stranger))
    pantry = table.leads[table.pantry.pk]
    with table.world.as_(pantry):
        actions.leave(by=pantry, agreement=agreement, reason="moved away")
    refused(
        table.world,
        table.convenor,
        lambda: ClauseParty.objects.filter(organisation=table.pantry).update(period=side.period),
    )


def test_an_offered_version_never_changes_and_a_signature_neither(table: Table) -> None:
    version = table.offer(table.drafted(table.hospital, table.pantry))
    table.sign(version, table.pantry)
    refused(
        table.world,
        table.convenor,
        lambda: Version.objects.filter(pk=version.pk).update(text="Something else."),
    )
    with table.world.as_(table.convenor):
        assert Signature.objects.update(signed_name="Somebody else") == 0


def test_nobody_signs_for_another(table: Table) -> None:
    version = table.offer(table.drafted(table.hospital, table.pantry))
    pantry = table.leads[table.pantry.pk]
    forged = {
        "version": version,
        "organisation": table.hospital,
        "person_id": pantry.person_id,
        "signed_name": "H",
        "digest_seen": version.digest(),
    }
    refused(table.world, pantry, lambda: Signature.objects.create(**forged))
    refused(table.world, table.leads[table.hospital.pk], lambda: Signature.objects.create(**forged))


def test_parties_follow_what_is_in_force(table: Table) -> None:
    agreement = table.in_force(table.hospital, table.pantry)
    with table.world.as_(table.convenor):
        new = actions.amend(by=table.convenor, agreement=agreement)
        actions.edit(by=table.convenor, version=new, content=table.content(table.hospital, table.shelter))
    table.sign(table.offer(agreement), table.hospital, table.shelter)
    with table.world.as_(table.convenor):
        left = dict(Party.objects.filter(agreement=agreement).values_list("organisation__name", "left_at"))
    assert left["Pantry"] is not None
    assert left["Hospital"] is None and left["Shelter"] is None
    assert not table.sees(table.pantry)


def test_what_needs_somebody(table: Table) -> None:
    agreement = table.drafted(table.hospital, table.pantry, ends=timezone.localdate() + timedelta(days=20))
    version = table.offer(agreement)

    def needs(actor) -> list[str]:
        with table.world.as_(actor):
            return [item.key.split(":")[0] for item in attention(actor, clock.now())]

    pantry, hospital = table.leads[table.pantry.pk], table.leads[table.hospital.pk]
    assert needs(pantry) == needs(hospital) == ["agreement-unsigned"]
    assert needs(table.leads[table.shelter.pk]) == []
    assert needs(table.world.seat(table.pantry, "navigator")) == []
    table.sign(version, table.pantry)
    assert needs(pantry) == []
    table.sign(version, table.hospital)
    assert needs(pantry) == needs(hospital) == ["agreement-lapses"]
    assert needs(table.convenor) == ["agreement-lapses", "agreement-no-exit-terms"]
    with table.world.as_(table.convenor):
        actions.end(by=table.convenor, agreement=agreement, reason="over")
    assert needs(pantry) == needs(table.convenor) == []
