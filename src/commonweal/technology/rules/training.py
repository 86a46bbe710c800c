"""Who is trained: competence signed off, when it expires, and how much of a unit is covered."""

from __future__ import annotations

import calendar
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum
from uuid import UUID

SOON = timedelta(days=60)
"""Training that expires within sixty days is said to expire soon."""


class Standing(Enum):
    """How somebody stands with a course: the key, and the words a page uses."""

    MISSING = ("missing", "not signed off")
    EXPIRED = ("expired", "expired")
    SOON = ("soon", "expires soon")
    VALID = ("valid", "valid")

    def __init__(self, key: str, title: str) -> None:
        self.key = key
        self.title = title

    @property
    def covered(self) -> bool:
        """Does it count as trained today?"""
        return self in (Standing.VALID, Standing.SOON)


def after_months(day: date, months: int) -> date:
    """The same day so many months later; where that month is shorter, its last day."""
    number = day.year * 12 + day.month - 1 + months
    year, month = divmod(number, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def expires(signed_off: date, months: int | None) -> date | None:
    """The first day on which a competence no longer counts; None: it does not expire."""
    return None if months is None else after_months(signed_off, months)


def standing(signed_off: date | None, months: int | None, today: date) -> Standing:
    """How somebody stands whose competence was last signed off on this day."""
    if signed_off is None:
        return Standing.MISSING
    ends = expires(signed_off, months)
    if ends is None:
        return Standing.VALID
    if ends <= today:
        return Standing.EXPIRED
    return Standing.SOON if ends - today <= SOON else Standing.VALID


@dataclass(frozen=True)
class Coverage:
    """Of a unit's people who need a course, how many hold it; how many it has run out for."""

    unit: str
    needed: int
    covered: int
    expired: int


def coverage(needing: Iterable[tuple[UUID, str]], held: Mapping[UUID, Standing]) -> list[Coverage]:
    """Coverage by unit. `needing` are people and their units; `held` how they stand, missing where not named."""
    counts: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0])
    for person, unit in needing:
        at = held.get(person, Standing.MISSING)
        line = counts[unit]
        line[0] += 1
        line[1] += at.covered
        line[2] += at is Standing.EXPIRED
    return [Coverage(unit, *line) for unit, line in sorted(counts.items())]
