"""The network page, its drawings and its export."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _

from commonweal.access import Actor, Permission
from commonweal.access.http import Request
from commonweal.access.views import page
from commonweal.audit import record
from commonweal.audit.events import EXPORTED
from commonweal.components.charts import Drawing, Flow, Point, flows, trend
from commonweal.components.tables import csv_response
from commonweal.components.words import number
from commonweal.database import clock
from commonweal.referrals import words
from commonweal.referrals.network import queries
from commonweal.referrals.network.breakdown import Breakdown, Shown
from commonweal.referrals.network.rows import behind
from commonweal.referrals.network.rules import MEASURES, Counts, Dimension, Period, month_start


class Behind:
    """Addresses of the rows behind figures; empty where the viewer may see none, or nobody does."""

    def __init__(self, by: Actor, since: date) -> None:
        self._sees = Permission.VIEW_REFERRALS in by.permissions
        self._since = since.isoformat()

    def __call__(self, **narrowed: str) -> str:
        """The list narrowed to this; without a value to narrow by there is none."""
        if not self._sees or not all(narrowed.values()):
            return ""
        return reverse("network:rows") + "?" + urlencode({"since": self._since} | narrowed)

    def parts(self, **narrowed: str) -> dict[str, str]:
        """All that were sent (`sent`), and what became of them."""
        return {"sent": self(**narrowed)} | {
            measure: self(**narrowed, became=measure) for measure in MEASURES
        }


@page(Permission.VIEW_NETWORK)
def show(request: Request) -> HttpResponse:
    """How the network does, over a period and by one dimension."""
    by = request.actor
    period = Period.named(request.GET.get("period", ""))
    dimension = Dimension.named(request.GET.get("by", ""))
    now = clock.now()
    figures = queries.figures(by.own_alliance_id, period, dimension, now)
    behind_ = Behind(by, period.since(timezone.localtime(now)).date())
    context = {
        "period": period,
        "dimension": dimension,
        "figures": figures,
        "total": figures.total,
        "behind": behind_.parts(),
        "table": Breakdown(
            request,
            dimension,
            [
                Shown(line, behind_.parts(**{dimension.key: line.key}) if line.listed else {})
                for line in figures.lines
                if not line.counts.hidden
            ],
        ),
        "hidden": sum(line.counts.hidden for line in figures.lines),
        "reasons": [
            (one, behind_(became="declined", reason=one.code if one.code in words.DECLINING else ""))
            for one in figures.course.reasons
        ],
        "gaps": [(gap, behind_.parts(need=gap.key, area=gap.area)) for gap in figures.gaps],
        "course": _course(figures.course.months, behind_),
        "flows": _flows(by, figures.ties, behind_),
        "periods": _tabs(Period, "period", period, request),
        "dimensions": _tabs(Dimension, "by", dimension, request),
        "export": f"{reverse('network:export')}?period={period.key}",
    }
    return render(request, "referrals/network.html", context)


@page(Permission.EXPORT_FIGURES)
def export(request: Request) -> HttpResponseBase:
    """Every dimension as CSV; what is suppressed on the page is suppressed here."""
    period = Period.named(request.GET.get("period", ""))
    now = clock.now()
    rows = queries.export_rows(period.since(timezone.localtime(now)), now)
    heads = ["by", "group", *(field.name for field in fields(Counts))]
    answer = csv_response(f"network-{period.key}-days", heads, [list(row.values()) for row in rows])
    record(request.actor, EXPORTED, what=f"figures of the network, {period.title.lower()}", rows=len(rows))
    return answer


@page(Permission.VIEW_REFERRALS)
def rows(request: Request) -> HttpResponseBase:
    """The referrals behind a figure, as far as the viewer may see them."""
    table = behind(request)
    if table.wants_export:
        answer = table.export()
        record(request.actor, EXPORTED, what="the list of referrals", rows=table.narrowed.count())
        return answer
    return table.respond("referrals/network_rows.html")


def _tabs(
    kind: type[Period] | type[Dimension], name: str, current: Any, request: Request
) -> list[dict[str, Any]]:
    # Where somebody stood in the table of another dimension or period is no place in this one.
    kept = {key: value for key, value in request.GET.items() if not key.startswith(Breakdown.prefix)}
    return [
        {
            "title": one.title,
            "url": "?" + urlencode(kept | {name: one.key}),
            "current": one is current,
            "count": None,
        }
        for one in kind
    ]


def _course(months: list[tuple[str, Counts]], behind_: Behind) -> Drawing | None:
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
    drawn = trend(
        points,
        title=_("%(share)s of those sent in the last full month got help")
        % {"share": f"{(known[-2].value or 0):.0%}"},
        subtitle=_("Got-help rate by month of sending, of all sent; the latest months are still being worked on"),
        unit="percent",
    )  # fmt: skip
    return replace(
        drawn,
        rows=[
            [_linked(row[0], behind_(**_days(point.when))), *row[1:]]
            for row, point in zip(drawn.rows, points, strict=True)
        ],
    )


def _days(first: date) -> dict[str, str]:
    """A month as the filters say it."""
    last = (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    return {"since": first.isoformat(), "until": last.isoformat()}


def _linked(words_: Any, href: str) -> Any:
    return format_html('<a href="{}">{}</a>', href, words_) if href else words_


def _flows(by: Actor, ties: list[queries.Tie], behind_: Behind) -> Drawing | None:
    if not ties:
        return None
    strongest = ties[0]
    drawn = flows(
        [Flow(tie.sender, tie.receiver, tie.sent) for tie in ties],
        title=_("%(one)s sends most to %(other)s") % {"one": strongest.sender, "other": strongest.receiver},
        subtitle=_("Referrals sent, from partner to partner; the largest ties"),
        own=by.organisation_name,
    )
    listed = [
        [tie.sender, tie.receiver, _linked(number(tie.sent), behind_(sender=tie.sender_key, receiver=tie.receiver_key))]
        for tie in ties
    ]  # fmt: skip
    return replace(drawn, heads=[_("From"), _("To"), _("Sent")], rows=listed)
