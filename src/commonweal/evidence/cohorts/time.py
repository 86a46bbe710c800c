"""Days and months as whole numbers, so that every engine does the same arithmetic with them."""

from __future__ import annotations

from datetime import date
from typing import Any

Expr = Any
"""An Ibis column or table; Ibis' own types are not precise enough to be of help here."""


def month_number(day: date) -> int:
    """Months since the year 0: what `month` holds in all unit tables."""
    return day.year * 12 + day.month - 1


def month_start(number: int) -> date:
    """The first day of a month given by its number."""
    return date(number // 12, number % 12 + 1, 1)


def month_end(number: int) -> date:
    """The last day of a month given by its number."""
    return date.fromordinal(month_start(number + 1).toordinal() - 1)


def month_of(day: Expr) -> Expr:
    """The month number of a date column."""
    return (day.year() * 12 + day.month() - 1).cast("int64")


def day_of(day: Expr) -> Expr:
    """Days since 1970-01-01 of a date column."""
    return day.epoch_days().cast("int64")


def calendar_number(day: Expr) -> Expr:
    """YYYYMMDD of a date column as a number; the difference of two, divided by 10,000, is completed years."""
    return (day.year() * 10000 + day.month() * 100 + day.day()).cast("int64")


def flag(condition: Expr) -> Expr:
    """1 where the condition holds, else (also when it is unknown) 0."""
    return condition.fill_null(False).cast("int64")


def whole(column: Expr) -> Expr:
    """A sum or count as a 64-bit whole number; nothing counts as 0."""
    return column.fill_null(0).cast("int64")
