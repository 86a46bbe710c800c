"""A text as its numbered paragraphs: what remarks, comparison and the terms beside it point at."""

from __future__ import annotations

import re

_BREAK = re.compile(r"\n\s*\n|\n(?=\s*\d{1,3}[.)]\s)")
_NUMBER = re.compile(r"\s*(\d{1,3})[.)]\s")


def paragraphs(text: str) -> list[str]:
    """The paragraphs of a text: parted by an empty line, or begun by a number such as “2.”."""
    return [part.strip() for part in _BREAK.split(text.replace("\r\n", "\n")) if part.strip()]


def number_of(paragraph: str) -> str:
    """The number with which a paragraph begins; empty: it has none."""
    found = _NUMBER.match(paragraph)
    return found[1] if found else ""
