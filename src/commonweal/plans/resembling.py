"""Lessons, for whatever begins anew elsewhere."""

from __future__ import annotations

from django.urls import reverse

from commonweal.access import Actor, Permission, may
from commonweal.components.resembling import Resembling


def lessons(by: Actor, text: str) -> list[Resembling]:
    """The lessons that these words resemble, for whoever may see them."""
    from commonweal.plans.queries import learning

    if not may(by, Permission.VIEW_PLANS):
        return []
    return [
        Resembling(row.title, str(row.get_verdict_display()), reverse("plans:lesson", args=[row.pk]))
        for row in learning.resembling(text)
    ]
