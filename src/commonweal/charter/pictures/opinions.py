"""The map of opinions: groups as circles, oneself as a point, nobody else."""

from __future__ import annotations

import math
from xml.etree import ElementTree as ET

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from commonweal.charter.queries.statements import Map, OpinionGroup
from commonweal.components import words
from commonweal.components.charts import Drawing, svg

HEIGHT = 260


def opinion_map(drawn: Map) -> Drawing:
    """Groups where their people lie on average, as large as they are many."""
    count = len(drawn.groups)
    title = (
        _("Opinions form one group")
        if count == 1
        else ngettext("Opinions form %(n)d group", "Opinions form %(n)d groups", count) % {"n": count}
    )
    whole = sum(drawn.share)
    wide, narrow = svg.pages(title, drawn, lambda width: _sheet(drawn, width))
    rows = [
        (
            _name(one),
            words.number(one.people),
            "; ".join(one.agrees) or "–",
            "; ".join(one.disagrees) or "–",
            _("you") if one.number == drawn.my_group else "",
        )
        for one in drawn.groups
    ]
    heads = [
        _("Group"),
        _("People"),
        _("Agrees more than others"),
        _("Disagrees more than others"),
        _("Where you are"),
    ]
    return Drawing(
        title,
        _("People who mark alike lie near each other; two axes that tell most (%(share)s of all differences)")
        % {"share": words.percent(whole)},
        wide,
        narrow,
        heads,
        rows,
        _("Circles are groups, not people. A group has at least three people; only you see your own point."),
    )


def _name(one: OpinionGroup) -> str:
    return _("Group %(letter)s") % {"letter": chr(ord("A") + one.number)}


def _sheet(drawn: Map, width: int) -> ET.Element:
    spots = [one.centre for one in drawn.groups] + ([drawn.me] if drawn.me is not None else [])
    reach_x = max((abs(x) for x, _y in spots), default=1.0) or 1.0
    reach_y = max((abs(y) for _x, y in spots), default=1.0) or 1.0
    most = max(one.people for one in drawn.groups)

    def at(spot: tuple[float, float]) -> tuple[float, float]:
        return (
            width / 2 + spot[0] / reach_x * (width / 2 - 70),
            HEIGHT / 2 - spot[1] / reach_y * (HEIGHT / 2 - 60),
        )

    sheet = svg.element("svg", viewBox=f"0 0 {width} {HEIGHT}", width=width, height=HEIGHT)
    for x1, y1, x2, y2 in ((0, HEIGHT / 2, width, HEIGHT / 2), (width / 2, 0, width / 2, HEIGHT)):
        sheet.append(svg.element("line", x1=x1, y1=y1, x2=x2, y2=y2, stroke=svg.GRID))
    for one in drawn.groups:
        x, y = at(one.centre)
        colour = svg.PALETTE[one.number % len(svg.PALETTE)]
        radius = 14 + 26 * math.sqrt(one.people / most)
        sheet.append(
            svg.element(
                "circle", cx=x, cy=y, r=radius, fill=colour, fill_opacity=0.2, stroke=colour, stroke_width=1.5
            )
        )
        for number, line in enumerate(
            (_name(one), ngettext("%(n)d person", "%(n)d people", one.people) % {"n": one.people})
        ):
            sheet.append(
                svg.element(
                    "text", line, x=x, y=y + 17 * number - 3, text_anchor="middle", font_size=13, fill=svg.INK,
                    font_family=svg.FONT, **({"font_weight": "bold"} if number == 0 else {}),
                )
            )  # fmt: skip
    if drawn.me is not None:
        x, y = at(drawn.me)
        sheet.append(svg.element("circle", cx=x, cy=y, r=5, fill=svg.INK))
        sheet.append(
            svg.element(
                "text", _("you"), x=x + 9, y=y + 4, font_size=13, fill=svg.INK, font_family=svg.FONT,
                stroke=svg.SURFACE, stroke_width=3, paint_order="stroke",
            )
        )  # fmt: skip
    return sheet
