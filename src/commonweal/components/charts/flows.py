"""Flows between partners: who sends to whom, how much, and which ties are fragile."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from xml.etree import ElementTree as ET

from django.utils.translation import gettext as _

from commonweal.components import words
from commonweal.components.charts import svg
from commonweal.components.charts.drawing import Drawing

GAP, BAND = 12.0, 10.0
"""Between two partners, and the width of a partner's own bar, in pixels."""
LEAST = 1.5
"""No flow is drawn thinner than this, or one person would not be seen."""


@dataclass(frozen=True)
class Flow:
    """What goes from one partner to another. A fragile tie hangs on one person or runs one way only."""

    source: str
    target: str
    amount: int
    fragile: bool = False


@dataclass
class _Node:
    name: str
    amount: int
    top: float = 0
    height: float = 0
    filled: float = 0


@dataclass
class _Side:
    nodes: dict[str, _Node] = field(default_factory=dict)

    def place(self, scale: float, start: float) -> float:
        """Put the partners one below the other, largest first; the height used."""
        y = start
        for node in self.nodes.values():
            node.top, node.height = y, max(LEAST, node.amount * scale)
            y += node.height + GAP
        return y - GAP


def flows(
    given: Sequence[Flow], *, title: Any, subtitle: Any, own: str = "", most: int = 10, below: Any = ""
) -> Drawing:
    """Flows drawn from left (who sends) to right (who receives), the widths in proportion to amounts.

    `own` is drawn in the accent and all else quietly; without it each sender has a colour. On each side
    the `most` largest partners are drawn, the rest as “others”; the table has every flow.
    """
    kept = _gathered(given, own, most)
    wide, narrow = svg.pages(str(title), (kept, own), lambda width: _draw(kept, width, own))
    rows = [
        (flow.source, flow.target, words.number(flow.amount), _("fragile") if flow.fragile else "")
        for flow in sorted(given, key=lambda flow: -flow.amount)
    ]
    heads = [_("From"), _("To"), _("Amount"), _("Tie")]
    if any(flow.fragile for flow in given) and not below:
        below = _("▲ marks a fragile tie.")
    return Drawing(title, subtitle, wide, narrow, heads, rows, below)


def _gathered(given: Sequence[Flow], own: str, most: int) -> list[Flow]:
    """The flows with small partners drawn together; what is summed is conserved."""
    others = _("others")
    named = []
    for side in ("source", "target"):
        totals: dict[str, int] = defaultdict(int)
        for flow in given:
            totals[getattr(flow, side)] += flow.amount
        ranked = sorted(totals, key=lambda name: (name != own, -totals[name], name))
        named.append(set(ranked if len(ranked) <= most else ranked[: most - 1]))
    sums: dict[tuple[str, str], int] = defaultdict(int)
    fragile: dict[tuple[str, str], bool] = defaultdict(bool)
    for flow in given:
        if flow.amount <= 0:
            continue
        ends = (
            flow.source if flow.source in named[0] else others,
            flow.target if flow.target in named[1] else others,
        )
        sums[ends] += flow.amount
        fragile[ends] |= flow.fragile and others not in ends
    return [
        Flow(source, target, amount, fragile[source, target]) for (source, target), amount in sums.items()
    ]


def _side(kept: Sequence[Flow], end: str) -> _Side:
    totals: dict[str, int] = defaultdict(int)
    for flow in kept:
        totals[getattr(flow, end)] += flow.amount
    ranked = sorted(totals, key=lambda name: (name == _("others"), -totals[name], name))
    return _Side({name: _Node(name, totals[name]) for name in ranked})


