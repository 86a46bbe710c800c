"""Service-level clocks against a second implementation that walks the time minute by minute."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commonweal.technology.rules import clocks
from commonweal.technology.rules.clocks import Calendar, Pause, Verdict
from tests.examples import by_day

MINUTE = timedelta(minutes=1)
ZONES = ["America/New_York", "Europe/Berlin", "America/Havana", "Australia/Lord_Howe", "Asia/Kolkata", "UTC"]
"""Among them one that turns at midnight and one that turns by half an hour."""
TURNS = [
    datetime(2026, 3, 8, tzinfo=UTC), datetime(2026, 3, 29, tzinfo=UTC), datetime(2026, 4, 5, tzinfo=UTC),
    datetime(2026, 10, 4, tzinfo=UTC), datetime(2026, 10, 25, tzinfo=UTC), datetime(2026, 11, 1, tzinfo=UTC),
]  # fmt: skip


def counts(calendar: Calendar, minute: datetime, pauses: list[Pause]) -> bool:
    """Does this minute count? As one would say it looking at a wall clock."""
    if any(begun <= minute and (ended is None or minute < ended) for begun, ended in pauses):
        return False
    if calendar.always:
        return True
    wall = minute.astimezone(calendar.zone)
    if wall.date() in calendar.holidays:
        return False
    at = wall.hour * 60 + wall.minute
    return any(opens <= at < closes for opens, closes in calendar.hours.get(wall.weekday(), ()))


def by_the_minute(calendar: Calendar, start: datetime, end: datetime, pauses: list[Pause]) -> int:
    """How many minutes count."""
    total, at = 0, start
    while at < end:
        total += counts(calendar, at, pauses)
        at += MINUTE
    return total


hours = st.tuples(st.integers(0, 1439), st.integers(1, 1440)).filter(lambda pair: pair[0] < pair[1])


@st.composite
def cases(draw: st.DrawFn) -> tuple[Calendar, datetime, datetime, list[Pause]]:
    turn = draw(st.sampled_from(TURNS))
    start = turn + draw(st.integers(-2 * 1440, 1440)) * MINUTE
    length = draw(st.integers(0, 3 * 1440))
    calendar = Calendar(
        zone=ZoneInfo(draw(st.sampled_from(ZONES))),
        hours=draw(st.dictionaries(st.integers(0, 6), st.lists(hours, min_size=1, max_size=2), max_size=7)),
        holidays=frozenset(
            draw(st.lists(st.sampled_from([turn.date(), turn.date() + timedelta(1)]), max_size=1))
        ),
        always=draw(st.sampled_from([False, False, False, True])),
    )
    pauses: list[Pause] = []
    for begun, lasts in draw(
        st.lists(st.tuples(st.integers(-60, length + 60), st.integers(0, 900)), max_size=3)
    ):
        ended = None if lasts > 850 else start + (begun + lasts) * MINUTE
        pauses.append((start + begun * MINUTE, ended))
    return calendar, start, start + length * MINUTE, pauses


@settings(max_examples=by_day(60))
@given(cases())
def test_what_counts_is_what_a_wall_clock_shows_minute_by_minute(
    case: tuple[Calendar, datetime, datetime, list[Pause]],
) -> None:
    calendar, start, end, pauses = case
    assert (
        clocks.counted(calendar, start, end, pauses) == by_the_minute(calendar, start, end, pauses) * MINUTE
    )


@settings(max_examples=by_day(40))
@given(cases(), st.integers(1, 2000))
def test_the_due_instant_is_the_first_at_which_the_agreed_time_has_counted(
    case: tuple[Calendar, datetime, datetime, list[Pause]], minutes: int
) -> None:
    calendar, start, _end, pauses = case
    allowed = minutes * MINUTE
    try:
        at = clocks.due(calendar, start, allowed, pauses)
    except clocks.NeverOpen:
        # Seldom open, or never: then five years do not hold the agreed time.
        assert clocks.counted(calendar, start, start + clocks.HORIZON, pauses) < allowed
        return
    if at is None:
        lasting = min(begun for begun, ended in pauses if ended is None)
        assert clocks.counted(calendar, start, max(start, lasting), pauses) < allowed
    else:
        assert clocks.counted(calendar, start, at, pauses) == allowed
        assert clocks.counted(calendar, start, at - MINUTE, pauses) < allowed


OFFICE = Calendar(
    ZoneInfo("America/New_York"),
    {day: [(8 * 60, 18 * 60)] for day in range(5)},
    frozenset({date(2026, 11, 26)}),
)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo("America/New_York"))


@pytest.mark.parametrize(
    ("start", "allowed", "due"),
    [
        ("2026-11-20T16:00", 4, "2026-11-23T10:00"),  # over a weekend
        ("2026-11-25T17:00", 2, "2026-11-27T09:00"),  # over Thanksgiving
        ("2026-03-06T17:00", 2, "2026-03-09T09:00"),  # over the spring turn: nights do not count
        ("2026-10-30T17:30", 1, "2026-11-02T08:30"),  # over the autumn turn
        ("2026-11-21T03:00", 1, "2026-11-23T09:00"),  # begun on a Saturday night
    ],
)
def test_office_hours(start: str, allowed: int, due: str) -> None:
    assert clocks.due(OFFICE, at(start), timedelta(hours=allowed)) == at(due)


def test_around_the_clock_over_the_turn_an_hour_is_an_hour() -> None:
    always = Calendar(ZoneInfo("America/New_York"), always=True)
    assert clocks.due(always, at("2026-03-08T01:30"), timedelta(hours=1)) == at("2026-03-08T03:30")
    assert clocks.due(always, at("2026-11-01T00:30"), timedelta(hours=2)) == datetime(
        2026, 11, 1, 6, 30, tzinfo=UTC
    )


def test_a_clock_warns_pauses_breaches_and_stops() -> None:
    def verdict(now: str, **facts: object) -> Verdict:
        return clocks.read(
            OFFICE, start=at("2026-11-23T08:00"), allowed=timedelta(hours=4), now=at(now), **facts
        ).verdict  # type: ignore[arg-type]

    assert verdict("2026-11-23T10:59") is Verdict.RUNNING
    assert verdict("2026-11-23T11:00") is Verdict.NEAR
    assert verdict("2026-11-23T12:00") is Verdict.BREACHED
    paused: list[Pause] = [(at("2026-11-23T09:00"), None)]
    assert verdict("2026-11-24T12:00", pauses=paused) is Verdict.PAUSED
    assert verdict("2026-11-24T12:00", stopped=at("2026-11-23T11:30")) is Verdict.MET
    assert verdict("2026-11-24T12:00", stopped=at("2026-11-23T12:30")) is Verdict.LATE


def test_hours_that_are_none_and_a_desk_that_never_opens_are_said() -> None:
    with pytest.raises(ValueError, match="are none"):
        Calendar(ZoneInfo("UTC"), {0: [(600, 600)]})
    with pytest.raises(ValueError, match="no weekday"):
        Calendar(ZoneInfo("UTC"), {7: [(0, 60)]})
    assert clocks.due(OFFICE, at("2026-11-23T08:00"), timedelta(0)) == at("2026-11-23T08:00")
    always = Calendar(ZoneInfo("UTC"), always=True)
    assert list(clocks.open_spans(always, at("2026-11-23T08:00"), at("2026-11-23T08:00"))) == []
    half = clocks.read(
        OFFICE, start=at("2026-11-23T08:00"), allowed=timedelta(hours=4), now=at("2026-11-23T10:00")
    )
    assert half.share * 2 == 1
    with pytest.raises(clocks.NeverOpen):
        clocks.due(Calendar(ZoneInfo("UTC")), at("2026-11-23T08:00"), MINUTE)
