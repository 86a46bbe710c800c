"""During and after the vote: recusal, ballots, objections met, reserved consent, who is present, the count."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from commonweal import audit
from commonweal.access import Actor, NotAllowed, Permission, Refused, require
from commonweal.access.rules import Conflict
from commonweal.audit import Event
from commonweal.database import clock, live
from commonweal.governance import events
from commonweal.governance.actions.common import held_proposal, hold, may_run, refuse, require_running
from commonweal.governance.actions.decisions import record_outcome
from commonweal.governance.models import (
    BodySeat,
    CastBallot,
    Elector,
    Integration,
    Interest,
    Proposal,
    Recusal,
    ReservedConsent,
    Tenure,
)
from commonweal.governance.queries import proposals as queries
from commonweal.governance.rules import proposals as rules
from commonweal.governance.rules.outcomes import Outcome
from commonweal.governance.rules.tally import tally
from commonweal.governance.rules.votes import BadVote, Capacity, Vote
from commonweal.governance.rules.writing import write

BY_DEADLINE = "The deadline"
"""Who counted, where nobody did: stands in the record of acts and in the log."""


def cast(
    *,
    by: Actor,
    proposal: Proposal,
    seat: BodySeat,
    choice: str = "",
    ranking: Sequence[str] = (),
    scores: Mapping[str, int] | None = None,
    level: int | None = None,
    reason: str = "",
) -> CastBallot:
    """Vote for a seat, in the strongest capacity in which one sits on it now. A later ballot takes an earlier one's
    place; the holder's counts before the alternate's before the proxy's.

    Raises NotAllowed; Refused before the opening, from the moment of the close on, for a seat that is recused or not
    in the electorate, and for a ballot that says nothing.
    """
    require(by, Permission.VOTE, on=seat)
    with transaction.atomic():
        hold(proposal.pk)
        row = Proposal.objects.get(pk=proposal.pk)
        at = clock.now()
        capacity = _capacity(by, seat)
        refuse(
            rules.refusal_to_vote(
                row.facts(),
                at,
                elector=row.electors.filter(seat=seat).exists(),
                sits=capacity is not None,
                recused=row.recusals.filter(seat=seat).exists(),
            )
        )
        assert capacity is not None
        method = queries.method_of(row.rule)
        refuse(
            rules.refusal_of_ballot(
                method, tuple(row.options), choice=choice, ranking=tuple(ranking), scores=dict(scores or {}),
                level=level, reason=reason,
            )
        )  # fmt: skip
        ballot = CastBallot.objects.create(
            proposal=row, seat=seat, capacity=capacity, person_id=by.own_person_id, person_name=by.person_name,
            choice=choice, ranking=[] if choice else list(ranking), scores={} if choice else dict(scores or {}),
            level=None if choice else level, reason=reason.strip(), cast_at=at, number=_next(row),
            receipt=secrets.token_hex(4),
        )  # fmt: skip
        audit.record(
            by,
            events.VOTED,
            on=row,
            organisation=seat.organisation.name,
            question=row.question,
            capacity=capacity,
        )
        live.notify("governance", alliance=row.alliance_id)
    return ballot


def _next(row: Proposal) -> int:
    """The ballot's number within the vote. The vote is held, but not every ballot is visible to the actor."""
    with connection.cursor() as cursor:
        cursor.execute("select commonweal.next_ballot(%s)", [row.pk])
        return int(cursor.fetchone()[0])


def _capacity(by: Actor, seat: BodySeat) -> str | None:
    """The strongest capacity in which the actor sits on a seat now, for the organisation they act for."""
    mine = Tenure.objects.current().filter(
        seat=seat, person_id=by.own_person_id, organisation_id=by.own_organisation_id
    )
    found = sorted(mine.values_list("capacity", flat=True), key=lambda key: Capacity.of(key).rank)
    return found[0] if found else None


def recuse(
    *, by: Actor, proposal: Proposal, seat: BodySeat, reason: str, interest: Interest | None = None
) -> Recusal:
    """A seat stands aside from a question, until the count; a ballot it has cast counts no more.

    Its own organisation does so, or whoever runs the vote for an interest in the register. Raises NotAllowed; Refused.
    """
    require(by, Permission.VOTE)
    if seat.organisation_id != by.organisation_id and not (interest is not None and may_run(by, proposal)):
        raise NotAllowed(by, Permission.KEEP_BODIES)
    if not reason.strip():
        raise Refused("Say why the seat stands aside.")
    with transaction.atomic():
        row = held_proposal(proposal.pk)
        refuse(rules.refusal_to_recuse(row.facts(), clock.now()))
        if any(one.seat_id == seat.pk for one in row.recusals.all()):
            raise Conflict("This seat is recused already.")
        if seat.body_id != row.body_id:
            raise Refused("This seat is not on the body that decides.")
        recusal = Recusal.objects.create(
            proposal=row, seat=seat, interest=interest, reason=reason.strip(), person_name=by.person_name
        )
        audit.record(
            by, events.RECUSED, on=row, organisation=seat.organisation.name, question=row.question,
            reason=reason.strip(),
        )  # fmt: skip
        live.notify("governance", alliance=row.alliance_id)
    return recusal


