"""Where expressions are run: DuckDB in this process, or Spark."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Protocol

import duckdb
import ibis

from commonweal.evidence.tables import TABLES, Type

IBIS_TYPES = {
    Type.TEXT: "string",
    Type.INTEGER: "int64",
    Type.MONEY: "int64",
    Type.HUNDREDTHS: "int64",
    Type.DATE: "date",
    Type.TIMESTAMP: "timestamp",
}
"""What columns are held as, in Ibis' words."""


def contract_table(name: str) -> Any:
    """A table of the contract as an Ibis table without data behind it."""
    schema = {column.name: IBIS_TYPES[column.type] for column in TABLES[name].columns}
    return ibis.table(schema, name=name)


@dataclass
class Steps:
    """What was done and how long it took, in order."""

    seconds: dict[str, float] = field(default_factory=dict)
    tell: Callable[[str], None] = lambda _: None

    def timed(self, name: str, work: Callable[[], Any]) -> Any:
        """Do `work`, tell that it is being done and remember its time."""
        self.tell(name)
        start = time.perf_counter()
        done = work()
        self.seconds[name] = self.seconds.get(name, 0.0) + time.perf_counter() - start
        return done


class Backend(Protocol):
    """Runs Ibis expressions."""

    steps: Steps

    def keep(self, name: str, expression: Any) -> Any:
        """Work `expression` out once, keep its rows under `name`, and give the table of that name."""

    def rows(self, expression: Any) -> list[tuple[Any, ...]]:
        """The rows of `expression`."""

    def close(self) -> None:
        """Give back what the backend itself has taken."""


class DuckDBBackend:
    """DuckDB in this process; intermediate tables are temporary tables, which spill to disk when they
    must.
    """

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        # The compiler alone: the whole DuckDB backend of Ibis would take half a second to import.
        from ibis.backends.sql.compilers import DuckDBCompiler

        self.connection = connection
        self.steps = Steps()
        self._compiler = DuckDBCompiler()

    def sql(self, expression: Any) -> str:
        """The SQL of an expression."""
        return str(self._compiler.to_sqlglot(expression).sql("duckdb"))

    def keep(self, name: str, expression: Any) -> Any:
        self.steps.timed(
            name, lambda: self.connection.execute(f"create temp table {name} as {self.sql(expression)}")
        )
        return ibis.table(expression.schema(), name=name)

    def rows(self, expression: Any) -> list[tuple[Any, ...]]:
        return self.connection.execute(self.sql(expression)).fetchall()

    def close(self) -> None:
        """Nothing: the connection belongs to whoever opened it."""
