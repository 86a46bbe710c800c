"""Strengths, weaknesses, opportunities, threats: added, voted for, merged, and led to something."""

from __future__ import annotations

from django.db import transaction

from commonweal import audit
from commonweal.access import Actor, Permission, Refused, require
from commonweal.charter import events
from commonweal.charter.actions.common import locked, tell, text_of, who, words
from commonweal.charter.models import Goal, SwotPoint, SwotVote
from commonweal.database import clock


def add_point(*, by: Actor, kind: str, text: str) -> SwotPoint:
    """Add a point. Raises NotAllowed, Refused."""
    require(by, Permission.ADD_STATEMENTS)
    kinds = dict(SwotPoint.KINDS)
    if kind not in kinds:
        raise Refused("Choose strength, weakness, opportunity or threat.")
    with transaction.atomic():
        row = SwotPoint.objects.create(**who(by), kind=kind, text=words(text, 300, "Write the point first."))
        audit.record(by, events.POINT_ADDED, on=row, kind=kinds[kind].lower(), text=row.text)
        tell(by)
    return row


def vote(*, by: Actor, point: SwotPoint, wanted: bool) -> None:
    """Find a point important, or no longer. Raises NotAllowed, Refused."""
    require(by, Permission.ADD_STATEMENTS, on=point)
    if point.merged_into_id is not None:
        raise Refused("This point was merged into another; vote for that one.")
    with transaction.atomic():
        if wanted:
            SwotVote.objects.get_or_create(
                point=point, person_id=by.own_person_id, defaults={"organisation_id": by.own_organisation_id}
            )
        else:
            SwotVote.objects.filter(point=point, person_id=by.own_person_id).delete()


def merge(*, by: Actor, point: SwotPoint, into: SwotPoint) -> SwotPoint:
    """Merge a point into another that says the same. Its words and votes stay with it and count there.

    Raises NotAllowed, Refused.
    """
    require(by, Permission.DRAFT_CHARTER, on=point)
    with transaction.atomic():
        row, target = locked(point), locked(into)
        if row.pk == target.pk or target.merged_into_id is not None:
            raise Refused("Choose a point that stands by itself.")
        if row.merged_into_id is not None or row.outcome:
            raise Refused("This point was merged or decided on before.")
        if row.kind != target.kind:
            raise Refused("Points of different kinds do not say the same.")
        SwotPoint.objects.filter(merged_into=row).update(merged_into=target)
        row.merged_into, row.merged_by = target, by.person_name
        row.save(update_fields=["merged_into", "merged_by"])
        audit.record(by, events.POINTS_MERGED, on=row, text=row.text, into=target.text)
        tell(by)
    return row


def decide(
    *, by: Actor, point: SwotPoint, outcome: str, reason: str = "", goal: Goal | None = None
) -> SwotPoint:
    """Say what a point leads to: a goal, a risk (in words), or nothing with a reason. May be decided anew.

    Raises NotAllowed, Refused.
    """
    require(by, Permission.DRAFT_CHARTER, on=point)
    outcomes = dict(SwotPoint.OUTCOMES)
    if outcome not in outcomes:
        raise Refused("Choose what the point leads to.")
    if outcome == "goal" and goal is None:
        raise Refused("Choose the goal to which it leads.")
    missing = "Word the risk." if outcome == "risk" else "Say why it leads to nothing."
    with transaction.atomic():
        row = locked(point)
        if row.merged_into_id is not None:
            raise Refused("This point was merged into another; decide on that one.")
        row.outcome, row.outcome_at, row.outcome_by = outcome, clock.now(), by.person_name
        row.goal = goal if outcome == "goal" else None
        row.outcome_reason = reason.strip()[:1000] if outcome == "goal" else text_of(reason, 1000, missing)
        row.save()
        audit.record(by, events.POINT_DECIDED, on=row, text=row.text, outcome=outcomes[outcome])
        tell(by)
    return row
