"""Capacity, freshness, days, languages and spelling: plain rules."""

from __future__ import annotations

import calendar
import uuid
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonweal.directory import rules
from commonweal.directory.keys import derived
from commonweal.directory.languages import LANGUAGES, choices, codes_in
from commonweal.directory.rules import Freshness, Room
from commonweal.directory.spelling import distance, nearest

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("age", "expected"),
    [
        (None, Freshness.NEVER),
        (timedelta(0), Freshness.FRESH),
        (timedelta(days=7), Freshness.FRESH),
        (timedelta(days=7, seconds=1), Freshness.AGEING),
        (timedelta(days=30), Freshness.AGEING),
        (timedelta(days=30, seconds=1), Freshness.STALE),
    ],
)
def test_reports_age(age, expected):
    assert rules.freshness(None if age is None else NOW - age, NOW) is expected


rooms = st.builds(
    lambda capacity, maximum, taken: Room(
        capacity, None if taken is None else max(0, maximum - taken), maximum if taken is not None else None
    ),
    st.sampled_from(["capacity", "waitlist", "additional-assessment-required", "no-capacity", "unknown"]),
    st.integers(1, 50),
    st.none() | st.integers(0, 50),
)


@given(rooms, st.lists(st.booleans(), max_size=100))
def test_places_never_fall_below_none_or_rise_above_all(room, moves):
    """Whatever referrals do, the number of free places stays possible, and uncounted places stay uncounted."""
    for takes in moves:
        after = rules.after_acceptance(room) if takes else rules.after_giving_back(room)
        assert after.maximum == room.maximum
        if room.available is None:
            assert after == room
        else:
            assert 0 <= after.available <= after.maximum
            assert abs(after.available - room.available) <= 1
            assert not (after.capacity == "capacity" and after.available == 0 and takes)
            assert not (after.capacity == "no-capacity" and after.available > 0 and not takes)
        room = after


@given(rooms.filter(lambda room: room.available and room.capacity != "no-capacity"))
def test_a_place_taken_and_given_back_leaves_the_room_as_it_was(room):
    assert rules.after_giving_back(rules.after_acceptance(room)) == room


@given(st.dates(date(1900, 1, 1), date(2100, 12, 31)))
def test_days_are_named_as_a_calendar_would(day):
    """Compared with counting the weekdays of the month one by one."""
    name, tokens = rules.day_tokens(day)
    days = calendar.monthrange(day.year, day.month)[1]
    same = [
        number
        for number in range(1, days + 1)
        if date(day.year, day.month, number).weekday() == day.weekday()
    ]
    nth = same.index(day.day) + 1
    assert name == ["MO", "TU", "WE", "TH", "FR", "SA", "SU"][day.weekday()]
    assert tokens == [name, f"{nth}{name}", f"+{nth}{name}", f"-{len(same) - nth + 1}{name}"]


def test_the_newest_word_on_an_entry_counts():
    assert rules.last_confirmed(confirmed_at=None, assured=None, modified=None) is None
    assert rules.last_confirmed(confirmed_at=NOW, assured=date(2020, 1, 1), modified=None) == (
        "here",
        NOW.date(),
    )
    assert rules.last_confirmed(
        confirmed_at=None, assured=date(2020, 1, 1), modified=NOW - timedelta(days=3000)
    ) == (
        "source",
        date(2020, 1, 1),
    )


@pytest.mark.parametrize(
    ("words", "codes"),
    [
        ("Spanish", ["es"]),
        ("English\nCreole (limited)", ["en", "ht"]),
        ("Haitian-Creole", ["ht"]),
        ("Some Spanish and some American Sign Language", ["ase", "es"]),
        ("translation services provided for Spanish", []),
        ("Interpreters available in 150 languages", []),
        ("other languages available upon request", []),
        ("Tiếng Việt", ["vi"]),
        ("", []),
    ],
)
def test_languages_in_words(words, codes):
    assert codes_in(words) == codes


def test_language_codes_given_count():
    assert codes_in("", "ES") == ["es"]
    assert codes_in("Urdu", "ur-PK") == ["ur"]
    assert codes_in("Klingon", "tlh") == []
    assert [code for code, _ in choices()[:2]] == ["en", "es"]
    assert len(choices()) == len(LANGUAGES)


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("food", "food", 0),
        ("hlep", "help", 1),
        ("evicton", "eviction", 1),
        ("rent", "tent", 1),
        ("abc", "xyz", 3),
    ],
)
def test_distances(one, other, expected):
    assert distance(one, other) == distance(other, one) == expected


@given(st.text("abc", max_size=6), st.text("abc", max_size=6))
def test_a_distance_is_no_more_than_plain_edits(one, other):
    """Swaps can only shorten the way that adding, dropping and changing letters takes."""

    def plain(a: str, b: str) -> int:
        if not a or not b:
            return len(a) + len(b)
        return min(plain(a[1:], b) + 1, plain(a, b[1:]) + 1, plain(a[1:], b[1:]) + (a[0] != b[0]))

    found = distance(one, other, 9)
    assert (found == 0) == (one == other)
    assert abs(len(one) - len(other)) <= found <= plain(one, other)


@given(st.uuids(), st.text(st.characters(exclude_categories=("Cs",))))
def test_derived_keys_are_version_5_identifiers(namespace, words):
    assert derived(namespace, words) == str(uuid.uuid5(namespace, words))


def test_only_near_words_are_meant():
    assert nearest("fodo", ["food", "foot", "fond"]) == "food"
    assert nearest("abcdefg", ["zzzzzzz"]) is None
    assert nearest("cat", ["dog"]) is None
    assert nearest("word", []) is None


@pytest.mark.parametrize(
    ("tokens", "words"),
    [
        (["MO", "TU", "WE", "TH", "FR"], "Monday to Friday"),
        (["TU", "TH"], "Tuesday and Thursday"),
        (["MO", "TU", "WE", "SA", "SU"], "Monday to Wednesday, Saturday and Sunday"),
        (["SU", "MO", "TU", "WE", "TH", "FR", "SA"], "Monday to Sunday"),
        (["1MO"], "first Monday of the month"),
        (["MO", "-1FR"], "Monday and last Friday of the month"),
        ([], ""),
    ],
)
def test_days_in_words(tokens, words):
    assert rules.days_in_words(tokens) == words
