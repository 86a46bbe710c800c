"""The catalogue of measures on a million claim lines, beside a bare query for monthly cost.

    python -m benchmarks.evidence [--times 500] [--data ../shared/data/claims] [--runs 3] [--ten FOLDER]

The rows are those of `data/claims`, repeated with new identifiers (claims, persons, members) and written
as Parquet. Each run is a process of its own, from the start of Python to the last file written, on two threads.
Printed are wall time, processor time and peak memory of the process, seconds by step, and the ratio to the bare
query in the same kind of process: runs of both take turns, since other work of the machine disturbs both alike.
Then a hundred thousand process charts (benchmarks/charts.py).

`--ten FOLDER` makes ten times the rows there, runs them once beside the others, and removes them: the time has
to be at most ten times that of the others, with memory bounded by spilling.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import NamedTuple

import duckdb

ROOT = Path(__file__).resolve().parent.parent
IDENTIFIERS = {
    "medical_claim": ("claim_id", "person_id", "member_id"),
    "pharmacy_claim": ("claim_id", "person_id", "member_id"),
    "eligibility": ("person_id", "member_id", "subscriber_id"),
}
LIMITS = {"seconds": 3.0, "MiB": 1024}
OFTEN = 500
"""How often the rows of `data/claims` are repeated for the promise of LIMITS."""
BARE = """
import duckdb, sys
folder = sys.argv[1]
c = duckdb.connect(config={"threads": 2})
print(c.execute(f'''select date_trunc('month', d) m, sum(paid), count(distinct person_id) from (
  select coalesce(claim_line_start_date, claim_start_date) d, paid_amount paid, person_id
  from read_parquet('{folder}/medical_claim.parquet') union all
  select dispensing_date, paid_amount, person_id from read_parquet('{folder}/pharmacy_claim.parquet'))
  group by 1 order by 1''').fetchall()[:1])
"""
CATALOGUE = """
import sys
sys.argv[0] = "commonweal"
from commonweal.cli.main import main
main()
"""


def made(data: Path, times: int, folder: Path) -> Path:
    """The folder with the Parquet files, made once.

    By a process of its own: a process that is started later would count this one's greatest memory as its own.
    """
    if not (folder / "done").exists():
        with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
            pool.submit(make, data, times, folder).result()
    return folder


def make(data: Path, times: int, folder: Path) -> None:
    """Write the Parquet files."""
    folder.mkdir(parents=True, exist_ok=True)
    connection = duckdb.connect(config={"memory_limit": "2GB", "threads": 2})
    connection.execute("set enable_progress_bar = false")
    for table, identifiers in IDENTIFIERS.items():
        replaced = ", ".join(f"cast({name} as varchar) || '-' || copy as {name}" for name in identifiers)
        connection.execute(
            f"copy (select * exclude (copy) replace ({replaced}) from read_csv('{data}/{table}.csv', "
            f"sample_size = -1, types = {json.dumps(types(connection, data, table))}) "
            f"cross join range(1, {times} + 1) r(copy)) to '{folder}/{table}.parquet' (format parquet)"
        )
    (folder / "done").write_text("")


def types(connection: duckdb.DuckDBPyConnection, data: Path, table: str) -> dict[str, str]:
    """Codes are text, amounts decimal, dates dates: what a careful partner's Parquet has."""
    names = [row[0] for row in connection.execute(f"describe select * from '{data}/{table}.csv'").fetchall()]

    def kind(name: str) -> str:
        if name.endswith("_amount"):
            return "DECIMAL(18,2)"
        if "date" in name and "datetime" not in name:
            return "DATE"
        return "INTEGER" if name in ("claim_line_number", "days_supply") else "VARCHAR"

    return {name: kind(name) for name in names}


class Measured(NamedTuple):
    """One process: wall seconds, peak MiB, what it printed, processor seconds."""

    seconds: float
    mebibytes: float
    told: str
    processor: float
    failed: bool


def measured(arguments: list[str], *, may_fail: bool = False) -> Measured:
    """Run a process and measure it. Stops the benchmark where it fails and may not."""
    # An installed program has its bytecode compiled, as pip does; a source tree need not.
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    environment["PYTHONPYCACHEPREFIX"] = str(ROOT / ".cache" / "bytecode")
    start = time.perf_counter()
    with tempfile.TemporaryFile("w+") as output:
        process = subprocess.Popen(arguments, stdout=output, env=environment, cwd=ROOT)
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - start
        output.seek(0)
        told = output.read()
    if status and not may_fail:
        raise SystemExit(f"a run failed with {os.waitstatus_to_exitcode(status)}:\n{told}")
    return Measured(seconds, usage.ru_maxrss / 1024, told, usage.ru_utime + usage.ru_stime, bool(status))


