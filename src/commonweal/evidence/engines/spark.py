"""Spark, for those whose files outgrow one machine. Needs the extra `commonweal[spark]` and Java.

DuckDB reads and cleans the files, since what is unreadable must be found in one way only, and hands the
tables
over as Parquet; from there on the same expressions run as Spark SQL.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import ibis
from pyspark.sql import SparkSession

from commonweal.evidence.engines.steps import Steps
from commonweal.evidence.sources.model import text


class SparkBackend:
    """Runs expressions as Spark SQL; intermediate tables are Parquet files in a folder of their own."""

    def __init__(self, session: Any, folder: Path) -> None:
        from ibis.backends.sql.compilers import PySparkCompiler

        self.session = session
        self.folder = folder
        self.steps = Steps()
        self._compiler = PySparkCompiler()

    @classmethod
    def start(
        cls,
        master: str,
        connection: duckdb.DuckDBPyConnection,
        tables: Iterable[str],
        options: Mapping[str, str] | None = None,
    ) -> SparkBackend:
        """A backend on `master` that has `tables` of `connection`. The folder must be one the cluster
        sees. `options`: settings of Spark besides ours.
        """
        folder = Path(tempfile.mkdtemp(prefix="commonweal-spark-"))
        settings = {
            "spark.ui.enabled": "false",
            "spark.sql.session.timeZone": "UTC",
            "spark.sql.shuffle.partitions": "2" if master.startswith("local") else "200",
            "spark.sql.ansi.enabled": "false",
            **(options or {}),
        }
        builder = SparkSession.builder.master(master).appName("commonweal evidence")
        for name, value in settings.items():
            builder = builder.config(name, value)
        session = builder.getOrCreate()
        backend = cls(session, folder)
        for name in tables:
            path = folder / f"{name}.parquet"
            connection.execute(f"copy (select * from {name}) to {text(str(path))} (format parquet)")
            session.read.parquet(str(path)).createOrReplaceTempView(name)
        return backend

    def sql(self, expression: Any) -> str:
        """The SQL of an expression."""
        return str(self._compiler.to_sqlglot(expression).sql("databricks"))

    def keep(self, name: str, expression: Any) -> Any:
        """Work `expression` out once and keep it as Parquet."""
        self.steps.timed(name, lambda: self._write(name, expression))
        return ibis.table(expression.schema(), name=name)

    def _write(self, name: str, expression: Any) -> None:
        path = str(self.folder / f"kept-{name}")
        self.session.sql(self.sql(expression)).write.mode("overwrite").parquet(path)
        self.session.read.parquet(path).createOrReplaceTempView(name)

    def rows(self, expression: Any, step: str = "") -> list[tuple[Any, ...]]:
        """The rows of `expression`."""
        query = self.sql(expression)
        found = self.steps.timed(step or "looking up", lambda: self.session.sql(query).collect())
        return [tuple(_plain(value) for value in row) for row in found]

    def close(self) -> None:
        """Stop Spark and remove the folder."""
        self.session.stop()
        shutil.rmtree(self.folder, ignore_errors=True)


def _plain(value: Any) -> Any:
    return value if value is None or isinstance(value, int | str | date) else int(value)
