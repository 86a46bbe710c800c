"""Every read of the register of risks."""

from __future__ import annotations

from django.db.models import QuerySet

from commonweal.charter.models import Goal
from commonweal.governance.models import Risk
from commonweal.partners.models import Seat


def risks() -> QuerySet[Risk]:
    """The register: open ones first, the gravest first."""
    return Risk.objects.select_related("owner_organisation", "goal").prefetch_related("reviews")


def goals() -> QuerySet[Goal]:
    """Goals that a risk can be linked to."""
    return Goal.objects.filter(ended_at=None).order_by("title")


def owners() -> QuerySet[Seat]:
    """Seats whose people can mind a risk."""
    return (
        Seat.objects.current()
        .filter(person__isnull=False)
        .select_related("person", "organisation")
        .order_by("person__name", "pk")
    )
