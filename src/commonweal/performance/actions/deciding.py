"""What people decide and say about an indicator: targets, goals, owners, new phases, comments."""

from __future__ import annotations

import math
from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction

from commonweal import audit
from commonweal.access import Actor, Permission, Refused, require
from commonweal.audit import Event
from commonweal.database import live
from commonweal.evidence.measures.spec import Measure, Target
from commonweal.partners.queries import current_seats
from commonweal.performance import events, queries
from commonweal.performance.models import Comment, Decision, measure_of
from commonweal.performance.rules import DecisionKind

LONGEST = 4000


def set_target(*, by: Actor, measure: str, value: float | None, reason: str) -> Decision:
    """Set or (without `value`) lift the target, in the unit of the measure. Raises NotAllowed, Refused."""
    known = _known(measure)
    if value is not None and not math.isfinite(value):
        raise Refused("The target must be a number.")
    if value is not None and known.target is Target.NONE:
        raise Refused(f"“{known.title}” is read without a target: neither more nor less of it is better.")
    told = "none" if value is None else f"{value:g} {known.unit}"
    return _decide(by, known, DecisionKind.TARGET, reason, events.TARGET_SET, {"target": told}, value=value)


def set_goal(*, by: Actor, measure: str, goal: str, reason: str) -> Decision:
    """Say in words what the alliance wants of the indicator. Raises NotAllowed, Refused."""
    known = _known(measure)
    text = _said(goal, "Write the goal down.")
    return _decide(by, known, DecisionKind.GOAL, reason, events.GOAL_SET, {"goal": text}, text=text)


def set_owner(*, by: Actor, measure: str, person: UUID, reason: str) -> Decision:
    """Name who answers for the indicator: somebody with a seat. Raises NotAllowed, Refused."""
    known = _known(measure)
    seat = current_seats(by).filter(person_id=person).first()
    if seat is None or seat.person is None:
        raise Refused("The owner must be somebody with a seat in the alliance.")
    name = f"{seat.person.name}, {seat.organisation.name}"
    return _decide(
        by, known, DecisionKind.OWNER, reason, events.OWNER_SET, {"owner": name}, text=name, owner_id=person
    )


def start_phase(*, by: Actor, measure: str, month: date, reason: str) -> Decision:
    """Work limits out anew from a month on, because something known changed. Raises NotAllowed, Refused."""
    known = _known(measure)
    first = month.replace(day=1)
    if first in queries.steering_of(measure).phases:
        raise Refused(f"A phase already begins in {first:%B %Y}.")
    series = queries.series_of(measure)
    months = [point.start for point in series if point.value is not None]
    if first not in months[1:]:
        raise Refused("Choose a month that has a published figure, and is not the first.")
    return _decide(
        by, known, DecisionKind.REBASE, reason, events.REBASED, {"month": f"{first:%B %Y}"}, month=first
    )


def undo_phase(*, by: Actor, measure: str, month: date, reason: str) -> Decision:
    """Undo a new phase. Raises NotAllowed, Refused."""
    known = _known(measure)
    first = month.replace(day=1)
    if first not in queries.steering_of(measure).phases:
        raise Refused(f"No phase begins in {first:%B %Y}.")
    told = {"month": f"{first:%B %Y}"}
    return _decide(by, known, DecisionKind.REBASE_UNDONE, reason, events.REBASE_UNDONE, told, month=first)


def comment(*, by: Actor, measure: str, month: date, text: str) -> Comment:
    """Say something about one month of an indicator. Raises NotAllowed, Refused."""
    require(by, Permission.COMMENT_INDICATORS)
    known = _known(measure)
    said = _said(text, "Write something first.")
    first = month.replace(day=1)
    if first not in {point.start for point in queries.series_of(measure)}:
        raise Refused(f"There is no published figure for {first:%B %Y}.")
    with transaction.atomic():
        row = Comment.objects.create(
            alliance_id=by.own_alliance_id,
            measure=known.name,
            month=first,
            text=said,
            person_name=by.person_name,
            organisation_name=by.organisation_name,
        )
        audit.record(by, events.COMMENTED, on=row, indicator=known.title, month=f"{first:%B %Y}")
        live.notify("figures", alliance=by.alliance_id)
    return row


def _decide(
    by: Actor,
    measure: Measure,
    kind: DecisionKind,
    reason: str,
    event: Event,
    told: dict[str, Any],
    **facts: Any,
) -> Decision:
    require(by, Permission.STEER_INDICATORS)
    why = _said(reason, "Say why; it is kept with the decision.")
    with transaction.atomic():
        row = Decision.objects.create(
            alliance_id=by.own_alliance_id,
            measure=measure.name,
            kind=kind.value,
            reason=why,
            person_name=by.person_name,
            organisation_name=by.organisation_name,
            **facts,
        )
        audit.record(by, event, on=row, indicator=measure.title, reason=why, **told)
        live.notify("figures", alliance=by.alliance_id)
    return row


def _known(name: str) -> Measure:
    measure = measure_of(name)
    if measure is None:
        raise Refused("This version of the catalogue has no such indicator.")
    return measure


def _said(text: str, missing: str) -> str:
    said = text.strip()
    if not said:
        raise Refused(missing)
    if len(said) > LONGEST:
        raise Refused(f"{len(said)} characters are too many; the most are {LONGEST}.")
    return said
