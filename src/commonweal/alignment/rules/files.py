"""Tables as people save them: found by their headings, faults named by file, row and column."""

from __future__ import annotations

import csv
import io
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from commonweal.settlement.texts import decode

MOST_NAMED = 20
"""Faults of one kind beyond this many are counted, not listed: nobody reads ten thousand lines."""


class BadFile(ValueError):
    """A file from which nothing can be worked out; the sentence says why and what to do."""


@dataclass
class Notes:
    """What was left out of a file, with its place and the reason; the rest is used."""

    name: str
    lines: list[str] = field(default_factory=list)
    _more: dict[str, int] = field(default_factory=dict)
    _seen: dict[str, int] = field(default_factory=dict)

    def add(self, row: int, column: str, kind: str, said: str) -> None:
        """Say what is wrong in a cell; `kind` gathers faults that are alike, and says what they are."""
        self._seen[kind] = self._seen.get(kind, 0) + 1
        if self._seen[kind] <= MOST_NAMED:
            self.lines.append(f"{self.name}, row {row}, column {column}: {said}")
        else:
            self._more[kind] = self._more.get(kind, 0) + 1

    @property
    def all(self) -> list[str]:
        """Every sentence, the counted ones last."""
        return [
            *self.lines,
            *(f"{self.name}: {count} more rows like these: {kind}." for kind, count in self._more.items()),
        ]


@dataclass(frozen=True)
class Table:
    """Rows of a file with their places (the heading is row 1); headings in small letters."""

    name: str
    headings: tuple[str, ...]
    rows: Sequence[tuple[int, Sequence[str]]]

    def has(self, column: str) -> bool:
        """Is there such a column?"""
        return column in self.headings

    def cells(self, *columns: str) -> Iterator[tuple[int, tuple[str, ...]]]:
        """Each row's place and its cells in these columns, trimmed; a cell that is not there is empty."""
        places = [self.headings.index(column) for column in columns]
        for row, cells in self.rows:
            yield row, tuple(cells[at].strip() if at < len(cells) else "" for at in places)


def read_table(content: bytes, name: str, needed: Sequence[str], *, example: str) -> Table:
    """The table in the bytes of a CSV file.

    Columns are found by their heading in any order and case, others are ignored; comma, semicolon or tab
    separate them; UTF-8, UTF-16 and Windows text are understood. Raises BadFile when the file is empty or no
    text, or lacks a column of `needed`; `example` is a heading that would do.
    """
    if not content.strip():
        raise BadFile(f"{name} is empty. It needs a heading such as `{example}` and rows below it.")
    try:
        text = decode(content)
    except UnicodeDecodeError as error:
        raise BadFile(f"{name} is not a text file. Save the table as CSV.") from error
    if "\0" in text:
        raise BadFile(f"{name} is not a text file. Save the table as CSV.")
    first = text.lstrip().partition("\n")[0]
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=max(",;\t", key=first.count))
    try:
        rows = [(reader.line_num, cells) for cells in reader if any(cell.strip() for cell in cells)]
    except csv.Error as error:
        raise BadFile(
            f"{name}, row {reader.line_num}: the row cannot be read ({error}). Mend it and try again."
        ) from error
    if not rows:
        raise BadFile(f"{name} is empty. It needs a heading such as `{example}` and rows below it.")
    headings = tuple(plain(cell).casefold() for cell in rows[0][1])
    if missing := [column for column in needed if column not in headings]:
        listed = ", ".join(f"`{one}`" for one in missing)
        there = ", ".join(heading or "(empty)" for heading in headings[:20])
        raise BadFile(
            f"{name}, row 1 has no column {listed}; its columns are: {there}. "
            f"A heading that would do: `{example}`."
        )
    return Table(name, headings, rows[1:])


def plain(text: str) -> str:
    """A name as it is compared: trimmed, inner space single, letters composed (NFC)."""
    if text.isascii() and text.isalnum():
        return text  # most names of big files, and nothing to do for them
    return unicodedata.normalize("NFC", " ".join(text.split()))


def shorten(text: str, most: int = 40) -> str:
    """What stood in a cell, for a message."""
    shown = " ".join(text.split())
    return shown if len(shown) <= most else shown[: most - 1] + "…"


def rounded(value: float | None, places: int = 10) -> float | None:
    """A figure for JSON: enough places to recompute, no −0, none where there is none."""
    return None if value is None else round(value, places) + 0.0
