"""What every picture has, whatever drew it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.html import format_html, format_html_join
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

    @property
    def lines(self) -> SafeString:
        """The rows of the table as HTML, drawn without a template: a map of a county has hundreds."""
        return format_html_join("\n", "<tr>{}</tr>", ((_cells(row),) for row in self.rows))


def _cells(row: Sequence[Any]) -> SafeString:
    first, *others = row
    cells = format_html_join("", "<td>{}</td>", ((cell,) for cell in others))
    return format_html('<th scope="row">{}</th>{}', first, cells)
