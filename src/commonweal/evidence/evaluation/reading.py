"""Series and people from CSV files: results.csv of `commonweal evidence run`, or period,value[,group]."""

from __future__ import annotations

import csv
import difflib
import io
import math
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from commonweal.evidence.evaluation.matched import Person
from commonweal.evidence.evaluation.periods import PeriodError
from commonweal.evidence.evaluation.series import Series, series


class FileRefused(ValueError):
    """A file that holds no such series; the message names file, row and column and says what to do."""


@dataclass(frozen=True)
class Table:
    """A CSV file as rows by heading (lower case); row numbers as in the file, the header is row 1."""

    name: str
    columns: tuple[str, ...]
    rows: tuple[tuple[int, dict[str, str]], ...]


def read_table(path: Path) -> Table:
    """Read a CSV file with a header. Raises FileRefused for one that is empty, no text, or without rows."""
    content = path.read_bytes()
    if b"\0" in content:
        raise FileRefused(f"{path} is not a text file. Save the table as CSV.")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1252", errors="replace")
    first = text.lstrip().splitlines()[0] if text.strip() else ""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=max(",;\t", key=first.count))
    try:
        rows = [(reader.line_num, cells) for cells in reader if any(cell.strip() for cell in cells)]
    except csv.Error as error:
        raise FileRefused(f"{path}, row {reader.line_num}: the row cannot be read ({error}).") from error
    if len(rows) < 2:
        raise FileRefused(f"{path} has no rows. It needs a header and one row a period.")
    header = tuple(heading.strip().lower() for heading in rows[0][1])
    if len(set(header)) != len(header):
        twice = next(heading for heading in header if header.count(heading) > 1)
        raise FileRefused(f"{path} has the column `{twice}` twice.")
    return Table(
        name=str(path),
        columns=header,
        rows=tuple(
            (at, {heading: (cells[i].strip() if i < len(cells) else "") for i, heading in enumerate(header)})
            for at, cells in rows[1:]
        ),
    )


def read_series(
    path: Path, *, measure: str | None = None, group_by: str | None = None, groups: Iterable[str] = ()
) -> list[Series]:
    """The series of these groups, in their order; of everybody (or of the whole file) where none is named.

    Columns: `period` or `period_start`; `value`, or `numerator` and `denominator`; where the file has them `measure`,
    `group_by`, `group`, `suppressed`, `method_version`. Raises FileRefused.
    """
    table = read_table(path)
    period = next((name for name in ("period", "period_start") if name in table.columns), None)
    if period is None:
        raise FileRefused(f"{path} has no column `period`. Its columns are: {_listed(table.columns)}.")
    if "value" not in table.columns and not {"numerator", "denominator"} <= set(table.columns):
        raise FileRefused(f"{path} has neither `value` nor `numerator` and `denominator`.")
    rows = list(table.rows)
    title = measure or path.stem
    if "measure" in table.columns:
        rows, title = _of_measure(table, rows, measure)
    elif measure is not None:
        raise FileRefused(f"{path} has no column `measure`; leave --measure out.")
    wanted = list(groups)
    if "group" not in table.columns:
        if wanted:
            raise FileRefused(f"{path} has no column `group`, so there is no {wanted[0]} in it.")
        return [_series(table, title, period, rows)]
    if "group_by" in table.columns:
        rows = _grouped(table, rows, group_by or (None if wanted else "all"))
    names = list(dict.fromkeys(row["group"] for _, row in rows))
    if not wanted:
        if len(names) > 1:
            raise FileRefused(f"{path} has several groups: {_listed(names)}. Say which: --group NAME.")
        return [_series(table, title, period, rows)]
    found = []
    for name in wanted:
        if name not in names:
            near = difflib.get_close_matches(name, names, n=3, cutoff=0.4) or names
            raise FileRefused(f"{path} has no group {name}. There is: {_listed(near)}.")
        ours = [(at, row) for at, row in rows if row["group"] == name]
        found.append(_series(table, name if len(wanted) > 1 else f"{title} of {name}", period, ours))
    return found


def _grouped(
    table: Table, rows: list[tuple[int, dict[str, str]]], by: str | None
) -> list[tuple[int, dict[str, str]]]:
    """The rows of one grouping; the only one there is where none is named."""
    kinds = sorted({row["group_by"] for _, row in rows if row["group_by"] != "all"})
    if by is None and len(kinds) == 1:
        by = kinds[0]
    if by is None:
        raise FileRefused(f"{table.name} groups by {_listed(kinds)}. Say which: --group-by NAME.")
    kept = [(at, row) for at, row in rows if row["group_by"] == by]
    if not kept:
        raise FileRefused(
            f"{table.name} has no rows grouped by {by}. It groups by {_listed(kinds) or 'nothing'}."
        )
    return kept


