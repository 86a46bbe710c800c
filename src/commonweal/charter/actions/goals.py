"""Goals and objectives: written, accepted when nothing is missing, contributed to, driven, ended."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Max

from commonweal import audit
from commonweal.access import Actor, Permission, Refused, require
from commonweal.access.rules import Conflict
from commonweal.charter import events
from commonweal.charter.actions.common import check, locked, tell, text_of, who, words
from commonweal.charter.models import Contribution, Driver, Goal, Sentence
from commonweal.charter.queries import goals as reads
from commonweal.charter.rules import goals as rules
from commonweal.database import clock
from commonweal.partners.queries import current_seats
from commonweal.performance.models import measure_of


@dataclass(frozen=True)
class Wording:
    """A goal as somebody writes it; what is not known yet stays empty."""

    title: str
    statement: str = ""
    measure: str = ""
    event: str = ""
    unit: str = ""
    baseline: Decimal | None = None
    baseline_on: date | None = None
    target: Decimal | None = None
    direction: str = ""
    owner: UUID | None = None
    """A person with a seat; the organisation is the seat's."""
    due: date | None = None
    sentence: UUID | None = None


def write_goal(*, by: Actor, wording: Wording, goal: Goal | None = None, parent: Goal | None = None) -> Goal:
    """Write a goal, an objective (`parent`), or one of them anew. Raises NotAllowed, Refused.

    What is accepted does not change under those who agreed to it: take the acceptance back first.
    """
    require(by, Permission.KEEP_GOALS, on=goal or parent)
    if parent is not None and parent.parent_id is not None:
        raise Refused("An objective stands under a goal, not under another objective.")
    with transaction.atomic():
        if goal is None:
            last = Goal.objects.filter(parent=parent).aggregate(last=Max("position"))["last"]
            row = Goal(**who(by), parent=parent, position=0 if last is None else last + 1)
        else:
            row = locked(goal)
            if row.accepted_at is not None or row.ended_at is not None:
                raise Refused("This goal is accepted. Take the acceptance back before you change it.")
        _write(by, row, wording)
        row.save()
        event = events.GOAL_WRITTEN if goal is None else events.GOAL_CHANGED
        audit.record(by, event, on=row, goal=row.title)
        tell(by)
    return row


def _write(by: Actor, row: Goal, wording: Wording) -> None:
    if wording.measure and wording.event.strip():
        raise Refused("Choose an indicator, or write an event that is counted; not both.")
    known = measure_of(wording.measure) if wording.measure else None
    if wording.measure and known is None:
        raise Refused("The catalogue has no such indicator.")
    for name in ("baseline", "target"):
        value = getattr(wording, name)
        if value is not None and (not value.is_finite() or abs(value) >= Decimal(10) ** 12):
            raise Refused(f"The {name} must be a number that can be.")
    row.title = words(wording.title, 200, "Give the goal a title.")
    row.statement = wording.statement.strip()[:2000]
    row.measure = wording.measure
    row.event = " ".join(wording.event.split())[:200]
    row.unit = known.unit if known is not None else " ".join(wording.unit.split())[:60]
    row.baseline, row.baseline_on, row.target = wording.baseline, wording.baseline_on, wording.target
    row.direction, row.due = wording.direction, wording.due
    row.owner_id, row.owner_name, row.owner_organisation_id = None, "", None
    if wording.owner is not None:
        seat = current_seats(by).filter(person_id=wording.owner).first()
        if seat is None or seat.person is None:
            raise Refused("The owner must be somebody with a seat in the alliance.")
        row.owner_id, row.owner_name = seat.person_id, seat.person.name
        row.owner_organisation_id = seat.organisation_id
    row.sentence = None
    if wording.sentence is not None and row.parent_id is None:
        row.sentence = Sentence.objects.filter(
            pk=wording.sentence, version__put_out_at__isnull=False, version__set_aside_at=None
        ).first()
        if row.sentence is None:
            raise Refused("Choose a sentence of the charter as it was put out.")


def accept_goal(*, by: Actor, goal: Goal) -> Goal:
    """Accept a goal that lacks nothing; refused with all that it lacks. Raises NotAllowed, Refused."""
    require(by, Permission.KEEP_GOALS, on=goal)
    with transaction.atomic():
        row = locked(goal)
        if row.accepted_at is not None:
            raise Refused("This goal is accepted.")
        if row.ended_at is not None:
            raise Refused("This goal has ended.")
        now = clock.now()
        lacks = rules.missing(reads.facts(row, sitting=reads.sitting(by)), now.date())
        if lacks:
            raise Refused("It cannot be accepted yet. " + " ".join(lacks))
        row.accepted_at, row.accepted_by = now, by.person_name
        row.save(update_fields=["accepted_at", "accepted_by"])
        audit.record(by, events.GOAL_ACCEPTED, on=row, goal=row.title)
        tell(by)
    return row


