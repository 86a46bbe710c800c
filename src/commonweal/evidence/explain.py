"""How one figure comes about: definition, steps with row counts, and the rows behind it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

import duckdb

from commonweal.evidence.cohorts.time import month_start
from commonweal.evidence.engines.backend import DuckDBBackend
from commonweal.evidence.engines.period import Period
from commonweal.evidence.engines.summing import figures, within
from commonweal.evidence.engines.world import World
from commonweal.evidence.measures.spec import Measure, Statistic
from commonweal.evidence.results import ALL
from commonweal.evidence.sources.load import load
from commonweal.evidence.sources.model import Readings
from commonweal.evidence.writing import number


def explanation(
    connection: duckdb.DuckDBPyConnection,
    readings: Readings,
    measure: Measure,
    month: date,
    limit: int,
) -> list[str]:
    """The lines to print. The rows among them may be about people and are not suppressed."""
    loaded = load(connection, readings)
    lines = definition(measure)
    if lacks := measure.lacking(loaded.present):
        return [*lines, "", f"It cannot be computed from these files: they lack {', '.join(lacks)}."]
    period = Period.of(month, month)
    backend = DuckDBBackend(connection)
    world = World(backend, loaded.present, period)
    rows = figures(world, [measure])
    unit = world.unit(measure.unit_table)
    lines += ["", "Steps (rows of each table that was worked out)"]
    lines += [f"  {name}: {count:,} rows" for name, count in loaded.rows.items()]
    for name in backend.steps.seconds:
        if " " in name:
            continue  # no table, but something done with one
        counted = connection.execute(f"select count(*) from {name}").fetchone()
        lines.append(f"  {name}: {counted[0] if counted else 0:,} rows")
    in_month = within(unit, period)
    counted_rows = in_month.mutate(
        numerator=measure.numerator_of(in_month), denominator=measure.denominator_of(in_month)
    )
    keep = counted_rows.denominator != 0
    if measure.statistic in (Statistic.RATIO, Statistic.TOTAL):
        keep |= counted_rows.numerator != 0
    behind = counted_rows.filter(keep)
    lines += ["", f"Figures of {month:%Y-%m}, not suppressed"]
    if not rows:
        lines.append("  none: nothing was counted in this month")
    for row in rows:
        group = "everybody" if row.group_by == ALL else f"{row.group_by} {row.group}"
        parts = [
            f"{label} {number(value)}"
            for label, value in (
                ("numerator", row.numerator),
                ("denominator", row.denominator),
                ("value", row.value),
            )
            if value is not None
        ]
        lines.append(f"  {group}: {', '.join(parts)}")
    return [*lines, *_rows_behind(backend, behind, limit)]


def definition(measure: Measure) -> list[str]:
    """What a measure is, in lines."""
    lines = [
        f"{measure.name} — {measure.title}",
        f"  question     {measure.question}",
        f"  numerator    {measure.numerator}",
        f"  denominator  {measure.denominator}",
        f"  unit         {measure.unit}",
        f"  better       {measure.direction.value}",
        f"  counted in   {measure.unit_table}, by {measure.month_of}",
        f"  source       {measure.source}",
        f"  method       version {measure.version}, docs/methods/{measure.page}.md",
    ]
    if measure.statistic is Statistic.RATIO:
        lines.insert(5, f"  value        numerator ÷ denominator × {measure.multiplier:,}")
    else:
        lines.insert(5, f"  value        {measure.statistic.value}")
    return lines


def _rows_behind(backend: DuckDBBackend, behind: Any, limit: int) -> list[str]:
    total = backend.rows(behind.count().as_table())[0][0]
    order = [name for name in behind.columns if name.endswith("_id")]
    shown = behind.order_by([behind.numerator.desc(), *order]).limit(limit)
    lines = [
        "",
        f"Rows behind it ({min(limit, total):,} of {total:,}, those with the greatest numerator first)",
    ]
    if total and limit:
        at = behind.columns.index("month")
        rows = [[*row[:at], f"{month_start(row[at]):%Y-%m}", *row[at + 1 :]] for row in backend.rows(shown)]
        lines += table(behind.columns, rows)
        lines.append(
            "  (money in cents, full-time equivalents and hours in hundredths, days counted from 1970-01-01)"
        )
    return lines


def table(header: Sequence[str], rows: Iterable[Sequence[Any]]) -> list[str]:
    """Rows as text in columns, without those columns that are empty or 0 in all of them."""
    cells = [[_cell(value) for value in row] for row in rows]
    kept = [at for at in range(len(header)) if any(row[at] not in ("", "0") for row in cells)]
    widths = [max(len(header[at]), *(len(row[at]) for row in cells)) for at in kept]

    def line(values: Sequence[str]) -> str:
        return (
            "  " + "  ".join(values[at].ljust(width) for at, width in zip(kept, widths, strict=True)).rstrip()
        )

    return [line(list(header)), *map(line, cells)]


def _cell(value: Any) -> str:
    return "" if value is None else str(value)
