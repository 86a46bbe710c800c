"""A figure: one row per measure, month and group."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from commonweal.evidence.measures.spec import Measure, Statistic

ALL = "all"
"""`group_by` of the rows that count everybody; their `group` is "all" too."""

FIELDS = (
    "measure",
    "period_start",
    "period_end",
    "group_by",
    "group",
    "numerator",
    "denominator",
    "value",
    "suppressed",
    "method_version",
)
"""The columns of results.csv and results.parquet, in order."""


@dataclass(frozen=True)
class ResultRow:
    """A figure of one measure, one month and one group.

    `numerator`, `denominator`: in shown units (people, days, dollars, hours). A median or percentile has no
    numerator; a total has a denominator only to say about how many people it is. `value` is empty when
    there is nothing to divide by or fewer than the
    measure's minimum. Months and groups in which nothing was counted have no row.
    `counts` is not written to files: it says which of "numerator" and "denominator" count people or what
    happened to people; only those can be too small to show, and a suppressed row shows none of the three.
    """

    measure: str
    period_start: date
    period_end: date
    group_by: str
    group: str
    numerator: float | None
    denominator: float | None
    value: float | None
    suppressed: bool
    method_version: str
    counts: tuple[str, ...] = ()

    @property
    def key(self) -> tuple[str, date, str, str]:
        """What names the row; results are sorted by it."""
        return (self.measure, self.period_start, self.group_by, self.group)


def summed_row(
    measure: Measure, period: tuple[date, date], group: tuple[str, str], numerator: int, denominator: int
) -> ResultRow:
    """The row of a ratio or total from the sums of its units, in held units (cents, hundredths)."""
    shown = Fraction(numerator, measure.numerator_scale)
    if measure.statistic is Statistic.TOTAL:
        people = Fraction(denominator) if "denominator" in measure.counts else None
        return _row(measure, period, group, shown, people, shown)
    below = Fraction(denominator, measure.denominator_scale)
    value = shown / below * measure.multiplier if below >= measure.minimum_denominator else None
    return _row(measure, period, group, shown, below, value)


def ranked_row(
    measure: Measure, period: tuple[date, date], group: tuple[str, str], spread: Mapping[int, int]
) -> ResultRow:
    """The row of a median or percentile. `spread`: how many units have each number, in held units."""
    units = sum(spread.values())
    share = Fraction(1, 2) if measure.statistic is Statistic.MEDIAN else Fraction(9, 10)
    value = None
    if units >= measure.minimum_denominator:
        value = Fraction(percentile(spread, share), measure.numerator_scale)
    return _row(measure, period, group, None, Fraction(units), value)


def percentile(spread: Mapping[int, int], share: Fraction) -> int:
    """The least number that at least `share` of the units do not exceed (the inverse of the distribution,
    R's type 1). `spread` must not be empty: ValueError."""
    needed = share * sum(spread.values())
    reached = 0
    for number in sorted(spread):
        reached += spread[number]
        if reached and reached >= needed:
            return number
    raise ValueError("there is no percentile of nothing")


def _row(
    measure: Measure,
    period: tuple[date, date],
    group: tuple[str, str],
    *sums: Fraction | None,
) -> ResultRow:
    numerator, denominator, value = sums
    return ResultRow(
        measure=measure.name,
        period_start=period[0],
        period_end=period[1],
        group_by=group[0],
        group=group[1],
        numerator=None if numerator is None else float(numerator),
        denominator=None if denominator is None else float(denominator),
        value=None if value is None else round(float(value), 6),
        suppressed=False,
        method_version=measure.version,
        counts=measure.counts,
    )
