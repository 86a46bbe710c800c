"""Run charts: too long a run on one side of the median, or too few crossings of it.

Source: Anhøj and Olesen 2014, "Run charts revisited" (doi:10.1371/journal.pone.0113825): among n points that
do not lie on the median, a run longer than round(log2 n) + 3 and fewer crossings than the 5 % quantile of a
binomial distribution of n − 1 trials at one half are each unlikely by chance.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from commonweal.evidence.charts.limits import Floats
from commonweal.evidence.charts.signals import SHIFT, Codes, sides_hair

Counts = NDArray[np.int64]


@dataclass(frozen=True)
class Runs:
    """What a run chart counts in one phase; each shaped (series,)."""

    useful: Counts
    """Points that do not lie on the median."""
    longest: Counts
    longest_allowed: Counts
    crossings: Counts
    fewest_allowed: Counts


@cache
def longest_run_allowed(useful: int) -> int:
    """The longest run that is no signal among `useful` points."""
    return round(math.log2(useful)) + 3 if useful > 0 else 0


@cache
def fewest_crossings_allowed(useful: int) -> int:
    """The 5 % quantile of a binomial distribution of `useful` − 1 trials at one half, in whole numbers."""
    trials = useful - 1
    if trials < 1:
        return 0
    ways, cumulated, k = 1, 1, 0
    while cumulated * 20 < 2**trials:
        ways = ways * (trials - k) // (k + 1)
        cumulated += ways
        k += 1
    return k


def run_signals(values: Floats, median: Floats) -> tuple[Codes, Codes, Runs]:
    """The points of runs that are too long (marked as a shift), their side, and the counts."""
    hair = sides_hair(values)
    sides = (values > median + hair).astype(np.int8) - (values < median - hair).astype(np.int8)
    series, points = values.shape
    current = np.zeros(series, dtype=np.int8)
    length = np.zeros(series, dtype=np.int64)
    runs = np.zeros(series, dtype=np.int64)
    lengths = np.zeros((series, points), dtype=np.int64)
    for at in range(points):
        side = sides[:, at]
        useful, new = side != 0, (side != 0) & (side != current)
        length = np.where(new, 1, np.where(useful, length + 1, length))
        runs += new
        current = np.where(useful, side, current)
        lengths[:, at] = np.where(useful, length, 0)
    useful_points = np.count_nonzero(sides, axis=1)
    allowed = np.array([longest_run_allowed(int(n)) for n in useful_points], dtype=np.int64)
    fewest = np.array([fewest_crossings_allowed(int(n)) for n in useful_points], dtype=np.int64)
    longest = lengths.max(axis=1)
    # From the last point back, each point learns how long its run became.
    whole = np.zeros(series, dtype=np.int64)
    current = np.zeros(series, dtype=np.int8)
    marked = np.zeros((series, points), dtype=np.bool_)
    for at in reversed(range(points)):
        side = sides[:, at]
        ends = (side != 0) & (side != current)
        whole = np.where(ends, lengths[:, at], whole)
        current = np.where(side != 0, side, current)
        marked[:, at] = (side != 0) & (whole > allowed)
    cause = np.where(marked, SHIFT, 0).astype(np.int8)
    found = Runs(useful_points, longest, allowed, np.maximum(runs - 1, 0), fewest)
    return cause, np.where(marked, sides, 0).astype(np.int8), found
