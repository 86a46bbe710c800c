"""Special causes by the rules of the NHS "Making Data Count" method, for many series at once.

Arrays are shaped (series, points). A cause is the position of a `SpecialCause` in its enumeration, counted
from 1; 0 is common cause. A side is +1 for a cause towards higher values, −1 towards lower ones.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from commonweal.evidence.charts.limits import Bools, Floats, Lines

Codes = NDArray[np.int8]

OUTSIDE, TREND, TWO_OF_THREE, SHIFT = 1, 2, 3, 4
LENGTH = 7
"""Points of a trend and of a shift."""

HAIR = 1e-12
"""Nearer to a line than this share of the largest value, a point is on the line: rounding put it beside
it."""


def special_causes(values: Floats, lines: Lines) -> tuple[Codes, Codes]:
    """The special cause and side of each point of one phase.

    A point on the mean or on a limit is on neither side of it; two equal neighbours end a trend. All points
    of a trend, of three that hold two near a limit, and of a shift are marked. Where a point has several
    causes, the precedence is outside, trend, two of three, shift.
    """
    hair = sides_hair(values)
    above, below = values > lines.centre + hair, values < lines.centre - hair
    rising, falling = _trends(values)
    layers = (
        # From the last in precedence to the first, so that the first has the last word.
        (SHIFT, _runs(above, LENGTH), _runs(below, LENGTH)),
        (
            TWO_OF_THREE,
            _two_of_three(above, values > lines.near_upper + hair),
            _two_of_three(below, values < lines.near_lower - hair),
        ),
        (TREND, rising, falling),
        (OUTSIDE, values > lines.upper + hair, values < lines.lower - hair),
    )
    cause = np.zeros(values.shape, dtype=np.int8)
    side = np.zeros(values.shape, dtype=np.int8)
    for code, high, low in layers:
        cause[high | low] = code
        side[high] = 1
        side[low] = -1
    return cause, side


def sides_hair(values: Floats) -> Floats:
    """How near to a line counts as on it, shaped (series, 1)."""
    width: Floats = np.abs(values).max(axis=1, keepdims=True) * HAIR
    return width


def _runs(true: Bools, length: int) -> Bools:
    """Every place in `length` or more consecutive true ones."""
    marked = np.zeros(true.shape, dtype=np.bool_)
    windows = true.shape[1] - length + 1
    if windows < 1:
        return marked
    whole = true[:, :windows].copy()
    for offset in range(1, length):
        whole &= true[:, offset : offset + windows]
    for offset in range(length):
        marked[:, offset : offset + windows] |= whole
    return marked


def _trends(values: Floats) -> tuple[Bools, Bools]:
    """The points of rising and of falling trends. A turning point of two trends belongs to the later one."""
    steps = np.diff(values, axis=1)
    found = []
    for towards in (steps > 0, steps < 0):
        legs = _runs(towards, LENGTH - 1)
        points = np.zeros(values.shape, dtype=np.bool_)
        points[:, :-1] |= legs
        points[:, 1:] |= legs
        found.append((points, legs))
    (rising, rises), (falling, falls) = found
    both = rising & falling
    # A point in both has a leg of one trend before it and of the other after it: the one after decides.
    leads_up, leads_down = np.zeros_like(both), np.zeros_like(both)
    leads_up[:, :-1], leads_down[:, :-1] = rises, falls
    return rising & ~(both & leads_down), falling & ~(both & leads_up)


def _two_of_three(on_side: Bools, near_limit: Bools) -> Bools:
    """The points of every three consecutive ones on one side of which at least two are near its limit."""
    marked = np.zeros(on_side.shape, dtype=np.bool_)
    if on_side.shape[1] < 3:
        return marked
    first, middle, last = near_limit[:, :-2], near_limit[:, 1:-1], near_limit[:, 2:]
    pair = (first & middle) | (first & last) | (middle & last)
    whole = pair & on_side[:, :-2] & on_side[:, 1:-1] & on_side[:, 2:]
    marked[:, :-2] |= whole
    marked[:, 1:-1] |= whole
    marked[:, 2:] |= whole
    return marked
