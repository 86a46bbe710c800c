"""What settlement promises: a public file, ten thousand years of five hundred contracts, ten million shares.

Run with `make bench-settlement`. Each line: what was measured, the best of several runs, the promise,
and the ratio of
the two (below 1 is faster than promised). The last line of division compares with the plain engine per pool.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import numpy as np

from commonweal.settlement.contracts.contract import parse
from commonweal.settlement.division.apportion import divide
from commonweal.settlement.division.many import divide_many
from commonweal.settlement.mssp import public_file, settlement
from commonweal.settlement.simulation import plan
from commonweal.settlement.simulation.draws import draw
from commonweal.settlement.simulation.evaluate import evaluate
from commonweal.settlement.simulation.report import summary

ROOT = Path(__file__).parents[1]
REAL = ROOT.parent / "shared" / "data" / "mssp" / "PY2022.csv"
EXAMPLES = ROOT / "docs" / "examples" / "settlement"
ROWS, TRIALS, CONTRACTS, PARTNERS, POOLS = 482, 10_000, 500, 1_000, 10_000


def best(work: Callable[[], object], times: int = 3) -> tuple[float, float]:
    """Seconds of the fastest of several runs by the clock, and the seconds of processor it took."""
    found = []
    for _ in range(times):
        start, busy = time.perf_counter(), _processor()
        work()
        found.append((time.perf_counter() - start, _processor() - busy))
    return min(found)


def _processor() -> float:
    return sum(os.times()[:4])


def line(what: str, measured: tuple[float, float], promise: float) -> bool:
    """Print one result; the answer is whether the promise is kept by the clock."""
    seconds, busy = measured
    ratio = seconds / promise
    print(
        f"{what:<62} {seconds:7.3f} s ({busy:6.2f} s processor)  promise {promise:4.2f} s  ratio {ratio:4.2f}"
    )
    return seconds <= promise


def made_up_file(folder: Path) -> Path:
    """As many organisations as the real file has, with its columns and formats, where the real file is
    not here.
    """
    draw_ = np.random.default_rng(5)
    headers = "ACO_ID,Current_Track,N_AB,MinSavPerc,DisAdj,Met_QPS,QualScore,ABtotBnchmk,ABtotExp"
    rows = [headers + "," + ",".join(f"Other_{number}" for number in range(130))]
    for number in range(ROWS):
        people, saved = int(draw_.integers(5_000, 90_000)), int(draw_.integers(-300, 900))
        benchmark = people * int(draw_.integers(9_000, 16_000))
        spent = benchmark - benchmark * saved // 10_000
        track = ("EN", "A", "B")[number % 3]
        quality = draw_.integers(6000, 9900) / 100
        quality = draw_.integers(6000, 9900) / 100
        row = f"A{number:04},{track},{people},2.00%,,1,{quality:.2f}%,{benchmark},{spent}"
        rows.append(row + ",1234.5" * 130)
    path = folder / "PY2022.csv"
    path.write_text("\n".join(rows) + "\n")
    return path


def public_use_file(folder: Path) -> list[bool]:
    """A public file read and settled, in a new process and in a warm one."""
    path = REAL if REAL.is_file() else made_up_file(folder)
    which = "the real file of 2022" if path == REAL else "a made-up file"
    command = "import sys; sys.path.insert(0, 'src'); from commonweal.cli.main import main; main()"
    words = ["settlement", "mssp", str(path), "--year", "2022", "--out", str(folder / "out.csv")]

    def cold() -> None:
        subprocess.run(
            [sys.executable, "-c", command, *words], cwd=ROOT, check=True, stdout=subprocess.DEVNULL
        )

    def warm() -> None:
        settlement.settle(public_file.read(path), 2022)

    return [
        line(f"{ROWS} organisations, cold, command to file ({which})", best(cold), 1.5),
        line(f"{ROWS} organisations, warm, read and settled", best(warm, 5), 0.15),
    ]


def simulation() -> list[bool]:
    """Five hundred contracts that differ in their terms, each over the same ten thousand drawn years."""
    text = (EXAMPLES / "shared-savings.toml").read_text("utf-8")
    variants = [
        parse(text.replace('sharing_rate = "50 %"', f'sharing_rate = "{30 + number / 10} %"'), "c.toml")
        for number in range(CONTRACTS)
    ]
    planned = plan.read(variants[0], EXAMPLES, "c.toml")

    def work() -> None:
        for number, contract in enumerate(variants):
            years = evaluate(contract, planned, draw(planned, TRIALS, number), TRIALS)
            for party, values in years.net.items():
                summary(party, values)

    def same_years() -> None:
        drawn = draw(planned, TRIALS)
        for contract in variants:
            evaluate(contract, planned, drawn, TRIALS)

    return [
        line(f"{TRIALS:,} years × {CONTRACTS} contracts, the same years for all", best(same_years, 2), 3.0),
        line(f"{TRIALS:,} years × {CONTRACTS} contracts, own years and summaries", best(work, 2), 3.0),
    ]


def division() -> list[bool]:
    """A thousand partners in ten thousand pools, in whole cents."""
    draw_ = np.random.default_rng(3)
    pools, weights = draw_.integers(0, 10**11, POOLS), draw_.integers(1, 10**6, PARTNERS)
    kept = line(
        f"{PARTNERS:,} partners × {POOLS:,} pools, to the cent",
        best(lambda: divide_many(pools, weights)),
        3.0,
    )
    keyed = {f"p{number:04}": Fraction(int(weight)) for number, weight in enumerate(weights)}
    plain, _ = best(lambda: divide(int(pools[0]), keyed))
    many = best(lambda: divide_many(pools, weights))[0] / POOLS
    times = plain / many
    print(
        f"  one pool: {plain * 1e3:.2f} ms one by one, {many * 1e3:.4f} ms at once: {times:.0f} times faster"
    )
    return [kept]


def main() -> None:
    """Measure everything; exit code 1 when a promise is broken."""
    with tempfile.TemporaryDirectory() as folder:
        kept = [*public_use_file(Path(folder)), *simulation(), *division()]
    print(f"{sum(kept)} of {len(kept)} promises kept")
    sys.exit(0 if all(kept) else 1)


if __name__ == "__main__":
    main()
