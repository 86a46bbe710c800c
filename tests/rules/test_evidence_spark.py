"""The whole catalogue on a local Spark gives the numbers of DuckDB. Needs the extra `commonweal[spark]`
and Java.
"""

from __future__ import annotations

import importlib.util
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest
from click.testing import CliRunner

from commonweal.cli.evidence import evidence
from commonweal.evidence.engines.period import Period
from commonweal.evidence.measures.catalogue import MEASURES
from commonweal.evidence.run import run
from commonweal.evidence.sources import tuva
from commonweal.evidence.synthetic import synthesize

FEW_ROWS = {
    "spark.driver.extraJavaOptions": "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC",
    "spark.sql.shuffle.partitions": "1",
    "spark.sql.adaptive.enabled": "false",
    "spark.sql.codegen.wholeStage": "false",
    "spark.sql.codegen.factoryMode": "NO_CODEGEN",
}
"""For a few hundred rows, what Spark does to be fast with many costs more than the work."""


def test_without_spark_the_command_says_how_to_get_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(__import__("sys").modules, "pyspark.sql", None)
    monkeypatch.delitem(__import__("sys").modules, "commonweal.evidence.engines.spark", raising=False)
    (tmp_path / "need.csv").write_text("need_id,person_id,identified_date\n1,ann,2017-05-03\n")
    arguments = ["run", "--source", "tuva", str(tmp_path), "--from", "2017-05", "--to", "2017-05"]
    done = CliRunner().invoke(evidence, [*arguments, "--out", str(tmp_path / "out"), "--engine", "spark"])
    assert done.exit_code == 1
    assert "pip install 'commonweal[spark]'" in done.output


def test_spark_finds_the_same_numbers(tmp_path: Path) -> None:
    _needs(importlib.util.find_spec("pyspark") is not None, "pyspark (pip install 'commonweal[spark]')")
    _needs(shutil.which("java") is not None, "Java")
    from commonweal.evidence.engines.spark import SparkBackend

    quiet: Callable[[str], None] = lambda _: None  # noqa: E731
    synthesize(people=150, months=15, out=tmp_path, seed=7, progress=quiet)
    (eligibility,) = tmp_path.glob("eligibility.*")
    spans = (
        duckdb.read_csv(str(eligibility))
        if eligibility.suffix != ".parquet"
        else duckdb.read_parquet(str(eligibility))
    )
    first, last = spans.aggregate("min(enrollment_start_date), max(enrollment_end_date)").fetchall()[0]
    found = []
    for elsewhere in (
        None,
        lambda connection, loaded: SparkBackend.start("local[1]", connection, loaded.present, FEW_ROWS),
    ):
        with duckdb.connect(config={"threads": 1}) as connection:
            readings = tuva.readings(connection, tmp_path)
            found.append(run(connection, readings, Period.of(first, last), elsewhere=elsewhere))
    here, spark = found
    assert {measure.name for measure in spark.measures} | set(spark.stopped) == set(MEASURES)
    assert spark.rows == here.rows and spark.ledger == here.ledger
    assert len(spark.rows) > 1000


def _needs(there: bool, what: str) -> None:
    """Skip where something is not there; where it is promised (CI), its lack is a failure."""
    if not there and os.environ.get("COMMONWEAL_SPARK_REQUIRED"):
        pytest.fail(f"{what} was promised and is not there")
    if not there:
        pytest.skip(f"needs {what}; .ci/run installs it")
