"""The decision log: recording, what follows, telling, reading, reviewing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Max

from commonweal import audit
from commonweal.access import Actor, Permission, Refused, may, require
from commonweal.access.rules import Conflict, NotAllowed
from commonweal.database import clock, live
from commonweal.governance import events, mail
from commonweal.governance.actions.common import hold, refuse, require_running
from commonweal.governance.models import Body, Decision, DecisionAction, Proposal, Right, Tenure, Told
from commonweal.governance.rules.decisions import refusal_to_supersede
from commonweal.governance.rules.outcomes import Outcome
from commonweal.governance.rules.rights import KINDS, Part
from commonweal.governance.rules.votes import Choice, Vote, counted
from commonweal.partners.models import Seat


def record_outcome(
    by: Actor,
    proposal: Proposal,
    vote: Vote,
    outcome: Outcome,
    *,
    reason: str = "",
    dissent: str = "",
    review_on: date | None = None,
    tell: Sequence[UUID] = (),
    decided_at: datetime | None = None,
) -> Decision:
    """Write what was voted into the log, with the dissent as the ballots tell it, and tell those concerned.

    `decided_at`: when it fell, where that was not just now.
    """
    supersedes = proposal.supersedes if outcome.carried else None
    if supersedes is not None and Decision.objects.filter(supersedes=supersedes).exists():
        supersedes = None
    decision = _create(
        by,
        proposal.body,
        proposal=proposal,
        kind=proposal.kind,
        topic=proposal.topic,
        question=proposal.question,
        subject=proposal.subject,
        amount=proposal.amount,
        carried=bool(outcome.carried),
        chosen=list(outcome.winners),
        rule=proposal.rule,
        reason=reason.strip(),
        dissent="\n".join([*_dissent(proposal, vote), *([dissent.strip()] if dissent.strip() else [])]),
        review_on=review_on,
        supersedes=supersedes,
        decided_at=decided_at or clock.now(),
    )
    _tell(by, decision, {*tell, *_concerned(proposal.body, proposal.kind, by), proposal.person_id})
    return decision


def _dissent(proposal: Proposal, vote: Vote) -> list[str]:
    """Who was against and why; of a secret vote only how many."""
    against = {Choice.AGAINST, Choice.OBJECTION, Choice.BLOCK, Choice.CONCERN, Choice.RESERVATIONS}
    found = [one for one in counted(vote).ballots.values() if one.choice in against]
    if proposal.secret:
        return [f"{len(found)} against."] if found else []
    return [
        f"{one.seat}, {one.choice.value}{': ' + one.reason if one.reason else ''}"
        for one in sorted(found, key=lambda one: one.seat)
        if one.choice is not None
    ]


def record(
    *,
    by: Actor,
    body: Body,
    kind: str,
    question: str,
    carried: bool,
    decided_on: datetime,
    reason: str,
    rule: str = "as the minutes say",
    dissent: str = "",
    subject: str = "",
    topic: str = "",
    amount: Decimal | None = None,
    review_on: date | None = None,
    supersedes: Decision | None = None,
) -> Decision:
    """Write down a decision that was taken elsewhere, from the minutes. It opens no act: that needs a vote here.

    Raises NotAllowed; Refused for the future, or where it cannot supersede.
    """
    require(by, Permission.KEEP_BODIES, on=body)
    if kind not in KINDS:
        raise Refused("Choose one of the kinds of decision.")
    with transaction.atomic():
        if decided_on > clock.now():
            raise Refused("A decision is written down after it was taken.")
        if supersedes is not None:
            refuse(
                refusal_to_supersede(
                    carried=supersedes.carried, superseded=hasattr(supersedes, "superseded_by"), same=False
                )
            )
        decision = _create(
            by, body, kind=kind, topic=topic.strip(), question=question.strip(), subject=subject.strip(),
            amount=amount, carried=carried, rule=rule.strip() or "as the minutes say", reason=reason.strip(),
            dissent=dissent.strip(), review_on=review_on, supersedes=supersedes, decided_at=decided_on,
        )  # fmt: skip
        _tell(by, decision, _concerned(body, kind, by))
        audit.record(
            by, events.DECISION_RECORDED, on=decision, number=decision.number, body=body.name,
            question=decision.question,
        )  # fmt: skip
        live.notify("governance", alliance=by.alliance_id)
    return decision


def _create(by: Actor, body: Body, **facts: object) -> Decision:
    hold(by.own_alliance_id)
    last = Decision.objects.filter(alliance_id=by.own_alliance_id).aggregate(last=Max("number"))["last"] or 0
    return Decision.objects.create(
        alliance_id=by.own_alliance_id, body=body, number=last + 1, recorded_by=by.person_name,
        **({"decided_at": clock.now()} | facts),
    )  # fmt: skip


def _concerned(body: Body, kind: str, by: Actor) -> set[UUID]:
    """Those who sit on the body now, and those whom decision rights say to tell."""
    people = set(
        Tenure.objects.current()
        .filter(seat__body=body)
        .exclude(capacity="proxy")
        .values_list("person_id", flat=True)
    )
    informed = list(
        Right.objects.current().filter(alliance_id=by.own_alliance_id, kind=kind, part=Part.INFORMED.key)
    )
    bodies = [one.body_id for one in informed if one.body_id]
    people |= set(
        Tenure.objects.current()
        .filter(seat__body_id__in=bodies, capacity="holder")
        .values_list("person_id", flat=True)
    )
    roles = [one.role for one in informed if one.role]
    organisations = [one.organisation_id for one in informed if one.organisation_id]
    seats = Seat.objects.current().filter(alliance_id=by.own_alliance_id, person__isnull=False)
    if roles:
        people |= set(seats.filter(roles__overlap=roles).values_list("person_id", flat=True))
    if organisations:
        leads = seats.filter(organisation_id__in=organisations, roles__contains=["partner_lead"])
        people |= set(leads.values_list("person_id", flat=True))
    return people


def _tell(by: Actor, decision: Decision, people: Iterable[UUID]) -> int:
    """One row and one letter for each person who was not told yet; the actor knows."""
    known = set(Told.objects.filter(decision=decision).values_list("person_id", flat=True))
    wanted = set(people) - known - {by.person_id}
    seats = (
        Seat.objects.current()
        .filter(alliance_id=by.own_alliance_id, person_id__in=wanted, person__is_active=True)
        .select_related("person")
        .order_by("person_id", "created_at")
    )
    first = {seat.holder.pk: seat for seat in reversed(list(seats))}
    at = clock.now()
    Told.objects.bulk_create(
        Told(
            decision=decision, person_id=one, person_name=seat.holder.name, organisation_id=seat.organisation_id,
            told_at=at,
        )
        for one, seat in sorted(first.items())
    )  # fmt: skip
    mail.announce(decision, [seat.holder.email for _, seat in sorted(first.items())])
    return len(first)


def explain(*, by: Actor, decision: Decision, reason: str, review_on: date | None = None) -> Decision:
    """Write down why, once, where a vote was counted without anybody saying so; and when to look at it again.

    Raises NotAllowed for those who do not run the vote; Refused for no words, or where a reason stands already.
    """
    require(by, Permission.PROPOSE, on=decision)
    if decision.proposal is None:
        raise Refused("What was written down from minutes keeps the reason it came with.")
    require_running(by, decision.proposal)
    if not reason.strip():
        raise Refused("Say why it was decided like this.")
    with transaction.atomic():
        row = Decision.objects.select_for_update().get(pk=decision.pk)
        if row.reason:
            raise Conflict("Somebody has written down why already.")
        row.reason, row.review_on = reason.strip(), review_on or row.review_on
        row.save(update_fields=["reason", "review_on"])
        audit.record(by, events.DECISION_EXPLAINED, on=row, number=row.number)
        live.notify("governance", alliance=row.alliance_id)
    return row


def tell(*, by: Actor, decision: Decision, people: Sequence[UUID]) -> int:
    """Tell more people of a decision; gives how many were told. Raises NotAllowed; Refused where all know."""
    require(by, Permission.PROPOSE, on=decision)
    with transaction.atomic():
        hold(decision.pk)
        count = _tell(by, decision, people)
        if not count:
            raise Refused("Everybody you chose has been told already, or has no seat now.")
        audit.record(by, events.PEOPLE_TOLD, on=decision, number=decision.number, count=count)
    return count


def mark_seen(*, by: Actor, decision: Decision) -> None:
    """The actor has read a decision of which they were told. Asked for by a button: a page that is opened says nothing.

    Raises NotAllowed; Conflict when they had.
    """
    require(by, Permission.VIEW_DECISIONS, on=decision)
    with transaction.atomic():
        told = Told.objects.filter(decision=decision, person_id=by.own_person_id, seen_at=None).first()
        if told is None:
            raise Conflict("That you read it is noted already.")
        told.seen_at = max(clock.now(), told.told_at)
        told.save(update_fields=["seen_at"])
        audit.record(by, events.DECISION_SEEN, on=decision, number=decision.number)


def add_action(
    *, by: Actor, decision: Decision, text: str, organisation: UUID, due_on: date
) -> DecisionAction:
    """Write down who does what by when because of a decision. Raises NotAllowed; Refused for one not in force."""
    require(by, Permission.PROPOSE, on=decision)
    with transaction.atomic():
        if not decision.carried or Decision.objects.filter(supersedes=decision).exists():
            raise Refused("Only a decision in force leads to actions.")
        action = DecisionAction.objects.create(
            decision=decision, text=text.strip(), organisation_id=organisation, due_on=due_on
        )
        audit.record(by, events.ACTION_ADDED, on=decision, number=decision.number, action=action.text)
        live.notify("governance", alliance=decision.alliance_id)
    return action


def finish_action(*, by: Actor, action: DecisionAction) -> DecisionAction:
    """Report an action as done: its own organisation, or the convenor. Raises NotAllowed; Conflict."""
    require(by, Permission.VIEW_DECISIONS, on=action.decision)
    if action.organisation_id != by.organisation_id and not may(by, Permission.KEEP_BODIES):
        raise NotAllowed(by, Permission.KEEP_BODIES)
    with transaction.atomic():
        row = DecisionAction.objects.select_for_update(of=("self",)).get(pk=action.pk)
        if row.done_at is not None:
            raise Conflict("It was reported as done already.")
        row.done_at, row.done_by = clock.now(), by.person_name
        row.save(update_fields=["done_at", "done_by"])
        audit.record(
            by, events.ACTION_DONE, on=action.decision, number=action.decision.number, action=row.text
        )
        live.notify("governance", alliance=action.decision.alliance_id)
    return row


def review(
    *, by: Actor, decision: Decision, note: str, next_review: date | None, no_action_needed: bool = False
) -> Decision:
    """A body looked at a decision again and keeps it; a change would be a new decision. Raises NotAllowed; Refused."""
    require(by, Permission.PROPOSE, on=decision)
    if not note.strip():
        raise Refused("Say what the review found.")
    with transaction.atomic():
        row = Decision.objects.select_for_update().get(pk=decision.pk)
        at = clock.now()
        if next_review is not None and next_review <= at.date():
            raise Refused("The next review must be later than today.")
        row.reviewed_note = note.strip()
        # With a next day of review the clock starts anew; without one the review is done.
        row.review_on, row.reviewed_at = (next_review, None) if next_review else (row.review_on, at)
        row.no_action_needed = row.no_action_needed or no_action_needed
        row.save(update_fields=["reviewed_note", "review_on", "reviewed_at", "no_action_needed"])
        audit.record(by, events.DECISION_REVIEWED, on=row, number=row.number)
    return row


def today(alliance_timezone: str) -> date:
    """The day it is where the alliance works."""
    return clock.now().astimezone(ZoneInfo(alliance_timezone)).date()
