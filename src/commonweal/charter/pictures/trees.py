"""A tree of words: columns from left to right where there is room, an outline where there is little."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from textwrap import wrap
from typing import Any
from xml.etree import ElementTree as ET

from commonweal.components.charts import Drawing, svg
from commonweal.components.charts.drawing import WIDE

LETTER = 7.0
"""About the width of a letter at 13 px."""
LINE, PAD, GAP = 17.0, 8.0, 10.0
MOST_LINES = 4


@dataclass
class Node:
    """A box with words, and what hangs on it. `mark` is put before the words where it needs somebody."""

    words: str
    kind: str
    children: list[Node] = field(default_factory=list)
    needs: bool = False
    own: bool = False
    note: str = ""
    """A second line in quieter ink."""


@dataclass
class _Placed:
    node: Node
    x: float
    y: float
    width: float
    height: float
    lines: list[str]
    parent: _Placed | None


def draw(
    root: Node,
    *,
    title: Any,
    subtitle: Any,
    heads: Sequence[Any],
    rows: Sequence[Sequence[Any]],
    note: Any = "",
) -> Drawing:
    """The tree for wide and narrow places."""
    wide, narrow = svg.pages(
        str(title), root, lambda width: _columns(root, width) if width == WIDE else _outline(root, width)
    )
    return Drawing(title, subtitle, wide, narrow, heads, rows, note)


def _depth(node: Node) -> int:
    return 1 + max((_depth(one) for one in node.children), default=0)


def _lines(node: Node, width: float) -> list[str]:
    room = max(8, int((width - 2 * PAD) / LETTER))
    said = ("▲ " if node.needs else "") + node.words
    lines = wrap(said, room, break_long_words=True) or [""]
    if len(lines) > MOST_LINES:
        lines = [*lines[: MOST_LINES - 1], lines[MOST_LINES - 1][: room - 1] + "…"]
    return lines


def _height(lines: Sequence[str], node: Node) -> float:
    return (len(lines) + bool(node.note)) * LINE + 2 * PAD - 3


def _columns(root: Node, width: int) -> ET.Element:
    deep = _depth(root)
    between = 26.0
    column = (width - between * (deep - 1)) / deep
    placed: list[_Placed] = []

    def place(node: Node, level: int, top: float, parent: _Placed | None) -> tuple[_Placed, float]:
        lines = _lines(node, column)
        mine = _Placed(node, level * (column + between), top, column, _height(lines, node), lines, parent)
        placed.append(mine)
        y = top
        ends: list[_Placed] = []
        for child in node.children:
            there, y = place(child, level + 1, y, mine)
            ends.append(there)
        bottom = max(y, top + mine.height + GAP)
        if ends:
            middle = (ends[0].y + ends[-1].y + ends[-1].height) / 2
            mine.y = max(top, middle - mine.height / 2)
            bottom = max(bottom, mine.y + mine.height + GAP)
        return mine, bottom

    _, height = place(root, 0, 2.0, None)
    sheet = svg.element("svg", viewBox=f"0 0 {width} {height:.0f}", width=width, height=int(height))
    for one in placed:
        if one.parent is not None:
            x1, y1 = one.parent.x + one.parent.width, one.parent.y + one.parent.height / 2
            x2, y2 = one.x, one.y + one.height / 2
            bend = (x1 + x2) / 2
            sheet.append(
                _line(f"M{x1:.1f} {y1:.1f}C{bend:.1f} {y1:.1f} {bend:.1f} {y2:.1f} {x2:.1f} {y2:.1f}")
            )
    for one in placed:
        _box(sheet, one)
    return sheet


def _outline(root: Node, width: int) -> ET.Element:
    placed: list[_Placed] = []
    y = 2.0

    def place(node: Node, level: int, parent: _Placed | None) -> None:
        nonlocal y
        x = level * 18.0
        lines = _lines(node, width - x)
        mine = _Placed(node, x, y, width - x, _height(lines, node), lines, parent)
        placed.append(mine)
        y += mine.height + GAP
        for child in node.children:
            place(child, level + 1, mine)

    place(root, 0, None)
    sheet = svg.element("svg", viewBox=f"0 0 {width} {y:.0f}", width=width, height=int(y))
    for one in placed:
        if one.parent is not None:
            x1, y1 = one.parent.x + 8, one.parent.y + one.parent.height
            sheet.append(_line(f"M{x1:.1f} {y1:.1f}V{one.y + one.height / 2:.1f}H{one.x:.1f}"))
    for one in placed:
        _box(sheet, one)
    return sheet


def _line(path: str) -> ET.Element:
    return svg.element("path", d=path, fill="none", stroke=svg.QUIET, stroke_width=1.4)


def _box(sheet: ET.Element, one: _Placed) -> None:
    colour = svg.NEEDS if one.node.needs else svg.PALETTE[0] if one.node.own else svg.QUIET
    sheet.append(
        svg.element(
            "rect", x=one.x + 1, y=one.y, width=one.width - 2, height=one.height, rx=5.0, fill=svg.SURFACE,
            stroke=colour, stroke_width=2 if one.node.needs or one.node.own else 1,
        )
    )  # fmt: skip
    for number, line in enumerate(one.lines):
        sheet.append(_text(one, number, line, svg.NEEDS if one.node.needs else svg.INK, bold=one.node.own))
    if one.node.note:
        room = int((one.width - 2 * PAD) / LETTER)
        note = one.node.note if len(one.node.note) <= room else one.node.note[: max(3, room - 1)] + "…"
        sheet.append(_text(one, len(one.lines), note, svg.MUTED))


def _text(one: _Placed, number: int, words: str, colour: str, *, bold: bool = False) -> ET.Element:
    more = {"font_weight": "bold"} if bold else {}
    return svg.element(
        "text", words, x=one.x + PAD, y=one.y + PAD + LINE * (number + 0.72), font_size=13, fill=colour,
        font_family=svg.FONT, **more,
    )  # fmt: skip


def walk(node: Node, above: str = "") -> Iterator[tuple[Node, str]]:
    """Every node with the words of the one that it hangs on."""
    yield node, above
    for child in node.children:
        yield from walk(child, node.words)
