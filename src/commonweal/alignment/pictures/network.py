"""The map of the network: one's own circle first, fragile ties marked, never more than can be read."""

from __future__ import annotations

import math
from collections.abc import Sequence
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
LETTERS = {WIDE: 20, NARROW: 11}


def network_map(
    organisations: Sequence[Organisation], links: Sequence[Link], *, own: UUID | None, whole: bool
) -> Drawing:
    """The map and its table. `own` stands in the middle; unless `whole`, only its own circle is drawn."""
    names = {one.pk: one for one in organisations}
    drawn, left_out = _chosen(names, links, own, whole=whole)
    kept = [link for link in links if link.one in drawn and link.other in drawn]
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
    shown = [(pk, names[pk].name, names[pk].sector) for pk in drawn]
    wide, narrow = svg.pages(
        title, (shown, kept, own, whole), lambda width: _draw(names, drawn, kept, own, width, whole=whole)
    )
    note = _("▲ hangs on one person. A broken line is said by one side only.")
    if left_out:
        note += " " + ngettext(
            "%(n)d partner with fewer ties is not drawn; the table has it.",
            "%(n)d partners with fewer ties are not drawn; the table has them.",
            left_out,
        ) % {"n": left_out}
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
        wide,
        narrow,
        [_("Partner"), _("Partner"), _("How often"), _("How deep"), _("Held by"), _("Said by")],
        rows,
        note,
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


def _draw(
    names: dict[UUID, Organisation],
    drawn: Sequence[UUID],
    links: Sequence[Link],
    own: UUID | None,
    width: int,
    *,
    whole: bool,
) -> ET.Element:
    """Partners around, by sector, so that neighbours are alike; in its own circle oneself in the middle.

    A circle, because names stand free at its edge: in a picture of forces they lie on each other from a dozen on.
    """
    letters = LETTERS[width]
    room = 6.2 * letters + 14
    around = sorted(
        (pk for pk in drawn if whole or pk != own), key=lambda pk: (names[pk].sector, names[pk].name)
    )
    height = width if width == WIDE else round(width * 1.05)
    radius, middle = min(width, height) / 2 - room, (width / 2, height / 2)
    root = svg.element("svg", viewBox=f"0 0 {width} {height}", width=width, height=height)
    spots = dict.fromkeys(drawn, middle)
    for at, pk in enumerate(around):
        turn = 2 * math.pi * at / len(around) - math.pi / 2
        spots[pk] = (middle[0] + radius * math.cos(turn), middle[1] + radius * math.sin(turn))
    for link in links:
        root.append(
            _line(names, link, spots[link.one], spots[link.other], mine=own in (link.one, link.other))
        )
    for link in links:
        if link.fragile:
            (x1, y1), (x2, y2) = spots[link.one], spots[link.other]
            root.append(_text("▲", (x1 + 2 * x2) / 3, (y1 + 2 * y2) / 3 + 5, size=15, fill=svg.NEEDS))
    for at, pk in enumerate(around):
        root.append(_dot(*spots[pk], mine=pk == own))
        degrees = 360 * at / len(around) - 90
        root.append(_name(names[pk], *spots[pk], degrees=degrees, letters=letters, mine=pk == own))
    if own in spots and not whole:
        x, y = middle
        root.append(_dot(x, y, mine=True))
        label = _text(_short(names[own].name, 30), x, y + 22, size=13, fill=svg.INK)
        label.set("font-weight", "bold")
        root.append(label)
    return root


def _dot(x: float, y: float, *, mine: bool) -> ET.Element:
    return svg.element(
        "circle", cx=x, cy=y, r=8.0 if mine else 4.5, fill=svg.PALETTE[0] if mine else svg.MUTED
    )


def _name(one: Organisation, x: float, y: float, *, degrees: float, letters: int, mine: bool) -> ET.Element:
    """A name that points away from the middle, never upside down."""
    left = 90 < degrees % 360 < 270
    turn = degrees + 180 if left else degrees
    label = svg.element(
        "text", _short(one.name, letters), svg.element("title", f"{one.name}, {one.sector_title}"),
        x=x - 10 if left else x + 10, y=y + 4, text_anchor="end" if left else "start", font_size=11,
        fill=svg.INK, font_family=svg.FONT, transform=f"rotate({turn:.1f} {x:.1f} {y:.1f})",
    )  # fmt: skip
    if mine:
        label.set("font-weight", "bold")
    return label


def _short(name: str, most: int) -> str:
    return name if len(name) <= most else name[: most - 1].rstrip() + "…"


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
