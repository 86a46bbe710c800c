"""The engine against a second, plain implementation of the Medicare rules, on organisations nobody
ever saw.
"""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.examples import by_day
from tests.factories.settlement_files import recent, settle

F = Fraction
HIGHEST = {"A": F(2, 5), "B": F(2, 5), "C": F(1, 2), "D": F(1, 2), "E": F(1, 2), "EN": F(3, 4)}
BANDS = [
    (5000, 5999, 39, 36), (6000, 6999, 36, 34), (7000, 7999, 34, 32), (8000, 8999, 32, 31), (9000,
    9999, 31, 30),
    (10000, 14999, 30, 27), (15000, 19999, 27, 25), (20000, 49999, 25, 22), (50000, 59999, 22, 20),
]  # fmt: skip
LOSS_CAPS = {"C": (F(2, 100), F(1, 100)), "D": (F(4, 100), F(2, 100)), "E": (F(8, 100), F(4, 100))}


def minimum(people: int) -> F:
    for first, last, high, low in BANDS:
        if first <= people <= last:
            return F(high, 1000) - F(high - low, 1000) * F(people - first, last - first)
    return F(2, 100)


def earned(
    track: str,
    year: int,
    people: int,
    chosen: F,
    benchmark: int,
    expenditure: int,
    quality: F,
    met: bool,
    alternative: bool,
    relief: int,
    revenue: int,
) -> F:
    saved = benchmark - expenditure
    rate = F(saved, benchmark)
    least = minimum(people) if track in "AB" else chosen
    some = met or (alternative and year >= 2023)
    if saved >= 0 and rate >= least:
        share = HIGHEST[track] if met else HIGHEST[track] * quality if some else F(0)
        cap = F(20, 100) if track == "EN" else F(10, 100)
        return min(F(98, 100) * share * saved, cap * benchmark)
    if track in "AB" or saved >= 0 or rate > -least:
        return F(0)
    if track == "EN":
        loss_rate = max(F(2, 5), min(F(3, 4), 1 - F(3, 4) * quality)) if some else F(3, 4)
        cap = F(15, 100) * benchmark
    else:
        loss_rate = F(3, 10)
        of_revenue, of_benchmark = LOSS_CAPS[track]
        cap = min(of_revenue * revenue, of_benchmark * benchmark)
    return -max(F(0), min(loss_rate * -saved, cap) - relief)


@settings(max_examples=by_day(150), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    track=st.sampled_from(sorted(HIGHEST)),
    year=st.integers(2021, 2023),
    people=st.integers(5_000, 90_000),
    chosen=st.sampled_from(["0", "0.5", "1", "1.5", "2"]),
    per_person=st.integers(8_000, 20_000),
    saved=st.integers(-4500, 4500),
    quality=st.integers(0, 10_000),
    met=st.booleans(),
    alternative=st.booleans(),
    relief=st.one_of(st.just(0), st.integers(0, 30_000_000)),
    revenue=st.integers(0, 900_000_000),
)
def test_the_engine_agrees_with_the_rules_written_down_plainly(
    tmp_path: Path,
    track: str,
    year: int,
    people: int,
    chosen: str,
    per_person: int,
    saved: int,
    quality: int,
    met: bool,
    alternative: bool,
    relief: int,
    revenue: int,
) -> None:
    benchmark = people * per_person
    expenditure = benchmark - benchmark * saved // 10_000
    row = {
        "Current_Track": track,
        "N_AB": str(people),
        "MinSavPerc": f"{chosen}%",
        "ABtotBnchmk": str(benchmark),
        "ABtotExp": str(expenditure),
        "QualScore": f"{quality / 100:.2f}%",
        "Met_QPS": str(int(met)),
        "Met_AltQPS": str(int(alternative)),
        "DisAdj": str(-relief) if relief else "",
        "Participant_Revenue_AB": str(revenue),
    }
    (settled,) = settle(tmp_path, recent(row), year)
    expected = earned(
        track,
        year,
        people,
        F(chosen) / 100,
        benchmark,
        expenditure,
        F(quality, 10_000),
        met,
        alternative,
        relief,
        revenue,
    )
    assert settled.ruling.earned is not None, settled.reason
    assert abs(F(settled.ruling.earned) - expected) <= F(2, 100)
    assert settled.ruling.earned == settled.ruling.earned.quantize(Decimal("0.01"))
