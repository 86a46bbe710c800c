"""What a partnership brought between two days, in facts: the base of the goals' page and the quarterly report."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from django.db.models import CharField, Count, Exists, F, OuterRef, Q, Subquery, Value
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
    Measured,
    Milestone,
    Partnership,
    Project,
    Ticket,
)
from commonweal.technology.queries.money import Money
from commonweal.technology.rules import delivery
from commonweal.technology.rules.money import Course
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
    """All facts of a period, by goal; two queries, those about money not counted."""
    counts = _counts(partnership, period)

    def fact(goal: str, what: str, name: str) -> Fact:
        good, of = counts.get(name, (0, 0))
        return counted(goal, what, good, of)

    def plain(what: str, name: str) -> Fact:
        count = counts.get(name, (0, 0))[0]
        return Fact("innovation", what, str(count), count)

    shared = ", ".join(
        f"{one.settlement.year.starts.year}: {one.party.name} {dollars(one.net)}" for one in money.statements
    )
    return [
        fact("accountability", _("solved within the agreed time"), "solved"),
        fact("accountability", _("calls up the ladder taken up within two hours"), "calls"),
        fact("accountability", _("grave incidents with a review"), "grave"),
        fact("accountability", _("projects that ended, accepted by both sides"), "projects"),
        *(
            [Fact("accountability", _("settled so far, with shared risk and reward"), shared)]
            if shared
            else []
        ),
        fact("predictability", _("milestones reached by the day they were due"), "milestones"),
        fact("predictability", _("planned maintenance told five days before"), "maintenance"),
        *_spend(period, money),
        *_benefits(partnership, period),
        fact("innovation", _("tests that ended, with what was learned"), "cycles"),
        plain(_("ideas through a gate"), "moved"),
        plain(_("ideas stopped, each with its reason"), "stopped"),
        plain(_("ideas under way"), "running"),
    ]


def _counts(partnership: Partnership, period: Period) -> dict[str, tuple[int, int]]:
    """For each count how many are good, and out of how many; one query for all."""
    start, end = period.span
    mine = {"partnership": partnership}
    solved = Ticket.objects.filter(**mine, resolved_at__gte=start, resolved_at__lt=end)
    sides = Acceptance.objects.filter(project=OuterRef("pk"))
    both = Q(Exists(sides.filter(organisation=partnership.customer_id))) & Q(
        Exists(sides.filter(organisation=partnership.supplier_id))
    )
    gates = Gate.objects.filter(**mine, created_at__gte=start, created_at__lt=end)
    rows = [
        ("solved", solved.filter(resolve_by__isnull=False), Q(resolved_at__lte=F("resolve_by"))),
        ("grave", solved.filter(kind="incident", severity__lte=2), Q(review__isnull=False)),
        (
            "calls",
            Escalation.objects.filter(**mine, at__gte=start, at__lt=end),
            Q(answered_at__lte=F("at") + ANSWER_WITHIN),
        ),
        ("projects", Project.objects.filter(**mine, ends__gte=period.first, ends__lte=period.last), both),
        (
            "milestones",
            Milestone.objects.filter(**mine, due__gte=period.first, due__lte=period.last),
            Q(done_on__lte=F("due")),
        ),
        (
            "maintenance",
            Maintenance.objects.filter(
                **mine, starts_at__gte=start, starts_at__lt=end, cancelled_at__isnull=True
            ),
            Q(created_at__lte=F("starts_at") - NOTICE),
        ),
        (
            "cycles",
            Cycle.objects.filter(**mine, ends__gte=period.first, ends__lte=period.last),
            ~Q(learned=""),
        ),
        ("moved", gates, ~Q(to="stopped")),
        ("stopped", gates, Q(to="stopped")),
        ("running", Idea.objects.filter(**mine, created_at__lt=end), ~Q(stage="stopped")),
    ]
    first, *others = (
        several.order_by()
        .values("partnership")
        .annotate(
            name=Value(name, output_field=CharField()),
            good=Count("pk", filter=good, distinct=True),
            of=Count("pk"),
        )
        .values_list("name", "good", "of")
        for name, several, good in rows
    )
    return {name: (good, of) for name, good, of in first.union(*others, all=True)}


def _spend(period: Period, money: Money) -> list[Fact]:
    compared = [one for one in money.comparison.months if period.first <= one.month <= period.last]
    known = [one for one in compared if one.actual is not None]
    if not known or money.comparison.course is Course.HIDDEN:
        return []
    said = _("%(paid)s paid, %(forecast)s forecast for the same months") % {
        "paid": dollars(sum((one.actual or Decimal(0) for one in known), Decimal(0))),
        "forecast": dollars(sum((one.forecast for one in known), Decimal(0))),
    }
    return [Fact("predictability", _("spend"), said)]


def _benefits(partnership: Partnership, period: Period) -> list[Fact]:
    told = Measured.objects.filter(benefit=OuterRef("pk"), on__lte=period.last).order_by("-on", "-id")
    rows = Benefit.objects.filter(partnership=partnership, by__lte=period.last)
    due, kept = 0, 0
    for one in rows.annotate(last=Subquery(told.values("value")[:1])):
        share = delivery.kept(one.promised, one.baseline, one.last)
        due, kept = due + 1, kept + (share is not None and share >= 1)
    return [counted("improvement", _("benefits due by then, measured and kept in full"), kept, due)]
