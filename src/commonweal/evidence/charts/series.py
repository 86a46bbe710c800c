"""A series from a CSV file: `period,value` or `period,numerator,denominator`."""

from __future__ import annotations

import csv
import io
import math
import re
from dataclasses import dataclass, field

PERIOD = re.compile(r"\d{4}(-(\d{2}(-\d{2})?|Q[1-4]|W\d{2}))?", re.IGNORECASE)
"""Periods whose order in time is the order of their text: 2017, 2017-05, 2017-05-31, 2017-Q2, 2017-W08."""


class SeriesError(ValueError):
    """A file that holds no series; the message names file, row and column and says what to do."""


@dataclass(frozen=True)
class Series:
    """Points in order of time. `values`, or `numerators` and `denominators`, are None where the file has
    none.

    `rows` are the places in the file (the header is row 1), for messages.
    """

    name: str
    periods: tuple[str, ...]
    values: tuple[float, ...] | None
    numerators: tuple[float, ...] | None
    denominators: tuple[float, ...] | None
    rows: tuple[int, ...]
    warnings: tuple[str, ...] = field(default=())

    def place(self, position: int, column: str | None) -> str:
        """Where a point is in the file, in words."""
        named = "" if column is None else f", column {column}"
        return f"{self.name}, row {self.rows[position]} ({self.periods[position]}){named}"


def read_series(content: bytes, name: str) -> Series:
    """Read the bytes of a CSV file called `name`.

    Columns are found by their heading in any order and case, others are ignored; comma, semicolon or tab
    separate them. UTF-8 with or without a byte-order mark, UTF-16 and Windows Latin-1 are understood. Rows
    whose periods are written like 2017, 2017-05, 2017-05-31, 2017-Q2 or 2017-W08 are put in order of time.

    Raises `SeriesError` for a file that is empty or no text, lacks a column, repeats a period, or holds a
    cell that is empty or no finite number.
    """
    text, warnings = _text(content, name)
    header, rows = _table(text, name)
    where = {heading.strip().lower(): at for at, heading in reversed(list(enumerate(header)))}
    if "period" not in where:
        raise SeriesError(f"{name} has no column `period`. Its columns are: {_listed(header)}.")
    has_values, has_rates = "value" in where, {"numerator", "denominator"} <= where.keys()
    if not has_values and not has_rates:
        lacking = [column for column in ("numerator", "denominator") if column not in where]
        missing = (
            f"only one of `numerator` and `denominator`; `{lacking[0]}` is missing"
            if len(lacking) == 1
            else ("neither a column `value` nor the columns `numerator` and `denominator`")
        )
        raise SeriesError(f"{name} has {missing}. Its columns are: {_listed(header)}.")
    if not rows:
        raise SeriesError(f"{name} has a header and no rows below it. One row a period is needed.")
    columns = [
        *(["value"] if has_values else []),
        *(["numerator", "denominator"] if has_rates else []),
    ]
    seen: dict[str, int] = {}
    points: list[tuple[str, int, list[float]]] = []
    for row, cells in rows:
        period = _cell(cells, where["period"]).strip()
        if not period:
            raise SeriesError(f"{name}, row {row}, column period: the cell is empty. Say which period it is.")
        if period in seen:
            raise SeriesError(
                f"{name}, row {row}, column period: {period} is already in row {seen[period]}. "
                "One row a period is needed; add up or remove one of them."
            )
        seen[period] = row
        points.append((period, row, [_number(_cell(cells, where[c]), name, row, c) for c in columns]))
    points, order = _in_time(points, name)
    by_column = {column: tuple(point[2][at] for point in points) for at, column in enumerate(columns)}
    return Series(
        name=name,
        periods=tuple(point[0] for point in points),
        values=by_column.get("value"),
        numerators=by_column.get("numerator"),
        denominators=by_column.get("denominator"),
        rows=tuple(point[1] for point in points),
        warnings=(*warnings, *order, *_missing_months([point[0] for point in points])),
    )