def reopen_goal(*, by: Actor, goal: Goal) -> Goal:
    """Take an acceptance back, so that the goal can be changed. Raises NotAllowed, Refused."""
    require(by, Permission.KEEP_GOALS, on=goal)
    with transaction.atomic():
        row = locked(goal)
        if row.accepted_at is None or row.ended_at is not None:
            raise Refused("Only a goal that is accepted and has not ended can be opened again.")
        row.accepted_at, row.accepted_by = None, ""
        row.save(update_fields=["accepted_at", "accepted_by"])
        audit.record(by, events.GOAL_REOPENED, on=row, goal=row.title)
        tell(by)
    return row


def end_goal(*, by: Actor, goal: Goal, how: str, reason: str) -> Goal:
    """End a goal: reached, given up, or replaced. Raises NotAllowed, Refused."""
    require(by, Permission.KEEP_GOALS, on=goal)
    endings = dict(Goal.ENDINGS)
    if how not in endings:
        raise Refused("Choose how the goal ends.")
    with transaction.atomic():
        row = locked(goal)
        check(rules.refusal_to_end(reads.facts(row, sitting=frozenset()), how, reason))
        row.ended_at, row.ended_by = clock.now(), by.person_name
        row.ended_how, row.ended_reason = how, text_of(reason, 2000, "Say why; it is kept with the goal.")
        row.save(update_fields=["ended_at", "ended_by", "ended_how", "ended_reason"])
        audit.record(by, events.GOAL_ENDED, on=row, goal=row.title, how=endings[how], reason=row.ended_reason)
        tell(by)
    return row


def contribute(*, by: Actor, goal: Goal, text: str) -> Contribution:
    """Say what one's own organisation brings to a goal; another wording takes the place of the last.

    Raises NotAllowed, Refused, Conflict.
    """
    require(by, Permission.WRITE_SUCCESS)
    require(by, Permission.VIEW_CHARTER, on=goal)
    said = words(text, 500, "Say what your organisation brings.")
    if goal.ended_at is not None:
        raise Refused("This goal has ended.")
    try:
        with transaction.atomic():
            now = clock.now()
            Contribution.objects.filter(
                goal=goal, organisation_id=by.own_organisation_id, ended_at=None
            ).update(ended_at=now, ended_by=by.person_name)
            row = Contribution.objects.create(**who(by), goal=goal, text=said)
            audit.record(by, events.CONTRIBUTED, on=goal, goal=goal.title, organisation=by.organisation_name)
            tell(by)
    except IntegrityError as clash:
        raise Conflict("Somebody of your organisation wrote this in the same moment.") from clash
    return row


def end_contribution(*, by: Actor, contribution: Contribution) -> Contribution:
    """One's own organisation brings this no longer. Raises NotAllowed, Refused."""
    require(by, Permission.WRITE_SUCCESS, on=contribution)
    with transaction.atomic():
        row = locked(contribution)
        if row.ended_at is not None:
            raise Refused("This has ended.")
        row.ended_at, row.ended_by = clock.now(), by.person_name
        row.save(update_fields=["ended_at", "ended_by"])
        audit.record(
            by, events.CONTRIBUTION_ENDED, on=row.goal, goal=row.goal.title, organisation=by.organisation_name
        )
        tell(by)
    return row


def add_driver(*, by: Actor, goal: Goal, kind: str, text: str, parent: Driver | None = None) -> Driver:
    """Add what moves a goal to its driver diagram. Raises NotAllowed, Refused."""
    require(by, Permission.KEEP_GOALS, on=goal)
    if kind not in dict(Driver.KINDS):
        raise Refused("Choose primary driver, secondary driver or idea of change.")
    if parent is not None and parent.goal_id != goal.pk:
        raise Refused("That driver belongs to another goal.")
    check(rules.refusal_to_hang(kind, parent.kind if parent is not None else None))
    with transaction.atomic():
        row = Driver.objects.create(
            goal=goal,
            parent=parent,
            kind=kind,
            person_name=by.person_name,
            text=words(text, 200, "Write the driver."),
        )
        audit.record(by, events.DRIVER_ADDED, on=goal, goal=goal.title, driver=row.text)
        tell(by)
    return row


def remove_driver(*, by: Actor, driver: Driver) -> None:
    """Take a driver away, with all that hangs on it. Raises NotAllowed."""
    goal = driver.goal
    require(by, Permission.KEEP_GOALS, on=goal)
    with transaction.atomic():
        text = driver.text
        driver.delete()
        audit.record(by, events.DRIVER_REMOVED, on=goal, goal=goal.title, driver=text)
        tell(by)
