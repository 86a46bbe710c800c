"""Where expressions are run: DuckDB in this process, or Spark."""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from functools import cache, lru_cache
from types import ModuleType
from typing import Any, Protocol

import duckdb
import ibis

from commonweal.evidence.engines.steps import Done, Steps
from commonweal.evidence.tables import TABLES, Type

COMPILERS = "ibis.backends.sql.compilers"
WRITING = "writing SQL, beside the rest"
"""The step in which expressions become SQL while the engine is at work."""

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


class Backend(Protocol):
    """Runs Ibis expressions."""

    steps: Steps

    def keep(self, name: str, expression: Any) -> Any:
        """Work `expression` out once, keep its rows under `name`, and give the table of that name."""

    def rows(self, expression: Any, step: str = "") -> list[tuple[Any, ...]]:
        """The rows of `expression`. `step`: what this is called among the steps, if it is one."""

    def close(self) -> None:
        """Give back what the backend itself has taken."""


class DuckDBBackend:
    """DuckDB in this process; intermediate tables are temporary tables, which spill to disk when they
    must.

    One thread of its own works through the statements in their order, so that the next expression becomes SQL
    while the one before is computed. What fails is raised where rows are asked for next, or at `close`; nothing
    after it is tried.
    """

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self.connection = connection
        self.steps = Steps()
        self._line = ThreadPoolExecutor(1, thread_name_prefix="evidence")
        self._failure: Exception | None = None

    def sql(self, expression: Any) -> str:
        """The SQL of an expression."""
        return self.steps.measured(WRITING, lambda: _duckdb_sql(expression.op()))

    def keep(self, name: str, expression: Any) -> Any:
        query = f"create temp table {name} as {self.sql(expression)}"
        self._queued(name, lambda: self.connection.execute(query))
        return ibis.table(expression.schema(), name=name)

    def rows(self, expression: Any, step: str = "") -> list[tuple[Any, ...]]:
        query = self.sql(expression)
        return self._awaited(self._queued(step, lambda: self.connection.execute(query).fetchall()))

    def close(self) -> None:
        """Wait for what is under way; the connection belongs to whoever opened it."""
        self._awaited(self._queued("", lambda: None))
        self._line.shutdown()

    def _queued(self, step: str, work: Callable[[], Done]) -> Future[Done]:
        if step:
            self.steps.tell(step)

        def done() -> Done:
            if self._failure is not None:
                raise self._failure
            try:
                return self.steps.measured(step, work) if step else work()
            except Exception as error:
                self._failure = error
                raise

        return self._line.submit(done)

    def _awaited(self, future: Future[Done]) -> Done:
        try:
            return future.result()
        except KeyboardInterrupt:
            self.connection.interrupt()
            raise


@lru_cache(maxsize=256)
def _duckdb_sql(operation: Any) -> str:
    """The SQL of what an expression does. Two that say the same are equal, and a run writes some sixty: a process that
    works through one file after another (the background work does) writes each once."""
    return str(_duckdb_compiler()().to_sqlglot(operation.to_expr()).sql("duckdb"))


@cache
def _duckdb_compiler() -> Any:
    """Ibis' compiler for DuckDB alone: with those of twenty other engines its package takes 0.2 s to import."""
    if COMPILERS in sys.modules:
        return sys.modules[COMPILERS].DuckDBCompiler
    found = importlib.util.find_spec("ibis.backends.sql")
    assert found is not None and found.submodule_search_locations
    shell = ModuleType(COMPILERS)
    shell.__path__ = [f"{place}/compilers" for place in found.submodule_search_locations]
    sys.modules[COMPILERS] = shell
    try:
        from ibis.backends.sql.compilers.duckdb import DuckDBCompiler
    finally:
        # Whoever wants another engine's compiler later finds the package itself.
        del sys.modules[COMPILERS]
    return DuckDBCompiler
