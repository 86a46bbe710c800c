"""Tickets, what happened to them, and how often."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, F, Prefetch, Q, QuerySet
from django.db.models.functions import TruncMonth

from commonweal.technology.models import Asset, Escalation, Partnership, Ticket, TicketStep
from commonweal.technology.queries import clocks

OPEN = ("new", "working", "paused")


def tickets() -> QuerySet[Ticket]:
    """Tickets one may see, with all that their clocks follow from."""
    return Ticket.mine().select_related("asset", "problem").prefetch_related("steps")


def open_tickets() -> QuerySet[Ticket]:
    """Tickets that wait for somebody, the gravest first."""
    return tickets().filter(state__in=OPEN).order_by("severity", "opened_at")


@dataclass(frozen=True)
class Line:
    """A ticket with its clocks."""

    row: Ticket
    clocks: clocks.Clocks | None


def lines(rows: Iterable[Ticket], now: datetime) -> list[Line]:
    """Tickets with their clocks; one query more for all of them."""
    several = list(rows)
    terms = clocks.agreed({one.partnership_id: one.partnership for one in several}.values())
    return [Line(one, clocks.read(one, terms[one.partnership_id], now)) for one in several]


def ticket(pk: UUID) -> Ticket | None:
    """One ticket with everything that hangs on it."""
    return (
        Ticket.mine()
        .select_related("asset", "problem", "review")
        .prefetch_related(
            Prefetch("steps", TicketStep.objects.select_related("organisation")),
            "escalations",
            "incidents",
            "courses",
        )
        .filter(pk=pk)
        .first()
    )


@dataclass(frozen=True)
class Month:
    """Tickets of a month: opened, and of those solved how many in time."""

    month: datetime
    incidents: int
    requests: int
    solved: int
    in_time: int


def trend(partnership: Partnership, since: datetime) -> list[Month]:
    """Month by month since an instant. In time: solved by the instant that was due when it was solved."""
    in_time = Q(resolved_at__isnull=False, resolve_by__isnull=False) & Q(resolved_at__lte=F("resolve_by"))
    rows = (
        Ticket.objects.filter(partnership=partnership, opened_at__gte=since)
        .annotate(month=TruncMonth("opened_at"))
        .values("month")
        .annotate(
            reported=Count("pk", filter=Q(kind="incident")),
            asked=Count("pk", filter=Q(kind="request")),
            solved=Count("pk", filter=Q(resolved_at__isnull=False, resolve_by__isnull=False)),
            in_time=Count("pk", filter=in_time),
        )
        .order_by("month")
    )
    return [Month(row["month"], row["reported"], row["asked"], row["solved"], row["in_time"]) for row in rows]


def services(partnership: Partnership) -> QuerySet[Asset]:
    """What a ticket can be about: everything still in use."""
    return Asset.objects.filter(partnership=partnership, retired_on__isnull=True).order_by("name")


def unanswered() -> QuerySet[Escalation]:
    """Escalations that nobody has taken up, of tickets that are open."""
    return (
        Escalation.mine()
        .select_related("ticket")
        .filter(answered_at__isnull=True, ticket__state__in=OPEN)
        .order_by("at")
    )
