"""A map of places from their coordinates alone: no tiles, no outside server is told who looks at what."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from xml.etree import ElementTree as ET

from django.utils.translation import gettext as _

from commonweal.components.charts import svg
from commonweal.components.charts.drawing import Drawing

KM_PER_DEGREE = 111.32
"""Length of a degree of latitude; of longitude, times the cosine of the latitude."""
KM_PER_MILE = 1.609344
NUMBERED = 40
"""Up to so many places carry the number of their row in the table; more would cover each other."""
MARGIN = 24.0

Coordinates = Sequence[tuple[float, float]]
"""Pairs of longitude and latitude in degrees, as in GeoJSON."""


@dataclass(frozen=True)
class Place:
    """A place; `needs` marks one that needs somebody, `own` one of the viewer's own organisation."""

    name: str
    latitude: float
    longitude: float
    detail: str = ""
    own: bool = False
    needs: bool = False


@dataclass(frozen=True)
class _Frame:
    west: float
    north: float
    scale: float
    squeeze: float
    height: float

    def at(self, longitude: float, latitude: float) -> tuple[float, float]:
        """Where a coordinate lies in the drawing, in pixels."""
        return (
            MARGIN + (longitude - self.west) * self.squeeze * self.scale,
            MARGIN + (self.north - latitude) * self.scale,
        )

    @property
    def pixels_per_km(self) -> float:
        """How long a kilometre is drawn."""
        return self.scale / KM_PER_DEGREE


def place_map(
    places: Sequence[Place],
    *,
    title: Any,
    subtitle: Any,
    outline: Sequence[Coordinates] = (),
    miles: bool = True,
    below: Any = "",
) -> Drawing:
    """Places drawn where they are, north up, with a scale; `outline` draws borders or a coast behind them.

    Places without a usable coordinate are counted in the note, never silently left out.
    """
    usable = [
        p for p in places if abs(p.latitude) <= 85 and abs(p.longitude) <= 180 and (p.latitude or p.longitude)
    ]
    missing = len(places) - len(usable)
    wide, narrow = svg.pages(
        str(title), (usable, outline, miles), lambda width: _draw(usable, outline, width, miles)
    )
    numbered = len(usable) <= NUMBERED
    rows = [((str(row),) if numbered else ()) + (p.name, p.detail) for row, p in enumerate(usable, 1)]
    heads = [*([_("No.")] if numbered else []), _("Place"), _("Details")]
    said = str(below)
    if missing:
        left_out = _("%(n)d of %(of)d have no coordinates and are not drawn.")
        said = f"{said} {left_out % {'n': missing, 'of': len(places)}}"
    return Drawing(title, subtitle, wide, narrow, heads, rows, said.strip())


def _frame(places: Sequence[Place], outline: Sequence[Coordinates], width: int) -> _Frame:
    points = [(p.longitude, p.latitude) for p in places] + [point for ring in outline for point in ring]
    if not points:
        return _Frame(0, 0, 1, 1, 120)
    west, east = min(x for x, _y in points), max(x for x, _y in points)
    south, north = min(y for _x, y in points), max(y for _x, y in points)
    squeeze = math.cos(math.radians((south + north) / 2))
    # One place, or all at one address: show about two kilometres around.
    least = 2 / KM_PER_DEGREE
    across, down = max((east - west) * squeeze, least), max(north - south, least)
    scale = min((width - 2 * MARGIN) / across, (width * 0.75 - 2 * MARGIN) / down)
    spare = ((width - 2 * MARGIN) / scale - (east - west) * squeeze) / 2 / squeeze
    lift = max(0.0, (least - (north - south)) / 2)
    return _Frame(west - spare, north + lift, scale, squeeze, down * scale + 2 * MARGIN)


def _draw(places: Sequence[Place], outline: Sequence[Coordinates], width: int, miles: bool) -> ET.Element:
    frame = _frame(places, outline, width)
    height = frame.height + 28
    root = svg.element("svg", viewBox=f"0 0 {width} {height:.0f}", width=width, height=int(height))
    root.append(svg.element("rect", width=width, height=frame.height, rx=6, fill=svg.GRID, fill_opacity=0.35))
    for ring in outline:
        path = "L".join(f"{x:.1f} {y:.1f}" for x, y in (frame.at(*point) for point in ring))
        root.append(svg.element("path", d=f"M{path}Z", fill=svg.GRID, stroke=svg.QUIET, fill_opacity=0.5))
    numbered = len(places) <= NUMBERED
    radius = 10.0 if numbered else 4.0
    # Those that matter are drawn last and so lie on top.
    for row, place in sorted(enumerate(places, 1), key=lambda pair: (pair[1].needs, pair[1].own)):
        x, y = frame.at(place.longitude, place.latitude)
        colour = svg.NEEDS if place.needs else svg.PALETTE[0] if place.own or numbered else svg.MUTED
        said = f"{place.name}: {place.detail}" if place.detail else place.name
        group = svg.element("g", svg.element("title", said))
        if place.needs:
            h = radius * 1.3
            triangle = f"M{x:.1f} {y - h:.1f}l{h * 1.1:.1f} {h * 1.9:.1f}h{-2.2 * h:.1f}z"
            group.append(svg.element("path", d=triangle, fill=colour, stroke=svg.SURFACE, stroke_width=1.5))
        else:
            group.append(
                svg.element(
                    "circle",
                    cx=x,
                    cy=y,
                    r=radius,
                    fill=colour,
                    stroke=svg.SURFACE,
                    stroke_width=1.5,
                    fill_opacity=1.0 if numbered or place.own else 0.7,
                )
            )
        if numbered:
            group.append(
                svg.element(
                    "text",
                    row,
                    x=x,
                    y=y + (7.5 if place.needs else 4.5),
                    text_anchor="middle",
                    font_size=12,
                    font_weight="bold",
                    fill=svg.SURFACE,
                    font_family=svg.FONT,
                )
            )
        root.append(group)
    if places or outline:
        root.append(_scale_bar(frame, width, height, miles))
    return root


def _scale_bar(frame: _Frame, width: int, height: float, miles: bool) -> ET.Element:
    per_unit = frame.pixels_per_km * (KM_PER_MILE if miles else 1)
    # The longest round length that takes at most a quarter of the width.
    room = width / 4 / per_unit
    power = 10 ** math.floor(math.log10(room))
    length = max(step * power for step in (1, 2, 5) if step * power <= room)
    said = f"{length:g} {_('mi') if miles else _('km')}"
    y = height - 10
    bracket = f"M{MARGIN:.1f} {y - 5:.1f}v5h{length * per_unit:.1f}v-5"
    return svg.element(
        "g",
        svg.element("path", d=bracket, fill="none", stroke=svg.MUTED),
        svg.element(
            "text",
            said,
            x=MARGIN + length * per_unit + 8,
            y=y + 2,
            font_size=13,
            fill=svg.MUTED,
            font_family=svg.FONT,
        ),
    )
