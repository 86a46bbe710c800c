"""The special-cause rules: what is marked, in which precedence, and what it means.

Most tests give the rules their lines, the centre at 0 and limits at ±3, so that the values can be read.
"""

from __future__ import annotations

import numpy as np
import pytest

from commonweal.evidence.charts import Direction, Flag, Kind, SpecialCause, chart
from commonweal.evidence.charts.limits import Lines
from commonweal.evidence.charts.many import CAUSES
from commonweal.evidence.charts.signals import special_causes

MARKS = {"outside": "O", "trend": "T", "two_of_three": "2", "shift": "S", None: "."}


def around_zero(values: np.ndarray, lower: float, upper: float) -> Lines:
    """Lines with the centre at 0."""
    lines = (np.array([[line]], dtype=float) for line in (0, lower, upper, lower * 2 / 3, upper * 2 / 3))
    return Lines(*lines, dropped=np.zeros(values.shape, dtype=np.bool_))


def marks(*values: float, lower: float = -3, upper: float = 3) -> str:
    """One letter a point, with the centre at 0."""
    array = np.array([values], dtype=float)
    fixed = around_zero(array, lower, upper)
    cause, _ = special_causes(array, fixed)
    return "".join(MARKS[CAUSES[code]] for code in cause[0])


def test_outside_is_beyond_the_limit_not_on_it() -> None:
    assert marks(0.5, 3, -3, 3.1, -0.5, -3.1) == "...O.O"


def test_seven_points_that_all_rise_are_a_trend_and_six_are_none() -> None:
    assert marks(1, -1.5, -1, -0.6, -0.2, 0.2, 0.6, 1, 0) == ".TTTTTTT."
    assert marks(1, -1, -0.6, -0.2, 0.2, 0.6, 1, 0) == "........"


def test_all_points_of_a_long_trend_are_marked() -> None:
    assert marks(1.6, 1.2, 0.8, 0.4, 0, -0.4, -0.8, -1.2, -1.6) == "TTTTTTTTT"


def test_two_equal_neighbours_end_a_trend() -> None:
    assert marks(-1.5, -1, -0.6, -0.2, -0.2, 0.6, 1, 1.2) == "........"


def test_seven_points_on_one_side_are_a_shift_and_six_are_none() -> None:
    assert marks(-1, 1, 0.5, 1, 0.5, 1, 0.5, 1, -1) == ".SSSSSSS."
    assert marks(-1, 1, 0.5, 1, 0.5, 1, 0.5, -1) == "........"


def test_a_point_on_the_mean_is_on_neither_side() -> None:
    assert marks(1, 0.5, 1, 0, 1, 0.5, 1, 0.5) == "........"


def test_two_of_three_near_the_same_limit_mark_all_three() -> None:
    assert marks(-1, 2.1, 0.5, 2.2, -1) == ".222."
    assert marks(1, -2.1, -2.5, -0.1, 1) == ".222."


def test_two_of_three_needs_all_three_on_that_side() -> None:
    assert marks(-1, 2.1, -0.5, 2.2, -1) == "....."
    assert marks(-1, 2.1, 0, 2.2, -1) == "....."
    assert marks(-1, 2.1, 2.2, -1) == "...."


def test_two_thirds_of_the_way_itself_is_not_beyond() -> None:
    assert marks(-1, 2, 0.5, 2.2, -1) == "....."


def test_a_point_outside_is_beyond_two_thirds_and_keeps_its_own_cause() -> None:
    assert marks(-1, 3.5, 0.5, 2.2, -1) == ".O22."


def test_the_first_cause_in_precedence_is_the_points() -> None:
    assert marks(0.1, 0.5, 0.9, 1.3, 1.7, 1.9, 3.5, 0.2) == "TTTTTTOS"
    assert marks(0.5, 0.4, 0.5, 0.4, 2.1, 0.5, 2.2, -1) == "SSSS222."
    assert marks(2.9, 2.8, 2.7, 2.6, 2.5, 2.4, 2.3, 2.4) == "TTTTTTT2"


def test_limits_that_are_apart_from_the_mean_unevenly() -> None:
    assert marks(0.5, -0.8, -0.5, -0.8, 0.5, lower=-1, upper=3) == ".222."


def flags(values: list[float], direction: Direction) -> list[Flag | None]:
    return [point.flag for point in chart(Kind.XMR, values, direction=direction).points]


@pytest.mark.parametrize(
    ("direction", "up", "down"),
    [
        (Direction.HIGHER, Flag.IMPROVEMENT, Flag.CONCERN),
        (Direction.LOWER, Flag.CONCERN, Flag.IMPROVEMENT),
        (Direction.NEITHER, None, None),
    ],
)
def test_a_flag_follows_the_direction(direction: Direction, up: Flag | None, down: Flag | None) -> None:
    steady = [10.0, 12, 11, 13, 10, 12, 11, 13, 10, 12]
    assert flags([*steady, 40], direction)[-1] == up
    assert flags([*steady, -40], direction)[-1] == down
    rising = [*steady, 8, 9, 10, 11, 12, 13, 14]
    points = chart(Kind.XMR, rising, direction=direction).points
    assert {point.special_cause for point in points[-7:]} == {SpecialCause.TREND}
    assert {point.flag for point in points[-7:]} == {up}


def test_the_turning_point_of_two_trends_belongs_to_the_later_one() -> None:
    hill = [-3.0, -2, -1, 0, 1, 2, 3, 2, 1, 0, -1, -2, -3]
    for values, way in ((hill, 1), ([-v for v in hill], -1)):
        array = np.array([values])
        cause, side = special_causes(array, around_zero(array, -9, 9))
        assert {CAUSES[code] for code in cause[0]} == {SpecialCause.TREND}
        assert side[0].tolist() == [way] * 6 + [-way] * 7


def test_limits_held_at_zero_are_not_counted_as_near() -> None:
    # The limit is held at 0, which a count often is: two thirds of the way to it says nothing.
    found = chart(Kind.C, [0, 0, 1, 3, 2, 2, 0, 2])
    assert {point.special_cause for point in found.points} == {None}


def test_a_run_chart_counts_runs_and_crossings() -> None:
    found = chart(Kind.RUN, [1, 2, 1, 2, 1, 2, 1, 2, 5, 9, 8, 9, 8, 9, 8, 9], direction=Direction.HIGHER)
    (phase,) = found.phases
    assert phase.runs is not None
    assert (phase.runs.useful, phase.runs.longest, phase.runs.longest_allowed) == (16, 8, 7)
    assert (phase.runs.crossings, phase.runs.fewest_allowed, phase.runs.signal) == (1, 4, True)
    assert [point.special_cause for point in found.points] == [SpecialCause.SHIFT] * 16
    assert [point.flag for point in found.points] == [Flag.CONCERN] * 8 + [Flag.IMPROVEMENT] * 8
    assert found.points[0].lower is None
    assert any("crossings of the median" in warning for warning in found.warnings)


def test_points_on_the_median_are_left_out_of_runs() -> None:
    found = chart(Kind.RUN, [1, 5, 9, 5, 9, 5, 1, 5, 1, 9])
    (phase,) = found.phases
    assert phase.runs is not None
    assert (phase.runs.useful, phase.runs.crossings, phase.runs.longest) == (6, 3, 2)
    assert not phase.runs.signal
    flat = chart(Kind.RUN, [5, 5, 5]).phases[0].runs
    assert flat is not None
    assert (flat.useful, flat.signal) == (0, False)
