"""Reading a public use file: its bytes into rows of named cells, untouched, with the line each stands on."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from commonweal.settlement.mssp import layout
from commonweal.settlement.steps import NeedsInput
from commonweal.settlement.texts import decode


class UnreadableFile(Exception):
    """The file as a whole is not a public use file; the message says what is missing and what to do."""


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the file. `cells` holds only what settling may see; `published` only what it is
    compared with.
    """

    line: int
    cells: dict[str, str]
    flags: dict[str, str]
    published: str
    fault: str = ""
    """Why the row as a whole cannot be trusted; empty when it can."""

    @property
    def aco_id(self) -> str:
        """The organisation's identifier, empty when the cell is."""
        return self.cells.get("aco_id", "").strip()


@dataclass(frozen=True, slots=True)
class PublicFile:
    """All rows, the header names under which the inputs were found, and how its rates are written."""

    name: str
    rows: tuple[Row, ...]
    headers: dict[str, str]
    quality_notation: str | None
    minimum_notation: str | None
    quality_unit: Decimal
    """Half of the last decimal the column of quality scores is printed with, as a fraction."""
    minimum_unit: Decimal


def read(path: Path) -> PublicFile:
    """Read a public use file. Raises UnreadableFile when an input every row needs has no column."""
    text = decode(path.read_bytes())
    if "\0" in text:
        raise UnreadableFile(
            f"{path.name} is not a text file: it contains zero bytes. Export it as CSV and try again."
        )
    first = text.partition("\n")[0]
    delimiter = max(",;\t", key=first.count)
    # csv refuses fields beyond 131,072 characters: a quote that is never closed, not a real cell.
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        headers = next(reader, [])
        records = [(reader.line_num, record) for record in reader if any(cell.strip() for cell in record)]
    except csv.Error as why:
        raise UnreadableFile(
            f"{path.name}, line {reader.line_num}: {why}. A quotation mark is probably not closed."
        ) from None
    if not headers or not records:
        raise UnreadableFile(f"{path.name} has no {'rows' if headers else 'header'}; nothing can be settled.")
    try:
        inputs, flags, published = layout.find(headers)
    except NeedsInput as why:
        raise UnreadableFile(f"{path.name}: {why}. Remove one of the two.") from None
    _require(path.name, inputs, flags)
    rows = tuple(
        _row(line, record, width=len(headers), inputs=inputs, flags=flags, published=published)
        for line, record in records
    )
    whole = [row for row in rows if not row.fault]
    quality = [row.cells.get("quality", "") for row in whole]
    minimum = [row.cells.get("minimum", "") for row in whole]
    return PublicFile(
        name=path.name,
        rows=rows,
        headers={ours: headers[at] for ours, at in inputs.items()},
        quality_notation=layout.notation(quality, layout.QUALITY_BOUNDARY),
        minimum_notation=layout.notation(minimum, layout.MINIMUM_BOUNDARY),
        quality_unit=layout.half_a_unit(quality),
        minimum_unit=layout.half_a_unit(minimum),
    )


def _require(name: str, inputs: dict[str, int], flags: dict[str, int]) -> None:
    needed = ("aco_id", "benchmark", "expenditure", "people", "quality")
    missing = [layout.COLUMNS[ours][0] for ours in needed if ours not in inputs]
    if "track" not in inputs and not flags:
        missing.append("Current_Track")
    if missing:
        raise UnreadableFile(
            f"{name} has no column {', '.join(missing)}. Is it the file “Performance Year Financial "
            f"and Quality "
            "Results” of the Medicare Shared Savings Program?"
        )


def _row(
    line: int,
    record: list[str],
    *,
    width: int,
    inputs: dict[str, int],
    flags: dict[str, int],
    published: int | None,
) -> Row:
    def cell(at: int) -> str:
        return record[at] if at < len(record) else ""

    fault = "" if len(record) == width else f"line {line} has {len(record)} cells, the header has {width}"
    return Row(
        line=line,
        cells={ours: cell(at) for ours, at in inputs.items()},
        flags={track: cell(at) for track, at in flags.items()},
        published="" if published is None else cell(published),
        fault=fault,
    )
