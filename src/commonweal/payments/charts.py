"""Pictures of money: a pool over time, a year month by month, what drawn years may bring."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from commonweal.components.charts import PALETTE, ROLES, Drawing, from_altair
from commonweal.components.charts.drawing import NARROW, WIDE
from commonweal.settlement.amounts import money
from commonweal.settlement.simulation.report import POOL, Simulated, dollars

INK = "#1c2725"
assert INK in ROLES, "drawings use only the colours the style sheet knows"


def pool_course(course: Sequence[tuple[date, Decimal]], *, floor: Decimal, title: str) -> Drawing:
    """What stood in a pool after each day on which something moved, with its floor."""
    data = [{"when": on.isoformat(), "value": float(amount)} for on, amount in course]

    def build(width: int) -> Any:
        import altair as alt

        base = alt.Chart(alt.Data(values=data)).encode(
            x=alt.X(
                "when:T", scale=alt.Scale(type="utc"), axis=alt.Axis(title=None, format="%b %Y", tickCount=3)
            ),
            y=alt.Y("value:Q", axis=alt.Axis(title=None, tickCount=4, format="$~s")),
        )
        line = alt.Chart(alt.Data(values=[{"value": float(floor), "said": _("floor")}]))
        layers = [
            line.mark_rule(color=INK, strokeDash=[6, 3], strokeWidth=1.5).encode(y=alt.Y("value:Q")),
            line.mark_text(align="left", dx=6, color=INK).encode(
                x=alt.XValue("width"), y=alt.Y("value:Q"), text=alt.Text("said:N")
            ),
            base.mark_line(interpolate="step-after"),
            base.mark_point(opacity=1, filled=True),
        ]
        return alt.layer(*layers).properties(height=240 if width >= WIDE else 200)

    return from_altair(
        build,
        made_from=(data, floor),
        title=title,
        subtitle=_("Balance after each day on which money moved, in $; floor %(floor)s")
        % {"floor": money(floor)},
        heads=[_("Day"), _("Balance")],
        rows=[(date_format(on, "DATE_FORMAT"), money(amount)) for on, amount in course],
        room={WIDE: 44, NARROW: 44},
    )


def months(spread: Sequence[date], net: Sequence[Decimal], *, title: str, subtitle: str) -> Drawing:
    """An amount for each month: above zero comes in, below zero goes out."""
    data = [
        {"month": date_format(month, "M"), "value": float(amount)}
        for month, amount in zip(spread, net, strict=True)
    ]

    def build(width: int) -> Any:
        import altair as alt

        return (
            alt.Chart(alt.Data(values=data))
            .mark_bar(color=PALETTE[0])
            .encode(
                x=alt.X(
                    "month:N", sort=None, axis=alt.Axis(title=None, labelAngle=0 if width >= WIDE else -90)
                ),
                y=alt.Y("value:Q", axis=alt.Axis(title=None, tickCount=4, format="$~s")),
            )
            .properties(height=220)
        )

    return from_altair(
        build,
        made_from=data,
        title=title,
        subtitle=subtitle,
        heads=[_("Month"), _("Amount")],
        rows=[(date_format(m, "F Y"), money(amount)) for m, amount in zip(spread, net, strict=True)],
    )


def ranges(variants: Sequence[Simulated]) -> Drawing:
    """For each variant and party, from the 10th to the 90th percentile of the drawn years, median marked."""
    data = [
        {
            "who": _who(line.party) if len(variants) == 1 else f"{number}: {_who(line.party)}",
            "low": line.tenth,
            "middle": line.median,
            "high": line.ninetieth,
            "colour": PALETTE[number - 1],
        }
        for party in dict.fromkeys(line.party for one in variants for line in one.summaries)
        for number, one in enumerate(variants, 1)
        for line in one.summaries
        if line.party == party
    ]

    def build(width: int) -> Any:
        import altair as alt

        base = alt.Chart(alt.Data(values=data)).encode(
            y=alt.Y("who:N", sort=None, axis=alt.Axis(title=None, labelLimit=110 if width < WIDE else 220)),
            color=alt.Color("colour:N", scale=None),
        )
        rule = base.mark_rule(strokeWidth=4).encode(
            x=alt.X("low:Q", axis=alt.Axis(title=None, format="$~s", tickCount=4)), x2=alt.X2("high:Q")
        )
        dot = base.mark_point(filled=True, size=80, opacity=1).encode(x=alt.X("middle:Q"))
        return alt.layer(rule, dot).properties(height=max(80, 26 * len(data)))

    return from_altair(
        build,
        made_from=data,
        title=finding(variants),
        subtitle=_("Net result of a year in $: from the 10th to the 90th percentile, dot at the median"),
        heads=[
            _("Variant"),
            _("Party"),
            _("10th"),
            _("Median"),
            _("90th"),
            _("Chance of loss"),
            _("Worst year"),
        ],
        rows=[
            (
                str(number),
                _who(line.party),
                dollars(line.tenth),
                dollars(line.median),
                dollars(line.ninetieth),
                f"{line.chance_of_loss * 100:.1f} %",
                dollars(line.worst),
            )
            for number, one in enumerate(variants, 1)
            for line in one.summaries
        ],
        note=_("Estimates for deciding; no amount here is ever paid."),
    )


def finding(variants: Sequence[Simulated]) -> str:
    """The one sentence a board reads."""
    said = []
    for number, one in enumerate(variants, 1):
        line = next((line for line in one.summaries if line.party == POOL), one.summaries[0])
        values = {
            "number": number,
            "party": _who(line.party),
            "median": dollars(line.median),
            "loss": f"{line.chance_of_loss * 100:.0f} %",
        }
        said.append(
            _("Variant %(number)s: %(party)s, %(median)s in a usual year, a loss in %(loss)s of years")
            % values
        )
    return "; ".join(said)


def _who(party: str) -> str:
    return _("all partners together") if party == POOL else party
