"""The minimum savings rate that depends on how many people are assigned.

A small population's cost varies by chance, so it must save more before the saving is believed. The table is
that of 42 CFR 425.604(b); inside a band the rate falls in a straight line from the band's first person to its
last. Below 5,000 people the table says nothing: Medicare sets such a rate itself, so it is an input.
"""

from __future__ import annotations

from bisect import bisect_right
from decimal import Decimal

from commonweal.settlement.amounts import percent

SMALLEST = 5_000
_BANDS: tuple[tuple[int, int, Decimal, Decimal], ...] = (
    (5_000, 5_999, Decimal("0.039"), Decimal("0.036")),
    (6_000, 6_999, Decimal("0.036"), Decimal("0.034")),
    (7_000, 7_999, Decimal("0.034"), Decimal("0.032")),
    (8_000, 8_999, Decimal("0.032"), Decimal("0.031")),
    (9_000, 9_999, Decimal("0.031"), Decimal("0.030")),
    (10_000, 14_999, Decimal("0.030"), Decimal("0.027")),
    (15_000, 19_999, Decimal("0.027"), Decimal("0.025")),
    (20_000, 49_999, Decimal("0.025"), Decimal("0.022")),
    (50_000, 59_999, Decimal("0.022"), Decimal("0.020")),
)
_FIRSTS = [band[0] for band in _BANDS]
_LARGEST = Decimal("0.020")


def minimum_rate_by_size(people: int) -> Decimal | None:
    """The rate as a fraction for so many assigned people, unrounded; None below 5,000."""
    if people < SMALLEST:
        return None
    first, last, high, low = _BANDS[bisect_right(_FIRSTS, people) - 1]
    if people > last:
        return _LARGEST
    return high - (high - low) * (people - first) / (last - first)


def working(people: int) -> str:
    """The line of arithmetic behind `minimum_rate_by_size`, for at least 5,000 people."""
    first, last, high, low = _BANDS[bisect_right(_FIRSTS, people) - 1]
    if people > last:
        return f"{people:,} people are {last + 1:,} or more"
    return (
        f"{people:,} people, band {first:,} to {last:,}: "
        f"{percent(high)} − {percent(high - low)} × {people - first:,} ÷ {last - first:,}"
    )
