"""Reading a method page: its title, what it is for, and its text as HTML."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from itertools import count, pairwise
from pathlib import Path

import nh3
from markdown_it import MarkdownIt
from markdown_it.token import Token

HERE = Path(__file__).resolve().parent
PLACES = (HERE / "pages", HERE.parents[3] / "docs" / "methods")
"""Where the pages are: in an installed package, and in a checkout."""
TAGS = {
    "p", "h2", "h3", "h4", "ul", "ol", "li", "strong", "em", "a", "blockquote", "code", "pre", "hr", "br", "table",
    "thead", "tbody", "tr", "th", "td", "div",
}  # fmt: skip
SCROLLED = '<div class="scroll" role="region" tabindex="0" aria-label="Table {}"><table>'
_PARSER = MarkdownIt("commonmark").enable("table")
_LABEL = re.compile(r"^\*\*[\w ]+\.\*\*\s*")
_OTHER_PAGE = re.compile(r"^([a-z0-9-]+)\.md(#[\w-]+)?$")
_NOT_IN_A_HEADING = re.compile(r"[^\w\- ]")
_MARKS = re.compile(r"[*`]|\[([^\]]*)\]\([^)]*\)")


@dataclass(frozen=True)
class Method:
    """A method page. `text` is its Markdown below the title."""

    name: str
    title: str
    purpose: str
    text: str


@cache
def methods() -> dict[str, Method]:
    """Every method page by name, in the order of their titles."""
    folder = next((place for place in PLACES if place.is_dir()), None)
    if folder is None:
        return {}
    found = [_read(path) for path in folder.glob("*.md")]
    return {method.name: method for method in sorted(found, key=lambda one: one.title.casefold())}


def _read(path: Path) -> Method:
    head, _, text = path.read_text(encoding="utf-8").partition("\n")
    return Method(path.stem, _plain(head.lstrip("# ")), _purpose(text), text)


def _purpose(text: str) -> str:
    """What the page says it is for; without such a paragraph, its first one."""
    tokens = _PARSER.parse(text)
    paragraphs = [
        inline.content
        for opening, inline in pairwise(tokens)
        if opening.type == "paragraph_open" and not opening.level and not inline.content.startswith("Code:")
    ]
    said = next((one for one in paragraphs if one.startswith("**Purpose.**")), next(iter(paragraphs), ""))
    return _plain(" ".join(_LABEL.sub("", said).split()))


def _plain(text: str) -> str:
    return _MARKS.sub(lambda match: match[1] or "", text).strip()


def html_of(method: Method) -> str:
    """The page as HTML that holds only what a text needs.

    Links between method pages lead to each other. What else a page names in the source (examples, decisions) is
    not served: its place stands there as text.
    """
    tokens = _PARSER.parse(method.text)
    _anchors(tokens)
    for token in tokens:
        _links(token.children or [])
    rendered = _PARSER.renderer.render(tokens, _PARSER.options, {})
    # A wide table scrolls by itself, within reach of the keyboard, so that the page does not.
    number = count(1)
    rendered = re.sub("<table>", lambda _: SCROLLED.format(next(number)), rendered)
    rendered = rendered.replace("</table>", "</table></div>")
    return nh3.clean(
        rendered,
        tags=TAGS,
        attributes={
            "a": {"href"}, "ol": {"start"}, "h2": {"id"}, "h3": {"id"}, "h4": {"id"},
            "div": {"class", "role", "tabindex", "aria-label"},
        },
        url_schemes={"http", "https"},
        link_rel="noopener",
    )  # fmt: skip


def _anchors(tokens: list[Token]) -> None:
    """Headings get the names by which the repository's own links know them (GitHub's rule)."""
    for opening, inline in pairwise(tokens):
        if opening.type == "heading_open":
            words = _NOT_IN_A_HEADING.sub("", _plain(inline.content).casefold())
            opening.attrSet("id", words.replace(" ", "-"))


def _links(tokens: list[Token]) -> None:
    for place, token in enumerate(tokens):
        if token.type != "link_open":
            continue
        target = str(token.attrGet("href") or "")
        other = _OTHER_PAGE.match(target)
        if other is not None and other[1] in methods():
            token.attrSet("href", f"../{other[1]}/{other[2] or ''}")
        elif "://" not in target and not target.startswith("#"):
            closing = next(one for one in tokens[place:] if one.type == "link_close")
            token.type = closing.type = "text"
            token.tag = closing.tag = ""
            token.nesting = closing.nesting = 0
            token.content, closing.content = "", f" (docs/{target.removeprefix('../')} of the source)"
