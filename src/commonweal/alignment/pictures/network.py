"""The map of the network: one's own circle first, fragile ties marked, never more than can be read."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any
from uuid import UUID
from xml.etree import ElementTree as ET

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from commonweal.alignment.queries.network import Link
from commonweal.alignment.rules.trust import DEPTH, FREQUENCY, PEOPLE
from commonweal.components.charts import Drawing, svg
from commonweal.components.charts.drawing import NARROW, WIDE
from commonweal.partners.models import Organisation

MOST = 40
"""More at once cannot be read; the table has them all."""
LETTERS = {WIDE: 22, NARROW: 13}


@dataclass(frozen=True)
class Spot:
    """Where a member stands, from 0 to 1 in both directions."""

    x: float
    y: float


def network_map(
    organisations: Sequence[Organisation], links: Sequence[Link], *, own: UUID | None, whole: bool
) -> Drawing:
    """The map and its table. `own` stands in the middle; unless `whole`, only its own circle is drawn."""
    names = {one.pk: one for one in organisations}
    drawn, left_out = _chosen(names, links, own, whole=whole)
    kept = [link for link in links if link.one in drawn and link.other in drawn]
    spots = _circle(drawn, own) if not whole else _spread(drawn, kept)
    fragile = sum(link.fragile for link in kept)
    own_ties = sum(own in (link.one, link.other) for link in kept)
    title = (
        ngettext("%(n)s tie between %(m)s partners", "%(n)s ties between %(m)s partners", len(kept))
        % {"n": len(kept), "m": len(drawn)}
        if whole
        else ngettext("You work with %(n)s partner", "You work with %(n)s partners", own_ties)
        % {"n": own_ties}
    )
    if fragile:
        hang = ngettext("%(n)s tie hangs on one person", "%(n)s ties hang on one person", fragile) % {
            "n": fragile
        }
        title = f"{title}; {hang}"
    pages = [
        svg.for_page(root, title, f"n{sha256(ET.tostring(root)).hexdigest()[:8]}")
        for root in (_draw(names, spots, kept, own, width) for width in (WIDE, NARROW))
    ]
    note = _("▲ hangs on one person. A broken line is said by one side only.")
    if left_out:
        note += " " + _("%(n)s partners with fewer ties are not drawn; the table has them.") % {"n": left_out}
    rows = [
        (
            names[link.one].name,
            names[link.other].name,
            FREQUENCY[link.frequency],
            DEPTH[link.depth],
            _("one person") if link.fragile else PEOPLE[link.people].removesuffix(" here"),
            _("both") if link.confirmed else _("one side"),
        )
        for link in links
    ]
    return Drawing(
        title,
        _("Thicker: more often. Lines between partners under the tie rule chosen."),
        pages[0],
        pages[1],
        [_("Partner"), _("Partner"), _("How often"), _("How deep"), _("Held by"), _("Said by")],
        rows,
        note,
        standalone=ET.tostring(_draw(names, spots, kept, own, WIDE), encoding="unicode"),
    )


def _chosen(
    names: dict[UUID, Organisation], links: Sequence[Link], own: UUID | None, *, whole: bool
) -> tuple[list[UUID], int]:
    degrees = dict.fromkeys(names, 0)
    for link in links:
        degrees[link.one] += 1
        degrees[link.other] += 1
    if whole:
        wanted = sorted(names, key=lambda pk: (pk != own, -degrees[pk], names[pk].name))
    else:
        alters = {
            link.other if link.one == own else link.one for link in links if own in (link.one, link.other)
        }
        wanted = sorted(alters, key=lambda pk: (-degrees[pk], names[pk].name))
        wanted = [own, *wanted] if own in names else wanted
    return wanted[:MOST], max(0, len(wanted) - MOST)


def _circle(drawn: Sequence[UUID], own: UUID | None) -> dict[UUID, Spot]:
    """Oneself in the middle, the others around."""
    around = [pk for pk in drawn if pk != own]
    spots = {pk: Spot(0.5, 0.5) for pk in drawn if pk == own}
    for at, pk in enumerate(around):
        turn = 2 * math.pi * at / len(around) - math.pi / 2
        # Every second one a little further out, so that neighbouring names do not meet.
        far = 0.46 if at % 2 or len(around) < 9 else 0.36
        spots[pk] = Spot(0.5 + far * math.cos(turn), 0.5 + far * math.sin(turn))
    return spots


def _spread(drawn: Sequence[UUID], links: Sequence[Link]) -> dict[UUID, Spot]:
    """Those who are tied near each other (Fruchterman & Reingold), always the same for the same ties."""
    import networkx as nx

    graph = nx.Graph()
    graph.add_nodes_from(range(len(drawn)))
    places = {pk: at for at, pk in enumerate(drawn)}
    graph.add_edges_from((places[link.one], places[link.other]) for link in links)
    found = nx.spring_layout(graph, seed=1, k=1.6 / math.sqrt(len(drawn) or 1), iterations=80)
    xs, ys = [float(x) for x, _y in found.values()] or [0.0], [float(y) for _x, y in found.values()] or [0.0]

    def scaled(value: float, over: list[float]) -> float:
        width = max(over) - min(over)
        return 0.04 + 0.92 * ((value - min(over)) / width if width else 0.5)

    return {
        pk: Spot(scaled(float(found[at][0]), xs), scaled(float(found[at][1]), ys))
        for pk, at in places.items()
    }


def _draw(
    names: dict[UUID, Organisation],
    spots: dict[UUID, Spot],
    links: Sequence[Link],
    own: UUID | None,
    width: int,
) -> ET.Element:
    height = round(width * (0.75 if width == WIDE else 1.15))
    margin = 24.0

    def at(pk: UUID) -> tuple[float, float]:
        spot = spots[pk]
        return margin + spot.x * (width - 2 * margin), margin + spot.y * (height - 2 * margin - 12)

    root = svg.element("svg", viewBox=f"0 0 {width} {height}", width=width, height=height)
    for link in links:
        root.append(_line(names, link, at(link.one), at(link.other), mine=own in (link.one, link.other)))
    for link in links:
        if link.fragile:
            (x1, y1), (x2, y2) = at(link.one), at(link.other)
            root.append(_text("▲", (x1 + x2) / 2, (y1 + y2) / 2 + 5, size=15, fill=svg.NEEDS))
    for pk in spots:
        x, y = at(pk)
        mine = pk == own
        root.append(
            svg.element(
                "circle", cx=x, cy=y, r=8.0 if mine else 5.0, fill=svg.PALETTE[0] if mine else svg.MUTED
            )
        )
        name = names[pk].name
        most = LETTERS[width]
        short = name if len(name) <= most else name[: most - 1].rstrip() + "…"
        half = 3.4 * len(short)
        label = _text(
            short, min(max(x, half), width - half), y + 19, size=12 if width == WIDE else 11, fill=svg.INK
        )
        label.append(svg.element("title", f"{name}, {names[pk].sector_title}"))
        if mine:
            label.set("font-weight", "bold")
        root.append(label)
    return root


def _line(
    names: dict[UUID, Organisation],
    link: Link,
    start: tuple[float, float],
    end: tuple[float, float],
    *,
    mine: bool,
) -> ET.Element:
    said = f"{names[link.one].name} – {names[link.other].name}: {FREQUENCY[link.frequency]}, {PEOPLE[link.people]}"
    dashes: dict[str, Any] = {} if link.confirmed else {"stroke_dasharray": "5 4"}
    colour = svg.NEEDS if link.fragile else svg.PALETTE[0] if mine else svg.QUIET
    return svg.element(
        "line", svg.element("title", said), x1=start[0], y1=start[1], x2=end[0], y2=end[1], stroke=colour,
        stroke_width=0.8 + 0.7 * link.frequency, stroke_opacity=0.75 if mine or link.fragile else 0.45, **dashes,
    )  # fmt: skip


def _text(said: str, x: float, y: float, *, size: int, fill: str) -> ET.Element:
    return svg.element(
        "text", said, x=x, y=y, text_anchor="middle", font_size=size, fill=fill, font_family=svg.FONT,
        stroke=svg.SURFACE, stroke_width=3, paint_order="stroke",
    )  # fmt: skip
