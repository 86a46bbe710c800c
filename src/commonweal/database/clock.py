"""The one clock: the transaction's, so that a page, its rules and its row policies mean the same instant."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime

from django.db import connection

_standing: ContextVar[datetime | None] = ContextVar("commonweal_now", default=None)


def now() -> datetime:
    """The instant at which the current transaction began (`now()` in PostgreSQL), with its time zone."""
    if (instant := _standing.get()) is not None:
        return instant
    with connection.cursor() as cursor:
        cursor.execute("select now()")
        (instant,) = cursor.fetchone()
    assert isinstance(instant, datetime)
    return instant


@contextmanager
def standing_at(instant: datetime) -> Iterator[None]:
    """Inside, `now()` is this instant: the one that the database has just told for the transaction."""
    token = _standing.set(instant)
    try:
        yield
    finally:
        _standing.reset(token)
