"""The engine and the judge agree on every measure of every small world."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from commonweal.evidence.engines import ibis_engine, reference
from commonweal.evidence.results import ResultRow
from tests.properties.evidence_worlds import FIRST, LAST, worlds

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


@given(worlds(), st.sampled_from([(FIRST, LAST), (date(2016, 2, 1), date(2016, 3, 31))]))
@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)
def test_both_engines_give_the_same_figures(tables: Tables, period: tuple[date, date]) -> None:
    theirs, ours = (figures(engine.compute(tables, *period)) for engine in (ibis_engine, reference))
    assert theirs.keys() == ours.keys()
    assert {key for key in ours if theirs[key] != ours[key]} == set()
