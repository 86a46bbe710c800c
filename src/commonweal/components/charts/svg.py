"""SVG for pages: no inline style, colours that follow light and dark, nothing a strict policy refuses."""

from __future__ import annotations

import json
import pickle
import re
from collections.abc import Callable
from hashlib import sha256
from typing import Any
from xml.etree import ElementTree as ET

from django.core.cache import caches
from django.utils import dates
from django.utils.formats import get_format
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from commonweal.components.charts.drawing import NARROW, WIDE

SVG = "http://www.w3.org/2000/svg"

PALETTE = ("#0d5a61", "#b35c00", "#3b6fb6", "#8a4f9e", "#4d7a1f", "#b03a5b")
"""Series colours on light ground, told apart with every common colour blindness."""
ROLES = {
    **{colour: f"c{number}" for number, colour in enumerate(PALETTE, 1)},
    "#8b918f": "cq",
    "#e4e1d9": "cg",
    "#1c2725": "ci",
    "#55625f": "cm",
    "#ffffff": "cs",
    "#8f4209": "cn",
}
"""Each colour a drawing may use, and the class by which the style sheet replaces it in light and dark."""
QUIET, GRID, INK, MUTED, SURFACE, NEEDS = tuple(ROLES)[-6:]
FONT = "Liberation Sans, Arial, Helvetica, sans-serif"
VERSION = "1"
"""Part of the cache key: raise it when the drawing of the same spec changes."""

_STYLE = re.compile(r"\s*([\w-]+)\s*:\s*([^;]+?)\s*(?:;|$)")
_REFERENCE = re.compile(r"url\(#([^)]+)\)")


def element(tag: str, *children: Any, **attributes: Any) -> ET.Element:
    """An SVG element. In attribute names “_” stands for “-”; text children become its text.

    The namespace stands as an attribute of the root: ElementTree's prefixes are one table for the whole process, and
    a library that draws SVG too may enter its own.
    """
    own = {k.rstrip("_").replace("_", "-"): _text(v) for k, v in attributes.items()}
    made = ET.Element(tag, {"xmlns": SVG, **own} if tag == "svg" else own)
    for child in children:
        if isinstance(child, ET.Element):
            made.append(child)
        else:
            made.text = (made.text or "") + str(child)
    return made


def _text(value: Any) -> str:
    return f"{value:.1f}".rstrip("0").rstrip(".") if isinstance(value, float) else str(value)


def for_page(root: ET.Element, label: str, salt: str) -> SafeString:
    """The drawing for a page: one image with a name; colours by class; ids that meet no other drawing's."""
    for node in root.iter():
        _style_to_attributes(node)
        for name in [
            n for n in node.attrib if n.startswith(("aria-", "on")) or n in ("role", "class", "tabindex")
        ]:
            if name == "class" and node.get("class", "").startswith("k-"):
                continue
            del node.attrib[name]
        if (own := node.get("id")) is not None:
            node.set("id", f"{salt}-{own}")
        for name, value in node.attrib.items():
            if "url(#" in value:
                node.set(name, _REFERENCE.sub(rf"url(#{salt}-\1)", value))
        classes = [
            f"{ROLES[colour]}-{paint[0]}"
            for paint in ("fill", "stroke")
            if (colour := node.get(paint, "").lower()) in ROLES
        ]
        if classes:
            node.set("class", " ".join(classes))
        if node.tag == "text" and node.get("stroke", "none") != "none":
            # A label's halo lies behind its letters.
            node.set("paint-order", "stroke")
        node.attrib.pop("font-family", None)
    _strip_size(root)
    root.set("role", "img")
    root.set("aria-label", label)
    root.set("focusable", "false")
    # Everything in it was built as elements and escaped when it is written here.
    return SafeString(ET.tostring(root, encoding="unicode"))


def pages(label: str, made_from: Any, draw: Callable[[int], ET.Element]) -> tuple[SafeString, SafeString]:
    """A drawing for wide and for narrow places, kept by each process.

    It is drawn again only where something differs in `made_from`, which is all that `draw` looks at (anything that
    can be pickled), in its label or in the reader's language.
    """
    given = pickle.dumps((VERSION, draw.__module__, label, get_language(), made_from))
    salt = sha256(given).hexdigest()
    key = f"drawing:{salt}"
    drawn: tuple[SafeString, SafeString] | None = caches["process"].get(key)
    if drawn is None:
        wide, narrow = (for_page(draw(width), label, f"d{salt[:8]}{width}") for width in (WIDE, NARROW))
        drawn = wide, narrow
        caches["process"].set(key, drawn, timeout=24 * 3600)
    return drawn


def _strip_size(root: ET.Element) -> None:
    if root.get("viewBox") is None:
        root.set("viewBox", f"0 0 {root.get('width')} {root.get('height')}")


def _style_to_attributes(node: ET.Element) -> None:
    """Inline styles as presentation attributes, which a strict content security policy lets pass."""
    for name, value in _STYLE.findall(node.attrib.pop("style", "")):
        if node.get(name) is None:
            node.set(name, value)


def _locales() -> tuple[dict[str, Any], dict[str, Any]]:
    """The reader's names of months and signs in numbers, in the words of d3-format and d3-time-format."""
    numbers = {
        "decimal": str(get_format("DECIMAL_SEPARATOR")),
        "thousands": str(get_format("THOUSAND_SEPARATOR")),
        "grouping": [3],
        "currency": ["$", ""],
        "percent": "\u202f%",
    }
    days = [str(dates.WEEKDAYS[(number + 6) % 7]) for number in range(7)]
    months = [str(dates.MONTHS[number]) for number in range(1, 13)]
    times = {
        "dateTime": "%x, %X",
        "date": "%-d %b %Y",
        "time": "%H:%M",
        "periods": ["AM", "PM"],
        "days": days,
        "shortDays": [str(dates.WEEKDAYS_ABBR[(number + 6) % 7]) for number in range(7)],
        "months": months,
        "shortMonths": [str(dates.MONTHS_3[number]).capitalize() for number in range(1, 13)],
    }
    return numbers, times


def vega(spec: dict[str, Any]) -> ET.Element:
    """A Vega-Lite specification drawn by vl-convert, in the reader's names of months and signs in numbers."""
    import vl_convert  # takes a while to load, and few pages draw

    numbers, times = _locales()
    drawn = vl_convert.vegalite_to_svg(
        json.loads(json.dumps(spec, default=str)), format_locale=numbers, time_format_locale=times
    )
    return _parsed(str(drawn))


def _parsed(svg: str) -> ET.Element:
    """The elements of an SVG text that we drew ourselves a moment ago, named as `element` names them."""
    root = ET.fromstring(svg)  # noqa: S314
    for node in root.iter():
        node.tag = node.tag.rpartition("}")[2]
    root.attrib = {"xmlns": SVG, **root.attrib}
    return root
