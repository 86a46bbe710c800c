"""The table of figures a contract is settled from: one row per figure, with the party it is about and
its source.

Columns: `figure`, `value`, and optionally `party`, `period` (rows of several periods are added up) and
`source`.
Rates carry a percent sign; a bare 50 or 0.5 is asked about, never guessed.
"""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

from commonweal.settlement.amounts import ZERO, NotANumber, plain_number, read_number, read_rate
from commonweal.settlement.steps import NeedsInput
from commonweal.settlement.texts import decode

_LARGEST = Decimal(10) ** 13
_COLUMNS = ("figure", "value", "party", "period", "source")


class UnreadableFigures(Exception):
    """The file as a whole cannot be read as figures; the message says why."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One figure as it was written."""

    line: int
    value: str
    period: str
    source: str


@dataclass(slots=True)
class Figures:
    """Figures by name and party (an empty party: the contract as a whole), and which of them were used."""

    name: str
    cells: dict[tuple[str, str], list[Cell]]
    used: dict[tuple[str, str], list[Cell]] = field(default_factory=dict)

    def _find(self, figure: str, party: str, rule: str) -> list[Cell]:
        cells = self.cells.get((figure, party), [])
        whose = f" of {party}" if party else ""
        if not cells or not all(has_value(cell.value) for cell in cells):
            where = f"line {cells[0].line} has no value" if cells else f"{self.name} has no row for it"
            raise NeedsInput(f"figure {figure}{whose}", where, rule=rule)
        periods = [cell.period for cell in cells]
        if len(set(periods)) != len(periods):
            lines = ", ".join(str(cell.line) for cell in cells)
            raise NeedsInput(
                f"figure {figure}{whose}", f"it stands on lines {lines}; which of them holds?", rule=rule
            )
        self.used[figure, party] = cells
        return cells

    def amount(self, figure: str, party: str = "", *, rule: str, below_zero: bool = False) -> Decimal:
        """Money or a quantity; rows of several periods are added up."""
        total = ZERO
        for cell in self._find(figure, party, rule):
            column = f"line {cell.line}, figure {figure}{f' of {party}' if party else ''}"
            try:
                number = read_number(cell.value)
            except NotANumber as why:
                raise NeedsInput(column, str(why), rule=rule) from None
            assert number is not None, "_find refuses empty cells"
            if number < 0 and not below_zero:
                raise NeedsInput(column, f"{plain_number(number)} cannot be below zero", rule=rule)
            if abs(number) > _LARGEST:
                raise NeedsInput(column, f"{cell.value.strip()} is too large to be believed", rule=rule)
            total += number
        return total

    def count(self, figure: str, party: str = "", *, rule: str) -> int:
        """A whole number of zero or more."""
        number = self.amount(figure, party, rule=rule)
        if number != number.to_integral_value():
            line = self.cells[figure, party][0].line
            raise NeedsInput(
                f"line {line}, figure {figure}", f"{plain_number(number)} is no whole number", rule=rule
            )
        return int(number)

    def rate(self, figure: str, party: str = "", *, rule: str, most: Decimal = Decimal(1)) -> Decimal:
        """A rate written with its percent sign, as a fraction between 0 and `most`."""
        cells = self._find(figure, party, rule)
        column = f"line {cells[0].line}, figure {figure}{f' of {party}' if party else ''}"
        if len(cells) > 1:
            raise NeedsInput(column, "a rate cannot be added up over periods; give one row", rule=rule)
        try:
            rate = read_rate(cells[0].value)
        except NotANumber as why:
            raise NeedsInput(column, str(why), rule=rule) from None
        if not 0 <= rate <= most:
            raise NeedsInput(
                column,
                f"{cells[0].value.strip()} is outside 0 to {plain_number(most * 100)} %",
                rule=rule,
            )
        return rate

    def yes(self, figure: str, party: str = "", *, rule: str) -> bool:
        """yes or no."""
        cells = self._find(figure, party, rule)
        answer = cells[0].value.strip().casefold()
        if len(cells) > 1 or answer not in ("yes", "no"):
            raise NeedsInput(
                f"line {cells[0].line}, figure {figure}",
                f"“{cells[0].value}” is neither yes nor no",
                rule=rule,
            )
        return answer == "yes"

    def parties_with(self, figure: str) -> list[str]:
        """The parties (or groups of parties, joined by `+`) that have a row for a figure, in order of
        name.
        """
        return sorted(party for name, party in self.cells if name == figure and party)


def has_value(value: str) -> bool:
    """Whether a cell holds anything at all."""
    return value.strip() not in ("", "-", ".", "*")


def read(path: Path) -> Figures:
    """Read a table of figures. Raises UnreadableFigures when its columns are not there."""
    return parse(decode(path.read_bytes()), path.name)


def parse(text: str, name: str) -> Figures:
    """Read a table of figures from text."""
    reader = csv.reader(io.StringIO(text, newline=""))
    headers = [header.strip().casefold() for header in next(reader, [])]
    missing = [column for column in _COLUMNS[:2] if column not in headers]
    if missing:
        raise UnreadableFigures(
            f"{name} has no column {' and no column '.join(missing)}. Its columns are {', '.join(_COLUMNS)}."
        )
    cells: dict[tuple[str, str], list[Cell]] = {}
    for record in reader:
        if not any(cell.strip() for cell in record):
            continue
        row = dict(zip(headers, record, strict=False))
        party = "+".join(sorted(part.strip() for part in row.get("party", "").split("+") if part.strip()))
        cell = Cell(
            reader.line_num,
            row.get("value", ""),
            row.get("period", "").strip(),
            row.get("source", "").strip(),
        )
        if len(record) > len(headers):
            raise UnreadableFigures(
                f"{name}, line {reader.line_num} has {len(record)} cells and the header {len(headers)}; is a "
                "number with a comma missing its quotation marks?"
            )
        cells.setdefault((row["figure"].strip(), party), []).append(cell)
    if not cells:
        raise UnreadableFigures(f"{name} has a header and no figures.")
    return Figures(name, cells)
