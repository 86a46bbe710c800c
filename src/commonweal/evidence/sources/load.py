"""Reads files into the tables of the contract, counts what does not fit, and takes their fingerprint."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import duckdb

from commonweal.evidence.quality.finding import Finding, Severity, grave_from
from commonweal.evidence.sources.files import plain, unreadable
from commonweal.evidence.sources.model import Reading, Readings, quoted, text
from commonweal.evidence.tables import TABLES, Column, Table, Type

SQL_TYPES = {
    Type.TEXT: "varchar",
    Type.INTEGER: "bigint",
    Type.MONEY: "bigint",
    Type.HUNDREDTHS: "bigint",
    Type.DATE: "date",
    Type.TIMESTAMP: "timestamp",
}
"""What columns are held as in DuckDB."""

SAMPLES = 5
"""How many rows a finding shows."""


@dataclass(frozen=True)
class Loaded:
    """What was read.

    `present`: the columns the partner has, by table. `files`: how many rows and which files, by table.
    """

    present: dict[str, frozenset[str]]
    rows: dict[str, int]
    files: dict[str, tuple[Path, ...]]
    findings: tuple[Finding, ...]
    fingerprint: Future[str]


def load(
    connection: duckdb.DuckDBPyConnection,
    readings: Readings,
    progress: Callable[[str], None] = lambda _: None,
) -> Loaded:
    """Make one table (or view) per reading in `connection`, named and typed as in the contract.

    A table with an unreadable file or without a required column is left out, with a severe finding.
    """
    findings = list(readings.findings)
    present: dict[str, frozenset[str]] = {}
    rows: dict[str, int] = {}
    files: dict[str, tuple[Path, ...]] = {}
    pool = ThreadPoolExecutor(1)
    fingerprint = pool.submit(
        fingerprint_of, sorted({path for reading in readings.tables for path in reading.files})
    )
    pool.shutdown(wait=False)
    for reading in readings.tables:
        progress(f"reading {reading.table}")
        table = TABLES[reading.table]
        missing = [name for name in table.required if name not in reading.columns]
        if missing:
            findings.append(_missing(reading, missing))
            continue
        try:
            loader = _Loader(connection, table, reading)
            loader.make()
            findings += loader.findings()
        except duckdb.Error as error:
            findings.append(unreadable(table.name, reading.files, f"{_names(reading.files)}: {plain(error)}"))
            connection.execute(f"drop table if exists {table.name}")
            continue
        present[table.name] = frozenset(reading.columns)
        rows[table.name] = loader.rows
        files[table.name] = reading.files
    return Loaded(present, rows, files, tuple(findings), fingerprint)


def fingerprint_of(files: Iterable[Path]) -> str:
    """SHA-256 over the names and contents of the files: the same files have the same fingerprint anywhere."""
    whole = hashlib.sha256()
    for path in files:
        with path.open("rb") as opened:
            digest = hashlib.file_digest(opened, "sha256").hexdigest()
        whole.update(f"{path.name}\0{digest}\n".encode())
    return whole.hexdigest()


class _Loader:
    """One table on its way in."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, table: Table, reading: Reading) -> None:
        self.connection = connection
        self.table = table
        self.reading = reading
        self.cast = [
            column
            for column in table.columns
            if column.name in reading.columns and not _fits(column, reading.native.get(column.name))
        ]
        """Columns in which a value may fail to become what the contract says."""
        self.blank = _blank_columns(connection, reading)
        """Expressions that are empty in every row, as the Parquet files themselves say."""
        self.rows = 0

    def make(self) -> None:
        """Make the table. Parquet of the right types stays where it is, as a view; everything else is read
        once.
        """
        held = ", ".join(f"{self._held(column)} as {quoted(column.name)}" for column in self.table.columns)
        name = self.table.name
        if self.is_view:
            self.connection.execute(f"create temp view {name} as select {held} from {self.reading.relation}")
        else:
            flags = "".join(
                f", {self._unfit(column)} as {quoted('unfit ' + column.name)}" for column in self.cast
            )
            self.connection.execute(
                f"create temp table {name} as select {held}{flags} from {self.reading.relation}"
            )
        counted = self.connection.execute(f"select count(*) from {name}").fetchone()
        self.rows = int(counted[0]) if counted else 0

    @property
    def is_view(self) -> bool:
        """Whether the rows stay in their Parquet files: nothing has to be cast that could fail, but codes."""
        return ".parquet" in self.reading.relation and all(column.values for column in self.cast)

    def findings(self) -> list[Finding]:
        """Values that do not fit their column, and lines that are no CSV."""
        found = self._rejected()
        if not self.cast:
            return found
        if self.is_view:
            counts = ", ".join(f"count_if({self._unfit(column)})" for column in self.cast)
            query = f"select {counts} from {self.reading.relation}"
        else:
            counts = ", ".join(f"count_if({quoted('unfit ' + column.name)})" for column in self.cast)
            query = f"select {counts} from {self.table.name}"
        row = self.connection.execute(query).fetchone() or ()
        for column, count in zip(self.cast, row, strict=True):
            if count:
                found.append(self._unfit_finding(column, int(count)))
        if not self.is_view:
            for column in self.cast:
                self.connection.execute(
                    f"alter table {self.table.name} drop column {quoted('unfit ' + column.name)}"
                )
        return found

    def _unfit(self, column: Column) -> str:
        """SQL of whether a value is there and does not fit."""
        name = column.name
        expression, native = self.reading.columns[name], self.reading.native.get(name)
        return (
            f"({_cleaned(expression, native)} is not null and {_typed(expression, column, native)} is null)"
        )

    def _held(self, column: Column) -> str:
        expression = self.reading.columns.get(column.name)
        if expression is None or expression in self.blank:
            return f"cast(null as {SQL_TYPES[column.type]})"
        native = self.reading.native.get(column.name)
        plain_text = column.type is Type.TEXT and native == "VARCHAR" and not column.values
        if plain_text and column.name in self.table.grain:
            # Values that differ in nearly every row: looking at their ends costs half of what cutting them does.
            ends = f"starts_with({expression}, ' ') or ends_with({expression}, ' ') or {expression} = ''"
            return f"case when {ends} then {_cleaned(expression, native)} else {expression} end"
        return _typed(expression, column, native)

    def _unfit_finding(self, column: Column, count: int) -> Finding:
        expression = self.reading.columns[column.name]
        rows = self.connection.execute(
            f"select distinct trim(cast({expression} as varchar)) as v from {self.reading.relation} "
            f"where {self._unfit(column)} order by v limit {SAMPLES}"
        ).fetchall()
        coded = bool(column.values)
        what = f"is none of {', '.join(column.values)}" if coded else f"is no {column.type.value}"
        return Finding(
            check="value_not_allowed" if coded else "value_unreadable",
            severity=grave_from(count, self.rows),
            table=self.table.name,
            columns=(column.name,),
            count=count,
            total=self.rows,
            message=f"{column.name} {what} in {count} of {self.rows} rows; these values were left empty.",
            samples=tuple(f"{column.name}={value}" for (value,) in rows),
        )

    def _rejected(self) -> list[Finding]:
        if ".parquet" in self.reading.relation:
            return []
        rows = self.connection.execute(
            "select line, any_value(error_message) from reject_errors group by line order by line"
        ).fetchall()
        self.connection.execute("drop table if exists reject_errors; drop table if exists reject_scans")
        if not rows:
            return []
        return [
            Finding(
                check="line_unreadable",
                severity=grave_from(len(rows), self.rows + len(rows), 0.01),
                table=self.table.name,
                columns=(),
                count=len(rows),
                total=self.rows + len(rows),
                message=f"{len(rows)} lines of {_names(self.reading.files)} have not as many values as "
                f"the header "
                "has columns, or quotes that do not close; they were not read.",
                samples=tuple(f"line {line}: {message}" for line, message in rows[:SAMPLES]),
            )
        ]


