"""Background work: is there anybody to do it?

Jobs are rows of the same database, put in with the transaction that wants them. Where no worker runs, what would be
a job is done when the transaction commits.
"""

from __future__ import annotations

from django.db import connection
from procrastinate.retry import RetryStrategy

PATIENT = RetryStrategy(max_attempts=8, exponential_wait=4, retry_exceptions={OSError})
"""Tried again, ever later, while a mail server or a file system cannot be reached."""

_WORKER_RUNS = (
    "select exists (select 1 from procrastinate_workers where last_heartbeat > now() - interval '1 minute')"
)


def worker_runs() -> bool:
    """Has a worker shown a sign of life within the last minute?"""
    with connection.cursor() as cursor:
        cursor.execute(_WORKER_RUNS)
        return bool(cursor.fetchone()[0])
