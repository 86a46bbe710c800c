"""The forms of a page as a browser would send them, read from its HTML."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any


@dataclass
class Field:
    """One name that is sent: what kind it is, what it holds when the page opens, what else could be chosen."""

    name: str
    kind: str
    """The input's type, "textarea" or "select"; "number" for whatever opens a keyboard of digits."""
    values: list[str] = field(default_factory=list)
    choices: list[str] = field(default_factory=list)


@dataclass
class PageForm:
    """One form; `action` is empty where it is sent to the page's own address."""

    action: str
    method: str
    fields: dict[str, Field] = field(default_factory=dict)
    buttons: list[tuple[str, str]] = field(default_factory=list)

    def data(self) -> dict[str, list[str]]:
        """What is sent if nobody touches anything."""
        return {one.name: list(one.values) for one in self.fields.values() if one.values}


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.forms: list[PageForm] = []
        self.open: PageForm | None = None
        self.select: Field | None = None
        self.area: Field | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given: dict[str, Any] = dict(attrs)
        if tag == "form":
            self.open = PageForm(given.get("action") or "", (given.get("method") or "get").lower())
            self.forms.append(self.open)
        elif self.open is None or "disabled" in given:
            return
        elif tag == "option" and self.select is not None:
            self._option(given)
        elif (name := given.get("name")) is None:
            return
        elif tag == "input":
            self._input(name, given)
        elif tag == "select":
            self.select = self.open.fields.setdefault(name, Field(name, "select"))
        elif tag == "textarea":
            self.area = self.open.fields.setdefault(name, Field(name, "textarea", [""]))
        elif tag == "button":
            self.open.buttons.append((name, given.get("value") or ""))

    def _option(self, given: dict[str, Any]) -> None:
        assert self.select is not None
        self.select.choices.append(given.get("value") or "")
        if "selected" in given:
            self.select.values.append(given.get("value") or "")

    def _input(self, name: str, given: dict[str, Any]) -> None:
        assert self.open is not None
        kind = "number" if "inputmode" in given else given.get("type") or "text"
        if kind in ("submit", "image", "button", "reset"):
            return
        one = self.open.fields.setdefault(name, Field(name, kind))
        if kind in ("radio", "checkbox"):
            one.choices.append(given.get("value") or "on")
            if "checked" in given:
                one.values.append(one.choices[-1])
        else:
            one.values.append(given.get("value") or "")

    def handle_data(self, data: str) -> None:
        if self.area is not None:
            self.area.values[0] += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.open = None
        elif tag == "select":
            self.select = None
        elif tag == "textarea":
            self.area = None


def forms_of(page: str) -> list[PageForm]:
    """Every form of a page, in its order."""
    reader = _Reader()
    reader.feed(page)
    return reader.forms
