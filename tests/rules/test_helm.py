"""What the home page shows to whom, when the letter is due, and what facts say of an alliance."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commonweal.access import Actor
from commonweal.helm import rules
from commonweal.helm.rules import Capability, Cause, Fact, Handed, Step, Wanted
from commonweal.helm.thresholds import RESPONSE
from commonweal.partners import thresholds
from commonweal.partners.thresholds import Threshold
from tests.examples import by_day

NEW_YORK = ZoneInfo("America/New_York")
TODAY = date(2026, 3, 4)


@dataclass(frozen=True)
class Wants:
    key: str
    audience: str
    since: datetime


def wants(key: str, audience: str = "organisation", days: int = 1) -> Wants:
    return Wants(key, audience, datetime(2026, 3, 4, tzinfo=UTC) - timedelta(days=days))


def test_the_oldest_comes_first_and_nothing_is_lost() -> None:
    items = [wants("b", days=1), wants("a", days=9)]
    shown = rules.arrange(items, aside={}, handed={}, today=TODAY)
    assert [one.item.key for one in shown] == ["a", "b"]


@pytest.mark.parametrize(("days", "seen"), [(1, False), (0, True), (-1, True)])
def test_what_is_put_aside_comes_back_on_its_day(days: int, seen: bool) -> None:
    aside = {"a": TODAY + timedelta(days=days)}
    assert bool(rules.arrange([wants("a")], aside=aside, handed={}, today=TODAY)) is seen


def test_what_is_handed_to_me_is_mine_and_what_i_handed_on_is_not() -> None:
    handed = {"to-me": Handed(False, "Ana", ""), "by-me": Handed(True, "Ben", "")}
    items = [wants("to-me", "alliance", 2), wants("by-me", "me", 1)]
    shown = rules.arrange(items, aside={}, handed=handed, today=TODAY)
    assert [one.audience for one in shown] == ["me", "organisation"]


@pytest.mark.parametrize(
    ("days", "reason", "word"),
    [
        (0, "later", "after today"),
        (-3, "later", "after today"),
        (91, "later", "90 days"),
        (90, "  ", "Say why"),
        (90, "Ana is away", ""),
        (1, "Ana is away", ""),
    ],
)
def test_putting_aside_needs_a_day_and_a_reason(days: int, reason: str, word: str) -> None:
    said = rules.refusal_to_put_aside(until=TODAY + timedelta(days=days), today=TODAY, reason=reason)
    assert (word in said) if word else not said


def sent(wanted: Wanted, start: datetime, hours: list[bool], zone: ZoneInfo = NEW_YORK) -> list[datetime]:
    """The letters that a worker sends which looks every hour, at five past, where it is up."""
    last, letters = None, []
    for count, up in enumerate(hours):
        now = (start + timedelta(hours=count, minutes=5)).astimezone(zone)
        if up and rules.is_due(wanted, last=last, now=now):
            last = now
            letters.append(now)
    return letters


@pytest.mark.parametrize("spring", [True, False])
@pytest.mark.parametrize("hour", [0, 1, 2, 3, 8, 23])
def test_one_letter_a_week_over_the_change_of_clocks(hour: int, spring: bool) -> None:
    """On Sunday 8 March 2026 two o'clock is left out in New York, on 1 November one o'clock comes twice."""
    start = datetime(2026, 2, 25, 12, tzinfo=UTC) if spring else datetime(2026, 10, 21, 12, tzinfo=UTC)
    letters = sent(Wanted(weekday=6, hour=hour), start, [True] * 24 * 28)
    assert len(letters) == 4
    left_out = spring and hour == 2
    assert {one.hour for one in letters} == ({2, 3} if left_out else {hour})
    assert {one.weekday() for one in letters} == {6}


def test_a_letter_missed_is_sent_late_once_and_nobody_without_a_letter_gets_an_old_one() -> None:
    monday = datetime(2026, 3, 2, 8, tzinfo=NEW_YORK)
    assert rules.is_due(Wanted(), last=monday - timedelta(days=7), now=monday + timedelta(days=2))
    assert not rules.is_due(Wanted(), last=monday + timedelta(days=2), now=monday + timedelta(days=3))
    assert rules.is_due(Wanted(), last=None, now=monday)
    assert not rules.is_due(Wanted(), last=None, now=monday + timedelta(days=2))
    assert not rules.is_due(Wanted(wanted=False), last=None, now=monday)


def test_a_letter_that_came_late_or_on_another_day_stands_for_the_next() -> None:
    sunday = datetime(2026, 3, 1, 20, tzinfo=NEW_YORK)
    assert not rules.is_due(Wanted(), last=sunday, now=sunday + timedelta(hours=14))
    assert rules.is_due(Wanted(), last=sunday, now=sunday + timedelta(days=8))


@settings(max_examples=by_day(40))
@given(
    weekday=st.integers(0, 6),
    hour=st.integers(0, 23),
    begin=st.integers(0, 350),
    down=st.lists(st.tuples(st.integers(0, 500), st.integers(1, 150)), max_size=4),
)
def test_two_letters_never_come_in_one_week_of_their_day(
    weekday: int, hour: int, begin: int, down: list[tuple[int, int]]
) -> None:
    hours = [not any(at <= count < at + long for at, long in down) for count in range(24 * 22)]
    wanted = Wanted(weekday=weekday, hour=hour)
    letters = sent(wanted, datetime(2026, 1, 1, tzinfo=UTC) + timedelta(days=begin), hours)

    def week(letter: datetime) -> int:
        wall = letter.replace(tzinfo=None) - timedelta(days=weekday, hours=hour)
        return (wall - datetime(2024, 1, 1)).days // 7

    assert len({week(one) for one in letters}) == len(letters)
    assert all(after - before >= rules.APART for before, after in pairwise(letters))


def fact(capability: Capability, holds: bool, *causes: Cause) -> Fact:
    return Fact(capability, holds, f"{capability.key} {holds}", "/", frozenset(causes))


def test_each_fact_stands_once_with_its_capability() -> None:
    facts = [fact(one, holds) for one in Capability for holds in (True, False)]
    found = rules.standings(facts)
    assert [one.capability for one in found] == list(Capability)
    assert all(len(one.shown) == len(one.missing) == 1 for one in found)
    assert {id(each) for one in found for each in (*one.shown, *one.missing)} == {id(one) for one in facts}


def test_a_fact_that_holds_speaks_against_failure() -> None:
    good = fact(Capability.ACT, True, Cause.LEARNING)
    bad = fact(Capability.BOUNDARIES, False, Cause.LEARNING, Cause.CONFLICTS)
    found = {one.cause: one for one in rules.checks([good, bad, fact(Capability.ALIGN, False)])}
    assert found[Cause.LEARNING].speaks_for == (bad,) and found[Cause.LEARNING].speaks_against == (good,)
    assert found[Cause.CONFLICTS].speaks_for == (bad,)
    assert found[Cause.VISION].speaks_for == found[Cause.VISION].speaks_against == ()


def test_the_next_step_is_the_first_that_is_not_done() -> None:
    steps = [Step(str(one), "", one == 0, "", "/", "") for one in range(3)]
    assert rules.next_step(steps) is steps[1]
    assert rules.next_step(steps[:1]) is None


@pytest.mark.parametrize("threshold", thresholds.known(), ids=lambda one: one.key)
def test_a_default_lies_within_its_bounds_and_says_where_it_comes_from(threshold: Threshold) -> None:
    assert not thresholds.refusal(threshold, threshold.default)
    assert thresholds.refusal(threshold, threshold.most + 1) and thresholds.refusal(threshold, -1)
    assert threshold.source and thresholds.named(threshold.key) is threshold
    assert bool(thresholds.refusal(threshold, 0)) is not bool(threshold.off)


def test_an_alliances_own_number_takes_the_place_of_the_default() -> None:
    by = Actor(
        numbers=thresholds.values(
            {"response": {"value": 75, "reason": "We can"}, "long-forgotten": {"value": 3}}
        )
    )
    assert thresholds.number(by, RESPONSE) == 75 and thresholds.number(Actor(), RESPONSE) == 60
    assert thresholds.named("long-forgotten") is None
