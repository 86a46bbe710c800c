"""Days and hours as people keep them: time zones, daylight saving, holidays, quiet hours. No clock."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo


class NoSuchTime(ValueError):
    """A local time that the clocks leave out."""


@dataclass(frozen=True)
class Local:
    """A local time as an instant; `twice` where the clocks pass it twice and the first is meant."""

    at: datetime
    twice: bool


def instant(day: date, at: time, zone: str) -> Local:
    """What a local day and time mean.

    Raises NoSuchTime for the hour that is left out when daylight saving begins. Of the hour that comes twice
    when it ends, the first is taken.
    """
    there = datetime.combine(day, at, tzinfo=ZoneInfo(zone))
    if there.astimezone(UTC).astimezone(ZoneInfo(zone)).replace(tzinfo=None) != there.replace(tzinfo=None):
        raise NoSuchTime(
            f"{at:%H:%M} on {day.day} {day:%B %Y} does not exist in {zone}: the clocks go forward over it. "
            "Choose a time an hour earlier or later."
        )
    later = there.replace(fold=1)
    return Local(there.astimezone(UTC), there.utcoffset() != later.utcoffset())


def _nth(year: int, month: int, weekday: int, number: int) -> date:
    first = date(year, month, 1)
    return first + timedelta(days=(weekday - first.weekday()) % 7 + 7 * (number - 1))


def holidays(year: int) -> dict[date, str]:
    """Federal holidays of the United States (5 U.S.C. 6103), on the days on which they are kept.

    One that falls on a Saturday is kept on Friday, one on a Sunday on Monday; so 1 January may be kept in the
    year before.
    """
    last_monday = date(year, 5, 31) - timedelta(days=date(year, 5, 31).weekday())
    fixed = {
        date(year, 1, 1): "New Year's Day",
        date(year, 6, 19): "Juneteenth",
        date(year, 7, 4): "Independence Day",
        date(year, 11, 11): "Veterans Day",
        date(year, 12, 25): "Christmas Day",
        date(year + 1, 1, 1): "New Year's Day",
    }
    kept = {_kept(day): name for day, name in fixed.items() if _kept(day).year == year}
    return kept | {
        _nth(year, 1, 0, 3): "Birthday of Martin Luther King, Jr.",
        _nth(year, 2, 0, 3): "Washington's Birthday",
        last_monday: "Memorial Day",
        _nth(year, 9, 0, 1): "Labor Day",
        _nth(year, 10, 0, 2): "Columbus Day",
        _nth(year, 11, 3, 4): "Thanksgiving Day",
    }


def _kept(day: date) -> date:
    return day + timedelta(days={5: -1, 6: 1}.get(day.weekday(), 0))


def closed(day: date, own: Collection[date] = ()) -> str:
    """Why a day is no working day, in words; nothing where it is one."""
    if day in own:
        return "a day on which the alliance is closed"
    if name := holidays(day.year).get(day):
        return name
    return {5: "a Saturday", 6: "a Sunday"}.get(day.weekday(), "")


def working_day_before(day: date, count: int, own: Collection[date] = ()) -> date:
    """The working day so many working days before a day."""
    while count:
        day -= timedelta(days=1)
        if not closed(day, own):
            count -= 1
    return day


def quiet(now: datetime, start: time | None, end: time | None, zone: str) -> bool:
    """Is it within somebody's quiet hours, on their own clock? Hours may run over midnight."""
    if start is None or end is None or start == end:
        return False
    here = now.astimezone(ZoneInfo(zone)).time()
    return start <= here < end if start < end else here >= start or here < end