def _draw(kept: Sequence[Flow], width: int, own: str) -> ET.Element:
    left, right = _side(kept, "source"), _side(kept, "target")
    rows = max(len(left.nodes), len(right.nodes), 1)
    total = sum(flow.amount for flow in kept) or 1
    scale = max(160.0, rows * 26.0) / total
    height = max(left.place(scale, 8.0), right.place(scale, 8.0), 40.0) + 12
    margin = 0.3 * width
    root = svg.element("svg", viewBox=f"0 0 {width} {height:.0f}", width=width, height=int(height))
    x1, x2 = margin, width - margin
    order = {name: place for place, name in enumerate(right.nodes)}
    colours = {name: svg.PALETTE[place % len(svg.PALETTE)] for place, name in enumerate(left.nodes)}
    links = sorted(kept, key=lambda flow: (list(left.nodes).index(flow.source), order[flow.target]))
    starts: dict[int, float] = {}
    for place, flow in enumerate(links):
        starts[place] = left.nodes[flow.source].filled
        left.nodes[flow.source].filled += flow.amount * scale
    sources = {name: place for place, name in enumerate(left.nodes)}
    for place, flow in sorted(enumerate(links), key=lambda pair: sources[pair[1].source]):
        target, thick = right.nodes[flow.target], max(LEAST, flow.amount * scale)
        y1 = left.nodes[flow.source].top + starts[place] + thick / 2
        y2 = target.top + target.filled + thick / 2
        target.filled += flow.amount * scale
        colour = (
            (svg.PALETTE[0] if own in (flow.source, flow.target) else svg.QUIET)
            if own
            else colours[flow.source]
        )
        root.append(_link(flow, x1=x1 + BAND, y1=y1, x2=x2 - BAND, y2=y2, thick=thick, colour=colour))
    for side, x in ((left, x1), (right, x2 - BAND)):
        for node in side.nodes.values():
            root.append(
                svg.element(
                    "rect",
                    x=x,
                    y=node.top,
                    width=BAND,
                    height=node.height,
                    rx=2.0,
                    fill=svg.PALETTE[0] if node.name == own else svg.MUTED,
                )
            )
            left_side = side is left
            at = x - 8 if left_side else x + BAND + 8
            root.append(_label(node, x=at, left=left_side, room=margin - 14, own=node.name == own))
    return root


def _link(flow: Flow, *, x1: float, y1: float, x2: float, y2: float, thick: float, colour: str) -> ET.Element:
    middle = (x1 + x2) / 2
    said = f"{flow.source} → {flow.target}: {words.number(flow.amount)}"
    path = svg.element(
        "path",
        svg.element("title", said + (f" ({_('fragile')})" if flow.fragile else "")),
        d=f"M{x1:.1f} {y1:.1f}C{middle:.1f} {y1:.1f} {middle:.1f} {y2:.1f} {x2:.1f} {y2:.1f}",
        fill="none",
        stroke=svg.NEEDS if flow.fragile else colour,
        stroke_width=thick,
        stroke_opacity=0.6 if flow.fragile else 0.42,
    )
    if not flow.fragile:
        return path
    mark = svg.element(
        "text",
        "▲",
        x=middle,
        y=(y1 + y2) / 2 + 5,
        text_anchor="middle",
        font_size=15,
        fill=svg.NEEDS,
        stroke=svg.SURFACE,
        stroke_width=3,
        paint_order="stroke",
    )
    return svg.element("g", path, mark)


def _label(node: _Node, *, x: float, left: bool, room: float, own: bool) -> ET.Element:
    amount = words.number(node.amount)
    # Seven pixels are about one letter at 13 px. Where there is little room the amount is left to the table,
    # and what does not fit of the name to the tooltip.
    roomy = room > 130
    letters = int(room / 7) - (len(amount) + 1 if roomy else 0)
    name = node.name if len(node.name) <= letters else node.name[: max(3, letters - 1)].rstrip() + "…"
    text = svg.element(
        "text",
        svg.element("title", f"{node.name}: {amount}"),
        x=x,
        y=node.top + node.height / 2 + 4.5,
        text_anchor="end" if left else "start",
        font_size=13,
        fill=svg.INK,
        font_family=svg.FONT,
    )
    text.append(svg.element("tspan", name, **({"font_weight": "bold"} if own else {})))
    if roomy:
        text.append(svg.element("tspan", f" {amount}", fill=svg.MUTED))
    return text
