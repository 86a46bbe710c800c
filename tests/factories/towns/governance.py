"""A board on which the hospital sits, a right, an interest, a draft, an open and a counted vote, and its decision."""

from __future__ import annotations

from datetime import timedelta

from commonweal.database import clock
from commonweal.database.identity import maintenance
from commonweal.database.ranges import period
from commonweal.governance.models import (
    Body,
    BodySeat,
    CastBallot,
    Decision,
    DecisionAction,
    Elector,
    Interest,
    Proposal,
    Right,
    Tenure,
    Told,
)
from tests.factories.town import Rows, Town


def rows(town: Town) -> Rows:
    """What the addresses of this room are filled with."""
    hospital, person, alliance = town.hospital, town.lead.person_id, town.world.alliance
    with maintenance():
        now = clock.now()
        since = period(now - timedelta(days=30))
        who = {"organisation": hospital, "person_id": person, "person_name": "N"}
        body = Body.objects.create(
            alliance=alliance, kind="board", name="Board", rule="more than 1/2 of cast"
        )
        seat = BodySeat.objects.create(alliance=alliance, body=body, organisation=hospital, period=since)
        tenure = Tenure.objects.create(alliance=alliance, seat=seat, period=since, **who)
        right = Right.objects.create(
            alliance=alliance, kind="other", part="accountable", body=body, period=since
        )
        interest = Interest.objects.create(
            alliance=alliance,
            organisation=hospital,
            kind="other",
            text="Owns it",
            declared_by="N",
            period=since,
        )
        facts = {"alliance": alliance, "body": body, "kind": "other", "quorum": "1", **who}
        draft = Proposal.objects.create(question="Later?", rule="consent", **facts)
        votes = {}
        for question, rule in (("Now?", "consent"), ("Before?", "more than 1/2 of cast")):
            vote = votes[question] = Proposal.objects.create(question=question, rule=rule, **facts)
            Elector.objects.create(
                proposal=vote, seat=seat, organisation=hospital, organisation_name=hospital.name,
                label=hospital.name, sector="hospital", weight=1,
            )  # fmt: skip
            vote.opened_at, vote.closes_at = now - timedelta(days=1), now + timedelta(days=1)
            vote.save()
            ballot = CastBallot.objects.create(
                proposal=vote, seat=seat, capacity="holder", person_id=person, person_name="N", number=1, cast_at=now,
                choice="objection" if rule == "consent" else "for", reason="Harm", receipt="abcd",
            )  # fmt: skip
            if rule == "consent":
                objection = ballot
        before = votes["Before?"]
        before.closed_at, before.carried, before.fingerprint = now, True, "f"
        before.outcome = {
            "explanation": "Carried.",
            "carried": True,
            "quorum": True,
            "eligible": 1,
            "present": 1,
        }
        before.save()
        decision = Decision.objects.create(
            alliance=alliance, number=1, body=body, proposal=before, kind="other", question="Before?", carried=True,
            rule=before.rule, decided_at=now, recorded_by="N",
        )  # fmt: skip
        action = DecisionAction.objects.create(
            decision=decision, text="Do it", organisation=hospital, due_on=now.date()
        )
        Told.objects.create(decision=decision, told_at=now, **who)
    names = ("bodies", "body", "change-body", "end-body", "add-body-seat")
    seats = ("seat-person", "chair", "end-body-seat")
    deciding = (
        "decision",
        "decision-seen",
        "add-decision-action",
        "tell-decision",
        "review-decision",
        "explain-decision",
    )
    return {
        "governance:": {"pk": votes["Now?"].pk, "seat": seat.pk, "token": "forged"},
        **{f"governance:{one}": {"pk": body.pk} for one in names},
        **{f"governance:{one}": {"pk": seat.pk} for one in seats},
        **{f"governance:{one}": {"pk": draft.pk} for one in ("open-vote", "change-proposal")},
        **{f"governance:{one}": {"pk": decision.pk} for one in deciding},
        "governance:end-tenure": {"pk": tenure.pk},
        "governance:end-right": {"pk": right.pk},
        "governance:end-interest": {"pk": interest.pk},
        "governance:recount": {"pk": before.pk},
        "governance:objection-met": {"pk": objection.pk},
        "governance:decision-action-done": {"pk": action.pk},
    }
