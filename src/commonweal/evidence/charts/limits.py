"""Centre and limits of one phase, for many series of the same length at once.

Arrays are shaped (series, points). Sources: Wheeler, *Understanding Variation* (XmR, 2.66 = 3 / 1.128);
Nelson 1982, "Control charts for individual measurements" (leaving out moving ranges beyond 3.267 times their
mean); Montgomery, *Statistical Quality Control* (p, u, c); Laney 2002, "Improved control charts for
attributes" (p′, u′).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from commonweal.evidence.charts.kinds import Constant, Kind

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

SCREEN_FACTOR = 3.267
"""D4 for ranges of two: the upper limit of a moving range, as a multiple of the mean moving range."""

D2 = 1.128
"""The mean range of two, in standard deviations: turns a mean moving range into a standard deviation."""


@dataclass(frozen=True)
class Lines:
    """The lines of one phase; each shaped (series, points) or (series, 1) where it does not move.

    `lower` and `upper` are NaN on a run chart. `near_lower` and `near_upper` lie two thirds of the way from
    the centre to the limits as they are before they are held in the possible range. `dropped`, shaped
    (series, points), marks the later point of each moving range that was left out.
    """

    centre: Floats
    lower: Floats
    upper: Floats
    near_lower: Floats
    near_upper: Floats
    dropped: Bools


def lines(
    kind: Kind,
    values: Floats,
    numerators: Floats | None,
    denominators: Floats | None,
    *,
    constant: Constant,
    screen: bool,
) -> Lines:
    """The lines of a chart of `kind` over one phase. The input has been checked already."""
    nothing_dropped = np.zeros(values.shape, dtype=np.bool_)
    if kind is Kind.RUN:
        nothing = np.full((len(values), 1), np.nan)
        return Lines(
            np.median(values, axis=1, keepdims=True), nothing, nothing, nothing, nothing, nothing_dropped
        )
    if kind is Kind.XMR:
        centre = values.mean(axis=1, keepdims=True)
        average, dropped = _mean_moving_range(values, screen=screen)
        return _around(centre, constant.number * average, dropped=dropped)
    if kind is Kind.C:
        centre = values.mean(axis=1, keepdims=True)
        return _around(centre, 3 * np.sqrt(centre), dropped=nothing_dropped, floor=0.0)
    assert numerators is not None
    assert denominators is not None
    centre = numerators.sum(axis=1, keepdims=True) / denominators.sum(axis=1, keepdims=True)
    proportion = kind in (Kind.P, Kind.P_PRIME)
    # Rounding may carry the mean of proportions that are all 1 a hair beyond 1, where no root is.
    variance = np.clip(centre * (1 - centre), 0, None) if proportion else centre
    error = np.sqrt(variance / denominators)
    if kind in (Kind.P_PRIME, Kind.U_PRIME):
        error = error * _overdispersion(values, centre, error)
    return _around(centre, 3 * error, dropped=nothing_dropped, floor=0.0, ceiling=1.0 if proportion else None)


def _mean_moving_range(values: Floats, *, screen: bool) -> tuple[Floats, Bools]:
    """The mean moving range, and which points' ranges were left out of it."""
    ranges = np.abs(np.diff(values, axis=1))
    average = ranges.mean(axis=1, keepdims=True)
    dropped = np.zeros(values.shape, dtype=np.bool_)
    if not screen:
        return average, dropped
    # A series that never moves has a mean range of 0; every range would be "at least" 3.267 times that.
    too_wide = (ranges >= SCREEN_FACTOR * average) & (average > 0)
    kept = np.where(too_wide, 0.0, ranges).sum(axis=1, keepdims=True)
    count = ranges.shape[1] - too_wide.sum(axis=1, keepdims=True)
    dropped[:, 1:] = too_wide
    return kept / count, dropped


def _overdispersion(values: Floats, centre: Floats, error: Floats) -> Floats:
    """Laney's sigma-z: how much more the standardised points move than chance alone would let them."""
    scores = np.divide(values - centre, error, out=np.zeros_like(values), where=error > 0)
    average: Floats = np.abs(np.diff(scores, axis=1)).mean(axis=1, keepdims=True)
    return average / D2


def _around(
    centre: Floats, reach: Floats, *, dropped: Bools, floor: float | None = None, ceiling: float | None = None
) -> Lines:
    lower, upper = centre - reach, centre + reach
    near = reach * (2 / 3)
    if floor is not None or ceiling is not None:
        return Lines(
            centre,
            np.clip(lower, floor, None) if floor is not None else lower,
            np.clip(upper, None, ceiling) if ceiling is not None else upper,
            centre - near,
            centre + near,
            dropped,
        )
    return Lines(centre, lower, upper, centre - near, centre + near, dropped)
