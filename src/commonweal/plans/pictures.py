"""Drawings of plans: the timeline of actions, and a series beside what was expected of it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from commonweal.components.charts import Drawing, from_altair, svg
from commonweal.components.charts.drawing import NARROW, WIDE
from commonweal.components.status import Shape
from commonweal.plans.queries.actions import Line

MOST = 45
"""Bars above which a timeline is no picture any more."""
COLOURS = {
    Shape.DONE: svg.PALETTE[4],
    Shape.MOVING: svg.PALETTE[0],
    Shape.WAITING: svg.QUIET,
    Shape.NEEDS: svg.NEEDS,
    Shape.STOPPED: svg.GRID,
}


def timeline(lines: Sequence[Line], today: date, title: str) -> Drawing:
    """A Gantt chart (Clark 1922): a bar from start to due date, a tick where the date first stood, today as a line."""
    shown = list(lines)[:MOST]
    left_out = len(lines) - len(shown)
    note = _(
        "The dashed line is today. A tick marks the date that was promised first. "
        "○ to come, ◐ under way, ▲ needs somebody, ● done."
    )
    if left_out:
        note += " " + _("%(n)d more are in the list.") % {"n": left_out}
    bars = [
        (line.shape, line.row.title, line.row.starts, line.row.due, line.row.first_due, line.moved)
        for line in shown
    ]
    return from_altair(
        lambda width: _gantt(shown, today, width),
        made_from=(bars, today),
        title=title,
        subtitle=_("Actions from start to due date"),
        heads=[
            _("Action"),
            _("Who"),
            _("Goal"),
            _("Starts"),
            _("Due"),
            _("First promised"),
            _("How it stands"),
        ],
        rows=[
            (
                line.row.title,
                f"{line.row.owner_name}, {line.row.owner_organisation.name}",
                line.goal_title,
                date_format(line.row.starts, "j M Y"),
                date_format(line.row.due, "j M Y"),
                date_format(line.row.first_due, "j M Y") if line.moved else "",
                line.said,
            )
            for line in shown
        ],
        note=note,
    )


def _gantt(lines: Sequence[Line], today: date, width: int) -> Any:
    import altair as alt

    narrow = width < WIDE
    longest = 20 if narrow else 38
    data = [
        {
            "at": number,
            "name": f"{line.shape.mark} {_short(line.row.title, longest)}",
            "starts": line.row.starts.isoformat(),
            "due": line.row.due.isoformat(),
            "first": line.row.first_due.isoformat() if line.moved else None,
            "colour": COLOURS[line.shape],
        }
        for number, line in enumerate(lines)
    ]
    names = [f"{row['at']:02}|{row['name']}" for row in data]
    for row, name in zip(data, names, strict=True):
        row["row"] = name
    y = alt.Y(
        "row:N",
        sort=names,
        axis=alt.Axis(
            title=None,
            labelExpr="slice(datum.label, 3)",
            labelColor=svg.INK,
            labelLimit=130 if narrow else 250,
            labelFontSize=11 if narrow else 12,
        ),
    )
    x = alt.X(
        "starts:T",
        scale=alt.Scale(type="utc"),
        axis=alt.Axis(
            title=None,
            format="%b %Y",
            tickCount=2 if narrow else 5,
            labelOverlap="greedy",
            grid=True,
            gridColor=svg.GRID,
        ),
    )
    base = alt.Chart(alt.Data(values=data)).encode(y=y)
    bars = base.mark_bar(height={"band": 0.55}, cornerRadius=2).encode(
        x=x, x2=alt.X2("due:T"), color=alt.Color("colour:N", scale=None)
    )
    first = (
        alt.Chart(alt.Data(values=[row for row in data if row["first"]]))
        .mark_tick(color=svg.INK, thickness=2, height={"band": 0.75})
        .encode(y=alt.Y("row:N", sort=names), x=alt.X("first:T"))
    )
    now = (
        alt.Chart(alt.Data(values=[{"now": today.isoformat()}]))
        .mark_rule(color=svg.INK, strokeDash=[4, 3])
        .encode(x=alt.X("now:T"))
    )
    layers = [bars, first, now] if any(row["first"] for row in data) else [bars, now]
    return alt.layer(*layers).properties(height=max(60, 24 * len(lines)))


def _short(text: str, longest: int) -> str:
    return text if len(text) <= longest else text[: longest - 1] + "…"


def evaluation(found: dict[str, Any], title: str, subtitle: str) -> Drawing:
    """What was seen, what was expected without the change with its range, and the comparison where there is one."""
    points = [row for row in found["points"] if row["observed"] is not None]
    compared = any(row["compared"] is not None for row in points)
    heads = [_("Month"), _("Seen"), _("Expected without the change"), _("95 % range")]
    if compared:
        heads[3] = _("Comparison")
    return from_altair(
        lambda width: _evaluation(points, width, compared=compared),
        made_from=(points, compared),
        title=title,
        subtitle=subtitle,
        heads=heads,
        rows=[
            (
                date_format(date.fromisoformat(f"{row['period']}-01"), "F Y"),
                _figure(row["observed"]),
                _figure(row["expected"]),
                _figure(row["compared"])
                if compared
                else f"{_figure(row['expected_low'])} – {_figure(row['expected_high'])}"
                if row["expected_low"] is not None
                else "",
            )
            for row in points
        ],
        note=_(
            "Solid: what was seen. Dashed: what would have been expected without the change; "
            "the band is its 95 % range."
        )
        if not compared
        else _("Solid: what was seen. Dotted: the comparison. Dashed: had it moved as the comparison did."),
        room={WIDE: 8, NARROW: 8},
    )


def _figure(value: float | None) -> str:
    from commonweal.evidence.evaluation.outcome import said

    return "" if value is None else said(value)


def _evaluation(points: list[dict[str, Any]], width: int, *, compared: bool) -> Any:
    import altair as alt

    narrow = width < WIDE
    data = [
        {
            "when": f"{row['period']}-01",
            "value": row["observed"],
            "expected": row["expected"],
            "low": row["expected_low"],
            "high": row["expected_high"],
            "compared": row["compared"],
        }
        for row in points
    ]
    x = alt.X(
        "when:T",
        scale=alt.Scale(type="utc"),
        axis=alt.Axis(title=None, format="%b %Y", tickCount=2 if narrow else 5, labelOverlap="greedy"),
    )
    scale = alt.Scale(zero=False, nice=True)
    y = alt.Y("value:Q", scale=scale, axis=alt.Axis(title=None, tickCount=4))
    base = alt.Chart(alt.Data(values=data)).encode(x=x)
    layers: list[Any] = []
    after = [row for row in data if row["expected"] is not None]
    later = alt.Chart(alt.Data(values=after)).encode(x=alt.X("when:T"))
    if after and after[0]["low"] is not None:
        layers.append(
            later.mark_area(color=svg.GRID, opacity=1).encode(
                y=alt.Y("low:Q", scale=scale), y2=alt.Y2("high:Q")
            )
        )
    layers.append(base.mark_line(color=svg.PALETTE[0]).encode(y=y))
    layers.append(base.mark_point(color=svg.PALETTE[0], size=28, opacity=1).encode(y=y))
    if after:
        layers.append(
            later.mark_line(color=svg.INK, strokeDash=[6, 4]).encode(y=alt.Y("expected:Q", scale=scale))
        )
        start = alt.Chart(alt.Data(values=[{"when": after[0]["when"], "said": _("start")}]))
        layers.append(start.mark_rule(color=svg.QUIET, strokeDash=[2, 2]).encode(x=alt.X("when:T")))
        layers.append(
            start.mark_text(align="left", dx=4, dy=4, baseline="top", color=svg.MUTED).encode(
                x=alt.X("when:T"), y=alt.YValue(0), text=alt.Text("said:N")
            )
        )
    if compared:
        layers.append(
            base.mark_line(color=svg.MUTED, strokeDash=[1, 3]).encode(y=alt.Y("compared:Q", scale=scale))
        )
    return alt.layer(*layers).properties(height=210 if narrow else 270)
