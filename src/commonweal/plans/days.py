"""Days as the reader's calendar has them: dates in plans are local days, instants are not."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from django.utils import timezone

from commonweal.database import clock


def now() -> datetime:
    """The instant of the transaction, told in local time, so that its `date()` is the local day."""
    return timezone.localtime(clock.now())


def end(day: date) -> datetime:
    """The instant at which a local day is over."""
    return timezone.make_aware(datetime.combine(day + timedelta(days=1), time()))


def today() -> date:
    """The local day."""
    return now().date()
