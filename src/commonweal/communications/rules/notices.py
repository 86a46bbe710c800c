"""When somebody is told of something by e-mail: at once, in a digest, or never, and not in their quiet hours."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time
from enum import StrEnum
from zoneinfo import ZoneInfo

from commonweal.communications.rules.days import quiet

DIGEST_HOUR = 7
"""Digests go out from this hour on, on the reader's clock."""


class Mail(StrEnum):
    """How somebody wants e-mails."""

    AT_ONCE = "at-once"
    DAILY = "daily"
    WEEKLY = "weekly"
    NEVER = "never"


@dataclass(frozen=True)
class Wish:
    """How somebody wants to be told. Without quiet hours none are kept."""

    mail: Mail = Mail.DAILY
    quiet_from: time | None = None
    quiet_until: time | None = None
    zone: str = "America/New_York"


def is_due(wish: Wish, now: datetime, last: datetime | None) -> bool:
    """Should what waits go out now? `last`: when the last e-mail went out.

    A digest is due once on each of the reader's own days (weekly: on Mondays, or later where Monday was missed),
    from seven o'clock. Days are counted on the wall, so that one with 23 or 25 hours is still one day.
    """
    if wish.mail is Mail.NEVER or quiet(now, wish.quiet_from, wish.quiet_until, wish.zone):
        return False
    if wish.mail is Mail.AT_ONCE:
        return True
    here = now.astimezone(ZoneInfo(wish.zone))
    before = last.astimezone(ZoneInfo(wish.zone)).date() if last is not None else None
    if here.hour < DIGEST_HOUR:
        return False
    if wish.mail is Mail.DAILY:
        return before is None or before < here.date()
    this_week = here.date().isocalendar()[:2]
    return before is None or before.isocalendar()[:2] < this_week