def integrate(*, by: Actor, ballot: CastBallot, change: str) -> Integration:
    """Whoever objected says that a change met the objection. Raises NotAllowed; Refused after the count."""
    require(by, Permission.VOTE)
    if ballot.person_id != by.person_id:
        raise NotAllowed(by, Permission.VOTE)
    with transaction.atomic():
        row = held_proposal(ballot.proposal_id)
        if row.closed_at is not None or ballot.choice != "objection":
            raise Refused("Only an objection in a vote that is not counted can be met.")
        if Integration.objects.filter(ballot=ballot).exists():
            raise Conflict("You have said so already.")
        met = Integration.objects.create(ballot=ballot, change=change.strip(), person_name=by.person_name)
        audit.record(by, events.INTEGRATED, on=row, question=row.question)
        live.notify("governance", alliance=row.alliance_id)
    return met


def consent(*, by: Actor, proposal: Proposal) -> ReservedConsent:
    """An organisation to which the matter is reserved consents. Raises NotAllowed; Refused."""
    require(by, Permission.SIGN_AGREEMENTS)
    with transaction.atomic():
        row = held_proposal(proposal.pk)
        if by.organisation_id not in row.reserved:
            raise Refused("This matter is not reserved to your organisation.")
        if row.closed_at is not None or row.withdrawn_at is not None:
            raise Refused("The votes have been counted.")
        if any(one.organisation_id == by.organisation_id for one in row.consents.all()):
            raise Conflict("Your organisation has consented already.")
        given = ReservedConsent.objects.create(
            proposal=row,
            organisation_id=by.organisation_id,
            person_id=by.own_person_id,
            person_name=by.person_name,
        )
        audit.record(by, events.CONSENTED, on=row, organisation=by.organisation_name, question=row.question)
        live.notify("governance", alliance=row.alliance_id)
    return given


def mark_present(*, by: Actor, proposal: Proposal, seats: Sequence[UUID]) -> int:
    """Mark which seats are present in the meeting. Raises NotAllowed; Refused after the count."""
    require_running(by, proposal)
    with transaction.atomic():
        row = held_proposal(proposal.pk)
        if row.opened_at is None or row.closed_at is not None or row.withdrawn_at is not None:
            raise Refused("Presence is marked while the vote is open or waits for its count.")
        chosen = set(seats)
        changed = [one for one in row.electors.all() if one.present != (one.seat_id in chosen)]
        for one in changed:
            one.present = one.seat_id in chosen
        Elector.objects.bulk_update(changed, ["present"])
        present = sum(one.present for one in row.electors.all())
        audit.record(by, events.PRESENCE_MARKED, on=row, question=row.question, present=present)
        live.notify("governance", alliance=row.alliance_id)
    return present


def close(
    *,
    by: Actor,
    proposal: Proposal,
    reason: str = "",
    dissent: str = "",
    review_on: date | None = None,
    tell: Sequence[UUID] = (),
) -> Proposal:
    """Count the vote and write the decision into the log. The outcome follows from the ballots alone.

    Raises NotAllowed; Refused before the deadline (but in a meeting, or when everybody has voted).
    """
    require(by, Permission.PROPOSE, on=proposal)
    with transaction.atomic():
        row = held_proposal(proposal.pk)
        at = clock.now()
        recused = {one.seat_id for one in row.recusals.all()}
        waiting = {one.seat_id for one in row.electors.all()} - recused
        everybody = not waiting - queries.voted([row.pk]).get(row.pk, set())
        refuse(rules.refusal_to_close(row.facts(), at, everybody=everybody))
        if row.closes_at is None or at < row.closes_at:
            require_running(by, proposal)
        _count(by, row, at, events.COUNTED, reason=reason, dissent=dissent, review_on=review_on, tell=tell)
    return row


def close_at_deadline(proposal: Proposal) -> Proposal:
    """Count a vote in writing whose deadline has come, in nobody's name; the decision falls at the deadline.

    Called by background work, on a seat of the alliance. Raises Refused before the deadline, a second time, and for a
    vote in a meeting: there somebody first says who was present.
    """
    with transaction.atomic():
        row = held_proposal(proposal.pk)
        at = clock.now()
        refuse(rules.refusal_to_close(row.facts(), at, everybody=False))
        if row.in_meeting or row.closes_at is None or at < row.closes_at:
            raise Refused("A vote in a meeting is counted by whoever runs it.")
        clockwork = Actor(alliance_id=row.alliance_id, person_name=BY_DEADLINE)
        _count(clockwork, row, at, events.COUNTED_AT_DEADLINE, decided_at=row.closes_at)
    return row


def _count(by: Actor, row: Proposal, at: datetime, event: Event, **record: Any) -> None:
    """The outcome from the ballots, stored with the proposal and written into the log."""
    vote, outcome = counted(row)
    row.closed_at = at
    row.carried, row.outcome, row.fingerprint = outcome.carried, outcome.as_json(), fingerprint(vote)
    row.save(update_fields=["closed_at", "carried", "outcome", "fingerprint"])
    if outcome.carried is not None:
        record_outcome(by, row, vote, outcome, **record)
    result = {True: "carried", False: "not carried", None: "a sense check"}[outcome.carried]
    audit.record(by, event, on=row, question=row.question, result=result)
    live.notify("governance", alliance=row.alliance_id)


def counted(proposal: Proposal) -> tuple[Vote, Outcome]:
    """The vote and its outcome, from the ballots; for the count, and for everybody who counts again.

    Raises Refused where the ballots cannot be counted as they stand.
    """
    vote = queries.vote_of(proposal)
    try:
        return vote, tally(vote)
    except BadVote as error:
        raise Refused(f"This vote cannot be counted: {error}.") from error


def fingerprint(vote: Vote) -> str:
    """SHA-256 of the vote as BALLOTS.toml: the same ballots give the same, in any order."""
    return hashlib.sha256(write(vote).encode()).hexdigest()
