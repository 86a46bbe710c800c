"""Clocks, holidays, quiet hours, digests, places, and how far a newsletter is."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commonweal.communications.rules import days, events, notices, sending
from commonweal.communications.rules.notices import Mail, Wish
from tests.examples import by_day

NEW_YORK = "America/New_York"
NOW = datetime(2026, 11, 22, 15, tzinfo=UTC)


def test_an_hour_that_the_clocks_leave_out_is_refused_and_one_that_comes_twice_is_the_first() -> None:
    with pytest.raises(days.NoSuchTime, match="clocks go forward"):
        days.instant(date(2027, 3, 14), time(2, 30), NEW_YORK)
    twice = days.instant(date(2026, 11, 1), time(1, 30), NEW_YORK)
    assert twice.twice and twice.at == datetime(2026, 11, 1, 5, 30, tzinfo=UTC)
    plain = days.instant(date(2026, 11, 2), time(1, 30), NEW_YORK)
    assert not plain.twice and plain.at == datetime(2026, 11, 2, 6, 30, tzinfo=UTC)


@given(st.dates(date(2020, 1, 1), date(2030, 12, 31)), st.times())
@settings(max_examples=by_day(200))
def test_what_is_read_as_an_instant_reads_back_as_it_was_typed(day: date, at: time) -> None:
    try:
        found = days.instant(day, at, NEW_YORK)
    except days.NoSuchTime:
        return
    assert found.at.astimezone(ZoneInfo(NEW_YORK)).replace(tzinfo=None, fold=0) == datetime.combine(day, at)


@pytest.mark.parametrize(
    ("day", "name"),
    [
        (date(2026, 1, 1), "New Year's Day"), (date(2026, 1, 19), "Birthday of Martin Luther King, Jr."),
        (date(2026, 2, 16), "Washington's Birthday"), (date(2026, 5, 25), "Memorial Day"),
        (date(2026, 6, 19), "Juneteenth"),
        (date(2026, 7, 3), "Independence Day"), (date(2026, 9, 7), "Labor Day"), (date(2026, 10, 12), "Columbus Day"),
        (date(2026, 11, 11), "Veterans Day"), (date(2026, 11, 26), "Thanksgiving Day"),
        (date(2026, 12, 25), "Christmas Day"),
        (date(2021, 12, 31), "New Year's Day"), (date(2027, 7, 5), "Independence Day"),
    ],
)  # fmt: skip
def test_federal_holidays_as_the_office_of_personnel_management_lists_them(day: date, name: str) -> None:
    assert days.holidays(day.year)[day] == name
    assert len(days.holidays(2026)) == 11


def test_working_days_skip_weekends_holidays_and_own_days() -> None:
    monday = date(2026, 11, 30)
    assert days.working_day_before(monday, 1) == date(2026, 11, 27)
    assert days.working_day_before(monday, 2) == date(2026, 11, 25), "Thanksgiving is no working day"
    assert days.working_day_before(monday, 2, {date(2026, 11, 27)}) == date(2026, 11, 24)
    assert days.closed(date(2026, 11, 28)) == "a Saturday"


def test_quiet_hours_run_over_midnight_on_the_readers_clock() -> None:
    night = (time(21), time(7))
    assert days.quiet(datetime(2026, 11, 23, 3, tzinfo=UTC), *night, NEW_YORK), "22:00 in New York"
    assert not days.quiet(datetime(2026, 11, 23, 13, tzinfo=UTC), *night, NEW_YORK)
    assert not days.quiet(NOW, None, None, NEW_YORK)


def test_digests_come_once_a_day_also_when_a_day_has_23_or_25_hours() -> None:
    wish = Wish(Mail.DAILY, zone=NEW_YORK)
    for change in (date(2027, 3, 14), date(2026, 11, 1)):
        sent = 0
        last: datetime | None = None
        at = datetime(change.year, change.month, change.day, tzinfo=UTC) - timedelta(days=1)
        for _ in range(3 * 24 * 6):
            if notices.is_due(wish, at, last):
                sent, last = sent + 1, at
                assert at.astimezone(ZoneInfo(NEW_YORK)).hour >= 7
            at += timedelta(minutes=10)
        assert sent in {3, 4} and sent == len(
            {(change - timedelta(days=2)) + timedelta(days=n) for n in range(sent)}
        )
    assert notices.is_due(Wish(Mail.AT_ONCE), NOW, NOW)
    assert not notices.is_due(Wish(Mail.NEVER), NOW, None)
    monday = datetime(2026, 11, 23, 15, tzinfo=UTC)
    weekly = Wish(Mail.WEEKLY)
    assert notices.is_due(weekly, monday, monday - timedelta(days=1))
    assert not notices.is_due(weekly, monday + timedelta(days=3), monday)
    assert not notices.is_due(Wish(Mail.AT_ONCE, time(9), time(11)), NOW, None), (
        "10:00 in New York is quiet for them"
    )


@given(st.lists(st.integers(), unique=True, max_size=30), st.none() | st.integers(1, 20), st.data())
@settings(max_examples=by_day(100))
def test_whoever_has_a_place_keeps_it_when_others_leave(
    people: list[int], places: int | None, data: st.DataObject
) -> None:
    before = events.divide(people, places)
    assert [*before.placed, *before.waiting] == people
    gone = data.draw(st.sets(st.sampled_from(people))) if people else set()
    after = events.divide([one for one in people if one not in gone], places)
    assert set(before.placed) - gone <= set(after.placed)


def test_stages_of_an_event() -> None:
    facts = events.Facts(
        NOW, None, NOW + timedelta(1), NOW + timedelta(2), NOW + timedelta(hours=5), 2, 1, None
    )

    def stage(at: datetime, **more: object) -> events.Stage:
        return events.stage(events.Facts(**(facts.__dict__ | more)), at)

    assert stage(NOW) is events.Stage.OPEN and stage(NOW, registered=2) is events.Stage.FULL
    assert (
        stage(NOW, published_at=None) is events.Stage.DRAFT
        and stage(NOW, cancelled_at=NOW) is events.Stage.CANCELLED
    )
    assert stage(NOW + timedelta(hours=6)) is events.Stage.CLOSED
    over = NOW + timedelta(days=3)
    assert stage(over) is events.Stage.OVER and stage(over, outcome_at=over) is events.Stage.DONE
    assert not events.lacks_outcome(facts, over) and events.lacks_outcome(facts, NOW + timedelta(days=10))


def test_stages_of_a_sending_and_what_is_uncertain() -> None:
    def stage(*facts: datetime | None) -> sending.Stage:
        return sending.stage(sending.Facts(*facts), NOW)

    assert stage(None, None, None, None) is sending.Stage.DRAFT
    assert stage(NOW, NOW, None, None) is sending.Stage.SENDING
    assert stage(NOW, NOW - timedelta(hours=1), None, None) is sending.Stage.STALLED
    assert stage(NOW, NOW, NOW, None) is sending.Stage.PAUSED
    assert stage(NOW, NOW, NOW, NOW) is sending.Stage.SENT
    assert sending.uncertain(interrupted=True, first_unmarked=7) == 7
    assert sending.uncertain(interrupted=False, first_unmarked=7) is None
    refusal = sending.refusal_to_start
    fresh = sending.Facts(None, None, None, None)
    assert refusal(fresh, approved=True, stops=0, addresses=1) is None
    for wrong in ({"approved": False}, {"stops": 2}, {"addresses": 0}):
        assert refusal(fresh, **({"approved": True, "stops": 0, "addresses": 1} | wrong)) is not None
    assert refusal(sending.Facts(NOW, NOW, None, None), approved=True, stops=0, addresses=1) is not None
