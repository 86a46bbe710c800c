"""A process chart as SVG, by Altair and vl-convert, deterministic and without a script."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from functools import cache
from typing import Any

import altair as alt
import vl_convert

from commonweal.evidence.cohorts.time import month_number, month_start
from commonweal.evidence.measures.spec import Measure
from commonweal.evidence.report.series import Drawn

VALUES, UNIT = "@values@", "@unit@"
"""What stands for the months and the unit in the template."""
BLUE, GREY, ORANGE, DARK = "#1f6fb2", "#6b7280", "#c2410c", "#374151"


def svg(measure: Measure, months: Sequence[Drawn]) -> str:
    """The chart of `months`: values joined, centre and limits behind, signals marked by shape and colour."""
    values: list[dict[str, Any]] = [
        {
            "month": month.row.period_start.isoformat(),
            "value": month.row.value,
            "centre": month.centre,
            "lower": month.lower,
            "upper": month.upper,
            "signal": month.flag or "none",
        }
        for month in months
    ]
    # A month without a value breaks the line: nobody shall read a course into it.
    there = {month_number(month.row.period_start) for month in months}
    for number in range(min(there), max(there)):
        if number not in there:
            values.append({"month": month_start(number).isoformat(), "value": None, "signal": "none"})
    values.sort(key=lambda point: str(point["month"]))
    drawn = _template().replace(json.dumps(UNIT), json.dumps(measure.unit))
    drawn = drawn.replace(json.dumps(VALUES), json.dumps(values))
    return _inline(vl_convert.vegalite_to_svg(drawn), measure.title)


@cache
def _template() -> str:
    """The chart as JSON with VALUES and UNIT in it: Altair takes as long to make it as the drawing itself."""
    base = alt.Chart(alt.InlineData(values=VALUES)).encode(
        x=alt.X(
            "month:T",
            title=None,
            axis=alt.Axis(format="%b %Y", grid=False, tickCount="month", labelOverlap=True),
        )
    )
    layers: list[Any] = []
    for name in ("lower", "upper"):
        layers.append(
            base.mark_line(color=GREY, strokeDash=[4, 3], strokeWidth=1, interpolate="step").encode(
                y=f"{name}:Q"
            )
        )
    layers.append(base.mark_line(color=GREY, strokeWidth=1).encode(y=alt.Y("centre:Q")))
    layers.append(
        base.mark_line(color=BLUE, strokeWidth=1.5).encode(
            y=alt.Y("value:Q", title=UNIT, scale=alt.Scale(zero=False))
        )
    )
    domain = ["none", "improvement", "concern", "change"]
    layers.append(
        base.mark_point(filled=True, size=42, opacity=1).encode(
            y=alt.Y("value:Q"),
            color=alt.Color(
                "signal:N", scale=alt.Scale(domain=domain, range=[BLUE, BLUE, ORANGE, DARK]), legend=None
            ),
            shape=alt.Shape(
                "signal:N",
                scale=alt.Scale(domain=domain, range=["circle", "triangle-up", "diamond", "square"]),
                legend=None,
            ),
        )
    )
    chart = (
        alt.layer(*layers)
        .properties(width=640, height=170)
        .configure_view(stroke=None)
        .configure_axis(labelFont="sans-serif", titleFont="sans-serif", titleFontWeight="normal")
    )
    return json.dumps(chart.to_dict(validate=False))


def _inline(drawn: str, title: str) -> str:
    """The SVG as part of a page: it scales with it, and has a name for those who do not see it."""
    inner = drawn[drawn.index("<svg") :]
    width, height = (re.search(rf'<svg[^>]*? {name}="([\d.]+)"', inner) for name in ("width", "height"))
    assert width is not None and height is not None
    label = title.replace("&", "&amp;").replace("<", "&lt;").replace('"', "&quot;")
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width[1]} {height[1]}" role="img" '
        f'aria-label="Process chart: {label}. The table below has its numbers.">'
    )
    return head + inner[inner.index(">") + 1 :]
