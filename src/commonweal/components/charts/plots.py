"""Plots by Altair: a course over time with target and limits, labelled bars, or any chart of your own."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from commonweal.components import words
from commonweal.components.charts import svg
from commonweal.components.charts.drawing import NARROW, WIDE, Drawing

if TYPE_CHECKING:
    import altair as alt

PERCENT = "percent"
HALO: dict[str, Any] = {"stroke": svg.SURFACE, "strokeWidth": 3}
"""Keeps a label readable where a line runs behind it."""


@dataclass(frozen=True)
class Point:
    """One point of a course over time; `of` is the denominator, where there is one."""

    when: date
    value: float | None
    of: int | None = None


@dataclass(frozen=True)
class Limits:
    """Process limits that hold for the whole course."""

    lower: float
    centre: float
    upper: float


@dataclass(frozen=True)
class Note:
    """The point that matters, and why, in few words."""

    when: date
    text: str


@dataclass(frozen=True)
class Bar:
    """One bar; `of` is the denominator, `marked` the one that the finding is about."""

    label: str
    value: float
    of: int | None = None
    marked: bool = False


def from_altair(
    build: Callable[[int], alt.TopLevelMixin | dict[str, Any]],
    *,
    made_from: Any,
    title: Any,
    subtitle: Any,
    heads: Sequence[Any],
    rows: Sequence[Sequence[Any]],
    note: Any = "",
    room: Mapping[int, int] = {WIDE: 4, NARROW: 4},
) -> Drawing:
    """Any Altair chart, built for the width it is given, as a drawing. Use only the colours of `ROLES`.

    Say encodings as channels (`x=alt.X("when:T")`), not as bare strings: for each of those Altair looks through all
    its classes anew, which was two thirds of the time of a drawing.

    `made_from` is all that `build` looks at: where it is the same, the drawing is not built again.
    `room` is the space kept free at the end for labels that stand outside the plot, by width, in pixels.
    """

    def draw(width: int) -> ET.Element:
        return svg.vega(_themed(build(width), width, room[width]))

    wide, narrow = svg.pages(str(title), (build.__qualname__, made_from, dict(room)), draw)
    return Drawing(title, subtitle, wide, narrow, heads, rows, note)


def _themed(chart: Any, width: int, right: int) -> dict[str, Any]:
    spec: dict[str, Any] = chart if isinstance(chart, dict) else chart.to_dict()
    axis = {
        "domain": False,
        "ticks": False,
        "labelColor": svg.MUTED,
        "gridColor": svg.GRID,
        "labelFontSize": 13,
        "titleColor": svg.MUTED,
        "titleFontSize": 13,
        "titleFontWeight": "normal",
        "labelPadding": 6,
    }
    return spec | {
        "width": width,
        "autosize": {"type": "fit", "contains": "padding"},
        "padding": {"left": 2, "right": right, "top": 8, "bottom": 2},
        "background": None,
        "config": {
            "font": svg.FONT,
            "axis": axis,
            "axisX": {"grid": False},
            "legend": {
                "labelColor": svg.INK,
                "titleColor": svg.MUTED,
                "labelFontSize": 13,
                "titleFontSize": 13,
            },
            "view": {"stroke": None},
            "range": {"category": list(svg.PALETTE)},
            "line": {"strokeWidth": 2.5, "color": svg.PALETTE[0]},
            "point": {"size": 46, "filled": True, "color": svg.PALETTE[0]},
            "text": {"fontSize": 13, "color": svg.INK},
            "bar": {"color": svg.PALETTE[0]},
        },
    }


def _room(labels: Iterable[str]) -> int:
    """The pixels that labels beside the plot take: a letter at 13 px is about 6.5 wide."""
    longest = max((len(label) for label in labels), default=0)
    return round(10 + 6.5 * longest) if longest else 6


def _inline(alt: Any, values: Sequence[dict[str, Any]]) -> Any:
    """Rows written into the specification itself."""
    return alt.Data(values=list(values))


def _value(value: float | None, unit: str, places: int) -> str:
    if value is None:
        return _("not shown")
    if unit == PERCENT:
        return words.percent(value, places)
    return f"{words.number(value, places)} {unit}".strip()


def trend(
    points: Sequence[Point],
    *,
    title: Any,
    subtitle: Any,
    unit: str = "",
    places: int = 0,
    target: float | None = None,
    limits: Limits | None = None,
    note: Note | None = None,
    below: Any = "",
) -> Drawing:
    """A course over time. `unit` “percent” takes shares of one. Points without a value leave a gap.

    The last point, target and limits are labelled where they are drawn; there is no legend.
    """
    rows = [
        (
            date_format(p.when, "j F Y"),
            _value(p.value, unit, places),
            words.number(p.of) if p.of else "",
        )
        for p in points
    ]
    heads: list[Any] = [_("Date"), _("Value"), _("Out of")]
    if not any(p.of for p in points):
        heads, rows = heads[:2], [row[:2] for row in rows]  # type: ignore[misc]

    def build(width: int) -> Any:
        return _trend_chart(points, width, unit=unit, places=places, target=target, limits=limits, note=note)

    levels = _levels(unit, places, target, limits)
    room = {
        WIDE: _room(level.said for level in levels),
        NARROW: _room(level.name for level in levels),
    }
    made_from = (points, unit, places, target, limits, note)
    return from_altair(
        build,
        made_from=made_from,
        title=title,
        subtitle=subtitle,
        heads=heads,
        rows=rows,
        note=below,
        room=room,
    )


def time_axis(narrow: bool) -> Any:
    """The axis of time of every course.

    UTC, or a day would become the day before on a machine west of Greenwich. Few grid lines and no axis title: the
    unit stands in the subtitle, the values in the table.
    """
    import altair as alt

    return alt.X(
        "when:T",
        scale=alt.Scale(type="utc"),
        axis=alt.Axis(
            title=None,
            format="%b %Y",
            tickCount=2 if narrow else 5,
            labelOverlap="greedy",
            labelSeparation=12,
        ),
    )


def _trend_chart(
    points: Sequence[Point],
    width: int,
    *,
    unit: str,
    places: int,
    target: float | None,
    limits: Limits | None,
    note: Note | None,
) -> Any:
    import altair as alt

    narrow = width < WIDE
    height = 210 if narrow else 260
    shape = f".{places}%" if unit == PERCENT else f",.{places}f"
    levels = _levels(unit, places, target, limits)
    span = [p.value for p in points if p.value is not None] + [level.value for level in levels]
    lines = _lines(span, places + 2 * (unit == PERCENT))
    x = time_axis(narrow)
    y = alt.Y(
        "value:Q",
        scale=alt.Scale(zero=False, nice=True),
        axis=alt.Axis(title=None, tickCount=4, format=shape, values=lines or alt.Undefined),
    )
    data: list[dict[str, Any]] = [{"when": p.when.isoformat(), "value": p.value} for p in points]
    base = alt.Chart(_inline(alt, data)).encode(x=x, y=y)
    layers: list[Any] = []
    for level, shift in zip(levels, _spread([level.value for level in levels], span, height), strict=True):
        layers += _level(alt, level, shift, level.name if narrow else level.said)
    layers += [base.mark_line(), base.mark_point(opacity=1)]
    if note is not None and (there := [row for row in data if row["when"] == note.when.isoformat()]):
        early = note.when <= points[len(points) // 2].when
        spot = alt.Chart(_inline(alt, [{**there[0], "said": note.text}])).encode(
            x=alt.X("when:T"), y=alt.Y("value:Q")
        )
        layers.append(spot.mark_point(size=150, filled=False, strokeWidth=2.5, color=svg.INK, opacity=1))
        layers.append(
            spot.mark_text(
                align="left" if early else "right", dx=0, dy=-16, fontWeight="bold", **HALO
            ).encode(text=alt.Text("said:N"))
        )
    if last := next((row for row in reversed(data) if row["value"] is not None), None):
        end = alt.Chart(_inline(alt, [{**last, "said": _value(last["value"], unit, places)}]))
        layers.append(
            end.mark_text(
                align="right", dy=_off(data), fontWeight="bold", color=svg.PALETTE[0], **HALO
            ).encode(x=alt.X("when:T"), y=alt.Y("value:Q"), text=alt.Text("said:N"))
        )
    return alt.layer(*layers).properties(height=height)


@dataclass(frozen=True)
class _Level:
    value: float
    name: str
    said: str
    colour: str
    dash: tuple[int, int]


def _levels(unit: str, places: int, target: float | None, limits: Limits | None) -> list[_Level]:
    """The lines across: target and limits, each with its name and value."""
    found = []
    if limits is not None:
        for value, label, dash in (
            (limits.upper, _("upper"), (2, 3)),
            (limits.centre, _("average"), (1, 0)),
            (limits.lower, _("lower"), (2, 3)),
        ):
            found.append(_Level(value, label, f"{label} {_value(value, unit, places)}", svg.QUIET, dash))
    if target is not None:
        name = _("target")
        found.append(_Level(target, name, f"{name} {_value(target, unit, places)}", svg.INK, (6, 3)))
    return found


def _lines(span: Sequence[float], places: int) -> list[float]:
    """Where the lines of a short axis lie: no finer than what is written beside them. Empty: wherever they will.

    Left to itself an axis from 1 to 2 has a line at 1.5, which is said as 2.
    """
    step = 10.0**-places
    low, high = math.floor(min(span, default=0) / step), math.ceil(max(span, default=0) / step)
    return [round(one * step, places) for one in range(low, high + 1)] if high - low < 4 else []


def _off(data: Sequence[Mapping[str, Any]]) -> int:
    """Where the last value stands: above its point if the line comes from below, else below."""
    last = [row["value"] for row in data if row["value"] is not None][-2:]
    return 16 if len(last) == 2 and last[0] > last[1] else -14


def _spread(values: Sequence[float], span: Sequence[float], height: int) -> list[float]:
    """How far each label must move, in pixels downward, so that none lies on another."""
    low, high = min(span, default=0), max(span, default=1)
    per_unit = height / ((high - low) or 1)
    places = {index: (high - value) * per_unit for index, value in enumerate(values)}
    shifts, floor = [0.0] * len(values), float("-inf")
    for index in sorted(places, key=lambda index: places[index]):
        place = max(places[index], floor)
        shifts[index] = place - places[index]
        floor = place + 16
    return shifts


def _level(alt: Any, level: _Level, shift: float, said: str) -> list[Any]:
    """A line across at one value, with its name at its end."""
    data = alt.Chart(_inline(alt, [{"value": level.value, "said": said}]))
    ink = svg.MUTED if level.colour == svg.QUIET else level.colour
    return [
        data.mark_rule(color=level.colour, strokeDash=list(level.dash), strokeWidth=1.5).encode(
            y=alt.Y("value:Q")
        ),
        data.mark_text(align="left", baseline="middle", dx=6, dy=shift, color=ink).encode(
            x=alt.XValue("width"), y=alt.Y("value:Q"), text=alt.Text("said:N")
        ),
    ]


def bars(
    values: Sequence[Bar], *, title: Any, subtitle: Any, unit: str = "", places: int = 0, below: Any = ""
) -> Drawing:
    """Bars in the order given, each with its name before it and its value at its end."""
    counted = any(bar.of for bar in values)
    heads: list[Any] = [_("What"), _("Value"), *([_("Out of")] if counted else [])]
    rows = [
        (bar.label, _value(bar.value, unit, places), *([words.number(bar.of or 0)] if counted else []))
        for bar in values
    ]

    def build(width: int) -> Any:
        import altair as alt

        narrow = width < WIDE
        marked = any(bar.marked for bar in values)
        data = [
            {
                "label": bar.label,
                "value": bar.value,
                "said": _value(bar.value, unit, places),
                "colour": svg.PALETTE[0] if bar.marked or not marked else svg.QUIET,
            }
            for bar in values
        ]
        base = alt.Chart(_inline(alt, data)).encode(
            y=alt.Y(
                "label:N",
                sort=None,
                axis=alt.Axis(title=None, labelColor=svg.INK, labelLimit=110 if narrow else 220),
            ),
            x=alt.X("value:Q", axis=None),
        )
        drawn = base.mark_bar(height={"band": 0.62}, cornerRadiusEnd=2).encode(
            color=alt.Color("colour:N", scale=None)
        )
        said = base.mark_text(align="left", dx=6).encode(text=alt.Text("said:N"))
        return alt.layer(drawn, said).properties(height=max(60, 32 * len(values)))

    room = dict.fromkeys((WIDE, NARROW), _room(row[1] for row in rows))
    made_from = (values, unit, places)
    return from_altair(
        build,
        made_from=made_from,
        title=title,
        subtitle=subtitle,
        heads=heads,
        rows=rows,
        note=below,
        room=room,
    )
