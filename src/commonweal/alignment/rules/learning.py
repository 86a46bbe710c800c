"""Learning together: when sessions are held, who completed the course, who drops out unseen, what changed."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from fractions import Fraction
from zoneinfo import ZoneInfo

from commonweal.alignment.rules.meetings import ATTENDANCE, CAME

SHARE_NEEDED = Fraction(3, 4)
"""Of all sessions of the course, so many must have been attended: nine of twelve."""
MISSED_IN_A_ROW = 2
RECORD_WITHIN = timedelta(days=1)
"""After this long without attendance a session needs somebody."""
FEWEST_ORGANISATIONS = 2

OUTCOMES: dict[str, str] = {
    "changed": "it changed",
    "partly": "it changed in part",
    "unchanged": "it did not change",
}


def dates(first: datetime, count: int, zone: str) -> list[datetime]:
    """So many sessions a week apart, at the same hour by the clocks of `zone`, whatever summer time does."""
    there = first.astimezone(ZoneInfo(zone))
    return [
        datetime.combine(there.date() + timedelta(weeks=week), time(there.hour, there.minute), ZoneInfo(zone))
        for week in range(count)
    ]


def week(starts: Sequence[datetime], ends: datetime, now: datetime) -> int:
    """The session that a course has come to: 0 before the first, one more than there are once it is over."""
    return len(starts) + 1 if now >= ends else sum(1 for at in starts if at <= now)


@dataclass(frozen=True)
class Facts:
    """What is known of one participant.

    `attendance` holds a word of ATTENDANCE per session that has begun, in order; empty where nobody recorded it.
    """

    sessions: int
    attendance: tuple[str, ...]
    challenge: bool
    outcome: str
    over: bool
    left: date | None = None


@dataclass(frozen=True)
class Standing:
    """Where a participant stands, and in words what is missing for completion."""

    key: str
    came: int
    recorded: int
    missing: tuple[str, ...] = ()


STANDINGS: dict[str, tuple[str, str]] = {
    "completed": ("done", "completed"),
    "under way": ("moving", "taking part"),
    "open": ("waiting", "still open"),
    "not completed": ("stopped", "not completed"),
    "left": ("stopped", "left"),
}
"""The shape of each standing, and its word."""


def needed(sessions: int) -> int:
    """How many sessions must have been attended."""
    return math.ceil(sessions * SHARE_NEEDED)


def standing(facts: Facts) -> Standing:
    """Completion, worked out: sessions attended, a challenge of one's own, and what changed, said with evidence.

    That nothing changed completes as well as that something did. Reflections count for nothing (decision 0089). A
    course that is over with attendance unrecorded is `open` for whoever might still complete by it.
    """
    came = sum(one in CAME for one in facts.attendance)
    recorded = sum(one in ATTENDANCE for one in facts.attendance)
    if facts.left is not None:
        return Standing("left", came, recorded)
    missing = []
    short = needed(facts.sessions) - came
    if short > 0:
        missing.append(f"{short} more session{'s' if short > 1 else ''} attended")
    if not facts.challenge:
        missing.append("a challenge of their own")
    if facts.outcome not in OUTCOMES:
        missing.append("what changed, and what shows it")
    if not missing:
        return Standing("completed" if facts.over else "under way", came, recorded)
    unknown = facts.sessions - recorded
    if not facts.over:
        key = "under way"
    elif short > unknown:
        key = "not completed"
    else:
        key = "open"
    return Standing(key, came, recorded, tuple(missing))


def missed_in_a_row(attendance: Sequence[str]) -> int:
    """How many of the last sessions recorded were missed one after the other."""
    missed = 0
    for one in reversed([one for one in attendance if one in ATTENDANCE]):
        if one in CAME:
            break
        missed += 1
    return missed


@dataclass(frozen=True)
class Counts:
    """A cohort in numbers. Attendance is over what was recorded of those who did not leave."""

    people: int
    left: int
    completed: int
    came: int
    recorded: int
    challenges: int
    outcomes: dict[str, int]


def counts(people: Sequence[tuple[Facts, Standing]]) -> Counts:
    """What the alliance sees of a cohort at a glance."""
    stayed = [(facts, one) for facts, one in people if one.key != "left"]
    said = Counter(facts.outcome for facts, _one in people if facts.outcome in OUTCOMES)
    return Counts(
        people=len(people),
        left=len(people) - len(stayed),
        completed=sum(one.key == "completed" for _facts, one in stayed),
        came=sum(one.came for _facts, one in stayed),
        recorded=sum(one.recorded for _facts, one in stayed),
        challenges=sum(facts.challenge for facts, _one in people),
        outcomes={key: said[key] for key in OUTCOMES},
    )


def refusal_to_change(*, challenge: bool, outcome: str, evidence: str) -> str | None:
    """Why what changed cannot be said yet, or nothing."""
    if not challenge:
        return "Say first what your challenge is: what changed is told against it."
    if outcome not in OUTCOMES:
        return "Choose whether it changed."
    if not evidence.strip():
        return "Say what shows it: a figure, a paper, something that somebody now does or still does not do."
    return None
