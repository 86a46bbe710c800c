"""Checks of one table against its contract: empty, repeated, out of order, out of range, found nowhere.

Every check is an aggregate over the whole table; all those of a table are one query. Sample rows are
fetched only
for what was found.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import duckdb

from commonweal.evidence.quality.finding import Finding, Severity, grave_from
from commonweal.evidence.tables import TABLES, Column, Order, Reference, Table, Type

SAMPLES = 5
EXPECTED: dict[str, tuple[str, ...]] = {
    "medical_claim": ("claim_start_date", "paid_amount", "allowed_amount", "diagnosis_code_1"),
    "pharmacy_claim": ("dispensing_date", "paid_amount", "allowed_amount"),
    "appointment": ("status", "requested_date"),
    "encounter": ("arrival_datetime", "first_seen_datetime"),
    "staffing_month": ("worked_hours", "administrative_hours"),
    "finance_month": ("cash", "partnership_investment", "partnership_benefit"),
    "purchase": ("baseline_unit_price",),
    "program_enrolment": ("entry_setting",),
    "referral": ("sent_date",),
}
"""Columns that say nothing when they are wholly empty; a figure from them would be a figure from nothing."""

DOUBTFUL: dict[str, tuple[str, ...]] = {"eligibility": ("death_date",)}
"""Columns whose emptiness may be a fact (nobody died) or a gap (nobody said)."""

RESOLVED = ("medical_claim", "pharmacy_claim")
"""Tables whose repeated keys are resolved by rule; in others they are counted as they stand."""


@dataclass(frozen=True)
class _Check:
    """One check of one table: a condition that a bad row meets, in SQL."""

    name: str
    columns: tuple[str, ...]
    condition: str
    says: str
    severity: Callable[[int, int], Severity] = grave_from


def check_tables(
    connection: duckdb.DuckDBPyConnection,
    present: Mapping[str, frozenset[str]],
    rows: Mapping[str, int],
) -> list[Finding]:
    """What the checks of all tables that are there find."""
    findings: list[Finding] = []
    for name, columns in present.items():
        findings += _check(connection, TABLES[name], columns, rows[name], frozenset(present))
    return findings


def _check(
    connection: duckdb.DuckDBPyConnection,
    table: Table,
    columns: frozenset[str],
    rows: int,
    tables: frozenset[str],
) -> Iterator[Finding]:
    if rows == 0:
        yield Finding(
            "table_empty", Severity.WARNING, table.name, (), 0, 0, f"The table {table.name} has no rows."
        )
        return
    checks = list(_checks_of(table, columns, tables))
    expected = [
        name for name in (*EXPECTED.get(table.name, ()), *DOUBTFUL.get(table.name, ())) if name in columns
    ]
    counts = [f"count_if({check.condition})" for check in checks] + [f"count({name})" for name in expected]
    found = connection.execute(f"select {', '.join(counts)} from {table.name} as t").fetchone() or ()
    for check, count in zip(checks, found[: len(checks)], strict=True):
        if count:
            yield Finding(
                check=check.name,
                severity=check.severity(int(count), rows),
                table=table.name,
                columns=check.columns,
                count=int(count),
                total=rows,
                message=f"{check.says} in {count} of {rows} rows.",
                samples=_samples(connection, table, check),
            )
    yield from _empty_columns(table, zip(expected, found[len(checks) :], strict=True), rows)
    if table.name not in RESOLVED:
        yield from _repeated(connection, table, columns, rows)
    if table.name == "eligibility":
        yield from _disagreeing(connection, rows)


def _checks_of(table: Table, columns: frozenset[str], tables: frozenset[str]) -> Iterator[_Check]:
    for column in table.columns:
        if column.name not in columns:
            continue
        if column.required:
            yield _Check(
                "required_empty", (column.name,), f"{column.name} is null", f"{column.name} is empty"
            )
        yield from _range(column)
    for constraint in table.constraints:
        if isinstance(constraint, Order) and {constraint.earlier, constraint.later} <= columns:
            yield _Check(
                "out_of_order",
                (constraint.earlier, constraint.later),
                _after(table, constraint),
                f"{constraint.earlier} is after {constraint.later}",
            )
        if isinstance(constraint, Reference) and constraint.table in tables and table.name not in RESOLVED:
            yield _Check(
                "not_found",
                (constraint.column,),
                f"t.{constraint.column} is not null and not exists (select 1 from {constraint.table} r "
                f"where r.{constraint.column} = t.{constraint.column})",
                f"{constraint.column} is not found in {constraint.table}",
                lambda count, total: Severity.WARNING,
            )
    if table.name == "eligibility" and "birth_date" in columns:
        yield _Check(
            "eligibility_birth_date_empty", ("birth_date",), "birth_date is null", "birth_date is empty"
        )


def _range(column: Column) -> Iterator[_Check]:
    if column.type in (Type.DATE, Type.TIMESTAMP):
        yield _Check(
            "implausible_date",
            (column.name,),
            f"{column.name} < date '1900-01-01' or {column.name} >= date '2101-01-01'",
            f"{column.name} lies before 1900 or after 2100",
        )
    elif column.minimum is not None:
        yield _Check(
            "below_minimum",
            (column.name,),
            f"{column.name} < {column.minimum}",
            f"{column.name} is below {column.minimum}",
        )
    elif column.name in ("paid_amount", "allowed_amount"):
        yield _Check(
            "negative_amount",
            (column.name,),
            f"{column.name} < 0",
            f"{column.name} is negative (a correction)",
            lambda count, total: Severity.WARNING if count > 0.2 * total else Severity.NOTE,
        )


def _after(table: Table, order: Order) -> str:
    earlier, later = (
        f"cast({name} as date)" if table.column(name).type is Type.TIMESTAMP and mixed else name
        for mixed in (table.column(order.earlier).type is not table.column(order.later).type,)
        for name in (order.earlier, order.later)
    )
    return f"{earlier} > {later}"


def _samples(connection: duckdb.DuckDBPyConnection, table: Table, check: _Check) -> tuple[str, ...]:
    shown = tuple(dict.fromkeys((*table.grain, *check.columns)))
    names = ", ".join(shown)
    rows = connection.execute(
        f"select {names} from {table.name} as t where {check.condition} order by all limit {SAMPLES}"
    ).fetchall()
    return tuple(
        ", ".join(f"{name}={_written(table, name, value)}" for name, value in zip(shown, row, strict=True))
        for row in rows
    )


def _written(table: Table, name: str, value: Any) -> str:
    """A held value as the file has it."""
    if value is None:
        return ""
    hundredths = table.column(name).type in (Type.MONEY, Type.HUNDREDTHS)
    return f"{Decimal(value) / 100:.2f}" if hundredths else str(value)


def _empty_columns(table: Table, filled: Iterable[tuple[str, int]], rows: int) -> Iterator[Finding]:
    """Columns without a value, of those with how many rows they have one in."""
    doubtful = DOUBTFUL.get(table.name, ())
    for name, count in filled:
        if count == 0:
            yield Finding(
                "column_empty",
                Severity.WARNING if name in doubtful else Severity.SEVERE,
                table.name,
                (name,),
                rows,
                rows,
                f"{name} is there but empty in every row."
                + (
                    " If that means that it is not reported, do not use the measures."
                    if name in doubtful
                    else ""
                ),
            )


def _repeated(
    connection: duckdb.DuckDBPyConnection, table: Table, columns: frozenset[str], rows: int
) -> Iterator[Finding]:
    key = [name for name in table.grain if name in columns]
    names = ", ".join(key)
    repeats = f"select {names}, count(*) as n from {table.name} group by all having count(*) > 1"
    found = connection.execute(f"select coalesce(sum(n - 1), 0) from ({repeats})").fetchone() or (0,)
    if count := int(found[0]):
        samples = connection.execute(f"{repeats} order by all limit {SAMPLES}").fetchall()
        yield Finding(
            "key_repeated",
            grave_from(count, rows),
            table.name,
            tuple(key),
            count,
            rows,
            f"{count} of {rows} rows repeat the key {names}; they are counted as they stand.",
            tuple(
                ", ".join(f"{name}={value}" for name, value in zip((*key, "rows"), row, strict=True))
                for row in samples
            ),
        )


def _disagreeing(connection: duckdb.DuckDBPyConnection, rows: int) -> Iterator[Finding]:
    facts = ("birth_date", "death_date", "gender", "race", "ethnicity")
    differs = " or ".join(f"min({fact}) <> max({fact})" for fact in facts)
    people = connection.execute(
        f"select person_id from eligibility group by person_id having {differs} order by person_id"
    ).fetchall()
    if people:
        yield Finding(
            "eligibility_disagrees",
            Severity.WARNING,
            "eligibility",
            facts,
            len(people),
            rows,
            f"{len(people)} people have rows that disagree on {', '.join(facts)}; the greatest value is "
            f"used.",
            tuple(f"person_id={person}" for (person,) in people[:SAMPLES]),
        )
