"""The decision log."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, TypedDict
from uuid import UUID

from django.db.models import Count, Prefetch, Q, QuerySet

from commonweal.governance.models import Decision, DecisionAction, Told

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations

    class _Counted(TypedDict):
        actions_count: int
        open_actions: int
        told_count: int
        seen_count: int

    Logged = WithAnnotations[Decision, _Counted]
    """A decision with what its line in the log says."""


def decisions() -> QuerySet[Logged]:
    """The log, the latest first, with what its lines say."""
    return (
        Decision.objects.select_related("body", "superseded_by", "supersedes", "use")
        .annotate(
            actions_count=Count("actions", distinct=True),
            open_actions=Count("actions", filter=Q(actions__done_at=None), distinct=True),
            told_count=Count("told", distinct=True),
            seen_count=Count("told", filter=Q(told__seen_at__isnull=False), distinct=True),
        )
        .order_by("-decided_at", "-number")
    )


def whole(decision_id: UUID) -> Logged:
    """A decision with actions, who was told, and its neighbours in the chain."""
    return (
        decisions()
        .select_related("proposal", "alliance")
        .prefetch_related(
            Prefetch(
                "actions",
                DecisionAction.objects.select_related("organisation").order_by("due_on", "created_at"),
            ),
            Prefetch("told", Told.objects.select_related("organisation").order_by("person_name")),
        )
        .get(pk=decision_id)
    )


def chain(decision: Decision) -> list[Decision]:
    """All decisions of the chain in which this one stands, the oldest first."""
    found = [decision]
    for _ in range(100):
        if found[0].supersedes_id is None:
            break
        found.insert(0, Decision.objects.select_related("supersedes").get(pk=found[0].supersedes_id))
    for _ in range(100):
        later = Decision.objects.filter(supersedes=found[-1]).first()
        if later is None:
            break
        found.append(later)
    return found


def supersedable() -> QuerySet[Decision]:
    """Decisions that a new one can supersede."""
    return Decision.objects.filter(carried=True, superseded_by=None).order_by("-decided_at")


def review_due(today: date) -> QuerySet[Logged]:
    """Decisions past their day of review."""
    return decisions().filter(
        carried=True, superseded_by=None, reviewed_at=None, review_on__isnull=False, review_on__lte=today
    )
