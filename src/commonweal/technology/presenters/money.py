"""Money: what was linked, forecast against actual, shared risk so far."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from commonweal.access import Actor, Permission, may
from commonweal.components.charts import PALETTE, from_altair
from commonweal.components.charts.drawing import WIDE
from commonweal.settlement.amounts import money
from commonweal.technology.models import Partnership
from commonweal.technology.parts import Cell, Link, Listing, Page, add, short
from commonweal.technology.presenters.overview import keeps
from commonweal.technology.queries import money as queries
from commonweal.technology.rules.money import Comparison, Course

SHAPES = {
    Course.NONE: "waiting",
    Course.ON: "done",
    Course.ABOVE: "needs",
    Course.BELOW: "needs",
    Course.HIDDEN: "waiting",
}


def page(by: Actor, partnership: Partnership, today: date) -> Page:
    """The financial model on one page."""
    writes, opens = keeps(by, partnership), may(by, Permission.VIEW_STATEMENTS)
    found = queries.money(partnership, today)
    compared = found.comparison
    warnings = []
    if compared.course in (Course.ABOVE, Course.BELOW):
        words = {
            "course": compared.course.title,
            "actual": money(compared.actual),
            "forecast": money(compared.forecast),
        }
        warnings.append(
            Link(_("Spend is %(course)s: %(actual)s paid, %(forecast)s forecast so far.") % words, "")
        )
    if compared.missing:
        months = ", ".join(date_format(one, "M Y") for one in compared.missing)
        warnings.append(
            Link(_("Nobody has written down what was paid in %(months)s.") % {"months": months}, "")
        )
    if found.hidden:
        warnings.append(
            Link(
                _(
                    "%(n)s linked contract years or pools are not shown: your organisation takes no part in them."
                )
                % {"n": found.hidden},
                "",
            )
        )
    return Page(
        title=_("Money"),
        partnership=partnership,
        current="money",
        method="spend-forecast",
        status=(SHAPES[compared.course], compared.course.title),
        primary=add(partnership, "paid", _("Write down what was paid")) if writes else None,
        warnings=warnings,
        facts=[
            (_("Forecast, months compared"), money(compared.forecast)),
            (_("Paid in these months"), money(compared.actual)),
            (_("Difference"), money(compared.difference)),
        ],
        charts=[chart(compared)] if compared.course not in (Course.NONE, Course.HIDDEN) else [],
        listings=[
            _links(partnership, found, writes, opens),
            _shared(found, opens),
            _months(compared),
            _paid(found, writes),
        ],
        asides=[(_("What the terms leave open"), [f"{one}." for one in found.left_open])]
        if found.left_open
        else (),
    )


def _links(partnership: Partnership, found: queries.Money, writes: bool, opens: bool) -> Listing:
    """What is linked; its pages, and what is in a pool, only for those who read statements."""
    rows = []
    for one in found.links:
        if one.year is not None:
            rows.append(
                [
                    Cell(
                        one.year.title,
                        reverse("payments:year", args=[one.year.pk]) if opens else "",
                        under=one.link.what_for,
                    ),
                    Cell(one.link.get_kind_display()),
                    Cell(_("month by month"), reverse("payments:spend", args=[one.year.pk]))
                    if opens
                    else Cell(),
                ]
            )
        elif one.pool is not None:
            rows.append(
                [
                    Cell(
                        one.pool.name,
                        reverse("payments:pool", args=[one.pool.pk]) if opens else "",
                        under=one.link.what_for,
                    ),
                    Cell(one.link.get_kind_display()),
                    Cell(
                        _("%(balance)s in it") % {"balance": money(one.pool.balance)},
                        under=_("%(paid)s to the supplier so far")
                        % {"paid": money(one.to_supplier or Decimal(0))},
                    )
                    if opens
                    else Cell(),
                ]
            )
    return Listing(
        _("What it is paid from"),
        [_("Contract year or pool"), _("Kind"), _("Now")],
        rows,
        empty=_(
            "Unitary payment, service fee, pools for consulting and clinical services, and shared risk are linked here."
        ),
        add=[add(partnership, "money", _("Link a contract year or a pool"))] if writes else (),
    )


def _shared(found: queries.Money, opens: bool) -> Listing:
    return Listing(
        _("Shared risk and reward so far"),
        [_("Contract year"), _("Party"), _("Earned or owed")],
        [
            [
                Cell(one.settlement.year.title, reverse("payments:statement", args=[one.pk])),
                Cell(one.party.name),
                Cell(money(one.net), end=True),
            ]
            for one in (found.statements if opens else ())
        ],
        empty=_("No linked contract year is settled yet, or its statements are not yours to see."),
    )


def _months(compared: Comparison) -> Listing:
    return Listing(
        _("Month by month"),
        [_("Month"), _("Forecast"), _("Paid"), _("Forecast so far"), _("Paid so far")],
        [
            [
                Cell(date_format(one.month, "F Y")),
                Cell(money(one.forecast), end=True),
                Cell(money(one.actual) if one.actual is not None else "–", end=True),
                Cell(money(one.forecast_so_far), end=True),
                Cell(money(one.actual_so_far), end=True),
            ]
            for one in compared.months[-14:]
        ],
        empty=_("No linked terms fix a sum for a month."),
        note=_("The last fourteen. Only months that are over and have something written down are summed up."),
    )


def _paid(found: queries.Money, writes: bool) -> Listing:
    rows = []
    for one in reversed(found.paid[-14:]):
        back = getattr(one, "taken_back_by", None)
        may = writes and back is None and one.takes_back_id is None
        rows.append(
            [
                Cell(date_format(one.month, "M Y"), under=one.what_for),
                Cell(money(one.amount), end=True),
                Cell(one.reference),
                Cell(one.person_name, under=short(one.created_at)),
                Cell(_("Take it back"), post=reverse("technology:take-back", args=[one.pk]))
                if may
                else Cell(_("taken back") if back is not None else ""),
            ]
        )
    return Listing(
        _("What was paid"),
        [_("Month"), _("Amount"), _("Invoice or entry"), _("Written down by"), _("Correct")],
        rows,
        empty=_("Nothing is written down yet."),
    )


def chart(compared: Comparison) -> Any:
    """Forecast and paid, both summed up month by month."""
    known = [one for one in compared.months if one.actual is not None]
    data = [
        {"month": one.month.isoformat(), "value": float(value), "line": line}
        for one in known
        for line, value in ((_("forecast"), one.forecast_so_far), (_("paid"), one.actual_so_far))
    ]

    def build(width: int) -> Any:
        import altair as alt

        return (
            alt.Chart(alt.Data(values=data))
            .mark_line(point=True)
            .encode(
                x=alt.X(
                    "month:T",
                    scale=alt.Scale(type="utc"),
                    axis=alt.Axis(title=None, format="%b %Y", tickCount=3),
                ),
                y=alt.Y("value:Q", axis=alt.Axis(title=None, tickCount=4, format="$~s")),
                color=alt.Color(
                    "line:N",
                    scale=alt.Scale(range=[PALETTE[1], PALETTE[0]]),
                    legend=alt.Legend(title=None, orient="top"),
                ),
                strokeDash=alt.StrokeDash("line:N", legend=None),
            )
            .properties(height=240 if width >= WIDE else 200)
        )

    return from_altair(
        build,
        made_from=data,
        title=_("Spend is %(course)s") % {"course": compared.course.title},
        subtitle=_("Forecast by the signed terms and paid, summed up month by month, in $"),
        heads=[_("Month"), _("Forecast so far"), _("Paid so far")],
        rows=[
            (date_format(one.month, "M Y"), money(one.forecast_so_far), money(one.actual_so_far))
            for one in known
        ],
    )
