"""Drawings of indicators: the process chart, and the sparkline of the scorecard."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.utils.formats import date_format
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from commonweal.components import words
from commonweal.components.charts import Drawing, from_altair, svg
from commonweal.components.charts.drawing import NARROW, WIDE
from commonweal.components.charts.plots import time_axis
from commonweal.evidence import charts
from commonweal.evidence.measures.spec import Measure
from commonweal.performance.readings import Month, Reading, why

SPARK_WIDTH, SPARK_HEIGHT = 132, 36


def figure(value: float | None, measure: Measure) -> str:
    """A value with its unit: “12.4 %”, “$431 per member month”."""
    if value is None:
        return _("not shown")
    size = abs(value)
    places = 0 if size >= 100 or value == int(value) else 1 if size >= 1 else 3
    number = words.number(value, places)
    if measure.unit == "%":
        return f"{number}\u202f%"
    if measure.unit.startswith("$ "):
        return f"${number} {_(measure.unit).removeprefix('$ ')}"
    return f"{number} {_(measure.unit)}"


def sparkline(reading: Reading, label: str) -> SafeString | None:
    """The last two years as a small line: average, target where it lies within, and the last point."""
    months = reading.months[-24:]
    if len(months) < 2:
        return None
    values = [float(month.point.value or 0) for month in months]
    centres = [month.centre for month in months if month.centre is not None]
    low, high = min(values + centres), max(values + centres)
    span = (high - low) or 1.0
    step = (SPARK_WIDTH - 10) / (len(months) - 1)

    def y(value: float) -> float:
        return round(SPARK_HEIGHT - 5 - (value - low) / span * (SPARK_HEIGHT - 10), 1)

    def line(points: Sequence[tuple[int, float]], **look: Any) -> Any:
        path = " ".join(f"{5 + at * step:.1f},{y(value)}" for at, value in points)
        return svg.element("polyline", points=path, fill="none", **look)

    parts = []
    if centres:
        averages = [(at, month.centre) for at, month in enumerate(months) if month.centre is not None]
        parts.append(line(averages, stroke=svg.QUIET, stroke_width=1))
    target = reading.steering.target
    if target is not None and low <= target <= high:
        parts.append(line([(0, target), (len(months) - 1, target)], stroke=svg.INK, stroke_dasharray="4 3"))
    parts.append(line(list(enumerate(values)), stroke=svg.PALETTE[0], stroke_width=1.8))
    colour = svg.NEEDS if reading.signal and reading.signal.flag is charts.Flag.CONCERN else svg.PALETTE[0]
    parts.append(
        svg.element("circle", cx=round(5 + (len(months) - 1) * step, 1), cy=y(values[-1]), r=3, fill=colour)
    )
    root = svg.element(
        "svg", *parts, viewBox=f"0 0 {SPARK_WIDTH} {SPARK_HEIGHT}", width=SPARK_WIDTH, height=SPARK_HEIGHT
    )
    return svg.for_page(root, label, f"s-{reading.measure.name}")


def process_chart(reading: Reading, title: str, comments: Sequence[tuple[date, str]] = ()) -> Drawing:
    """The process chart with limits, target and marked special causes, and its table."""
    measure = reading.measure
    heads = [_("Month"), _("Value"), _("Count"), _("Out of"), _("Average"), _("Limits"), _("What it says")]
    rows = [_row(month, measure) for month in reading.months]
    return from_altair(
        lambda width: _chart(reading, width, comments),
        made_from=(
            reading.months,
            reading.steering.target,
            reading.steering.phases,
            reading.signal,
            comments,
        ),
        title=title,
        subtitle=f"{_(measure.title)}, {_(measure.unit)}",
        heads=heads,
        rows=rows,
        note=_note(reading),
        room={WIDE: 96, NARROW: 60},
    )


def _note(reading: Reading) -> str:
    said = [
        _(
            "Solid line: average. Dashed: limits that chance keeps within. Triangle: better; "
            "diamond: worse; square: other."
        )
    ]
    if reading.steering.phases:
        said.append(_("The average is worked out anew where a phase begins."))
    if reading.provisional:
        said.append(_("With fewer than 13 months the limits are provisional."))
    if reading.missing:
        said.append(
            ngettext(
                "%(n)d month is not shown: too small to show, or nothing to divide by.",
                "%(n)d months are not shown: too small to show, or nothing to divide by.",
                reading.missing,
            )
            % {"n": reading.missing}
        )
    return " ".join(said)


def _row(month: Month, measure: Measure) -> list[str]:
    point = month.point
    limits = (
        f"{figure(month.lower, measure)} – {figure(month.upper, measure)}"
        if month.lower is not None and month.upper is not None
        else ""
    )
    return [
        date_format(point.start, "F Y"),
        figure(point.value, measure),
        "" if point.numerator is None else words.number(point.numerator, 0),
        "" if point.denominator is None else words.number(point.denominator, 0),
        "" if month.centre is None else figure(month.centre, measure),
        limits,
        said(month),
    ]


def said(month: Month) -> str:
    """What a month says: its special cause, and whether for better or worse."""
    if month.cause is None:
        return ""
    flag = {charts.Flag.IMPROVEMENT: _("better"), charts.Flag.CONCERN: _("worse"), None: _("other")}[
        month.flag
    ]
    return f"{flag}: {why(month.cause)}"


def _chart(reading: Reading, width: int, comments: Sequence[tuple[date, str]]) -> Any:
    import altair as alt

    narrow = width < WIDE
    data = [
        {
            "when": month.start.isoformat(),
            "value": month.point.value,
            "centre": month.centre,
            "lower": month.lower,
            "upper": month.upper,
            "flag": month.flag.value if month.flag else ("change" if month.cause else "none"),
        }
        for month in reading.months
    ]
    x = time_axis(narrow)
    scale = alt.Scale(zero=False, nice=True)
    base = alt.Chart(alt.Data(values=data)).encode(x=x)
    layers: list[Any] = [
        base.mark_line(color=svg.QUIET, strokeWidth=1.2, strokeDash=dash, interpolate="step").encode(
            y=alt.Y(f"{name}:Q", scale=scale, axis=alt.Axis(title=None, tickCount=4))
        )
        for name, dash in (("lower", [3, 3]), ("upper", [3, 3]), ("centre", [1, 0]))
    ]
    layers.append(base.mark_line(color=svg.PALETTE[0]).encode(y=alt.Y("value:Q")))
    flags = ["none", "improvement", "concern", "change"]
    layers.append(
        base.mark_point(filled=True, opacity=1, size=52).encode(
            y=alt.Y("value:Q"),
            color=alt.Color(
                "flag:N",
                scale=alt.Scale(domain=flags, range=[svg.PALETTE[0], svg.PALETTE[0], svg.NEEDS, svg.INK]),
                legend=None,
            ),
            shape=alt.Shape(
                "flag:N",
                scale=alt.Scale(domain=flags, range=["circle", "triangle-up", "diamond", "square"]),
                legend=None,
            ),
        )
    )
    layers += _ends(alt, reading, narrow)
    layers += _notes(alt, reading, comments)
    return alt.layer(*layers).properties(height=220 if narrow else 280)


def _ends(alt: Any, reading: Reading, narrow: bool) -> list[Any]:
    """Target and the last average and limits, named at the end of their lines."""
    last = reading.months[-1]
    lines = [(last.upper, _("upper")), (last.centre, _("average")), (last.lower, _("lower"))]
    layers: list[Any] = []
    target = reading.steering.target
    if target is not None:
        there = alt.Chart(alt.Data(values=[{"value": target}]))
        layers.append(
            there.mark_rule(color=svg.INK, strokeDash=[6, 3], strokeWidth=1.5).encode(y=alt.Y("value:Q"))
        )
        lines.append((target, _("target")))
    known = sorted(((value, name) for value, name in lines if value is not None), reverse=True)
    drawn = [
        value
        for month in reading.months
        for value in (month.point.value, month.lower, month.upper)
        if value is not None
    ]
    drawn += [value for value, _name in known]
    per_unit = (220 if narrow else 280) / ((max(drawn) - min(drawn)) or 1)
    floor = float("-inf")
    for value, name in known:
        place = (max(drawn) - value) * per_unit
        put = max(place, floor)
        floor = put + 15
        told = name if narrow else f"{name} {words.number(value, 0 if abs(value) >= 100 else 1)}"
        layers.append(
            alt.Chart(alt.Data(values=[{"value": value, "said": told}]))
            .mark_text(align="left", baseline="middle", dx=6, dy=put - place, color=svg.MUTED)
            .encode(x=alt.XValue("width"), y=alt.Y("value:Q"), text=alt.Text("said:N"))
        )
    return layers


def _notes(alt: Any, reading: Reading, comments: Sequence[tuple[date, str]]) -> list[Any]:
    """Where the lasting signal began, where phases begin, and the numbers of comments."""
    by_month = {month.start: month for month in reading.months}
    layers: list[Any] = []
    for phase in reading.steering.phases:
        if phase in by_month:
            there = alt.Chart(alt.Data(values=[{"when": phase.isoformat()}]))
            layers.append(there.mark_rule(color=svg.QUIET, strokeDash=[2, 2]).encode(x=alt.X("when:T")))
    marks = [(month, text) for month, text in comments if month in by_month]
    if reading.signal is not None and reading.signal.since in by_month:
        began = date_format(reading.signal.since, "M Y")
        marks.append((reading.signal.since, _("since %(month)s") % {"month": began}))
    middle = reading.months[len(reading.months) // 2].start
    for number, (month, text) in enumerate(marks):
        spot = {"when": month.isoformat(), "value": by_month[month].point.value, "said": text}
        layers.append(
            alt.Chart(alt.Data(values=[spot]))
            .mark_text(
                align="left" if month <= middle else "right",
                dy=-14 if number % 2 == 0 else 18,
                fontWeight="bold",
                color=svg.INK,
                stroke=svg.SURFACE,
                strokeWidth=0,
            )
            .encode(x=alt.X("when:T"), y=alt.Y("value:Q"), text=alt.Text("said:N"))
        )
    return layers
