"""How many subscribe, and how far a newsletter is."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Q

from commonweal.communications.models import Delivery, Newsletter, Subscription

MOST = 200


def subscriptions() -> dict[str, Any]:
    """How many have confirmed, have been asked and not confirmed, and left; and how many by language."""
    found: dict[str, Any] = Subscription.objects.aggregate(
        confirmed=Count("pk", filter=Q(confirmed_at__isnull=False, ended_at=None)),
        asked=Count("pk", filter=Q(confirmed_at=None, ended_at=None)),
        left=Count("pk", filter=Q(ended_at__isnull=False)),
        bounced=Count("pk", filter=Q(ended_how="bounced")),
    )
    return found


def subscribers(words: str) -> list[Subscription]:
    """Addresses that get the newsletter or were asked, by their beginning."""
    rows = Subscription.objects.filter(ended_at=None)
    return list((rows.filter(email__istartswith=words) if words else rows)[:MOST])


def progress(row: Newsletter) -> dict[str, int]:
    """How many deliveries by outcome; those that wait are left out."""
    counts = (
        Delivery.objects.filter(newsletter=row, handled_at__isnull=False)
        .order_by()
        .values_list("outcome")
        .annotate(number=Count("pk"))
    )
    return dict(counts)


def problems(row: Newsletter) -> list[Delivery]:
    """Addresses that were refused, are uncertain, or came back."""
    return list(
        Delivery.objects.filter(newsletter=row).filter(
            Q(outcome__in=["refused", "uncertain"]) | Q(bounced_at__isnull=False)
        )[:MOST]
    )
