"""The charts against a second implementation: plain loops over numbers of 60 digits, one point at a time."""

from __future__ import annotations

from decimal import Decimal, localcontext
from itertools import pairwise
from math import comb, log2
from typing import Any

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from commonweal.evidence.charts import Constant, Direction, Kind, chart, many
from commonweal.evidence.charts.many import CAUSES
from tests.examples import by_day

D = Decimal
HAIR = D(10) ** -12


def plain_lines(
    kind: Kind, values: list[D], top: list[D], bottom: list[D], constant: Constant, screen: bool
) -> list[tuple[D, D, D, D, D]]:
    """Centre, lower, upper, and two thirds of the way down and up, for each point."""
    n = len(values)
    if kind in (Kind.XMR, Kind.C):
        mean = sum(values) / n
        if kind is Kind.C:
            reach = 3 * mean.sqrt()
            return [
                (mean, max(mean - reach, D(0)), mean + reach, mean - reach * 2 / 3, mean + reach * 2 / 3)
            ] * n
        ranges = [abs(values[i] - values[i - 1]) for i in range(1, n)]
        average = sum(ranges) / len(ranges)
        if screen and average > 0:
            kept = [r for r in ranges if not r >= D("3.267") * average]
            average = sum(kept) / len(kept)
        reach = average * (D("2.66") if constant is Constant.ROUNDED else 3 / D("1.128"))
        return [(mean, mean - reach, mean + reach, mean - reach * 2 / 3, mean + reach * 2 / 3)] * n
    mean = sum(top) / sum(bottom)
    proportion = kind in (Kind.P, Kind.P_PRIME)
    errors = [((mean * (1 - mean) if proportion else mean) / b).sqrt() for b in bottom]
    factor = D(1)
    if kind in (Kind.P_PRIME, Kind.U_PRIME):
        z = [(v - mean) / e if e > 0 else D(0) for v, e in zip(values, errors, strict=True)]
        factor = sum(abs(z[i] - z[i - 1]) for i in range(1, n)) / (n - 1) / D("1.128")
    found = []
    for error in errors:
        reach = 3 * error * factor
        upper = min(mean + reach, D(1)) if proportion else mean + reach
        found.append((mean, max(mean - reach, D(0)), upper, mean - reach * 2 / 3, mean + reach * 2 / 3))
    return found


def plain_causes(values: list[D], lines: list[tuple[D, D, D, D, D]]) -> list[tuple[str | None, int]]:
    """Cause and side of each point; a point within a hair of a line is on it."""
    hair = max(abs(v) for v in values) * HAIR
    n = len(values)

    def beyond(i: int, line: int, way: int) -> bool:
        return way * (values[i] - lines[i][line]) > hair

    found: list[tuple[str | None, int]] = [(None, 0)] * n
    for start in range(n - 6):
        for way in (1, -1):
            if all(beyond(i, 0, way) for i in range(start, start + 7)):
                for i in range(start, start + 7):
                    found[i] = ("shift", way)
    for start in range(n - 2):
        for way, near in ((1, 4), (-1, 3)):
            window = range(start, start + 3)
            if all(beyond(i, 0, way) for i in window) and sum(beyond(i, near, way) for i in window) >= 2:
                for i in window:
                    found[i] = ("two_of_three", way)
    for start in range(n - 6):  # from early to late: a later trend takes the turning point
        for way in (1, -1):
            if all(way * (values[i + 1] - values[i]) > 0 for i in range(start, start + 6)):
                for i in range(start, start + 7):
                    found[i] = ("trend", way)
    for i in range(n):
        for way, limit in ((1, 2), (-1, 1)):
            if beyond(i, limit, way):
                found[i] = ("outside", way)
    return found


