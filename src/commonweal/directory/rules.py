"""What follows from the facts of a directory: how fresh a capacity report is, what a report may say, when a
service is open. Plain Python; `now` is an argument."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

UNKNOWN = "unknown"
ROOM = "capacity"
WAITLIST = "waitlist"
ASSESSMENT = "additional-assessment-required"
NO_ROOM = "no-capacity"

CAPACITY_WORDS: dict[str, str] = {
    UNKNOWN: "Not reported",
    ROOM: "Has room",
    WAITLIST: "Waitlist",
    ASSESSMENT: "After an assessment",
    NO_ROOM: "No room",
}
"""The capacity value set of HL7 FHIR SDOH Clinical Care, and what a page says."""

MOVED_BY: dict[str, str] = {
    "reported": "Reported",
    "accepted": "A referral was accepted",
    "given-back": "A referral was closed",
}
MAPPING_WORDS: dict[str, str] = {"suggested": "Suggested", "confirmed": "Confirmed", "rejected": "Rejected"}

FRESH = timedelta(days=7)
STALE = timedelta(days=30)


class Freshness(StrEnum):
    """How far a capacity report can be relied on."""

    NEVER = "never"
    FRESH = "fresh"
    AGEING = "ageing"
    STALE = "stale"


def freshness(reported_at: datetime | None, now: datetime) -> Freshness:
    """Fresh for a week, ageing for a month, then stale."""
    if reported_at is None:
        return Freshness.NEVER
    age = now - reported_at
    if age <= FRESH:
        return Freshness.FRESH
    return Freshness.AGEING if age <= STALE else Freshness.STALE


class Intake(StrEnum):
    """How far an import is."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


LOST_AFTER = timedelta(minutes=15)
"""An import that has not moved for so long has lost whoever worked on it."""


def intake_is_lost(status: Intake, moved_at: datetime | None, now: datetime) -> bool:
    """Does nobody work any more on an import that is not over?"""
    under_way = status in (Intake.WAITING, Intake.RUNNING)
    return under_way and moved_at is not None and now - moved_at > LOST_AFTER


@dataclass(frozen=True)
class Room:
    """The room of a service: `available` of `maximum` places, both unknown where nobody counts."""

    capacity: str
    available: int | None = None
    maximum: int | None = None


def refusal_to_report(room: Room) -> str | None:
    """Why such a report makes no sense, in words; None when it does."""
    if room.capacity not in CAPACITY_WORDS or room.capacity == UNKNOWN:
        return "Say whether there is room, a waitlist or none."
    if (room.available is not None and room.available < 0) or (room.maximum is not None and room.maximum < 0):
        return "There cannot be fewer than no places."
    if room.available is not None and room.maximum is not None and room.available > room.maximum:
        return f"{room.available} places cannot be free of {room.maximum}."
    if room.capacity == ROOM and room.available == 0:
        return "Room with 0 places free is none: report a waitlist or no room."
    if room.capacity == NO_ROOM and room.available:
        return f"{room.available} free places are room: report room, or 0 places."
    return None


def after_acceptance(room: Room) -> Room:
    """The room once a place is taken. Uncounted places cannot be taken away, and there are never fewer than none.

    The last place gone means no room, except where a waitlist or an assessment stands before each place.
    """
    if room.available is None:
        return room
    left = max(0, room.available - 1)
    return Room(NO_ROOM if left == 0 and room.capacity == ROOM else room.capacity, left, room.maximum)


def after_giving_back(room: Room) -> Room:
    """The room once a place is given back: never more than there are at all."""
    if room.available is None:
        return room
    more = room.available + 1
    if room.maximum is not None:
        more = min(more, room.maximum)
    return Room(ROOM if more > 0 and room.capacity == NO_ROOM else room.capacity, more, room.maximum)


_DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


def day_tokens(day: date) -> tuple[str, list[str]]:
    """How a recurrence rule names this day: by its weekday, and as the nth and nth-last of its month.

    2026-01-05, the first Monday of four: ("MO", ["MO", "1MO", "+1MO", "-4MO"]).
    """
    name = _DAYS[day.weekday()]
    following = day.replace(day=28) + timedelta(days=4)
    last = following - timedelta(days=following.day)
    nth, from_end = (day.day - 1) // 7 + 1, (last.day - day.day) // 7 + 1
    return name, [name, f"{nth}{name}", f"+{nth}{name}", f"-{from_end}{name}"]


def last_confirmed(
    *, confirmed_at: datetime | None, assured: date | None, modified: datetime | None
) -> tuple[str, date] | None:
    """When the entry was last said to be right, and by whom: people here, or its source; the newest counts."""
    said: list[tuple[date, str]] = []
    if confirmed_at is not None:
        said.append((confirmed_at.date(), "here"))
    if assured is not None:
        said.append((assured, "source"))
    if modified is not None:
        said.append((modified.date(), "changed"))
    if not said:
        return None
    day, who = max(said)
    return who, day


DAY_WORDS: dict[str, str] = {
    "MO": "Monday",
    "TU": "Tuesday",
    "WE": "Wednesday",
    "TH": "Thursday",
    "FR": "Friday",
    "SA": "Saturday",
    "SU": "Sunday",
}
_NTH = {
    "1": "first",
    "2": "second",
    "3": "third",
    "4": "fourth",
    "5": "fifth",
    "-1": "last",
    "-2": "second-last",
}


def days_in_words(tokens: list[str]) -> str:
    """Days as people say them: "Monday to Friday", "Tuesday and Thursday", "first Monday of the month"."""
    plain = [day for day in _DAYS if day in tokens]
    numbered = [token for token in tokens if token not in _DAYS]
    parts: list[str] = []
    run: list[str] = []
    for day in [*_DAYS, ""]:
        if day in plain:
            run.append(day)
            continue
        if len(run) > 2:
            parts.append(f"{DAY_WORDS[run[0]]} to {DAY_WORDS[run[-1]]}")
        else:
            parts.extend(DAY_WORDS[one] for one in run)
        run = []
    for token in numbered:
        which = _NTH.get(token[:-2].lstrip("+"), token[:-2])
        parts.append(f"{which} {DAY_WORDS.get(token[-2:], token[-2:])} of the month")
    return parts[0] if len(parts) == 1 else ", ".join(parts[:-1]) + (f" and {parts[-1]}" if parts else "")
