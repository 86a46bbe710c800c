"""What happened each month of the last year, by capability: counts of facts, no index."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from django.db.models import Count, QuerySet, Value
from django.db.models.functions import TruncMonth
from django.utils.translation import gettext as _

from commonweal.agreements.models import Signature
from commonweal.alignment.models import Asked, Meeting
from commonweal.charter.models import Ratification, Statement
from commonweal.components.charts import Drawing, Point, trend
from commonweal.governance.models import Decision
from commonweal.helm.rules import Capability, Standing
from commonweal.plans.models import Action, Test

MONTHS = 12


class Beside(NamedTuple):
    """A capability's standing with its year."""

    standing: Standing
    chart: Drawing


def months(today: date) -> list[date]:
    """The first days of the last twelve months, the current one last."""
    at = today.year * 12 + today.month - 1
    return [date(one // 12, one % 12 + 1, 1) for one in range(at - MONTHS + 1, at + 1)]


def _sources(now: datetime) -> list[tuple[Capability, QuerySet[Any], str]]:
    return [
        (Capability.ENVISION, Statement.objects.filter(withdrawn_at=None), "created_at"),
        (Capability.ENVISION, Ratification.objects.filter(ratified=True), "created_at"),
        (Capability.ALIGN, Asked.objects.all(), "handed_in_on"),
        (Capability.ALIGN, Meeting.objects.filter(cancelled_at=None, starts_at__lt=now), "starts_at"),
        (Capability.BOUNDARIES, Decision.objects.all(), "decided_at"),
        (Capability.BOUNDARIES, Signature.objects.all(), "created_at"),
        (Capability.ACT, Action.objects.all(), "done_at"),
        (Capability.ACT, Test.objects.all(), "decided_at"),
    ]


def counts(zone: ZoneInfo, now: datetime) -> dict[Capability, dict[date, int]]:
    """How many facts of each month, of those the actor may see; one query."""
    known = months(now.astimezone(zone).date())
    start = datetime(known[0].year, known[0].month, 1, tzinfo=zone)
    parts = []
    for one, rows, field in _sources(now):
        days = field.endswith("_on")
        begins = TruncMonth(field) if days else TruncMonth(field, tzinfo=zone)
        since = known[0] if days else start
        parts.append(
            rows.filter(**{f"{field}__gte": since})
            .order_by()
            .annotate(month_number=_number(begins), of=Value(one.key))
            .values("of", "month_number")
            .annotate(n=Count("pk"))
            .values_list("of", "month_number", "n")
        )
    found = {one: dict.fromkeys(known, 0) for one in Capability}
    named = {one.key: one for one in Capability}
    for key, number, count in parts[0].union(*parts[1:], all=True):
        month = date(number // 100, number % 100, 1)
        if month in found[named[key]]:
            found[named[key]][month] += count
    return found


def _number(month: Any) -> Any:
    from django.db.models.functions import ExtractMonth, ExtractYear

    return ExtractYear(month) * 100 + ExtractMonth(month)


def beside(standings: list[Standing], zone: ZoneInfo, now: datetime) -> list[Beside]:
    """Each capability with the picture of its year."""
    counted = counts(zone, now)
    what = {
        Capability.ENVISION: _("Statements and ratifications"),
        Capability.ALIGN: _("Survey answers and meetings"),
        Capability.BOUNDARIES: _("Decisions and signatures under agreements"),
        Capability.ACT: _("Actions done and tests decided"),
    }
    drawn = []
    for one in standings:
        points = [Point(month, float(n)) for month, n in counted[one.capability].items()]
        chart = trend(points, title=what[one.capability], subtitle=_("Number each month; this month so far"))
        drawn.append(Beside(one, chart))
    return drawn
