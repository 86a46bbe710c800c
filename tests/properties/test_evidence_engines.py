"""The engine and the judge agree on every measure of every small world."""

from __future__ import annotations

from datetime import date
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st

from commonweal.evidence.engines import ibis_engine, reference
from commonweal.evidence.measures.catalogue import MEASURES
from commonweal.evidence.results import ResultRow
from tests.examples import by_day
from tests.properties.evidence_worlds import FIRST, LAST, world, worlds

Tables = dict[str, list[dict[str, Any]]]


def figures(rows: list[ResultRow]) -> dict[tuple[Any, ...], tuple[Any, ...]]:
    """Numerator, denominator and value by what names the figure."""
    return {
        (*row.key, row.period_end, row.suppressed, row.method_version): (
            row.numerator,
            row.denominator,
            None if row.value is None else pytest.approx(row.value, rel=1e-9, abs=2e-6),
        )
        for row in rows
    }


# Rows follow from a seed, so a smaller failing world is another world: looking for it only takes time.
PHASES = (Phase.explicit, Phase.reuse, Phase.generate)
PERIODS = st.sampled_from([(FIRST, LAST), (date(2016, 2, 1), date(2016, 3, 31))])


def agree(tables: Tables, period: tuple[date, date]) -> None:
    theirs, ours = (figures(engine.compute(tables, *period)) for engine in (ibis_engine, reference))
    assert theirs.keys() == ours.keys()
    assert {key: (theirs[key], ours[key]) for key in ours if theirs[key] != ours[key]} == {}


# Two partners' amounts cancel out in one month.
@example(world(Random(826), people=4, rows=2), (FIRST, LAST))
@given(worlds(), PERIODS)
@settings(max_examples=by_day(6), phases=PHASES, suppress_health_check=[HealthCheck.too_slow])
def test_both_engines_give_the_same_figures(tables: Tables, period: tuple[date, date]) -> None:
    agree(tables, period)


@pytest.mark.night
@given(worlds(), PERIODS)
@settings(max_examples=by_day(400), phases=PHASES, suppress_health_check=[HealthCheck.too_slow])
def test_both_engines_give_the_same_figures_in_many_worlds(tables: Tables, period: tuple[date, date]) -> None:
    agree(tables, period)


SEEDS = (2, 4, 12)


@pytest.mark.parametrize(
    "seed", [SEEDS[0], *(pytest.param(one, marks=pytest.mark.night) for one in SEEDS[1:])]
)
def test_both_engines_give_the_same_figures_in_large_worlds(seed: int) -> None:
    agree(world(Random(seed), people=4, rows=4), (FIRST, LAST))


def test_every_measure_counts_something_in_the_large_worlds() -> None:
    found = [reference.compute(world(Random(seed), people=4, rows=4), FIRST, LAST) for seed in SEEDS]
    assert {row.measure for rows in found for row in rows if row.numerator or row.value} == set(MEASURES)
