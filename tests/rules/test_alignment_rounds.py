"""Rounds, instruments, trust and imports: rules without a database."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from commonweal.alignment.rules import instruments, rounds, trust
from commonweal.alignment.rules.files import BadFile
from commonweal.alignment.rules.imported import read_figures
from commonweal.alignment.rules.rounds import State

NOW = datetime(2026, 5, 1, 12, tzinfo=UTC)
DAY = timedelta(days=1)


def test_every_instrument_is_ours_complete_and_short() -> None:
    seen: set[str] = set()
    for one in instruments.INSTRUMENTS.values():
        assert instruments.minutes([item.importance for item in one.items]) <= instruments.MINUTES
        for item in one.items:
            assert item.concept in instruments.CONCEPTS and item.text.endswith((".", "?"))
            assert len(item.topic) <= 80 and len(item.text) <= 400 and item.text not in seen
            seen.add(item.text)
    assert {item.concept for one in instruments.INSTRUMENTS.values() for item in one.items} >= {
        "goals", "priorities", "benefits", "costs", "power", "transparency", "inclusiveness", "meetings",
        "leadership", "efficiency", "delivery", "trust",
    }  # fmt: skip


def test_how_long_a_survey_takes() -> None:
    assert instruments.minutes([]) == 0.75
    assert instruments.minutes([False, True]) == pytest.approx((45 + 14 + 20) / 60)


def test_why_a_round_is_not_sent() -> None:
    def refusal(importance=(True,), *, open_now: bool = False, days: float = 9) -> str:
        return (
            rounds.refusal_to_open(importance, open_now=open_now, now=NOW, closes_at=NOW + days * DAY) or ""
        )

    assert refusal() == ""
    assert "is open" in refusal(open_now=True) and "no questions" in refusal(())
    assert "about 21 minutes" in refusal([True] * 60)
    assert "two days" in refusal(days=1.9) and "90 days" in refusal(days=91)


def test_when_people_are_reminded() -> None:
    assert rounds.reminders(NOW, NOW + 14 * DAY) == [NOW + 7 * DAY, NOW + 12 * DAY]
    assert rounds.reminders(NOW, NOW + 4 * DAY) == [NOW + 2 * DAY]

    def refusal(*, closed: bool = False, waiting: int = 3, hours: float | None = None) -> str:
        last = None if hours is None else NOW - timedelta(hours=hours)
        return rounds.refusal_to_remind(closed=closed, waiting=waiting, last=last, now=NOW) or ""

    assert refusal() == refusal(hours=21) == ""
    assert "is over" in refusal(closed=True) and "Everybody" in refusal(waiting=0)
    assert "less than a day" in refusal(hours=3)


def test_where_a_round_stands() -> None:
    def state(days: float, *, closed: bool = False, follows: bool = False) -> State:
        at = NOW if closed else None
        return rounds.state(closes_at=NOW + days * DAY, closed_at=at, follows=follows, now=NOW)

    assert (state(1), state(0), state(-1, closed=True)) == (State.OPEN, State.OVER, State.CLOSED)
    assert state(1, closed=True, follows=True) is State.ANSWERED


def test_trust_is_the_mean_of_its_three_dimensions() -> None:
    means = {"reliability": 4.0, "mission": 3.0, "openness": 2.0, "power": 1.0}
    assert trust.score(means, "trust") == 3 and trust.score(means, "value") is None
    assert trust.score(means | {"openness": None}, "trust") is None
    assert trust.far_apart(3.5, 2.5) and not trust.far_apart(3.4, 2.5) and not trust.far_apart(None, 1)


def test_imported_figures_with_a_faulty_scale() -> None:
    with pytest.raises(BadFile, match="must lie above"):
        read_figures(b"topic,n,mean\na,3,1\n", "f.csv", lowest=5, highest=1)
    with pytest.raises(BadFile, match="no figure that can be used"):
        read_figures(b"topic,group,n,mean\n,x,3,1\na,,x,1\na,,2,1\na,,3,much\n", "f.csv", lowest=1, highest=5)
    figures, notes = read_figures(
        b"topic,n,mean\na,3,1\na,4,2\nb,3,nan\nc,3,1_0\n", "f.csv", lowest=1, highest=20
    )
    assert [one.people for one in figures] == [3] and len(notes) == 3
