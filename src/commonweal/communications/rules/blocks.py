"""A text as people type it: Markdown, and lines in double braces that stand for a block or a live figure.

    Welcome to the alliance. {{figure:no_show_rate}} of visits are missed.

    {{chart:no_show_rate}}

    {{image:market.jpg|People at the market}}

A block stands alone on its line. Only a figure or a message may stand inside a sentence. What is unknown is a
fault with its line, never silently left out.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from markdown_it import MarkdownIt

INLINE = frozenset({"figure", "message"})
BLOCKS: dict[str, tuple[int, int]] = {
    "chart": (1, 2),
    "image": (1, 1),
    "partners": (0, 0),
    "goals": (0, 0),
    "news": (0, 1),
    "events": (0, 1),
    "services": (0, 0),
    "documents": (0, 0),
    "feedback": (1, 1),
    "subscribe": (0, 0),
    "you-said": (0, 1),
    "press": (0, 0),
}
"""Blocks that stand on a line of their own: the fewest and the most words after the name."""
REFERENCE = re.compile(r"\{\{\s*([^{}]*?)\s*\}\}")
LONGEST = 60_000
"""Characters of one text."""


@dataclass(frozen=True)
class Reference:
    """`{{kind:first:second|label}}` at a line, counted from 1."""

    kind: str
    words: tuple[str, ...]
    label: str
    line: int
    source: str

    @property
    def first(self) -> str:
        """The first word after the kind, or nothing."""
        return self.words[0] if self.words else ""

    @property
    def second(self) -> str:
        """The second word, or nothing."""
        return self.words[1] if len(self.words) > 1 else ""


@dataclass(frozen=True)
class Block:
    """A stretch of Markdown (kind "text"), or one block reference."""

    kind: str
    text: str = ""
    reference: Reference | None = None


@dataclass(frozen=True)
class Fault:
    """What is wrong in a line of a text, and what to do."""

    line: int
    said: str


def _read(match: re.Match[str], line: int) -> Reference:
    inside, _, label = match.group(1).partition("|")
    kind, *words = (part.strip() for part in inside.split(":"))
    return Reference(kind.lower(), tuple(words), label.strip(), line, match.group(0))


def references(text: str) -> Iterator[Reference]:
    """Every reference in a text, in order."""
    for number, line in enumerate(text.splitlines(), 1):
        for match in REFERENCE.finditer(line):
            yield _read(match, number)


def blocks(text: str) -> list[Block]:
    """The text as stretches of Markdown and blocks between them; unknown blocks stay as typed text."""
    found: list[Block] = []
    stretch: list[str] = []

    def end() -> None:
        if "".join(stretch).strip():
            found.append(Block("text", "\n".join(stretch).strip("\n")))
        stretch.clear()

    for number, line in enumerate(text.splitlines(), 1):
        match = REFERENCE.fullmatch(line.strip())
        one = _read(match, number) if match else None
        if one is not None and one.kind in BLOCKS:
            end()
            found.append(Block(one.kind, reference=one))
        else:
            stretch.append(line)
    end()
    return found


def faults(text: str) -> list[Fault]:
    """What cannot be shown: unknown names, blocks within a sentence, missing words, images without alt text."""
    found: list[Fault] = []
    if len(text) > LONGEST:
        found.append(Fault(1, f"The text has {len(text):,} characters; {LONGEST:,} are the most."))
    lines = text.splitlines()
    for one in references(text):
        alone = REFERENCE.fullmatch(lines[one.line - 1].strip()) is not None
        if one.kind in INLINE:
            if not one.first:
                found.append(Fault(one.line, f"{one.source} does not say which {one.kind}."))
        elif one.kind not in BLOCKS:
            known = ", ".join(sorted(INLINE | BLOCKS.keys()))
            found.append(Fault(one.line, f"{one.source} is not known. Known are: {known}."))
        elif not alone:
            found.append(Fault(one.line, f"{one.source} must stand alone on its line."))
        else:
            fewest, most = BLOCKS[one.kind]
            words = [word for word in one.words if word]
            if not fewest <= len(words) <= most:
                found.append(Fault(one.line, f"{one.source} needs {fewest} to {most} words after its name."))
            if one.kind == "image" and not one.label:
                found.append(
                    Fault(
                        one.line,
                        f"{one.source} has no description. Say after “|” what is to be seen: not everybody sees it.",
                    )
                )
    return found


_MARKDOWN = MarkdownIt("commonmark", {"html": False, "linkify": False}).disable("image").enable("table")
_LINK = re.compile(r"\]\(\s*<?([^)\s>]+)")


def html_of(markdown: str) -> str:
    """Markdown as HTML: raw HTML is shown as typed, images are not taken, scripts as links are refused."""
    return str(_MARKDOWN.render(markdown))


def plain_of(markdown: str) -> str:
    """Markdown as people read it without markup: a link's address follows its words."""
    text = re.sub(r"\[([^\]]+)\]\(\s*<?([^)\s>]+)[^)]*\)", r"\1 (\2)", markdown)
    text = re.sub(r"^#{1,6}\s*", "", text, flags=re.MULTILINE)
    text = re.sub(r"(\*\*|__)(.+?)\1", r"\2", text)
    return re.sub(r"(?<![*\w])\*(?!\s)(.+?)(?<!\s)\*(?![*\w])", r"\1", text)


def links(markdown: str) -> list[str]:
    """Where the links of a text lead, in order."""
    return _LINK.findall(markdown)


def replaced(text: str, kind: str, by: Callable[[Reference], str | None]) -> str:
    """The text with the references of one kind replaced; those for which `by` has nothing stay as typed."""

    def one(match: re.Match[str]) -> str:
        found = _read(match, 0)
        told = by(found) if found.kind == kind else None
        return match.group(0) if told is None else told

    return REFERENCE.sub(one, text)
