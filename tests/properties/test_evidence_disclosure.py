"""An attacker who knows every figure that is published, and adds and subtracts, learns nothing small.

The attacker is a linear program: each hidden count is an unknown, each total an equation. For every small
count the least and the greatest value that agree with all that is published must take in 1 to threshold − 1.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from itertools import product
from typing import Any

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from commonweal.evidence.disclosure import protect_counts, protect_table, suppress
from commonweal.evidence.results import ResultRow
from tests.examples import by_day

Key = tuple[Any, ...]


class Attacker:
    """Counts by name, what adds up to what, and what is published."""

    def __init__(self) -> None:
        self.true: dict[Key, float] = {}
        self.equations: list[tuple[Key, list[Key]]] = []
        self.known: set[Key] = set()

    def bounds(self, key: Key, least: float) -> tuple[float, float]:
        """What a count can be for the attacker, who knows that hidden ones are at least `least`."""
        unknown = [k for k in self.true if k not in self.known]
        at = {k: i for i, k in enumerate(unknown)}
        matrix, right = [], []
        for total, parts in self.equations:
            line, side = np.zeros(len(unknown)), 0.0
            for k, factor in [(total, -1.0), *((part, 1.0) for part in parts)]:
                if k in at:
                    line[at[k]] += factor
                else:
                    side -= factor * self.true[k]
            if line.any():
                matrix.append(line)
                right.append(side)
        found = []
        for direction in (1, -1):
            cost = np.zeros(len(unknown))
            cost[at[key]] = direction
            solved = linprog(
                cost, A_eq=np.array(matrix) if matrix else None, b_eq=right or None, bounds=(least, None)
            )
            assert solved.status in (0, 3), solved.message
            found.append(direction * solved.fun if solved.status == 0 else np.inf)
        return found[0], found[1]


@given(st.lists(st.integers(0, 30), min_size=1, max_size=8), st.integers(2, 12))
@settings(max_examples=by_day(30))
def test_one_dimension(counts: list[int], threshold: int) -> None:
    named = {str(at): n for at, n in enumerate(counts)}
    shown = protect_counts(named, threshold)
    attacker = Attacker()
    attacker.true = {("total",): sum(counts), **{(name,): n for name, n in named.items()}}
    attacker.equations = [(("total",), [(name,) for name in named])]
    attacker.known = {(name,) for name, n in shown.counts.items() if n is not None}
    if shown.total is not None:
        attacker.known.add(("total",))
    for name, n in named.items():
        assert (shown.counts[name] is None) or not 0 < n < threshold
        if shown.counts[name] is None and n < threshold:
            low, high = attacker.bounds((name,), least=1)
            assert low <= 1 + 1e-6
            assert high >= threshold - 1 - 1e-6


@st.composite
def tables(draw: st.DrawFn) -> dict[tuple[str, str], int]:
    rows, columns = draw(st.integers(1, 5)), draw(st.integers(1, 5))
    count = st.one_of(st.integers(0, 4), st.integers(0, 60))
    return {(f"r{i}", f"c{j}"): draw(count) for i, j in product(range(rows), range(columns))}


@given(tables(), st.integers(2, 12))
@settings(max_examples=by_day(30))
def test_two_dimensions(counts: dict[tuple[str, str], int], threshold: int) -> None:
    shown = protect_table(counts, threshold)
    attacker = Attacker()
    published: dict[Key, int | None] = {**shown.counts, ("", ""): shown.total}
    published |= {(row, ""): n for row, n in shown.row_totals.items()}
    published |= {("", column): n for column, n in shown.column_totals.items()}
    true: dict[Key, float] = defaultdict(float)
    for (row, column), n in counts.items():
        for key in ((row, column), (row, ""), ("", column), ("", "")):
            true[key] += n
    attacker.true = dict(true)
    attacker.equations = [((row, ""), [k for k in counts if k[0] == row]) for row in shown.row_totals]
    attacker.equations += [(("", c), [k for k in counts if k[1] == c]) for c in shown.column_totals]
    attacker.equations += [
        (("", ""), [(row, "") for row in shown.row_totals]),
        (("", ""), [("", column) for column in shown.column_totals]),
    ]
    attacker.known = {key for key, n in published.items() if n is not None}
    for key, n in attacker.true.items():
        if not 0 < n < threshold:
            continue
        assert published[key] is None
        if 0 < attacker.true["", ""] < threshold and key != ("", ""):
            continue  # so few in all that the total hides between its parts and the threshold
        low, high = attacker.bounds(key, least=1)
        parts = sum(1 for k in counts if counts[k] > 0 and (key[0] in ("", k[0])) and (key[1] in ("", k[1])))
        assert low <= parts + 1e-6, (key, low)
        assert high >= threshold - 1 - 1e-6 or key == ("", ""), (key, high)


MONTHS = ((date(2017, 1, 1), date(2017, 1, 31)), (date(2017, 2, 1), date(2017, 2, 28)))
BOTH = (MONTHS[0][0], MONTHS[1][1])
PARTNERS, SEXES = ("north", "south", "west"), ("female", "male")


@st.composite
def worlds(draw: st.DrawFn) -> tuple[list[ResultRow], bool]:
    """Two measures per the same people, by month and over both, by partner and by sex."""
    proportion = draw(st.booleans())
    size = st.one_of(st.integers(0, 5), st.integers(0, 80))
    sums: dict[Key, float] = defaultdict(float)
    for month, partner, sex in product(MONTHS, PARTNERS, SEXES):
        denominator = draw(size)
        for measure in ("visits", "stays"):
            numerator = draw(st.integers(0, denominator) if proportion else size)
            for period in (month, BOTH):
                for group in (("all", "all"), ("partner", partner), ("sex", sex)):
                    sums[measure, period, *group, "numerator"] += numerator
                    sums[measure, period, *group, "denominator"] += denominator
    rows = []
    for measure, period, group_by, group, name in list(sums):
        if name == "numerator":
            top = sums[measure, period, group_by, group, "numerator"]
            bottom = sums[measure, period, group_by, group, "denominator"]
            value = top / bottom if bottom else None
            rows.append(
                ResultRow(
                    measure,
                    *period,
                    group_by,
                    group,
                    top,
                    bottom,
                    value,
                    False,
                    "1",
                    ("numerator", "denominator"),
                )
            )
    return rows, proportion


@given(worlds(), st.sampled_from([3, 6, 11]))
@settings(max_examples=by_day(30))
def test_results(world: tuple[list[ResultRow], bool], threshold: int) -> None:
    rows, proportion = world
    published = suppress(rows, threshold, proportions={"visits", "stays"} if proportion else ())
    attacker = Attacker()
    small: list[Key] = []
    for true, shown in zip(rows, published, strict=True):
        place = (true.period_start, true.period_end, true.group_by, true.group)
        # The two measures are per the same people, and the attacker knows it.
        counts = {(true.measure, *place): true.numerator, ("people", *place): true.denominator}
        if proportion:
            counts[f"{true.measure} not", *place] = true.denominator - true.numerator  # type: ignore[operator]
        for key, n in counts.items():
            assert n is not None
            attacker.true[key] = n
            if shown.suppressed:
                small += [key] if 0 < n < threshold else []
            else:
                assert not 0 < n < threshold
                attacker.known.add(key)
    _what_adds_up(attacker, proportion)
    for key in small:
        low, high = attacker.bounds(key, least=0)
        assert low <= 1 + 1e-6, (key, low)
        assert high >= threshold - 1 - 1e-6, (key, high)


def _what_adds_up(attacker: Attacker, proportion: bool) -> None:
    names = {key[0] for key in attacker.true}
    for name, period in product(names, (*MONTHS, BOTH)):
        for group_by, groups in (("partner", PARTNERS), ("sex", SEXES)):
            attacker.equations.append(
                ((name, *period, "all", "all"), [(name, *period, group_by, g) for g in groups])
            )
    for key in [k for k in attacker.true if (k[1], k[2]) == BOTH]:
        attacker.equations.append((key, [(key[0], *month, *key[3:]) for month in MONTHS]))
    if proportion:
        for key in [k for k in attacker.true if k[0] in ("visits", "stays")]:
            attacker.equations.append((("people", *key[1:]), [key, (f"{key[0]} not", *key[1:])]))
