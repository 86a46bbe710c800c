"""The engine: the catalogue over the tables of one run, on DuckDB or Spark."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

import duckdb
import pyarrow as pa

from commonweal.evidence.engines.backend import DuckDBBackend
from commonweal.evidence.engines.period import Period
from commonweal.evidence.engines.summing import figures
from commonweal.evidence.engines.world import World
from commonweal.evidence.measures.catalogue import MEASURES
from commonweal.evidence.measures.spec import Measure
from commonweal.evidence.results import ResultRow
from commonweal.evidence.sources.load import SQL_TYPES
from commonweal.evidence.tables import TABLES, Type

Row = Mapping[str, Any]
ARROW_TYPES = {
    Type.TEXT: pa.string(),
    Type.INTEGER: pa.int64(),
    Type.MONEY: pa.int64(),
    Type.HUNDREDTHS: pa.int64(),
    Type.DATE: pa.date32(),
    Type.TIMESTAMP: pa.timestamp("us"),
}
"""What columns are held as, in Arrow's words."""


def computable(
    present: Mapping[str, frozenset[str]], measures: Iterable[Measure] = MEASURES.values()
) -> list[Measure]:
    """The measures whose tables and columns are there."""
    return [measure for measure in measures if not measure.lacking(present)]


def compute(tables: Mapping[str, Sequence[Row]], first: date, last: date) -> list[ResultRow]:
    """All figures, unsuppressed, of rows held in memory.

    `tables`: rows by table name, values held as the contract says (money in whole cents, hundredths whole,
    dates as
    dates); a column is there when any row has it or the table has no rows. `first`, `last`: any day of the
    first and
    of the last month. Meant for small worlds: tests, examples.
    """
    with duckdb.connect(config={"threads": 1}) as connection:
        present = {name: _fill(connection, name, rows) for name, rows in tables.items()}
        world = World(DuckDBBackend(connection), present, Period.of(first, last))
        return figures(world, computable(present))


def _fill(connection: duckdb.DuckDBPyConnection, name: str, rows: Sequence[Row]) -> frozenset[str]:
    columns = TABLES[name].columns
    described = ", ".join(f'"{column.name}" {SQL_TYPES[column.type]}' for column in columns)
    connection.execute(f"create temp table {name} ({described})")
    if rows:
        # Row by row DuckDB takes a millisecond each.
        given = {column.name: [row.get(column.name) for row in rows] for column in columns}
        held = pa.schema([(column.name, ARROW_TYPES[column.type]) for column in columns])
        connection.register("given", pa.table(given, held))
        connection.execute(f"insert into {name} select * from given")
        connection.unregister("given")
        return frozenset(key for row in rows for key in row)
    return frozenset(column.name for column in columns)