def _text(content: bytes, name: str) -> tuple[str, list[str]]:
    if not content.strip():
        raise SeriesError(f"{name} is empty. It needs a header `period,value` and one row a period.")
    try:
        if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
            return content.decode("utf-16"), []
        if b"\0" in content:
            raise SeriesError(f"{name} is not a text file. Save the table as CSV.")
        return content.decode("utf-8-sig"), []
    except UnicodeDecodeError:
        if b"\0" in content:
            raise SeriesError(f"{name} is not a text file. Save the table as CSV.") from None
        return content.decode("cp1252", errors="replace"), [
            f"{name} is not in UTF-8; it was read as Windows Latin-1."
        ]


def _table(text: str, name: str) -> tuple[list[str], list[tuple[int, list[str]]]]:
    first = text.lstrip().splitlines()[0] if text.strip() else ""
    delimiter = max(",;\t", key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        rows = [(reader.line_num, cells) for cells in reader if any(cell.strip() for cell in cells)]
    except csv.Error as error:
        raise SeriesError(f"{name}, row {reader.line_num}: the row cannot be read ({error}).") from error
    if not rows:
        raise SeriesError(f"{name} is empty. It needs a header `period,value` and one row a period.")
    return rows[0][1], rows[1:]


def _cell(cells: list[str], at: int) -> str:
    return cells[at] if at < len(cells) else ""


def _number(cell: str, name: str, row: int, column: str) -> float:
    place = f"{name}, row {row}, column {column}"
    text = cell.strip()
    if not text:
        raise SeriesError(f"{place}: the cell is empty. Fill it, or leave the whole row out.")
    try:
        # Python also takes 1_000 for a number; in a table of figures that is a slip.
        number = float(text) if "_" not in text else math.nan
    except ValueError:
        hint = " Write decimals with a point and no thousands separator." if "," in text else ""
        hint = hint or (" Write 45% as 0.45." if text.endswith("%") else "")
        raise SeriesError(f"{place}: “{_short(text)}” is not a number.{hint}") from None
    if not math.isfinite(number):
        raise SeriesError(
            f"{place}: “{_short(text)}” is not a finite number. Leave the row out if it is unknown."
        )
    return number


def _in_time(
    points: list[tuple[str, int, list[float]]], name: str
) -> tuple[list[tuple[str, int, list[float]]], list[str]]:
    """The points in order of time where their periods tell it, and a warning where that moved them."""
    if not all(PERIOD.fullmatch(period) for period, _, _ in points):
        return points, []
    if len({(len(period), period[4:6].upper().rstrip("0123456789")) for period, _, _ in points}) > 1:
        return points, [f"{name} has periods of several lengths; the rows were left in their order."]
    ordered = sorted(points, key=lambda point: point[0].upper())
    if ordered == points:
        return points, []
    return ordered, [f"The rows of {name} were not in order of time; they were put into it."]


def _missing_months(periods: list[str]) -> list[str]:
    """A warning where months are missing between the first and the last, because a chart does not show
    gaps."""
    months = [int(p[:4]) * 12 + int(p[5:7]) - 1 for p in periods if re.fullmatch(r"\d{4}-(0[1-9]|1[0-2])", p)]
    if len(months) != len(periods) or len(months) < 2:
        return []
    gaps = sorted(set(range(months[0], months[-1] + 1)) - set(months))
    if not gaps:
        return []
    first = f"{gaps[0] // 12:04}-{gaps[0] % 12 + 1:02}"
    some = first if len(gaps) == 1 else f"{first} and {len(gaps) - 1} more"
    return [f"No row for {some}: the chart treats the months around a gap as neighbours."]


def _listed(header: list[str]) -> str:
    return ", ".join(_short(heading.strip()) or "(no name)" for heading in header[:12]) + (
        " …" if len(header) > 12 else ""
    )


def _short(text: str) -> str:
    return text if len(text) <= 40 else text[:39] + "…"
