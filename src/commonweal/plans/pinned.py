"""Reviews that spoke of an indicator, pinned to the last month they looked at."""

from __future__ import annotations

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from commonweal.access import Actor, Permission, may
from commonweal.performance.pinned import Pin
from commonweal.plans.models import Review


def reviews(by: Actor, measure: str) -> list[Pin]:
    """Closed reviews that had the indicator among their facts or changed its target."""
    if not may(by, Permission.VIEW_PLANS):
        return []
    shown = [{"lines": [{"url": reverse("performance:indicator", args=[measure])}]}]
    spoke = Q(outcomes__measure=measure) | Q(facts__contains=shown)
    closed = Review.objects.filter(spoke, closed_at__isnull=False).distinct()
    return [
        Pin(
            review.last.replace(day=1),
            _("Review “%(title)s”") % {"title": review.title},
            review.closed_by,
            review.closed_at,  # type: ignore[arg-type]
            reverse("plans:review", args=[review.pk]),
            review.summary,
        )
        for review in closed
    ]
