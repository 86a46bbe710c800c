"""Thousands of charts at once. One chart is the case of one row: there is no second arithmetic."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from commonweal.evidence.charts.kinds import (
    LARGEST,
    Assurance,
    ChartError,
    Constant,
    Direction,
    Flag,
    Kind,
    SpecialCause,
)
from commonweal.evidence.charts.limits import Bools, Floats, lines
from commonweal.evidence.charts.runs import Runs, run_signals
from commonweal.evidence.charts.signals import Codes, special_causes

CAUSES: tuple[SpecialCause | None, ...] = (None, *SpecialCause)
ASSURANCES: tuple[Assurance | None, ...] = (None, *Assurance)


@dataclass(frozen=True)
class Charts:
    """Many charts. Arrays are shaped (series, points) unless said otherwise.

    `lower` and `upper` are NaN on run charts. `cause` holds positions in `CAUSES`, `side` +1 for a cause
    towards higher values and −1 towards lower ones, `flag` +1 for an improvement, −1 for a concern, 0 for
    neither. `dropped` marks the later point of each moving range that was left out of the limits.
    `assurance`, shaped (series,), holds positions in `ASSURANCES`. `starts` are the first points of the
    phases, `runs` the counts of each phase of a run chart.
    """

    values: Floats
    centre: Floats
    lower: Floats
    upper: Floats
    cause: Codes
    side: Codes
    flag: Codes
    dropped: Bools
    assurance: Codes
    starts: tuple[int, ...]
    runs: tuple[Runs, ...]

    @property
    def screened(self) -> Bools:
        """Whether any moving range was left out, shaped (series,)."""
        found: Bools = np.any(self.dropped, axis=1)
        return found

    def causes(self, series: int) -> list[SpecialCause | None]:
        """The special causes of one series in words."""
        return [CAUSES[code] for code in self.cause[series]]

    def flags(self, series: int) -> list[Flag | None]:
        """The flags of one series in words."""
        words = {1: Flag.IMPROVEMENT, -1: Flag.CONCERN}
        return [words.get(int(code)) for code in self.flag[series]]


def many(
    kind: Kind,
    values: ArrayLike | None = None,
    *,
    numerators: ArrayLike | None = None,
    denominators: ArrayLike | None = None,
    direction: Direction = Direction.NEITHER,
    constant: Constant = Constant.ROUNDED,
    screen: bool = True,
    target: float | None = None,
    rebase: Sequence[int] = (),
) -> Charts:
    """Charts of many series of the same length: one row a series, one column a point, in order of time.

    p, u, p′ and u′ charts need `numerators` and `denominators`; the others take `values`, or the quotient of
    the two. `constant` and `screen` are for XmR alone. `rebase` holds the points (counted from 0) at which a
    new phase begins; each phase is computed from its own points alone.

    Raises `ChartError` for input that is missing, not finite, negative where it counts, over a denominator of
    zero, larger than 1e100, or for a phase with too few points.
    """
    data, top, bottom = _checked(kind, values, numerators, denominators)
    starts = _starts(kind, data.shape[1], rebase)
    if target is not None and not np.isfinite(target):
        raise ChartError("The target is not a finite number.")
    shape = data.shape
    centre, lower, upper = np.empty(shape), np.empty(shape), np.empty(shape)
    cause, side = np.zeros(shape, dtype=np.int8), np.zeros(shape, dtype=np.int8)
    dropped = np.zeros(shape, dtype=np.bool_)
    runs = []
    for start, end in zip(starts, (*starts[1:], shape[1]), strict=True):
        here = slice(start, end)
        part = data[:, here]
        drawn = lines(
            kind,
            part,
            None if top is None else top[:, here],
            None if bottom is None else bottom[:, here],
            constant=constant,
            screen=screen,
        )
        centre[:, here], lower[:, here], upper[:, here] = drawn.centre, drawn.lower, drawn.upper
        dropped[:, here] = drawn.dropped
        if kind is Kind.RUN:
            cause[:, here], side[:, here], counted = run_signals(part, drawn.centre)
            runs.append(counted)
        else:
            cause[:, here], side[:, here] = special_causes(part, drawn)
    return Charts(
        values=data,
        centre=centre,
        lower=lower,
        upper=upper,
        cause=cause,
        side=side,
        flag=side * np.int8(direction.sign),
        dropped=dropped,
        assurance=_assurance(lower[:, starts[-1] :], upper[:, starts[-1] :], target, direction),
        starts=starts,
        runs=tuple(runs),
    )


def _assurance(lower: Floats, upper: Floats, target: float | None, direction: Direction) -> Codes:
    """Against a target, by the limits of the latest phase. A value equal to the target meets it."""
    code = np.zeros(len(lower), dtype=np.int8)
    if target is None or direction is Direction.NEITHER:
        return code
    if direction is Direction.HIGHER:
        meets, fails = (lower >= target).all(axis=1), (upper < target).all(axis=1)
    else:
        meets, fails = (upper <= target).all(axis=1), (lower > target).all(axis=1)
    code[:] = ASSURANCES.index(Assurance.HIT_AND_MISS)
    code[meets] = ASSURANCES.index(Assurance.MEETS)
    code[fails] = ASSURANCES.index(Assurance.FAILS)
    code[np.isnan(lower).any(axis=1)] = 0
    return code


def _starts(kind: Kind, points: int, rebase: Sequence[int]) -> tuple[int, ...]:
    starts = (0, *sorted(set(rebase)))
    if len(starts) > 1 and (starts[1] < 1 or starts[-1] >= points):
        raise ChartError("A new phase begins after the first point and not after the last one.")
    for start, end in zip(starts, (*starts[1:], points), strict=True):
        if end - start < kind.fewest_points:
            raise ChartError(
                f"A {kind.value} chart needs at least {kind.fewest_points} points"
                f"{' in each phase' if len(starts) > 1 else ''}; there {'is' if end - start == 1 else 'are'} "
                f"{end - start}.",
                position=start if points else None,
            )
    return starts


def _checked(
    kind: Kind, values: ArrayLike | None, numerators: ArrayLike | None, denominators: ArrayLike | None
) -> tuple[Floats, Floats | None, Floats | None]:
    if kind.of_rates or values is None:
        if numerators is None or denominators is None:
            wanted = (
                "numerators and denominators" if kind.of_rates else "values, or numerators and denominators"
            )
            raise ChartError(f"A {kind.value} chart needs {wanted}.")
        top = _matrix(numerators, "numerator")
        bottom = _matrix(denominators, "denominator")
        if top.shape != bottom.shape:
            raise ChartError("There are not as many numerators as denominators.")
        _refuse(top < 0, "is negative", "numerator", top)
        _refuse(bottom <= 0, "is not above 0, so there is no rate", "denominator", bottom)
        _refuse(bottom < 1 / LARGEST, "is too small to divide by", "denominator", bottom)
        if kind in (Kind.P, Kind.P_PRIME):
            _refuse(top > bottom, "is above its denominator, so it is no part of it", "numerator", top)
        with np.errstate(over="ignore"):
            rates = top / bottom
        _refuse(rates > LARGEST, "is too large for its denominator", "numerator", top)
        if kind is Kind.C:
            raise ChartError(
                "A c chart is for counts over equal exposure: give values. For rates there is the u chart."
            )
        return rates, top, bottom
    data = _matrix(values, "value")
    if kind is Kind.C:
        _refuse(data < 0, "is negative, and a count cannot be", "value", data)
    return data, None, None


def _matrix(given: ArrayLike, column: str) -> Floats:
    try:
        matrix: NDArray[np.float64] = np.atleast_2d(np.asarray(given, dtype=np.float64))
    except (TypeError, ValueError) as error:
        raise ChartError(f"A {column} is not a number.", column=column) from error
    if matrix.ndim != 2:
        raise ChartError("One row a series, one column a point: the input has more dimensions.")
    if not np.isfinite(matrix).all():
        _refuse(~np.isfinite(matrix), "is not a finite number", column, matrix)
    _refuse(np.abs(matrix) > LARGEST, "is larger than 1e100", column, matrix)
    return matrix


def _refuse(bad: Bools, why: str, column: str, matrix: Floats) -> None:
    if bad.any():
        series, position = (int(at) for at in np.argwhere(bad)[0])
        raise ChartError(
            f"The {column} {matrix[series, position]:g} {why}.",
            position=position,
            column=column,
            series=series,
        )
