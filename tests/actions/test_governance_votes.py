"""Votes from the proposal to the log: what is frozen, who votes, what is refused, what can be counted again."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core import mail
from django.db import DatabaseError, connection, transaction

from commonweal.access import NotAllowed, Refused
from commonweal.database import clock
from commonweal.database.identity import maintenance
from commonweal.governance import actions
from commonweal.governance.actions.voting import counted, fingerprint
from commonweal.governance.models import (
    CastBallot,
    Decision,
    Elector,
    Proposal,
    Recusal,
    Told,
)
from commonweal.governance.queries import proposals as queries
from commonweal.governance.rules import documents
from commonweal.governance.rules.writing import write
from tests.factories.governance import Council

pytestmark = pytest.mark.django_db


@pytest.fixture
def council() -> Council:
    return Council()


def test_a_question_is_decided_told_and_counted_again_by_anybody(council: Council) -> None:
    proposal = council.open(question="Open a second pantry?", topic="food")
    council.cast(proposal, "Riverside Health", "for")
    council.cast(proposal, "Millrace Clinic", "for")
    council.cast(proposal, "Harvest Pantry", "against", reason="Who pays the rent?")
    with pytest.raises(Refused, match="Not everybody has voted"):
        council.close(proposal)
    council.ended(proposal)
    proposal = council.close(proposal, reason="People wait too long.", review_on=council.moment.date())
    assert proposal.carried is True
    assert proposal.outcome["for"] == 2 and proposal.outcome["eligible"] == 4
    with council.as_(council.office):
        decision = Decision.objects.get(proposal=proposal)
        assert (decision.number, decision.carried, decision.topic) == (1, True, "food")
        assert decision.dissent == "Harvest Pantry, against: Who pays the rent?"
        assert set(Told.objects.values_list("person_name", flat=True)) == {
            lead.person_name for lead in council.leads.values()
        }
    viewer = council.world.seat(council.organisations["Open Door"], "viewer")
    with council.as_(viewer):
        row = queries.whole(proposal.pk)
        vote, outcome = counted(row)
        assert outcome.as_json() == row.outcome and fingerprint(vote) == row.fingerprint
        assert documents.read(write(vote)).outcome().as_json() == row.outcome
    elsewhere = Council()
    with elsewhere.as_(elsewhere.office):
        assert not Proposal.objects.filter(pk=proposal.pk).exists()
        with connection.cursor() as cursor:
            cursor.execute("select count(*) from commonweal.counted_ballots(%s)", [proposal.pk])
            assert cursor.fetchone() == (0,)


def test_the_electorate_is_frozen_and_a_seat_may_change_hands(council: Council) -> None:
    proposal = council.open()
    new_lead = council.world.seat(council.organisations["Open Door"], "partner_lead")
    council.cast(proposal, "Open Door", "against")
    late = council.world.organisation("Latecomer", sector="legal")
    late_lead = council.world.seat(late, "partner_lead")
    with council.as_(council.office):
        council.seats["Latecomer"] = council.seat(council.board, late.pk, late_lead)
        actions.bodies.seat_person(
            by=council.office, seat=council.seats["Open Door"], person=new_lead.person_id
        )
    with pytest.raises(Refused, match="frozen"):
        council.cast(proposal, "Latecomer", "for", by=late_lead)
    with pytest.raises(Refused, match="You do not sit"):
        council.cast(proposal, "Open Door", "against")
    council.cast(proposal, "Open Door", "for", by=new_lead)
    council.ended(proposal)
    proposal = council.close(proposal)
    assert (proposal.outcome["for"], proposal.outcome["against"], proposal.outcome["eligible"]) == (1, 0, 4)
    with maintenance(), pytest.raises(DatabaseError, match="frozen"), transaction.atomic():
        Elector.objects.filter(proposal=proposal).update(weight=3)


def test_twice_and_by_proxy_and_holder_both(council: Council) -> None:
    proxy = council.leads["Millrace Clinic"]
    with council.as_(council.office):
        actions.bodies.seat_person(
            by=council.office, seat=council.seats["Harvest Pantry"], person=proxy.person_id, capacity="proxy",
            organisation=proxy.organisation_id,
        )  # fmt: skip
    proposal = council.open()
    council.cast(proposal, "Harvest Pantry", "for")
    council.cast(proposal, "Harvest Pantry", "against", by=proxy)
    council.cast(proposal, "Millrace Clinic", "against")
    council.cast(proposal, "Millrace Clinic", "for")
    council.ended(proposal)
    said = council.close(proposal).outcome
    assert (said["for"], said["against"], said["cast"]) == (2, 0, 2)
    assert "the holder's ballot counts" in " ".join(said["left_out"])


def test_the_last_second_and_the_moment_of_the_close(council: Council) -> None:
    proposal = council.open()
    council.ended(proposal)
    with pytest.raises(Refused, match="has ended"):
        council.cast(proposal, "Open Door", "for")
    # The database refuses it, too, and takes what came just before.
    with maintenance():
        row = Proposal.objects.get(pk=proposal.pk)
        facts = {
            "proposal": row, "seat": council.seats["Open Door"], "capacity": "holder", "choice": "for",
            "person_id": council.leads["Open Door"].person_id, "person_name": "N", "receipt": "r",
        }  # fmt: skip
        with pytest.raises(DatabaseError, match="not open"), transaction.atomic():
            CastBallot.objects.create(number=1, cast_at=row.closes_at, **facts)
        CastBallot.objects.create(number=1, cast_at=row.closes_at - timedelta(microseconds=1), **facts)
    assert council.close(proposal).outcome["for"] == 1


def test_recusal_after_voting(council: Council) -> None:
    with council.as_(council.leads["Riverside Health"]):
        by = council.leads["Riverside Health"]
        interest = actions.bodies.declare_interest(
            by=by, kind="ownership", text="Owns a third", about=council.organisations["Open Door"].pk
        )
    proposal = council.open(concerns=[council.organisations["Open Door"].pk])
    for name in ("Riverside Health", "Millrace Clinic"):
        council.cast(proposal, name, "for")
    council.cast(proposal, "Harvest Pantry", "against")
    with council.as_(council.office):
        actions.voting.recuse(
            by=council.office, proposal=proposal, seat=council.seats["Riverside Health"], reason="Part owner",
            interest=interest,
        )  # fmt: skip
    with pytest.raises(Refused, match="recused"):
        council.cast(proposal, "Riverside Health", "for")
    with council.as_(council.leads["Millrace Clinic"]), pytest.raises(NotAllowed):
        actions.voting.recuse(
            by=council.leads["Millrace Clinic"],
            proposal=proposal,
            seat=council.seats["Open Door"],
            reason="x",
        )
    council.ended(proposal)
    said = council.close(proposal).outcome
    assert (said["eligible"], said["for"], said["against"], said["carried"]) == (3, 1, 1, False)
    with council.as_(council.office), pytest.raises(Refused, match="have been counted"):
        actions.voting.recuse(
            by=council.office,
            proposal=proposal,
            seat=council.seats["Open Door"],
            reason="x",
            interest=interest,
        )
    with maintenance(), pytest.raises(DatabaseError, match="were counted"), transaction.atomic():
        Recusal.objects.create(
            proposal=proposal, seat=council.seats["Open Door"], reason="late", person_name="N"
        )


def test_a_body_with_no_seats_opens_no_vote(council: Council) -> None:
    with council.as_(council.office):
        empty = actions.bodies.set_up(by=council.office, kind="data", name="Data group")
    proposal = council.put(body=empty)
    with pytest.raises(Refused, match="no seats"):
        council.open(proposal)


def test_nobody_sees_how_others_voted_before_the_count_nor_ever_in_a_secret_vote(council: Council) -> None:
    open_vote, secret = council.open(), council.open(question="Who?", secret=True)
    for proposal in (open_vote, secret):
        for name, choice in zip(council.seats, ("for", "for", "against", "for"), strict=True):
            council.cast(proposal, name, choice)
    for by in (council.leads["Riverside Health"], council.office):
        with council.as_(by):
            shown = CastBallot.objects.filter(proposal__in=[open_vote, secret])
            assert {one.person_id for one in shown} <= {by.person_id}
            assert len(queries.voted([secret.pk])[secret.pk]) == 4
    open_vote, secret = council.close(open_vote), council.close(secret)
    with council.as_(council.office):
        assert CastBallot.objects.filter(proposal=open_vote).count() == 4
        assert CastBallot.objects.filter(proposal=secret).count() == 0
        vote, outcome = counted(queries.whole(secret.pk))
        assert (outcome.votes_for, outcome.votes_against, outcome.carried) == (3, 1, True)
        text = write(vote)
        assert not any(name in text for name in council.seats)
        assert Decision.objects.get(proposal=secret).dissent == "1 against."
    with council.as_(council.leads["Open Door"]):
        mine = CastBallot.objects.get(proposal=secret)
        assert f"receipt {mine.receipt}" in text, "the voter finds their own ballot in the list"


def test_rules_that_need_names_cannot_be_secret(council: Council) -> None:
    for rule in ("consent", "double majority", "weighted majority"):
        with pytest.raises(Refused, match="who voted how"):
            council.put(rule=rule, secret=True)


def test_consent_with_an_objection_that_is_met(council: Council) -> None:
    proposal = council.open(rule="consent")
    with pytest.raises(Refused, match="what harm"):
        council.cast(proposal, "Open Door", "objection")
    ballot = council.cast(proposal, "Open Door", "objection", reason="No room for families")
    with council.as_(council.office):
        assert CastBallot.objects.get(proposal=proposal).reason, "an objection is there to be talked about"
    council.cast(proposal, "Riverside Health", "consent")
    with council.as_(council.office), pytest.raises(NotAllowed):
        actions.voting.integrate(by=council.office, ballot=ballot, change="Rooms")
    with council.as_(council.leads["Open Door"]):
        actions.voting.integrate(
            by=council.leads["Open Door"], ballot=ballot, change="Two rooms for families"
        )
    council.ended(proposal)
    assert council.close(proposal).carried is True


def test_ranked_choice_in_a_meeting(council: Council) -> None:
    proposal = council.open(
        rule="ranked choice", options=["Ash", "Birch", "Cedar"], in_meeting=True, question="Which name?"
    )
    with pytest.raises(Refused, match="Rank each option once"):
        council.cast(proposal, "Open Door", ranking=["Ash", "Ash"])
    council.cast(proposal, "Open Door", ranking=["Ash", "Birch"])
    council.cast(proposal, "Harvest Pantry", ranking=["Birch"])
    with council.as_(council.office):
        present = [council.seats[name].pk for name in ("Riverside Health", "Harvest Pantry")]
        assert actions.voting.mark_present(by=council.office, proposal=proposal, seats=present) == 2
    said = council.close(proposal).outcome
    assert said["present"] == 3 and said["winners"] == ["Ash"]


def test_those_to_be_asked_first_are(council: Council) -> None:
    pantry = council.leads["Harvest Pantry"]
    proposal = council.put(consulted=[pantry.organisation_id])
    with pytest.raises(Refused, match="Harvest Pantry must be asked first"):
        council.open(proposal)
    with council.as_(pantry):
        actions.proposals.give_opinion(by=pantry, proposal=proposal, text="Yes, in spring.", level=2)
    assert council.open(proposal).opened_at is not None


def test_what_people_vote_on_is_not_changed(council: Council) -> None:
    proposal = council.open()
    with council.as_(council.office), pytest.raises(Refused, match="not changed any more"):
        actions.proposals.change(by=council.office, proposal=proposal, question="Other?")
    with maintenance(), pytest.raises(DatabaseError, match="not changed"), transaction.atomic():
        Proposal.objects.filter(pk=proposal.pk).update(question="Other?")
    council.cast(proposal, "Open Door", "for")
    with maintenance(), pytest.raises(DatabaseError), transaction.atomic():
        CastBallot.objects.update(choice="against")
    with council.as_(council.office):
        withdrawn = actions.proposals.withdraw(by=council.office, proposal=proposal, reason="Too early")
    with pytest.raises(Refused, match="withdrawn"):
        council.cast(withdrawn, "Millrace Clinic", "for")


def test_only_those_who_run_a_vote_open_it(council: Council) -> None:
    by = council.leads["Riverside Health"]
    proposal = council.put()
    with council.as_(by), pytest.raises(NotAllowed):
        actions.proposals.open_vote(by=by, proposal=proposal, closes=council.moment + timedelta(days=2))
    with council.as_(council.office):
        actions.bodies.appoint_chair(by=council.office, seat=council.seats["Riverside Health"])
    with council.as_(by):
        closes = council.moment + timedelta(days=2)
        assert actions.proposals.open_vote(by=by, proposal=proposal, closes=closes).opened_at


def test_letters_go_to_those_who_vote_and_once(council: Council, django_capture_on_commit_callbacks) -> None:
    from commonweal.governance.tasks import remind

    council.moment = clock.now()
    with django_capture_on_commit_callbacks(execute=True):
        proposal = council.open(days=1)
    assert len(mail.outbox) == 4 and "/governance/ballot/" in mail.outbox[0].body
    council.cast(proposal, "Open Door", "for")
    with django_capture_on_commit_callbacks(execute=True):
        assert remind.func(0) == 3 and remind.func(0) == 0
    assert len(mail.outbox) == 7


def test_a_new_decision_supersedes_an_old_one(council: Council) -> None:
    first = council.decided(question="Meet monthly?")
    with council.as_(council.office):
        old = Decision.objects.get(proposal=first)
    second = council.decided(question="Meet weekly?", supersedes=old)
    with council.as_(council.office):
        new = Decision.objects.get(proposal=second)
        assert new.supersedes_id == old.pk
        with maintenance(), pytest.raises(DatabaseError, match="record of a decision"), transaction.atomic():
            Decision.objects.filter(pk=old.pk).update(dissent="Rewritten")
    with pytest.raises(Refused, match="superseded already"):
        with maintenance():
            old = Decision.objects.select_related("superseded_by").get(pk=old.pk)
        council.put(supersedes=old)


def test_the_deadline_counts_a_vote_in_writing_once(
    council: Council, django_capture_on_commit_callbacks
) -> None:
    from commonweal.governance.tasks import count

    council.moment = clock.now() - timedelta(days=8)
    due = council.open(question="Open on Saturdays?")
    council.cast(due, "Open Door", "for")
    council.cast(due, "Harvest Pantry", "for", reason="At last")
    council.cast(due, "Millrace Clinic", "against", reason="Who opens?")
    meeting = council.open(question="In the room?", in_meeting=True)
    council.moment = clock.now()
    still_open = council.open(question="And on Sundays?", days=1)
    mail.outbox.clear()
    with django_capture_on_commit_callbacks(execute=True):
        assert count.func(0) == 1 and count.func(0) == 0
    with council.as_(council.office):
        rows = {row.pk: row for row in Proposal.objects.all()}
        assert rows[due.pk].carried is True and rows[due.pk].outcome["for"] == 2
        assert rows[meeting.pk].closed_at is None and rows[still_open.pk].closed_at is None
        decision = Decision.objects.select_related("proposal").get(proposal=due)
        assert decision.decided_at == due.closes_at, "it fell at the deadline, whenever it was counted"
        assert decision.recorded_by == "The deadline"
        assert decision.dissent == "Millrace Clinic, against: Who opens?"
        assert len(mail.outbox) == Told.objects.filter(decision=decision).count() == 5
    with pytest.raises(Refused, match="counted already"):
        council.close(due)
    lead = council.leads["Open Door"]
    with council.as_(lead), pytest.raises(NotAllowed):
        actions.decisions.explain(by=lead, decision=decision, reason="Because")
    with council.as_(council.office):
        actions.decisions.explain(by=council.office, decision=decision, reason="People work on weekdays.")
        with pytest.raises(Refused, match="already"):
            actions.decisions.explain(by=council.office, decision=decision, reason="Another one")
        with maintenance(), pytest.raises(DatabaseError, match="record of a decision"), transaction.atomic():
            Decision.objects.filter(pk=decision.pk).update(reason="Rewritten")


def test_the_deadline_and_a_person_count_once_between_them(council: Council) -> None:
    from commonweal.governance.tasks import count, count_one

    council.moment = clock.now() - timedelta(days=8)
    due = council.open()
    council.cast(due, "Open Door", "for")
    council.moment = clock.now()
    council.close(due, reason="By hand")
    assert count_one(due) is False, "found before the hand was quicker"
    assert count.func(0) == 0
    with council.as_(council.office):
        assert Decision.objects.get(proposal=due).reason == "By hand"
