"""The catalogue of measures on a million claim lines, beside a bare query for monthly cost.

    python -m benchmarks.evidence [--times 500] [--data ../shared/data/claims] [--runs 3]

The rows are those of `data/claims`, repeated with new identifiers (claims, persons, members) and written
as Parquet.
Each run is a process of its own, from the start of Python to the last file written, on two threads.
Printed are
wall time and peak memory of the process, seconds by step, and the ratio to the bare query in the same kind
of process.
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
from pathlib import Path

import duckdb

ROOT = Path(__file__).resolve().parent.parent
IDENTIFIERS = {
    "medical_claim": ("claim_id", "person_id", "member_id"),
    "pharmacy_claim": ("claim_id", "person_id", "member_id"),
    "eligibility": ("person_id", "member_id", "subscriber_id"),
}
LIMITS = {"seconds": 3.0, "MiB": 1024}
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


def made(data: Path, times: int) -> Path:
    """The folder with the Parquet files, made once."""
    folder = ROOT / ".cache" / f"bench-evidence-{times}"
    if (folder / "done").exists():
        return folder
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
    return folder


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


def measured(arguments: list[str]) -> tuple[float, float, str, float]:
    """Wall seconds, peak MiB, output and processor seconds of one process."""
    # An installed program has its bytecode compiled, as pip does; a source tree need not.
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    environment["PYTHONPYCACHEPREFIX"] = str(ROOT / ".cache" / "bytecode")
    start = time.perf_counter()
    with tempfile.TemporaryFile("w+") as output:
        process = subprocess.Popen(arguments, stdout=output, env=environment)
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - start
        output.seek(0)
        told = output.read()
    if status:
        raise SystemExit(f"a run failed with {os.waitstatus_to_exitcode(status)}:\n{told}")
    return seconds, usage.ru_maxrss / 1024, told, usage.ru_utime + usage.ru_stime


def main() -> int:
    """Print the figures; 1 when a limit is broken."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--times", type=int, default=500)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--data", type=Path, default=ROOT.parent / "shared" / "data" / "claims")
    parser.add_argument("--report", action="store_true", help="draw the report as well")
    told = parser.parse_args()
    if not told.data.exists():
        print(f"There are no claims in {told.data}; say where with --data.")
        return 1
    folder = made(told.data, told.times)
    counts = duckdb.execute(
        f"select (select count(*) from '{folder}/medical_claim.parquet'), "
        f"(select count(*) from '{folder}/pharmacy_claim.parquet')"
    ).fetchall()[0]
    print(f"{counts[0]:,} medical lines, {counts[1]:,} pharmacy lines")
    bare = [measured([sys.executable, "-c", BARE, str(folder)]) for _ in range(told.runs)]
    with tempfile.TemporaryDirectory() as out:
        command = ["evidence", "run", "--source", "tuva", str(folder), "--from", "2016-01", "--to", "2018-12"]
        command += ["--out", out, "--steps", "--threads", "2"]
        if not told.report:
            command.append("--no-report")
        measured([sys.executable, "-c", CATALOGUE, *command])  # compiles the bytecode
        runs = [measured([sys.executable, "-c", CATALOGUE, *command]) for _ in range(told.runs)]
        size = sum(path.stat().st_size for path in Path(out).iterdir()) / 2**20
    print(runs[-1][2])
    seconds = statistics.median(run[0] for run in runs)
    memory = max(run[1] for run in runs)
    bare_seconds = statistics.median(run[0] for run in bare)
    print(
        f"catalogue: {seconds:.2f} s (median of {told.runs}), peak {memory:.0f} MiB, {size:.1f} MiB written"
    )
    print(
        f"processor time: {statistics.median(run[3] for run in runs):.2f} s; load of the machine "
        f"{os.getloadavg()[0]:.1f}"
    )
    print(f"bare query for monthly cost, same kind of process: {bare_seconds:.2f} s")
    print(f"ratio: {seconds / bare_seconds:.1f}")
    if told.times == 500 and (seconds > LIMITS["seconds"] or memory > LIMITS["MiB"]):
        print(f"over the limit of {LIMITS['seconds']} s or {LIMITS['MiB']} MiB")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
