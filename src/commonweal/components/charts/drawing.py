"""What every picture has, whatever drew it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.safestring import SafeString

WIDE, NARROW = 600, 328
"""The widths drawn for, in CSS pixels: a column of the page, and a phone. Text is 13 px in both."""


@dataclass(frozen=True)
class Drawing:
    """A picture with its words and its table."""

    title: Any
    """The finding, as a sentence: “Fewer people wait since the pantry opened on Saturdays”."""
    subtitle: Any
    """Measure and unit: “Median days to first answer, by month”."""
    wide: SafeString
    narrow: SafeString
    heads: Sequence[Any]
    rows: Sequence[Sequence[Any]]
    note: Any = ""
    """What must be said below: what is left out, what a mark means."""
    standalone: str = ""
    """The picture as a file of its own, with colours and fonts written in: for PDF and e-mail."""
