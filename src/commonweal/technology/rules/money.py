"""Spend against forecast: what was to be paid, month by month, and what was. Method: docs/methods/spend-forecast.md."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import Enum

OFF = Decimal("0.10")
"""Spend is off forecast when what was paid so far differs from what was to be paid by more than a tenth."""
ZERO = Decimal(0)


class Course(Enum):
    """How spend stands against its forecast: the key, and the words a page uses."""

    NONE = ("none", "no month is over yet")
    ON = ("on", "as forecast")
    ABOVE = ("above", "above forecast")
    BELOW = ("below", "below forecast")
    HIDDEN = ("hidden", "not to be told from what you may see")

    def __init__(self, key: str, title: str) -> None:
        self.key = key
        self.title = title


@dataclass(frozen=True)
class Month:
    """A month: forecast and actual amounts, and both summed up from the first month on."""

    month: date
    forecast: Decimal
    actual: Decimal | None
    """None: the month is not over, or nobody has entered what was paid."""
    forecast_so_far: Decimal
    actual_so_far: Decimal


@dataclass(frozen=True)
class Comparison:
    """All months, and what can be said of those for which the actual spend is known."""

    months: tuple[Month, ...]
    forecast: Decimal
    """Of the months compared."""
    actual: Decimal
    course: Course

    @property
    def difference(self) -> Decimal:
        """Actual less forecast."""
        return self.actual - self.forecast

    @property
    def missing(self) -> tuple[date, ...]:
        """Months before the last known one for which nobody has entered what was paid."""
        known = [one.month for one in self.months if one.actual is not None]
        return tuple(
            one.month for one in self.months if known and one.month < known[-1] and one.actual is None
        )


def compare(
    forecast: Mapping[date, Decimal],
    actual: Iterable[tuple[date, Decimal]],
    today: date,
    *,
    hidden: bool = False,
) -> Comparison:
    """Months are named by their first day. Only months that are over and have an actual amount are compared.

    `hidden`: a part of the forecast is not known to whoever asks, so that nothing can be said of the whole.
    """
    paid: dict[date, Decimal] = {}
    for month, amount in actual:
        paid[month.replace(day=1)] = paid.get(month.replace(day=1), ZERO) + amount
    months: list[Month] = []
    planned = spent = ZERO
    for month in sorted({*forecast, *paid}):
        over = month < today.replace(day=1)
        got = paid.get(month) if over else None
        if got is not None:
            planned += forecast.get(month, ZERO)
            spent += got
        months.append(Month(month, forecast.get(month, ZERO), got, planned, spent))
    course = Course.HIDDEN if hidden else _course(months, planned, spent)
    return Comparison(tuple(months), planned, spent, course)


def _course(months: list[Month], planned: Decimal, spent: Decimal) -> Course:
    if all(one.actual is None for one in months):
        return Course.NONE
    if abs(spent - planned) <= OFF * planned:
        return Course.ON
    return Course.ABOVE if spent > planned else Course.BELOW