@st.composite
def problems(draw: st.DrawFn) -> dict[str, Any]:
    kind = draw(st.sampled_from([k for k in Kind if k is not Kind.RUN]))
    n = draw(st.integers(2, 30))
    small = draw(st.booleans())
    number = st.integers(0, 4) if small else st.integers(0, 400)
    series = draw(st.integers(1, 3))
    bottoms = [[draw(st.integers(1, 400)) for _ in range(n)] for _ in range(series)]
    tops = [[draw(number) for _ in range(n)] for _ in range(series)]
    if kind in (Kind.P, Kind.P_PRIME):
        tops = [[min(t, b) for t, b in zip(*pair, strict=True)] for pair in zip(tops, bottoms, strict=True)]
    starts = sorted(draw(st.sets(st.integers(2, n - 2), max_size=2))) if n > 4 else []
    if len(starts) == 2 and starts[1] - starts[0] < 2:
        starts = starts[:1]
    return {
        "kind": kind,
        "tops": tops,
        "bottoms": bottoms,
        "constant": draw(st.sampled_from(list(Constant))),
        "screen": draw(st.booleans()),
        "rebase": starts,
        "direction": draw(st.sampled_from(list(Direction))),
    }


@given(problems())
@settings(max_examples=by_day(300))
def test_lines_and_causes_agree(problem: dict[str, Any]) -> None:
    kind, tops, bottoms = problem["kind"], problem["tops"], problem["bottoms"]
    options = {name: problem[name] for name in ("constant", "screen", "rebase", "direction")}
    data = {"numerators": tops, "denominators": bottoms} if kind.of_rates else {"values": tops}
    together = many(kind, **data, **options)
    with localcontext(prec=60):
        for row, (top, bottom) in enumerate(zip(tops, bottoms, strict=True)):
            starts = [0, *problem["rebase"], len(top)]
            lines, causes = [], []
            for start, end in pairwise(starts):
                t, b = [D(x) for x in top[start:end]], [D(x) for x in bottom[start:end]]
                values = [x / y for x, y in zip(t, b, strict=True)] if kind.of_rates else t
                part = plain_lines(kind, values, t, b, problem["constant"], problem["screen"])
                lines += part
                causes += plain_causes(values, part)
            for column, name in enumerate(("centre", "lower", "upper")):
                expected = np.array([float(line[column]) for line in lines])
                assert np.allclose(getattr(together, name)[row], expected, rtol=1e-9, atol=1e-9), name
            assert [CAUSES[c] for c in together.cause[row]] == [cause for cause, _ in causes]
            sign = problem["direction"].sign
            assert together.flag[row].tolist() == [side * sign for _, side in causes]
            one = {name: value[row] for name, value in data.items()}
            single = chart(kind, **one, **options)
            assert [p.special_cause for p in single.points] == [cause for cause, _ in causes]
            assert together.flags(row) == [p.flag for p in single.points]
            assert together.screened[row] == single.screened


@given(st.lists(st.integers(0, 9), min_size=1, max_size=40))
@settings(max_examples=by_day(200))
def test_runs_agree(values: list[int]) -> None:
    ordered = sorted(values)
    middle = (ordered[(len(values) - 1) // 2] + ordered[len(values) // 2]) / 2
    useful = [(at, 1 if v > middle else -1) for at, v in enumerate(values) if v != middle]
    runs: list[list[int]] = []
    for position, (at, side) in enumerate(useful):
        if position and useful[position - 1][1] == side:
            runs[-1].append(at)
        else:
            runs.append([at])
    found = chart(Kind.RUN, values)
    counted = found.phases[0].runs
    assert counted is not None
    n = len(useful)
    allowed = round(log2(n)) + 3 if n else 0
    fewest = (
        next(k for k in range(n + 1) if 20 * sum(comb(n - 1, i) for i in range(k + 1)) >= 2 ** (n - 1))
        if n
        else 0
    )
    assert counted.longest == max((len(run) for run in runs), default=0)
    assert counted.crossings == max(len(runs) - 1, 0)
    assert (counted.longest_allowed, counted.fewest_allowed) == (allowed, fewest)
    marked = {at for run in runs if len(run) > allowed for at in run}
    assert {at for at, p in enumerate(found.points) if p.special_cause} == marked
