"""What a page's source says, read without a browser: its links, and the parts it is made of."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

VOID = {"area", "base", "br", "col", "hr", "img", "input", "link", "meta", "source", "wbr"}
HEADINGS = {"h1", "h2", "h3", "h4", "h5", "h6"}


@dataclass
class _Open:
    """An element whose end has not come."""

    tag: str
    name: str
    under: str
    said: bool = False


@dataclass
class Source(HTMLParser):
    """One page's source.

    A part is an element in its parent: its name, its classes, kind, role, the names of its attributes, and whether
    it says something. These are what the rules of axe-core look at. The order of headings is a part too.
    """

    address: str
    links: list[str] = field(default_factory=list)
    """Addresses on this server that can be opened as a page, in their order."""
    parts: set[str] = field(default_factory=set)
    """The parts of the main part of the page."""
    ids: Counter[str] = field(default_factory=Counter)
    _open: list[_Open] = field(default_factory=list)
    _heading: str = ""

    def __post_init__(self) -> None:
        super().__init__()

    @classmethod
    def of(cls, text: str, address: str) -> Source:
        """The source, read to its end."""
        source = cls(address)
        source.feed(text)
        source.close()
        return source

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """An element begins."""
        has = dict(attrs)
        if one := has.get("id"):
            self.ids[one] += 1
        if tag == "a" and "download" not in has and (target := has.get("href")):
            self._link(target)
        within = "main" if tag == "main" else self._open[-1].name if self._open else ""
        name = f"{tag}.{has.get('class') or ''}:{has.get('type') or ''}:{has.get('role') or ''}:{','.join(sorted(has))}"
        if tag in HEADINGS and self._in("main"):
            self.parts.add(f"{self._heading} then {tag}")
            self._heading = tag
        if tag in VOID:
            self._part(name, within)
        else:
            self._open.append(_Open(tag, name, within))

    def handle_endtag(self, tag: str) -> None:
        """An element ends, and with it those inside whose ends may be left out."""
        if not any(one.tag == tag for one in self._open):
            return
        while self._open:
            one = self._open.pop()
            self._part(one.name + ("" if one.said else ":says nothing"), one.under)
            if one.said and self._open:
                self._open[-1].said = True
            if one.tag == tag:
                return

    def handle_data(self, data: str) -> None:
        """Words."""
        if self._open and data.strip():
            self._open[-1].said = True

    def _in(self, tag: str) -> bool:
        return any(one.tag == tag for one in self._open)

    def _part(self, name: str, within: str) -> None:
        if self._in("main"):
            self.parts.add(name if self._in("svg") else f"{within} > {name}")

    def _link(self, target: str) -> None:
        here, there = urlsplit(self.address), urlsplit(urljoin(self.address, target))
        if (there.scheme, there.netloc) == (here.scheme, here.netloc):
            self.links.append(there.path + (f"?{there.query}" if there.query else ""))