def _blank_columns(connection: duckdb.DuckDBPyConnection, reading: Reading) -> frozenset[str]:
    """Columns, quoted, of which every group of rows of every file says that it holds no value."""
    if ".parquet" not in reading.relation:
        return frozenset()
    files = ", ".join(text(str(path)) for path in reading.files)
    rows = connection.execute(
        f"select path_in_schema from parquet_metadata([{files}]) group by path_in_schema "
        "having count(*) = count(stats_null_count) and sum(stats_null_count) = sum(num_values)"
    ).fetchall()
    return frozenset(quoted(name) for (name,) in rows)


def _fits(column: Column, native: str | None) -> bool:
    if column.values:
        return False
    if column.type is Type.TEXT:
        return True
    if native is None:
        return False
    return {
        Type.DATE: native in ("DATE", "TIMESTAMP"),
        Type.TIMESTAMP: native in ("DATE", "TIMESTAMP"),
        Type.INTEGER: native in ("BIGINT", "INTEGER", "SMALLINT", "TINYINT", "UINTEGER"),
        Type.MONEY: native.startswith("DECIMAL") or native in ("DOUBLE", "BIGINT", "INTEGER"),
        Type.HUNDREDTHS: native.startswith("DECIMAL") or native in ("DOUBLE", "BIGINT", "INTEGER"),
    }[column.type]


def _cleaned(expression: str, native: str | None) -> str:
    plain_text = expression if native == "VARCHAR" else f"cast({expression} as varchar)"
    return f"nullif(trim({plain_text}), '')"


def _typed(expression: str, column: Column, native: str | None) -> str:
    """SQL of the held value; empty when the value does not fit."""
    if column.values:
        plain_text = expression if native == "VARCHAR" else f"cast({expression} as varchar)"
        cases = " ".join(f"when {text(value)} then {text(value)}" for value in column.values)
        return f"case lower(trim({plain_text})) {cases} end"
    if column.type is Type.TEXT:
        return _cleaned(expression, native)
    value = expression if _fits(column, native) else _cleaned(expression, native)
    if column.type in (Type.MONEY, Type.HUNDREDTHS):
        return f"cast(round(try_cast({value} as decimal(18, 4)) * 100) as bigint)"
    if column.type is Type.INTEGER and not _fits(column, native):
        exact = f"try_cast({value} as decimal(18, 4))"
        return f"case when {exact} = floor({exact}) then cast({exact} as bigint) end"
    return f"try_cast({value} as {SQL_TYPES[column.type]})"


def _missing(reading: Reading, missing: list[str]) -> Finding:
    return Finding(
        check="column_missing",
        severity=Severity.SEVERE,
        table=reading.table,
        columns=tuple(missing),
        count=len(missing),
        total=len(TABLES[reading.table].required),
        message=f"{_names(reading.files)}: the column {', '.join(missing)} is missing, so the table "
        f"cannot be used.",
    )


def _names(files: Iterable[Path]) -> str:
    names = sorted({path.name for path in files})
    return ", ".join(names[:3]) + (f" and {len(names) - 3} more" if len(names) > 3 else "")
