"""The network page, its drawings and its export."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from commonweal.access import Actor, Permission
from commonweal.access.views import page
from commonweal.audit import record
from commonweal.audit.events import EXPORTED
from commonweal.components.charts import Drawing, Flow, Point, flows, trend
from commonweal.components.tables import csv_response
from commonweal.database import clock
from commonweal.referrals.network import queries
from commonweal.referrals.network.rows import behind
from commonweal.referrals.network.rules import Counts, Dimension, Period, month_start

MOST_TIES = 24


@dataclass(frozen=True)
class Shown:
    """A line with the addresses of the rows behind it; empty where the viewer may see none."""

    line: queries.Line
    href: str


@page(Permission.VIEW_NETWORK)
def show(request: HttpRequest) -> HttpResponse:
    """How the network does, over a period and by one dimension."""
    period = Period.named(request.GET.get("period", ""))
    dimension = Dimension.named(request.GET.get("by", ""))
    now = clock.now()
    since = period.since(now).date().isoformat()
    figures = queries.figures(request.actor.alliance_id, period, dimension, now)
    context = {
        "period": period,
        "dimension": dimension,
        "figures": figures,
        "total": figures.total,
        "lines": [Shown(line, _rows_behind(request.actor, dimension, line, since)) for line in figures.lines],
        "hidden": sum(line.counts.hidden for line in figures.lines),
        "course": _course(figures.course.months),
        "flows": _flows(request.actor, figures.ties),
        "periods": _tabs(Period, "period", period, request),
        "dimensions": _tabs(Dimension, "by", dimension, request),
        "export": f"{reverse('network:export')}?period={period.key}",
    }
    return render(request, "referrals/network.html", context)


@page(Permission.EXPORT_FIGURES)
def export(request: HttpRequest) -> HttpResponseBase:
    """Every dimension as CSV; what is suppressed on the page is suppressed here."""
    period = Period.named(request.GET.get("period", ""))
    now = clock.now()
    rows = queries.export_rows(period.since(now), now)
    heads = ["by", "group", *(field.name for field in fields(Counts))]
    answer = csv_response(f"network-{period.key}-days", heads, [list(row.values()) for row in rows])
    record(request.actor, EXPORTED, what=f"figures of the network, {period.title.lower()}", rows=len(rows))
    return answer


@page(Permission.VIEW_REFERRALS)
def rows(request: HttpRequest) -> HttpResponseBase:
    """The referrals behind a figure, as far as the viewer may see them."""
    table = behind(request)
    if table.wants_export:
        answer = table.export()
        record(request.actor, EXPORTED, what="the list of referrals", rows=table.narrowed.count())
        return answer
    return table.respond("referrals/network_rows.html")


def _tabs(
    kind: type[Period] | type[Dimension], name: str, current: Any, request: HttpRequest
) -> list[dict[str, Any]]:
    return [
        {
            "title": one.title,
            "url": "?" + urlencode(request.GET.dict() | {name: one.key}),
            "current": one is current,
            "count": None,
        }
        for one in kind
    ]


def _rows_behind(by: Actor, dimension: Dimension, line: queries.Line, since: str) -> str:
    """The list of referrals behind a line; it shows those that the viewer may see."""
    if Permission.VIEW_REFERRALS not in by.permissions or not line.key or dimension is Dimension.IDENTITY:
        return ""
    return reverse("network:rows") + "?" + urlencode({dimension.key: line.key, "since": since})


def _course(months: list[tuple[str, Counts]]) -> Drawing | None:
    points = [
        Point(
            month_start(month),
            counts.helped / counts.sent if counts.sent and counts.helped is not None else None,
            counts.sent,
        )
        for month, counts in months
    ]
    if len([point for point in points if point.value is not None]) < 3:
        return None
    known = [point for point in points if point.value is not None]
    return trend(
        points,
        title=_("%(share)s of those sent in the last full month got help")
        % {"share": f"{(known[-2].value or 0):.0%}"},
        subtitle=_("Got-help rate by month of sending, of all sent; the latest months are still being worked on"),
        unit="percent",
    )  # fmt: skip


def _flows(by: Actor, ties: list[queries.Tie]) -> Drawing | None:
    if not ties:
        return None
    strongest = ties[0]
    return flows(
        [Flow(tie.sender, tie.receiver, tie.sent) for tie in ties[:MOST_TIES]],
        title=_("%(one)s sends most to %(other)s") % {"one": strongest.sender, "other": strongest.receiver},
        subtitle=_("Referrals sent, from partner to partner; the largest ties"),
        own=by.organisation_name,
    )
