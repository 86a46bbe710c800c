"""Opening hours as people write them, a line for each, and back: "Mon-Fri 9:00-17:00"."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import time

DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_SHORT = dict(zip(DAYS, ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"), strict=True))
_CLOCK = r"(\d{1,2})(?:[:.](\d{2}))?\s*([ap])?\.?m?\.?"
_LINE = re.compile(rf"(?P<days>[a-z,;&\s–-]+?)[\s:]+{_CLOCK}\s*(?:-|–|to)\s*{_CLOCK}", re.IGNORECASE)
_RANGE = re.compile(r"\s*(?:-|–|\bto\b)\s*", re.IGNORECASE)


@dataclass(frozen=True)
class Opening:
    """Open on these days of each week (RFC 5545: MO to SU), from and until."""

    days: tuple[str, ...]
    opens_at: time
    closes_at: time


def read_hours(text: str) -> list[Opening]:
    """What the lines say. Raises ValueError with the line that cannot be read and how to write it."""
    return [_read(line.strip()) for line in text.splitlines() if line.strip()]


def _read(line: str) -> Opening:
    match = _LINE.fullmatch(line)
    if match is not None:
        numbers = match.groups()[1:]
        days, opens, closes = _days(match["days"]), _clock(*numbers[:3]), _clock(*numbers[3:])
        if days and opens is not None and closes is not None and opens != closes:
            return Opening(days, opens, closes)
    raise ValueError(f"“{line[:60]}” cannot be read. Write a line such as: Mon-Fri 9:00-17:00")


def _days(words: str) -> tuple[str, ...]:
    found: set[str] = set()
    for part in re.split(r"[,;&]|\band\b", words, flags=re.IGNORECASE):
        ends = [_day(word) for word in _RANGE.split(part.strip())]
        if None in ends or not 1 <= len(ends) <= 2:
            return ()
        first, last = DAYS.index(str(ends[0])), DAYS.index(str(ends[-1]))
        # Sat-Mon runs over the end of the week.
        found |= {DAYS[(first + step) % 7] for step in range((last - first) % 7 + 1)}
    return tuple(day for day in DAYS if day in found)


def _day(word: str) -> str | None:
    word = word.strip().upper()
    return next((day for day in DAYS if len(word) >= 2 and _FULL[day].startswith(word)), None)


_FULL = dict(
    zip(
        DAYS,
        ("MONDAY", "TUESDAY", "WEDNESDAY", "THURSDAY", "FRIDAY", "SATURDAY", "SUNDAY"),
        strict=True,
    )
)


def _clock(hour: str, minute: str | None, half: str | None) -> time | None:
    value = int(hour)
    if half:
        if not 1 <= value <= 12:
            return None
        value = value % 12 + (12 if half.lower() == "p" else 0)
    minutes = int(minute or 0)
    return time(value, minutes) if value < 24 and minutes < 60 else None


def write_hours(openings: Iterable[Opening]) -> str:
    """The lines that `read_hours` reads again."""
    return "\n".join(f"{_written(one.days)} {one.opens_at:%H:%M}-{one.closes_at:%H:%M}" for one in openings)


def _written(days: Iterable[str]) -> str:
    runs: list[list[str]] = []
    for day in (day for day in DAYS if day in set(days)):
        if runs and DAYS.index(day) == DAYS.index(runs[-1][-1]) + 1:
            runs[-1].append(day)
        else:
            runs.append([day])
    return ", ".join(
        _SHORT[run[0]] if len(run) == 1 else f"{_SHORT[run[0]]}-{_SHORT[run[-1]]}" for run in runs
    )
