"""The whole catalogue on a local Spark gives the numbers of DuckDB. Needs the extra `commonweal[spark]`
and Java.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest
from click.testing import CliRunner

from commonweal.cli.evidence import evidence
from commonweal.evidence.engines.backend import DuckDBBackend
from commonweal.evidence.engines.ibis_engine import computable
from commonweal.evidence.engines.summing import figures
from commonweal.evidence.engines.period import Period
from commonweal.evidence.engines.world import World
from commonweal.evidence.measures.catalogue import MEASURES
from commonweal.evidence.sources import tuva
from commonweal.evidence.sources.load import load
from commonweal.evidence.synthetic import synthesize


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


@pytest.mark.night
def test_spark_finds_the_same_numbers(tmp_path: Path) -> None:
    pytest.importorskip("pyspark", reason="pyspark is not installed: pip install 'commonweal[spark]'")
    if shutil.which("java") is None:
        pytest.skip("Spark needs Java, and there is none on this machine")
    from commonweal.evidence.engines.spark import SparkBackend

    quiet: Callable[[str], None] = lambda _: None  # noqa: E731
    synthesize(people=300, months=15, out=tmp_path, seed=7, progress=quiet)
    with duckdb.connect(config={"threads": 1}) as connection:
        loaded = load(connection, tuva.readings(connection, tmp_path))
        period = Period.of(
            *connection.execute(
                "select min(enrollment_start_date), max(enrollment_end_date) from eligibility"
            ).fetchall()[0]
        )
        measures = computable(loaded.present)
        assert {measure.name for measure in measures} == set(MEASURES)
        backend = SparkBackend.start("local[1]", connection, loaded.present)
        try:
            spark = figures(World(backend, loaded.present, period), measures)
        finally:
            backend.close()
        assert spark == figures(World(DuckDBBackend(connection), loaded.present, period), measures)
        assert len(spark) > 1000
