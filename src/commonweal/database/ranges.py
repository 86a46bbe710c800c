"""Periods: from an instant, until another one or without an end."""

from __future__ import annotations

from datetime import datetime

from django.db.backends.postgresql.psycopg_any import DateTimeTZRange


def period(start: datetime, end: datetime | None = None) -> DateTimeTZRange:
    """From `start` (included) until `end` (not included); None: no end is known."""
    return DateTimeTZRange(start, end, "[)")


def holds(span: DateTimeTZRange, at: datetime) -> bool:
    """Does the instant lie in the period?"""
    return not span.isempty and (
        (span.lower is None or span.lower <= at) and (span.upper is None or at < span.upper)
    )


def closed(span: DateTimeTZRange, at: datetime) -> DateTimeTZRange:
    """The same period, over by `at`: what had not begun by then is empty; what was over before stays."""
    if span.isempty or (span.lower is not None and span.lower >= at):
        return DateTimeTZRange(empty=True)
    if span.upper is not None and span.upper <= at:
        return span
    return DateTimeTZRange(span.lower, at, "[)")
