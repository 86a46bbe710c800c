"""Rules of learning together: dates, completion, who drops out unseen; the course's data file."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commonweal.alignment.courses import courses, read
from commonweal.alignment.rules import learning as rules
from tests.examples import by_day

FIRST = datetime(2026, 3, 3, 15, tzinfo=UTC)


def facts(**given: object) -> rules.Facts:
    whole = {
        "sessions": 12,
        "attendance": ("present",) * 12,
        "challenge": True,
        "outcome": "unchanged",
        "over": True,
    }
    return rules.Facts(**(whole | given))  # type: ignore[arg-type]


def test_the_course_is_whole_and_names_what_it_lacks() -> None:
    course = courses()["twelve-weeks"]
    assert len(course.weeks) == 12 and len({one.title for one in course.weeks}) == 12
    for one in course.weeks:
        assert one.agenda and len(one.aim) <= 500 and one.question.endswith("?") and len(one.reading) > 100
    with pytest.raises(ValueError, match=r"bad\.toml, week 1"):
        read(
            'key = "x"\ntitle = "T"\nsentence = "S"\nminutes = 9\n[[week]]\ntitle = "A"\nagenda = []',
            "bad.toml",
        )
    with pytest.raises(ValueError, match="title"):
        read('key = "x"\nweek = []', "bad.toml")


def test_sessions_keep_their_hour_when_the_clocks_change() -> None:
    found = rules.dates(FIRST, 12, "America/New_York")
    assert [one.hour for one in found] == [10] * 12
    assert (found[-1] - found[0]) == timedelta(weeks=11), "by the wall's clock"
    assert found[-1].astimezone(UTC).hour == 14, "summer time began between"


def test_the_week_of_a_course() -> None:
    starts = rules.dates(FIRST, 3, "UTC")
    ends = starts[-1] + timedelta(minutes=90)
    at = [FIRST - timedelta(days=1), FIRST, FIRST + timedelta(days=8), ends - timedelta(minutes=1), ends]
    assert [rules.week(starts, ends, one) for one in at] == [0, 1, 2, 3, 4]


def test_completion_needs_all_three_and_nothing_else() -> None:
    for enough, challenge, said in product([True, False], repeat=3):
        came = ("present",) * 5 + ("remote",) * (4 if enough else 3)
        found = rules.standing(
            facts(
                attendance=came + ("absent",) * (12 - len(came)),
                challenge=challenge,
                outcome="unchanged" if said else "",
            )
        )
        assert (found.key == "completed") == (enough and challenge and said), "that nothing changed counts"
        assert len(found.missing) == [enough, challenge, said].count(False)


def test_what_is_not_recorded_is_not_held_against_anybody() -> None:
    waiting = facts(attendance=("present",) * 8 + ("",) + ("absent",) * 3)
    assert rules.standing(waiting).key == "open", "the session that nobody wrote down might be the ninth"
    lost = facts(attendance=("present",) * 7 + ("",) + ("absent",) * 4)
    assert rules.standing(lost).key == "not completed"
    assert rules.standing(facts(over=False, attendance=())).key == "under way"
    assert rules.standing(facts(left=date(2026, 4, 1))).key == "left"
    assert rules.needed(1) == 1 and rules.needed(12) == 9 and rules.needed(10) == 8


@given(st.lists(st.sampled_from(["present", "remote", "apologies", "absent", ""]), max_size=14))
@settings(max_examples=by_day(60))
def test_missed_in_a_row_is_the_tail_without_anybody_coming(attendance: list[str]) -> None:
    plain = "".join("x" if one in {"present", "remote"} else "o" for one in attendance if one)
    assert rules.missed_in_a_row(attendance) == len(plain) - len(plain.rstrip("o"))


def test_counts_leave_out_whoever_left() -> None:
    people = [
        facts(),
        facts(outcome="changed", attendance=("absent",) * 12),
        facts(left=date(2026, 4, 1), outcome="", challenge=False),
    ]
    found = rules.counts([(one, rules.standing(one)) for one in people])
    assert (found.people, found.left, found.completed, found.came, found.recorded) == (3, 1, 1, 12, 24)
    assert found.outcomes == {"changed": 1, "partly": 0, "unchanged": 1} and found.challenges == 2


def test_what_changed_needs_a_challenge_and_something_that_shows_it() -> None:
    assert rules.refusal_to_change(challenge=True, outcome="partly", evidence="41 of 52") is None
    assert "challenge" in (rules.refusal_to_change(challenge=False, outcome="partly", evidence="x") or "")
    assert "whether" in (rules.refusal_to_change(challenge=True, outcome="great", evidence="x") or "")
    assert "shows it" in (rules.refusal_to_change(challenge=True, outcome="changed", evidence=" ") or "")