def _of_measure(
    table: Table, rows: list[tuple[int, dict[str, str]]], measure: str | None
) -> tuple[list[tuple[int, dict[str, str]]], str]:
    names = list(dict.fromkeys(row["measure"] for _, row in rows))
    if measure is None:
        if len(names) > 1:
            raise FileRefused(
                f"{table.name} has {len(names)} measures: {_listed(names)}. Say which: --measure NAME."
            )
        measure = names[0]
    if measure not in names:
        near = difflib.get_close_matches(measure, names, n=3, cutoff=0.4) or names
        raise FileRefused(f"{table.name} has no measure {measure}. There is: {_listed(near)}.")
    return [(at, row) for at, row in rows if row["measure"] == measure], measure


def _series(table: Table, title: str, period: str, rows: list[tuple[int, dict[str, str]]]) -> Series:
    values: dict[str, float | None] = {}
    denominators: dict[str, float] = {}
    versions: dict[str, str] = {}
    where: dict[str, int] = {}
    for at, row in rows:
        when = row[period]
        if when in values:
            raise FileRefused(
                f"{table.name}, row {at}, column {period}: {when} is already in row {where[when]}. "
                "One row a period and "
                "group is needed."
            )
        where[when] = at
        hidden = row.get("suppressed", "").lower() in ("true", "1", "yes")
        values[when] = None if hidden else _value(table, at, row)
        if not hidden and row.get("denominator"):
            denominators[when] = _number(table, at, row, "denominator")
        if row.get("method_version"):
            versions[when] = row["method_version"]
    try:
        return series(title, values, denominators=denominators or None, versions=versions or None)
    except PeriodError as error:
        raise FileRefused(f"{table.name}: {error}") from error


def _value(table: Table, at: int, row: dict[str, str]) -> float | None:
    """The figure of a row. Results leave it empty where there is nothing to divide by; elsewhere that is a slip."""
    if row.get("value"):
        return _number(table, at, row, "value")
    if "value" not in row:
        top, bottom = _number(table, at, row, "numerator"), _number(table, at, row, "denominator")
        if bottom <= 0:
            raise FileRefused(f"{table.name}, row {at}, column denominator: {bottom:g} is not above 0.")
        return top / bottom
    if "suppressed" in row:
        return None
    raise FileRefused(
        f"{table.name}, row {at}, column value: the cell is empty. Fill it, or leave the row out."
    )


def _number(table: Table, at: int, row: dict[str, str], column: str) -> float:
    text = row.get(column, "")
    try:
        number = float(text) if "_" not in text else math.nan
    except ValueError:
        number = math.nan
    if not math.isfinite(number):
        raise FileRefused(f"{table.name}, row {at}, column {column}: “{text[:40]}” is no number.")
    return number


def read_people(path: Path) -> tuple[list[Person], list[str]]:
    """People from `reached,before,after` and any further columns to match on; and the names of the numbers.

    A further column is a number where every cell is one, else a category that must be equal. A column
    `member` or `id` is
    left out. Raises FileRefused.
    """
    table = read_table(path)
    for column in ("reached", "before", "after"):
        if column not in table.columns:
            raise FileRefused(
                f"{path} has no column `{column}`. People are read from reached,before,after and columns to match on."
            )
    further = [
        c for c in table.columns if c and c not in ("reached", "before", "after", "member", "member_id", "id")
    ]
    numeric = [c for c in further if all(_is_number(row[c]) for _, row in table.rows)]
    people = []
    for at, row in table.rows:
        said = row["reached"].lower()
        if said not in ("0", "1", "true", "false", "yes", "no"):
            raise FileRefused(
                f"{path}, row {at}, column reached: write 1 for people the change reached, else 0."
            )
        people.append(
            Person(
                reached=said in ("1", "true", "yes"),
                before=_number(table, at, row, "before"),
                after=_number(table, at, row, "after"),
                numbers=tuple(float(row[c]) for c in numeric),
                categories=tuple(row[c] for c in further if c not in numeric),
            )
        )
    return people, numeric


def _is_number(text: str) -> bool:
    try:
        return math.isfinite(float(text))
    except ValueError:
        return False


def _listed(names: Iterable[str]) -> str:
    shown = list(names)
    return ", ".join(shown[:12]) + (" …" if len(shown) > 12 else "")
