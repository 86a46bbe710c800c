"""What goes on around agreements: kinds in force, remarks, paper, counter-signature, joining, renewal, duties."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone

from commonweal.access import NotAllowed, Refused
from commonweal.access.rules import Conflict
from commonweal.agreements import actions, obligations
from commonweal.agreements.actions import Content
from commonweal.agreements.attention import attention
from commonweal.agreements.models import Agreement, Clause, DutyReport, Remark, Signature, Version
from commonweal.agreements.rules import State, Status
from commonweal.audit.models import Act
from commonweal.clients.models import Client
from commonweal.database import clock
from commonweal.database.identity import maintenance
from commonweal.directory.domains import NeedDomain
from commonweal.referrals import actions as referrals
from commonweal.referrals.models import Referral
from tests.factories.boundaries import Signed

pytestmark = pytest.mark.django_db

LEAVING = {"notice_days": 30, "running": "give_back"}


def status(agreement: Agreement) -> Status:
    with maintenance():
        return Agreement.objects.get(pk=agreement.pk).status(clock.now())


def test_a_joint_workflow_sets_when_referrals_are_due_while_it_is_in_force() -> None:
    signed = Signed()
    world, (hospital, pantry, _) = signed.world, signed.organisations
    signed.in_force("data_sharing")
    client = world.client(hospital)
    world.consent(client, network=True)
    service = world.service(pantry, NeedDomain.FOOD)

    def days() -> tuple[int, int]:
        """Business days to answer, and days to finish, a routine referral sent now."""
        need = world.need(client)
        with world.as_(signed.lead(0)):
            sent = referrals.send(by=signed.lead(0), client=client, need=need, service=service, anyway=True)
            workdays = sum(
                (sent.sent_at + timedelta(days=n)).astimezone(sent.answer_due_at.tzinfo).weekday() < 5
                for n in range(1, (sent.answer_due_at - sent.sent_at).days + 1)
            )
        with world.as_(signed.lead(1)):
            taken = referrals.accept(by=signed.lead(1), referral=Referral.objects.get(pk=sent.pk))
        return workdays, (taken.finish_due_at - taken.answered_at).days

    assert days() == (5, 30)
    agreement = signed.in_force("workflow")
    assert days() == (2, 9)
    with world.as_(signed.office):
        actions.end(by=signed.office, agreement=agreement, reason="over")
    assert days() == (5, 30)


def test_no_kind_but_data_sharing_opens_anything() -> None:
    signed = Signed()
    signed.world.consent(signed.world.client(signed.organisations[0]), network=True)
    for kind in ("participation", "workflow", "communication", "accountability", "technology", "exit"):
        signed.in_force(kind)
    with maintenance():
        assert not Clause.objects.exists()
    with signed.world.as_(signed.lead(1)):
        assert not Client.objects.exists()


def test_a_redline_is_taken_into_the_draft_and_an_unanswered_one_holds_the_offer() -> None:
    signed = Signed()
    agreement = signed.draft("exit", text="1. We part in peace.\n\n2. We tell people.")
    with signed.world.as_(signed.lead(1)):
        version = agreement.versions.get()
        made = actions.remark(
            by=signed.lead(1),
            version=version,
            paragraph=2,
            text="Sooner",
            proposed="2. We tell people first.",
        )
        with pytest.raises(Refused, match="nothing in the remark"):
            actions.remark(by=signed.lead(1), version=version, paragraph=1, proposed="1. We part in peace.")
    with pytest.raises(Refused, match="nobody has answered"):
        signed.offer(agreement)
    with signed.world.as_(signed.office):
        actions.answer(by=signed.office, remark=Remark.objects.get(pk=made.pk), take=True)
        with pytest.raises(Conflict):
            actions.answer(by=signed.office, remark=made)
        assert Version.objects.get().text == "1. We part in peace.\n\n2. We tell people first."
    offered = signed.offer(agreement)
    with signed.world.as_(signed.lead(2)):
        late = actions.remark(
            by=signed.lead(2), version=offered, paragraph=1, proposed="1. We part in writing."
        )
    with signed.world.as_(signed.office), pytest.raises(Refused, match="never changes"):
        actions.answer(by=signed.office, remark=late, take=True)
    stranger = signed.world.seat(signed.world.organisation(), "partner_lead")
    with signed.world.as_(stranger), pytest.raises(NotAllowed):
        actions.remark(by=stranger, version=offered, paragraph=0, text="Me too")


def test_a_signature_on_paper_is_recorded_by_the_office_only_where_nobody_could_sign_here() -> None:
    signed = Signed("Hospital", "Pantry")
    church = signed.world.organisation("Church")
    agreement = signed.draft("exit", parties=[*signed.organisations, church])
    version = signed.offer(agreement)
    signed.sign(version, 0)

    def scan(by, organisation, content=b"%PDF-1.7 signed"):
        with signed.world.as_(by):
            return actions.record_scan(
                by=by, version=version, organisation=organisation, digest_seen=version.digest(), signed_name="Rev. Lee",
                name="../../page.pdf", content=content,
            )  # fmt: skip

    with pytest.raises(Refused, match="people here who may sign"):
        scan(signed.office, signed.organisations[1])
    with pytest.raises(Refused, match="neither PDF"):
        scan(signed.office, church, b"<script>")
    with pytest.raises(NotAllowed):
        scan(signed.lead(0), church)
    made = scan(signed.office, church)
    assert made.scan.name == "page.pdf" and len(made.scan_digest) == 64
    with maintenance():
        act = Act.objects.get(kind="agreement.scanned")
        assert act.details["scan"] == made.scan_digest and act.details["digest"] == version.digest()
    assert scan(signed.lead(1), signed.organisations[1]).organisation_id == signed.organisations[1].pk
    assert status(agreement) is Status.IN_FORCE
    # Beneath the actions the database holds the same: no scan, no signature in another's name.
    other = signed.offer(signed.draft("exit", parties=[*signed.organisations, church]))
    with signed.world.as_(signed.office), pytest.raises(DatabaseError), transaction.atomic():
        Signature.objects.create(
            version=other,
            organisation=church,
            person_id=signed.office.person_id,
            signed_name="N",
            digest_seen="x",
        )


@pytest.mark.parametrize("rule", ["all", "majority", "office"])
def test_somebody_joins_with_the_consent_that_the_terms_ask_for(rule: str) -> None:
    signed = Signed()
    world = signed.world
    new = world.organisation("Newcomer")
    newcomer = world.seat(new, "partner_lead")
    world.consent(world.client(signed.organisations[0]), network=True)
    agreement = signed.in_force("data_sharing", changing={"accession": rule})

    def sees() -> int:
        with world.as_(newcomer):
            return Client.objects.count()

    with world.as_(signed.office):
        made = actions.accede(by=signed.office, agreement=agreement, joining=[new.pk])
    with maintenance():
        version = Version.objects.get(pk=made.pk)
    assert status(agreement) is Status.AMENDING
    with world.as_(newcomer):
        actions.sign(by=newcomer, version=version, digest_seen=version.digest(), signed_name="N")
    assert sees() == 0
    for number in range({"all": 3, "majority": 2, "office": 0}[rule]):
        assert sees() == 0
        signed.sign(version, number)
    if rule == "office":
        assert sees() == 0
        with world.as_(signed.office):
            actions.countersign(
                by=signed.office, version=version, digest_seen=version.digest(), signed_name="N"
            )
    assert sees() == 1
    assert signed.read(agreement).version_in_force_id == version.pk
    # The others go on as before; and whoever joined may leave again.
    with world.as_(newcomer):
        actions.leave(by=newcomer, agreement=signed.read(agreement), reason="no")
    assert sees() == 0
    with world.as_(signed.lead(1)):
        assert Client.objects.count() == 1


def test_the_database_refuses_a_joining_version_that_says_something_else() -> None:
    signed = Signed()
    new = signed.world.organisation("Newcomer")
    newcomer = signed.world.seat(new, "partner_lead")
    agreement = signed.in_force("data_sharing", changing={"accession": "office"})
    with signed.world.as_(signed.office):
        before = agreement.version_in_force
        forged = Version.objects.create(
            agreement=agreement, number=2, text=before.text, offered_at=clock.now(), accession_rule="office",
            terms=before.terms | {"sharing": [{"categories": ["hiv"], "purposes": ["care"]}]},
            parties=sorted([*before.parties, new.pk]), bound=sorted(before.parties),
        )  # fmt: skip
    with signed.world.as_(newcomer):
        actions.sign(by=newcomer, version=forged, digest_seen=forged.digest(), signed_name="N")
    with signed.world.as_(signed.office), pytest.raises(DatabaseError), transaction.atomic():
        actions.countersign(by=signed.office, version=forged, digest_seen=forged.digest(), signed_name="N")


def test_counter_signed_once_after_the_parties() -> None:
    signed = Signed()
    version = signed.offer(signed.draft("exit"))
    signed.sign(version, 0, 1)
    how = {"by": signed.office, "version": version, "digest_seen": version.digest(), "signed_name": "N"}
    with signed.world.as_(signed.office), pytest.raises(Refused, match="when the parties have signed"):
        actions.countersign(**how)
    signed.sign(version, 2)
    with signed.world.as_(signed.office):
        actions.countersign(**how)
        with pytest.raises(Conflict):
            actions.countersign(**how)
    with signed.world.as_(signed.lead(0)), pytest.raises(NotAllowed):
        actions.countersign(**how | {"by": signed.lead(0)})


def test_a_renewal_says_the_same_for_as_long_again_without_a_gap() -> None:
    signed = Signed()
    today = timezone.localdate()
    agreement = signed.in_force("data_sharing", ends=today + timedelta(days=20))
    with signed.world.as_(signed.office):
        version = actions.renew(by=signed.office, agreement=agreement)
        with pytest.raises(Conflict, match="already begun"):
            actions.amend(by=signed.office, agreement=agreement)
    assert version.ends >= today + timedelta(days=39) and version.text == "1. We agree."
    assert status(agreement) is Status.IN_FORCE
    signed.sign(signed.offer(agreement), 0, 1, 2)
    assert signed.read(agreement).version_in_force_id == version.pk
    open_ended = signed.in_force("exit")
    with signed.world.as_(signed.office), pytest.raises(Refused, match="no last day"):
        actions.renew(by=signed.office, agreement=open_ended)


def test_an_outdated_version_cannot_be_signed_and_the_newer_one_can() -> None:
    signed = Signed()
    agreement = signed.draft("exit")
    first = signed.offer(agreement)
    signed.sign(first, 0)
    with signed.world.as_(signed.office):
        actions.amend(by=signed.office, agreement=agreement)
    second = signed.offer(agreement)
    with pytest.raises(Refused, match="out of date"):
        signed.sign(first, 1)
    signed.sign(second, 0, 1, 2)
    assert signed.read(agreement).version_in_force_id == second.pk


def test_duties_become_attention_and_are_kept_by_fact() -> None:
    signed = Signed()
    agreement = signed.in_force("accountability", leaving=LEAVING)
    signed.long_ago(agreement, 200)
    with maintenance():
        today = clock.now().date()
        found = [one for one in obligations.lines(today, until=today) if one.late]
    assert found and {one.duty.by for one in found} == {one.pk for one in signed.organisations}

    def needs(actor) -> list[str]:
        with signed.world.as_(actor):
            return [item.key.split(":")[0] for item in attention(actor, clock.now())]

    assert needs(signed.lead(0)) == ["agreement-duty-late"] == needs(signed.office)
    row = signed.read(agreement).version_in_force
    mine = [one.duty for one in found if one.duty.by == signed.organisations[0].pk]
    with signed.world.as_(signed.lead(0)):
        for duty in mine:
            actions.report(by=signed.lead(0), version=row, clause=duty.clause, due=duty.due, note="Sent")
        with pytest.raises(Conflict):
            actions.report(by=signed.lead(0), version=row, clause=mine[0].clause, due=mine[0].due)
        with pytest.raises(Refused, match="owes nothing"):
            actions.report(by=signed.lead(0), version=row, clause="reporting.9", due=mine[0].due)
    assert needs(signed.lead(0)) == [] and needs(signed.office) == ["agreement-duty-late"]
    with maintenance():
        states = {
            one.state
            for one in obligations.lines(today, organisation=signed.organisations[0].pk, until=today)
        }
        assert states <= {State.KEPT, State.KEPT_LATE} and DutyReport.objects.count() == len(mine)
    with signed.world.as_(signed.lead(1)):
        assert DutyReport.objects.update(note="changed") == 0, "what was reported stays as it was"


def test_what_lapsed_with_exit_terms_gets_its_checklist_once() -> None:
    signed = Signed()
    today = timezone.localdate()
    agreement = signed.in_force(
        "data_sharing", ends=today + timedelta(days=2), leaving=LEAVING | {"tasks": ["Write"]}
    )
    with maintenance():
        row = Agreement.objects.get(pk=agreement.pk)
        row.in_force = type(row.in_force)(
            row.in_force.lower - timedelta(days=9), clock.now() - timedelta(days=1), "[)"
        )
        row.save()
    with signed.world.as_(signed.lead(0)):
        assert actions.begin_exit(by=signed.lead(0), agreement=agreement) == 2
        with pytest.raises(Conflict):
            actions.begin_exit(by=signed.lead(0), agreement=agreement)
        task = agreement.exit_tasks.select_related("agreement").first()
        actions.finish_step(by=signed.lead(0), task=task)
    with signed.world.as_(signed.office):
        actions.end(by=signed.office, agreement=agreement, reason="Over")
    with maintenance():
        assert agreement.exit_tasks.count() == 2, "ending what lapsed does not begin the list again"


def test_payment_terms_that_cannot_be_settled_are_refused_when_they_are_written() -> None:
    signed = Signed()
    with pytest.raises(Refused, match="cannot be settled"):
        signed.draft("payment", payment={"contract": "[contract]\nid = 5"})
    with signed.world.as_(signed.office), pytest.raises(Refused, match="no terms about sharing"):
        actions.draft(
            by=signed.office, title="T", kind=actions.writing.rules.Kind.EXIT,
            content=Content("x", {"leaving": {}, "sharing": []}, frozenset(one.pk for one in signed.organisations)),
        )  # fmt: skip