def catalogue(folder: Path, out: Path, *, report: bool) -> Measured:
    """One run of the whole catalogue over the files of a folder."""
    command = ["evidence", "run", "--source", "tuva", str(folder), "--from", "2016-01", "--to", "2018-12"]
    command += ["--out", str(out), "--steps", "--threads", "2"]
    if not report:
        command.append("--no-report")
    return measured([sys.executable, "-c", CATALOGUE, *command])


def main() -> int:
    """Print the figures; 1 when a limit is broken."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--times", type=int, default=OFTEN)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--data", type=Path, default=ROOT.parent / "shared" / "data" / "claims")
    parser.add_argument("--report", action="store_true", help="draw the report as well")
    parser.add_argument("--ten", type=Path, help="a folder with 200 MB of room, for ten times the rows")
    told = parser.parse_args()
    if not told.data.exists():
        print(f"There are no claims in {told.data}; say where with --data.")
        return 1
    folder = made(told.data, told.times, ROOT / ".cache" / f"bench-evidence-{told.times}")
    counts = duckdb.execute(
        f"select (select count(*) from '{folder}/medical_claim.parquet'), "
        f"(select count(*) from '{folder}/pharmacy_claim.parquet')"
    ).fetchall()[0]
    print(f"{counts[0]:,} medical lines, {counts[1]:,} pharmacy lines")
    broken = []
    with tempfile.TemporaryDirectory() as place:
        out = Path(place)
        catalogue(folder, out, report=told.report)  # compiles the bytecode
        bare, runs = [], []
        for _ in range(told.runs):
            bare.append(measured([sys.executable, "-c", BARE, str(folder)]))
            runs.append(catalogue(folder, out, report=told.report))
        size = sum(path.stat().st_size for path in out.iterdir()) / 2**20
        seconds = statistics.median(run.seconds for run in runs)
        print(min(runs, key=lambda run: run.seconds).told)
        _print("catalogue", runs)
        _print("bare query for monthly cost, same kind of process", bare)
        ratio = seconds / statistics.median(run.seconds for run in bare)
        print(f"ratio: {ratio:.1f}; written: {size:.1f} MiB; load of the machine: {os.getloadavg()[0]:.1f}")
        if told.times == OFTEN and seconds > LIMITS["seconds"]:
            broken.append(f"over the limit of {LIMITS['seconds']} s")
        if told.times == OFTEN and max(run.mebibytes for run in runs) > LIMITS["MiB"]:
            broken.append(f"over the limit of {LIMITS['MiB']} MiB")
        if told.ten is not None:
            broken += _ten_times(told.data, told.times * 10, told.ten, folder, out)
    charts = measured([sys.executable, "-m", "benchmarks.charts"], may_fail=True)
    print(charts.told)
    if charts.failed:
        broken.append("the charts are slower than promised")
    for what in broken:
        print(what)
    return 1 if broken else 0


def _ten_times(data: Path, times: int, place: Path, folder: Path, out: Path) -> list[str]:
    with tempfile.TemporaryDirectory(dir=place) as big:
        made(data, times, Path(big))
        before = catalogue(folder, out, report=False)
        ten = catalogue(Path(big), out, report=False)
        after = catalogue(folder, out, report=False)
    _print("ten times the rows", [ten])
    one = (before.seconds + after.seconds) / 2
    print(f"that is {ten.seconds / one:.1f} times {one:.2f} s (the mean of a run before and one after)")
    broken = []
    if ten.seconds > 10 * one:
        broken.append("ten times the rows took more than ten times the time")
    if ten.mebibytes > LIMITS["MiB"]:
        broken.append(f"ten times the rows took more than {LIMITS['MiB']} MiB")
    return broken


def _print(what: str, runs: list[Measured]) -> None:
    print(
        f"{what}: {statistics.median(run.seconds for run in runs):.2f} s (median of {len(runs)}, best "
        f"{min(run.seconds for run in runs):.2f}), processor {statistics.median(run.processor for run in runs):.2f} s, "
        f"peak {max(run.mebibytes for run in runs):.0f} MiB"
    )


if __name__ == "__main__":
    sys.exit(main())
