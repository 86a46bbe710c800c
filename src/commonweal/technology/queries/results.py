"""What a partnership brought between two days, in facts: the base of the goals' page and the quarterly report."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Count, F, Q
from django.utils.translation import gettext as _

from commonweal.components.words import figure
from commonweal.settlement.amounts import money as dollars
from commonweal.technology.models import (
    Acceptance,
    Benefit,
    Cycle,
    Escalation,
    Gate,
    Idea,
    Maintenance,
    Milestone,
    Partnership,
    Project,
    Review,
    Ticket,
)
from commonweal.technology.queries.money import Money
from commonweal.technology.rules import delivery
from commonweal.technology.rules.service import ANSWER_WITHIN

NOTICE = timedelta(days=5)
"""Maintenance is told in good time when it is told five days before."""


@dataclass(frozen=True)
class Fact:
    """One fact under a goal: what was counted, and the figure with its denominator."""

    goal: str
    what: str
    said: str
    count: int | None = None
    of: int | None = None


@dataclass(frozen=True)
class Period:
    """Two days, both included, in the time zone of the partnership."""

    first: date
    last: date
    zone: ZoneInfo

    @property
    def span(self) -> tuple[datetime, datetime]:
        """From the first instant of the first day to the first after the last day."""
        start = datetime.combine(self.first, time(), self.zone)
        return start, datetime.combine(self.last + timedelta(days=1), time(), self.zone)


def quarter_of(day: date) -> tuple[date, date]:
    """The first and last day of the quarter in which a day lies."""
    first = date(day.year, (day.month - 1) // 3 * 3 + 1, 1)
    after = date(first.year + (first.month == 10), (first.month + 2) % 12 + 1, 1)
    return first, after - timedelta(days=1)


def counted(goal: str, what: str, count: int, of: int) -> Fact:
    """A fact that is a count of a whole."""
    return Fact(goal, what, figure(count, of), count, of)


def facts(partnership: Partnership, period: Period, money: Money) -> list[Fact]:
    """All facts of a period, by goal; about nine queries, money not counted."""
    return [
        *_accountability(partnership, period, money),
        *_predictability(partnership, period, money),
        *_improvement(partnership, period),
        *_innovation(partnership, period),
    ]


def _accountability(partnership: Partnership, period: Period, money: Money) -> list[Fact]:
    start, end = period.span
    tickets = Ticket.objects.filter(
        partnership=partnership, resolved_at__gte=start, resolved_at__lt=end
    ).aggregate(
        solved=Count("pk", filter=Q(resolve_by__isnull=False)),
        in_time=Count("pk", filter=Q(resolved_at__lte=F("resolve_by"))),
        grave=Count("pk", filter=Q(kind="incident", severity__lte=2)),
    )
    reviews = Review.objects.filter(
        partnership=partnership, ticket__severity__lte=2, ticket__kind="incident",
        ticket__resolved_at__gte=start, ticket__resolved_at__lt=end,
    ).count()  # fmt: skip
    calls = Escalation.objects.filter(partnership=partnership, at__gte=start, at__lt=end).aggregate(
        all=Count("pk"), quick=Count("pk", filter=Q(answered_at__lte=F("at") + ANSWER_WITHIN))
    )
    projects = Project.objects.filter(
        partnership=partnership, starts__lte=period.last, ends__gte=period.first
    )
    ended = [row.pk for row in projects if row.ends <= period.last]
    goal = "accountability"
    found = [
        counted(goal, _("solved within the agreed time"), tickets["in_time"], tickets["solved"]),
        counted(goal, _("calls up the ladder taken up within two hours"), calls["quick"], calls["all"]),
        counted(goal, _("grave incidents with a review"), reviews, tickets["grave"]),
        counted(
            goal, _("projects that ended, accepted by both sides"), _accepted(partnership, ended), len(ended)
        ),
    ]
    if money.statements:
        shared = ", ".join(f"{one.party.name} {dollars(one.net)}" for one in money.statements)
        found.append(Fact(goal, _("risk and reward shared so far"), shared))
    return found


def _accepted(partnership: Partnership, projects: list[UUID]) -> int:
    rows = (
        Acceptance.objects.filter(project__in=projects)
        .values("project")
        .annotate(sides=Count("organisation"))
    )
    return sum(row["sides"] >= 2 for row in rows.order_by())


def _predictability(partnership: Partnership, period: Period, money: Money) -> list[Fact]:
    start, end = period.span
    compared = [one for one in money.comparison.months if period.first <= one.month <= period.last]
    known = [one for one in compared if one.actual is not None]
    milestones = Milestone.objects.filter(
        partnership=partnership, due__gte=period.first, due__lte=period.last
    ).aggregate(all=Count("pk"), kept=Count("pk", filter=Q(done_on__lte=F("due"))))
    works = Maintenance.objects.filter(
        partnership=partnership, starts_at__gte=start, starts_at__lt=end, cancelled_at__isnull=True
    ).aggregate(all=Count("pk"), told=Count("pk", filter=Q(created_at__lte=F("starts_at") - NOTICE)))
    goal = "predictability"
    found = [
        counted(
            goal, _("milestones reached by the day they were due"), milestones["kept"], milestones["all"]
        ),
        counted(goal, _("planned maintenance told five days before"), works["told"], works["all"]),
    ]
    if known:
        said = _("%(paid)s paid, %(forecast)s forecast for the same months") % {
            "paid": dollars(sum(one.actual or 0 for one in known)),
            "forecast": dollars(sum(one.forecast for one in known)),
        }
        found.append(Fact(goal, _("spend"), said))
    return found


def _improvement(partnership: Partnership, period: Period) -> list[Fact]:
    rows = Benefit.objects.filter(partnership=partnership, by__lte=period.last).prefetch_related("measured")
    due, kept = 0, 0
    for one in rows:
        told = [row for row in one.measured.all() if row.on <= period.last]
        share = delivery.kept(one.promised, one.baseline, told[-1].value if told else None)
        due, kept = due + 1, kept + (share is not None and share >= 1)
    return [counted("improvement", _("benefits due by then, measured and kept in full"), kept, due)]


def _innovation(partnership: Partnership, period: Period) -> list[Fact]:
    start, end = period.span
    gates = Gate.objects.filter(partnership=partnership, created_at__gte=start, created_at__lt=end)
    moved = gates.aggregate(
        on=Count("pk", filter=~Q(to="stopped")), stopped=Count("pk", filter=Q(to="stopped"))
    )
    cycles = Cycle.objects.filter(
        partnership=partnership, ends__gte=period.first, ends__lte=period.last
    ).aggregate(all=Count("pk"), learned=Count("pk", filter=~Q(learned="")))
    running = (
        Idea.objects.filter(partnership=partnership, created_at__lt=end).exclude(stage="stopped").count()
    )
    goal = "innovation"
    return [
        counted(goal, _("tests that ended, with what was learned"), cycles["learned"], cycles["all"]),
        Fact(goal, _("ideas through a gate"), str(moved["on"]), moved["on"]),
        Fact(goal, _("ideas stopped, each with its reason"), str(moved["stopped"]), moved["stopped"]),
        Fact(goal, _("ideas under way"), str(running), running),
    ]
