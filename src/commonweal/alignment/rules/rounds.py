"""When a round may be sent, reminded of, answered; and what its state is."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from enum import Enum, unique

from commonweal.alignment.rules import instruments

SHORTEST, LONGEST = timedelta(days=2), timedelta(days=90)
BETWEEN_REMINDERS = timedelta(hours=20)
LAST_REMINDER = timedelta(days=2)
LOW_RESPONSE = 0.6
"""Below this share the results say too little about the alliance."""
PEOPLE = 3
"""No result for fewer."""


@unique
class State(Enum):
    """Where a round stands. Worked out, never typed in."""

    OPEN = ("open", "Open")
    OVER = ("over", "Time is over")
    CLOSED = ("closed", "Results are out")
    ANSWERED = ("answered", "What follows was said")

    def __init__(self, key: str, title: str) -> None:
        self.key = key
        self.title = title


def state(*, closes_at: datetime, closed_at: datetime | None, follows: bool, now: datetime) -> State:
    """An ordered list of questions."""
    if closed_at is None:
        return State.OPEN if now < closes_at else State.OVER
    return State.ANSWERED if follows else State.CLOSED


def refusal_to_open(
    importance: Sequence[bool | None], *, open_now: bool, now: datetime, closes_at: datetime
) -> str | None:
    """Why a survey cannot be sent; None when it can. One entry of `importance` a question."""
    if open_now:
        return "A round of this survey is open. Close it first."
    if not importance:
        return "This survey has no questions yet. Add some first."
    takes = instruments.minutes(importance)
    if takes > instruments.MINUTES:
        return (
            f"This survey takes about {takes:.0f} minutes on a phone; people finish {instruments.MINUTES}. "
            "Take questions out, or send two surveys."
        )
    if closes_at < now + SHORTEST:
        return "Give people at least two days to answer."
    if closes_at > now + LONGEST:
        return "A round lasts at most 90 days; choose an earlier day."
    return None


def reminders(now: datetime, closes_at: datetime) -> list[datetime]:
    """When to remind: half-way, and two days before the end, if that is later than half-way."""
    half = now + (closes_at - now) / 2
    last = closes_at - LAST_REMINDER
    return [half, last] if last > half + BETWEEN_REMINDERS else [half]


def late_enough(opened: datetime, closes_at: datetime, now: datetime) -> bool:
    """Is a low response worth a word? From half-way on: before, few answers only mean that it has just begun."""
    return now >= opened + (closes_at - opened) / 2


def refusal_to_remind(*, closed: bool, waiting: int, last: datetime | None, now: datetime) -> str | None:
    """Why nobody is reminded; None when they are."""
    if closed:
        return "This round is over; nobody can answer any more."
    if not waiting:
        return "Everybody who was asked has answered."
    if last is not None and now < last + BETWEEN_REMINDERS:
        return "A reminder went out less than a day ago. Nobody answers sooner for two."
    return None


REFUSALS = {
    "closed": "This round is over. Its results are for everybody who was asked.",
    "handed-in": "You have handed in your answers. They count once and cannot be opened again. Thank you.",
    "left": "Your seat in this alliance has ended, so this survey is closed for you. What you saved counts.",
    "unknown": "This survey was not sent to you.",
}
"""Why somebody cannot answer, by what the database says."""
