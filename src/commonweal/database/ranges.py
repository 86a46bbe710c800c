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
