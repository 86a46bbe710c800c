"""Service-level clocks: time that counts only while the supplier's desk is open and the clock is not paused.

An instant counts when the wall clock of the agreed time zone stands within the opening hours of that local day, the
day is no holiday, and no pause covers it. An hour that the wall clock shows twice (the end of daylight saving) counts
twice; one that it skips does not count: it never happens. Instants are exact to the second.
Method page: docs/methods/service-level-clocks.md.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from enum import Enum
from fractions import Fraction
from zoneinfo import ZoneInfo

DAY = timedelta(days=1)
MIDNIGHT = 24 * 60
WARN_AT = Fraction(3, 4)
"""A clock is near its end from this share of the agreed time."""
HORIZON = timedelta(days=366 * 5)
"""An agreed time that does not pass within five years is a mistake in the calendar."""
Span = tuple[datetime, datetime]
Pause = tuple[datetime, datetime | None]


class NeverOpen(ValueError):
    """The calendar has no opening hours within reach, so a clock by it would never end."""


@dataclass(frozen=True)
class Calendar:
    """Opening hours by weekday (0 is Monday) in minutes after midnight, holidays, and the zone they are meant in.

    `hours[weekday]` holds pairs (opens, closes) with 0 ≤ opens < closes ≤ 1440. `always` means around the clock,
    holidays included. Raises ValueError for hours that are none.
    """

    zone: ZoneInfo
    hours: Mapping[int, Sequence[tuple[int, int]]] = field(default_factory=dict)
    holidays: frozenset[date] = frozenset()
    always: bool = False

    def __post_init__(self) -> None:
        for weekday, several in self.hours.items():
            if not 0 <= weekday <= 6:
                raise ValueError(f"{weekday} is no weekday: 0 is Monday, 6 is Sunday")
            for opens, closes in several:
                if not 0 <= opens < closes <= MIDNIGHT:
                    raise ValueError(f"hours from minute {opens} to minute {closes} are none")

    def on(self, day: date) -> Sequence[tuple[int, int]]:
        """The opening hours of a local day, without overlaps and in order."""
        if day in self.holidays:
            return ()
        merged: list[tuple[int, int]] = []
        for opens, closes in sorted(self.hours.get(day.weekday(), ())):
            if merged and opens <= merged[-1][1]:
                merged[-1] = (merged[-1][0], max(closes, merged[-1][1]))
            else:
                merged.append((opens, closes))
        return merged


def _offset(zone: ZoneInfo, instant: datetime) -> timedelta:
    found = instant.astimezone(zone).utcoffset()
    assert found is not None
    return found


def _pieces(zone: ZoneInfo, start: datetime, end: datetime) -> Iterator[tuple[datetime, datetime, timedelta]]:
    """The span cut where the zone's offset from UTC changes: start, end, offset. To the second."""
    at = begun = start
    offset = _offset(zone, start)
    while at < end:
        step = min(at + DAY, end)
        if (after := _offset(zone, step)) != offset:
            low, high = at, step
            while high - low > timedelta(seconds=1):
                middle = low + timedelta(seconds=int((high - low).total_seconds()) // 2)
                low, high = (middle, high) if _offset(zone, middle) == offset else (low, middle)
            turn = high.replace(microsecond=0)
            turn = turn if _offset(zone, turn) == after else high
            yield begun, turn, offset
            begun, offset, at = turn, after, turn
        else:
            at = step
    if begun < end:
        yield begun, end, offset


def open_spans(calendar: Calendar, start: datetime, end: datetime) -> Iterator[Span]:
    """When the desk is open between two instants, in UTC and in order."""
    start, end = start.astimezone(UTC), end.astimezone(UTC)
    if calendar.always:
        if start < end:
            yield start, end
        return
    for begun, ended, offset in _pieces(calendar.zone, start, end):
        day = (begun + offset).date()
        while (midnight := datetime(day.year, day.month, day.day, tzinfo=UTC) - offset) < ended:
            for opens, closes in calendar.on(day):
                first = max(begun, midnight + timedelta(minutes=opens))
                last = min(ended, midnight + timedelta(minutes=closes))
                if first < last:
                    yield first, last
            day += DAY


def merged(pauses: Iterable[Pause], until: datetime) -> list[Span]:
    """Pauses without overlaps, in order; one that still lasts ends at `until`."""
    found: list[Span] = []
    for begun, ended in sorted((one[0], one[1] or until) for one in pauses):
        if ended <= begun:
            continue
        if found and begun <= found[-1][1]:
            found[-1] = (found[-1][0], max(ended, found[-1][1]))
        else:
            found.append((begun, ended))
    return found


def _without(span: Span, pauses: Sequence[Span]) -> Iterator[Span]:
    at, end = span
    for begun, ended in pauses:
        if ended <= at or begun >= end:
            continue
        if at < begun:
            yield at, begun
        at = max(at, ended)
    if at < end:
        yield at, end


def counted(calendar: Calendar, start: datetime, end: datetime, pauses: Iterable[Pause] = ()) -> timedelta:
    """How much of the time between two instants counts."""
    stops = merged(pauses, end)
    return sum(
        (last - first for span in open_spans(calendar, start, end) for first, last in _without(span, stops)),
        timedelta(0),
    )


def due(
    calendar: Calendar, start: datetime, allowed: timedelta, pauses: Iterable[Pause] = ()
) -> datetime | None:
    """The instant at which the agreed time has passed; None while a pause lasts that began before it.

    Raises NeverOpen where the calendar has no hours within five years.
    """
    several = list(pauses)
    lasting = min((begun for begun, ended in several if ended is None), default=None)
    horizon = start + HORIZON
    stops = merged(several, horizon)
    left, at = allowed, start
    if left <= timedelta(0):
        return start
    while at < horizon:
        # Weeks at a time: most clocks end within the first.
        until = min(at + 21 * DAY, horizon)
        for span in open_spans(calendar, at, until):
            for first, last in _without(span, stops):
                if last - first >= left:
                    return first + left
                left -= last - first
        if lasting is not None and until > lasting:
            return None
        at = until
    raise NeverOpen("these opening hours leave no time for the clock to run")


class Verdict(Enum):
    """How a clock stands: the key, and the words a page uses."""

    MET = ("met", "in time")
    LATE = ("late", "late")
    BREACHED = ("breached", "over the agreed time")
    PAUSED = ("paused", "paused")
    NEAR = ("near", "near the agreed time")
    RUNNING = ("running", "running")

    def __init__(self, key: str, title: str) -> None:
        self.key = key
        self.title = title


@dataclass(frozen=True)
class Reading:
    """A clock at an instant: what has counted, what was agreed, when it ends, and how it stands."""

    used: timedelta
    allowed: timedelta
    due_at: datetime | None
    verdict: Verdict

    @property
    def share(self) -> Fraction:
        """Used ÷ agreed; 1 and more is a breach."""
        return Fraction(int(self.used.total_seconds()), max(1, int(self.allowed.total_seconds())))


def read(
    calendar: Calendar,
    *,
    start: datetime,
    allowed: timedelta,
    now: datetime,
    pauses: Iterable[Pause] = (),
    stopped: datetime | None = None,
) -> Reading:
    """How a clock stands `now`: started, paused, and stopped by the first answer or the solution."""
    several = [one for one in pauses if stopped is None or one[0] < stopped]
    used = counted(calendar, start, min(now, stopped or now), several)
    ends = due(calendar, start, allowed, several)
    if stopped is not None and stopped <= now:
        verdict = Verdict.LATE if used > allowed else Verdict.MET
    elif used >= allowed:
        verdict = Verdict.BREACHED
    elif any(begun <= now and (ended is None or ended > now) for begun, ended in several):
        verdict = Verdict.PAUSED
    elif used >= allowed * WARN_AT.numerator / WARN_AT.denominator:
        verdict = Verdict.NEAR
    else:
        verdict = Verdict.RUNNING
    return Reading(used, allowed, ends, verdict)
