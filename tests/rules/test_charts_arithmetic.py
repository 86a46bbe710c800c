"""Centre and limits of each kind of chart, on numbers one can follow by hand."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise

import pytest

from commonweal.evidence.charts import Assurance, ChartError, Constant, Direction, Kind, chart

STEADY = [10, 12, 11, 13, 10, 12, 11, 13, 10, 12, 11, 13, 10]


def test_xmr_limits_are_the_mean_and_266_mean_moving_ranges() -> None:
    found = chart(Kind.XMR, [10, 12, 11, 13])
    point = found.points[0]
    assert point.centre == 11.5
    assert point.lower == pytest.approx(11.5 - 2.66 * 5 / 3)
    assert point.upper == pytest.approx(11.5 + 2.66 * 5 / 3)
    assert not found.screened


def test_the_constant_may_be_three_sigma() -> None:
    upper = chart(Kind.XMR, [10, 12, 11, 13], constant=Constant.SIGMA).points[0].upper
    assert upper == pytest.approx(11.5 + 3 / 1.128 * 5 / 3)


def test_moving_ranges_that_are_too_wide_are_left_out_once() -> None:
    values = [*STEADY, 60, *STEADY]
    screened, whole = chart(Kind.XMR, values), chart(Kind.XMR, values, screen=False)
    ranges = [abs(b - a) for a, b in pairwise(values)]
    average = sum(ranges) / len(ranges)
    kept = [r for r in ranges if r < 3.267 * average]
    assert len(kept) == len(ranges) - 2
    mean = sum(values) / len(values)
    assert screened.points[0].upper == pytest.approx(mean + 2.66 * sum(kept) / len(kept))
    assert whole.points[0].upper == pytest.approx(mean + 2.66 * average)
    assert screened.screened
    assert not whole.screened
    assert [at for at, point in enumerate(screened.points) if point.range_left_out] == [13, 14]


def test_a_series_that_never_moves_has_limits_on_its_mean() -> None:
    found = chart(Kind.XMR, [0.1] * 9)
    assert found.points[0].upper == pytest.approx(0.1)
    assert not found.screened
    assert {point.special_cause for point in found.points} == {None}


def test_p_limits_move_with_the_denominator_and_stay_within_0_and_1() -> None:
    found = chart(Kind.P, numerators=[1, 2, 60], denominators=[4, 4, 92])
    p = 63 / 100
    assert found.points[0].centre == pytest.approx(p)
    assert found.points[2].upper == pytest.approx(p + 3 * math.sqrt(p * (1 - p) / 92))
    assert (found.points[0].lower, found.points[0].upper) == (0, 1)
    assert found.points[0].value == 0.25


def test_u_limits_move_and_are_never_below_0() -> None:
    found = chart(Kind.U, numerators=[3, 1, 5], denominators=[100, 50, 150])
    u = 9 / 300
    assert found.points[2].upper == pytest.approx(u + 3 * math.sqrt(u / 150))
    assert found.points[1].lower == 0


def test_c_limits() -> None:
    found = chart(Kind.C, [16, 20, 12])
    assert (found.points[0].lower, found.points[0].centre, found.points[0].upper) == (4, 16, 28)
    assert chart(Kind.C, [1, 2, 0]).points[0].lower == 0


@pytest.mark.parametrize(("kind", "proportion"), [(Kind.P_PRIME, True), (Kind.U_PRIME, False)])
def test_laney_limits_widen_with_the_spread_between_points(kind: Kind, proportion: bool) -> None:
    top, bottom = [40, 60, 35, 70], [100, 120, 90, 130]
    centre = sum(top) / sum(bottom)
    errors = [math.sqrt((centre * (1 - centre) if proportion else centre) / n) for n in bottom]
    scores = [(t / n - centre) / e for t, n, e in zip(top, bottom, errors, strict=True)]
    sigma = sum(abs(b - a) for a, b in pairwise(scores)) / 3 / 1.128
    found = chart(kind, numerators=top, denominators=bottom)
    assert found.points[1].upper == pytest.approx(centre + 3 * errors[1] * sigma)


def test_proportions_that_are_all_1_have_no_spread() -> None:
    found = chart(Kind.P_PRIME, numerators=[9, 7, 3], denominators=[9, 7, 3])
    assert [(p.lower, p.centre, p.upper, p.special_cause) for p in found.points] == [(1, 1, 1, None)] * 3


def test_each_phase_is_computed_from_its_own_points() -> None:
    first, second = [10, 12, 11, 13], [50, 56, 53]
    both = chart(Kind.XMR, first + second, rebase=[4])
    alone = [*chart(Kind.XMR, first).points, *chart(Kind.XMR, second).points]
    assert [(p.centre, p.lower, p.upper) for p in both.points] == [
        (p.centre, p.lower, p.upper) for p in alone
    ]
    assert [(phase.start, phase.end) for phase in both.phases] == [(0, 4), (4, 7)]


def test_no_run_reaches_over_the_beginning_of_a_phase() -> None:
    values = [*STEADY, 1, 2, 3, 4, 5, 6, 7, 8]
    assert any(p.special_cause for p in chart(Kind.XMR, values).points[13:])
    assert not any(p.special_cause == "trend" for p in chart(Kind.XMR, values, rebase=[17]).points[13:])


@pytest.mark.parametrize(
    ("direction", "target", "expected"),
    [
        (Direction.HIGHER, 0, Assurance.MEETS),
        (Direction.HIGHER, 100, Assurance.FAILS),
        (Direction.HIGHER, 12, Assurance.HIT_AND_MISS),
        (Direction.LOWER, 0, Assurance.FAILS),
        (Direction.LOWER, 100, Assurance.MEETS),
        (Direction.LOWER, 12, Assurance.HIT_AND_MISS),
        (Direction.NEITHER, 12, None),
        (Direction.LOWER, None, None),
    ],
)
def test_assurance(direction: Direction, target: float | None, expected: Assurance | None) -> None:
    assert chart(Kind.XMR, STEADY, direction=direction, target=target).assurance == expected


def test_a_value_equal_to_the_target_meets_it() -> None:
    full = {"numerators": [20] * 13, "denominators": [20] * 13}
    assert chart(Kind.P, **full, direction=Direction.HIGHER, target=1).assurance is Assurance.MEETS


def test_with_moving_limits_all_of_the_latest_phase_count() -> None:
    top, bottom = [900, 9, 900], [1000, 10, 1000]
    higher = {"direction": Direction.HIGHER, "target": 0.85}
    assert chart(Kind.P, numerators=top, denominators=bottom, **higher).assurance is Assurance.HIT_AND_MISS
    assert (
        chart(Kind.P, numerators=top, denominators=bottom, **higher, rebase=[2]).assurance is Assurance.MEETS
    )


def test_fewer_than_13_points_are_provisional() -> None:
    assert chart(Kind.XMR, STEADY).warnings == ()
    assert chart(Kind.XMR, STEADY[:12]).warnings == (
        "The series has 12 points, fewer than 13: its limits are provisional.",
    )
    assert chart(Kind.XMR, STEADY * 2, rebase=[20]).warnings == (
        "Phase 2 has 6 points, fewer than 13: its limits are provisional.",
    )


def test_what_else_is_said() -> None:
    assert "All values are the same." in chart(Kind.C, [3] * 13).warnings
    assert "not whole numbers" in chart(Kind.C, [3, 4.5] * 7).warnings[0]
    assert "no assurance" in chart(Kind.XMR, STEADY, target=3).warnings[0]
    assert "no limits" in chart(Kind.RUN, STEADY, target=3, direction=Direction.LOWER).warnings[0]


@pytest.mark.parametrize(
    ("kind", "values", "top", "bottom", "message", "position"),
    [
        (Kind.XMR, [1], None, None, "at least 2 points", 0),
        (Kind.XMR, [], None, None, "at least 2 points", None),
        (Kind.XMR, [1, math.nan], None, None, "not a finite number", 1),
        (Kind.XMR, [1, 1e101], None, None, "larger than 1e100", 1),
        (Kind.XMR, [1, "x"], None, None, "not a number", None),
        (Kind.XMR, None, None, None, "needs values, or numerators", None),
        (Kind.C, None, [1, 2], [3, 4], "u chart", None),
        (Kind.C, [1, -2], None, None, "cannot be", 1),
        (Kind.P, [1, 2], None, None, "needs numerators and denominators", None),
        (Kind.P, None, [1, 2], [3], "not as many", None),
        (Kind.P, None, [1, 2], [3, 0], "no rate", 1),
        (Kind.P, None, [1, 4], [3, 3], "above its denominator", 1),
        (Kind.U, None, [1, -4], [3, 3], "negative", 1),
        (Kind.U, None, [1, 4], [3, 1e-120], "too small to divide", 1),
        (Kind.U, None, [1, 1e99], [3, 1e-90], "too large", 1),
    ],
)
def test_what_no_chart_can_be_made_of(
    kind: Kind,
    values: Sequence[float] | None,
    top: Sequence[float] | None,
    bottom: Sequence[float] | None,
    message: str,
    position: int | None,
) -> None:
    with pytest.raises(ChartError, match=message) as caught:
        chart(kind, values, numerators=top, denominators=bottom)
    assert caught.value.position == position


@pytest.mark.parametrize("rebase", [[0], [13], [-1]])
def test_a_phase_begins_within_the_series(rebase: list[int]) -> None:
    with pytest.raises(ChartError):
        chart(Kind.XMR, STEADY, rebase=rebase)


def test_a_phase_of_one_point_and_a_target_of_nothing() -> None:
    with pytest.raises(ChartError, match="in each phase"):
        chart(Kind.XMR, STEADY, rebase=[12])
    with pytest.raises(ChartError, match="target"):
        chart(Kind.XMR, STEADY, target=math.inf)
    with pytest.raises(ChartError, match="dimensions"):
        chart(Kind.XMR, [[[1.0, 2.0]]])  # type: ignore[list-item]


@pytest.mark.parametrize("name", ["p'", "p′", "P-Prime", "pprime", " p’ "])
def test_the_names_of_laney_charts(name: str) -> None:
    assert Kind.named(name) is Kind.P_PRIME
