"""Months, ages and other arithmetic with days."""

from __future__ import annotations

import calendar
from collections.abc import Iterator
from datetime import date, datetime, timedelta

Month = tuple[int, int]
"""Year and month."""


def month_of(day: date) -> Month:
    return day.year, day.month


def shifted(month: Month, by: int) -> Month:
    """The month that is `by` months later."""
    number = month[0] * 12 + month[1] - 1 + by
    return number // 12, number % 12 + 1


def first_day(month: Month) -> date:
    return date(*month, 1)


def last_day(month: Month) -> date:
    return date(*month, calendar.monthrange(*month)[1])


def months_between(first: Month, last: Month) -> Iterator[Month]:
    """All months from `first` to `last`, both counted."""
    while first <= last:
        yield first
        first = shifted(first, 1)


def year_before(month: Month) -> set[Month]:
    """The twelve months that end with `month`."""
    return {shifted(month, -back) for back in range(12)}


def day_of(moment: date | datetime) -> date:
    return moment.date() if isinstance(moment, datetime) else moment


def days_after(day: date, days: int) -> date:
    return day + timedelta(days=days)


def age_on(birth: date | None, day: date) -> int | None:
    """Completed years, or None without a day of birth or before it."""
    if birth is None or birth > day:
        return None
    years = day.year - birth.year
    # Somebody born on 29 February is a year older on 1 March in years without that day.
    return years if (day.month, day.day) >= (birth.month, birth.day) else years - 1
