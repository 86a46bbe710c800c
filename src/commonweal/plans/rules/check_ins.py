"""When the weekly letter asks owners how their actions stand."""

from __future__ import annotations

from datetime import datetime, timedelta

DAY, HOUR = 1, 9
"""Tuesday at nine: the day after the weekly letter of what needs somebody."""
LAST_DAY, LAST_HOUR = 4, 17
"""A letter missed while the worker was down comes late, but not on a weekend."""


def week_of(now: datetime) -> datetime:
    """The beginning of the week, Monday at midnight, in the time zone of `now`."""
    monday = now.date() - timedelta(days=now.weekday())
    return datetime.combine(monday, datetime.min.time(), now.tzinfo)


def is_time(now: datetime) -> bool:
    """May the letters leave now? `now` is in the alliance's time zone."""
    at = (now.weekday(), now.hour)
    return (DAY, HOUR) <= at < (LAST_DAY, LAST_HOUR)
