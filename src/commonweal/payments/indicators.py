"""A published indicator as a figure of a contract: which part of it, over which months. Plain Python, no floats added.

A published point holds its numbers as they are written in the version. Each is read by its shortest decimal
writing, and all sums and quotients are decimals; see docs/methods/settlement-contracts.md.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from commonweal.evidence.measures.spec import Measure, Statistic
from commonweal.performance.rules import Point
from commonweal.settlement.amounts import ZERO, exact, fine, plain_number

PARTS: dict[str, str] = {
    "numerator": "its numerator",
    "denominator": "its denominator",
    "value": "its value",
}
"""What of an indicator a figure may be."""


class CannotTake(ValueError):
    """The indicator gives no such figure; the sentence says why."""


def choose(points: Sequence[Point], first: date, last: date) -> list[Point]:
    """The months from that of `first` to that of `last`. Raises CannotTake when one is missing or too small to show."""
    wanted = _months(first, last)
    if not wanted:
        raise CannotTake("the last month lies before the first")
    chosen = [one for one in points if (one.start.year, one.start.month) in wanted]
    have = {(one.start.year, one.start.month) for one in chosen}
    if missing := [f"{year}-{month:02d}" for year, month in wanted if (year, month) not in have]:
        raise CannotTake(f"it has no figure for {', '.join(missing)}")
    if hidden := [
        f"{one.start:%Y-%m}" for one in chosen if one.suppressed or one.hidden or one.value is None
    ]:
        raise CannotTake(
            f"in {', '.join(hidden)} it, or a partner's part of it, is too small to be shown; a sum without it "
            "would be wrong"
        )
    return chosen


def take(measure: Measure, chosen: Sequence[Point], part: str) -> str:
    """The figure as the terms read it: a number, or a rate with its percent sign (six decimals, halves away from zero).

    Numerators and denominators of several months are added up, a value is worked out from their sums; a median or
    percentile can only be that of one month. Raises CannotTake with the reason.
    """
    if measure.statistic in (Statistic.MEDIAN, Statistic.PERCENTILE_90):
        if len(chosen) > 1:
            raise CannotTake(
                f"a {measure.statistic.value} of several months cannot be had from those of each; take one month"
            )
        if part != "value":
            raise CannotTake(f"a {measure.statistic.value} has a value and neither numerator nor denominator")
        return plain_number(fine(_read(chosen[0].value)))
    if part == "denominator" and measure.statistic is Statistic.TOTAL:
        raise CannotTake("a total has no denominator")
    with exact():
        above = sum((_read(one.numerator) for one in chosen), ZERO)
        if part == "numerator" or measure.statistic is Statistic.TOTAL:
            return plain_number(above)
        below = sum((_read(one.denominator) for one in chosen), ZERO)
        if part == "denominator":
            return plain_number(below)
        if not below:
            raise CannotTake("its denominator is zero, so it has no value")
        value = plain_number(fine(above * measure.multiplier / below))
    return f"{value} %" if measure.unit == "%" else value


def as_months(points: Sequence[Point]) -> str:
    """Months of cost as the simulation reads them; published costs are not truncated: no large claims stand apart."""
    lines = [
        f"{one.start:%Y-%m},{plain_number(_read(one.denominator))},{plain_number(_read(one.numerator))},"
        for one in points
    ]
    return "\n".join(["month,member_months,cost,large_claims", *lines, ""]) if lines else ""


def _months(first: date, last: date) -> list[tuple[int, int]]:
    start, end = first.year * 12 + first.month - 1, last.year * 12 + last.month - 1
    return [(number // 12, number % 12 + 1) for number in range(start, end + 1)]


def _read(number: object) -> Decimal:
    return Decimal(str(number))
