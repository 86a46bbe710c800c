"""Rules of stakeholders, readiness, prospects, leadership feedback and meetings."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import product

import pytest

from commonweal.alignment.rules import leadership, meetings, prospects, readiness, search, stakeholders

NOW = datetime(2026, 3, 3, 10, tzinfo=UTC)
TODAY = NOW.date()


def reading(**facts: object) -> stakeholders.Reading:
    given = {"on": TODAY, "interest": 3, "influence": 3, "support": 0, "support_needed": 1} | facts
    return stakeholders.Reading(**given)  # type: ignore[arg-type]


def test_every_place_of_the_picture_has_one_corner() -> None:
    found = {place: stakeholders.corner(*place) for place in product(range(1, 6), repeat=2)}
    assert found[5, 5] is stakeholders.INVOLVE and found[1, 5] is stakeholders.SATISFY
    assert found[5, 1] is stakeholders.INFORM and found[3, 3] is stakeholders.WATCH
    assert set(found.values()) == set(stakeholders.CORNERS)


def test_what_changed_is_said_in_words() -> None:
    first = reading(on=date(2025, 1, 1), keeper="Ruth")
    second = reading(on=date(2025, 6, 1), influence=5, support=-1, support_needed=2)
    (newest, said), (_oldest, nothing) = stakeholders.changes([second, first])
    assert newest is second and nothing == []
    assert said == [
        "influence from middling to very high", "from “stands aside” to “doubts it”", "needed now: “works for it”",
        "contact kept by nobody",
    ]  # fmt: skip


def standing(days: int | None, *, sits: bool = True, **facts: object) -> stakeholders.Standing:
    last = TODAY - timedelta(days=days) if days is not None else None
    return stakeholders.Standing(reading(**facts), sits, last, TODAY - timedelta(days=100))


@pytest.mark.parametrize(
    ("known", "said"),
    [
        (standing(1, keeper="Ruth", sits=False), "Ruth, who kept the contact, has no seat any more"),
        (standing(1, influence=5, sits=False), "nobody keeps the contact"),
        (
            standing(46, influence=4, keeper="Ruth"),
            "support is missing and nobody has spoken with them for 46 days",
        ),
        (
            standing(None, influence=4, keeper="R"),
            "support is missing and nobody has spoken with them for 100 days",
        ),
        (standing(45, influence=4, keeper="Ruth"), None),
        (standing(99, influence=4, keeper="Ruth", support=1), None),
        (standing(99, influence=3, sits=False), None),
    ],
)
def test_trouble_with_a_stakeholder(known: stakeholders.Standing, said: str | None) -> None:
    assert stakeholders.trouble(known, TODAY, timedelta(days=45)) == said


def answer(item: str, level: int, days: int = 0) -> readiness.Answer:
    return readiness.Answer(item, level, NOW + timedelta(days=days))


def test_the_newest_answer_counts_and_a_question_no_longer_asked_does_not() -> None:
    given = [answer("why", 3, days=2), answer("why", 1), answer("gone-since", 1)]
    counting = readiness.newest(given)
    assert {item: one.level for item, one in counting.items()} == {"why": 3}
    assert [(one.ready, one.answered) for one in readiness.course(given)] == [(0, 1), (1, 1)]


def test_gaps_come_lowest_first_and_only_an_answer_closes_them() -> None:
    given = [answer("give", 2), answer("why", 1), answer("own-gain", 3)]
    counting = readiness.newest(given)
    assert readiness.gaps(counting) == ["why", "give"]
    assert readiness.area_mean(readiness.AREAS[0], counting) == 2
    assert readiness.area_mean(readiness.AREAS[1], counting) is None
    late, soon = readiness.Step("why", TODAY - timedelta(days=1)), readiness.Step("why", TODAY)
    done = readiness.Step("why", TODAY, "done")
    for steps, state in (
        ([], "no plan"), ([soon], "planned"), ([late, soon], "overdue"), ([done], "answer anew"),
        ([readiness.Step("why", TODAY, "dropped")], "no plan"),
    ):  # fmt: skip
        assert readiness.gap_state("why", counting, steps, TODAY) == state
    assert readiness.gap_state("own-gain", counting, [late], TODAY) == "closed"


def test_questions_have_their_own_keys() -> None:
    assert len(readiness.ITEMS) == sum(len(area.items) for area in readiness.AREAS) == 24
    assert len(leadership.BY_KEY) == len(leadership.ITEMS) == 21
    habits = [one for one in leadership.ITEMS if one.group == leadership.HABIT]
    derailers = [one for one in leadership.ITEMS if one.group == leadership.DERAILER]
    assert (len(habits), len(derailers)) == (7, 6)
    assert [one.good for one in leadership.ITEMS] == [
        one.group != leadership.DERAILER for one in leadership.ITEMS
    ]


def test_a_prospect_step_by_step() -> None:
    taken: list[prospects.Taken] = []
    assert prospects.state(taken, brought_in=False) == "proposed"
    taken.append(prospects.Taken("talk"))
    assert prospects.state(taken, brought_in=False) == "in talks"
    for step in prospects.DUE_DILIGENCE:
        assert prospects.refusal_to_invite(taken, brought_in=False) is not None
        taken.append(prospects.Taken(step.key, "concern" if step.key == "finance" else "ok"))
    assert prospects.state(taken, brought_in=False) == "concern open"
    assert [step.key for step in prospects.missing(taken)] == ["finance"]
    taken.append(prospects.Taken("finance"))
    assert prospects.state(taken, brought_in=False) == "cleared"
    assert prospects.refusal_to_invite(taken, brought_in=False) is None
    assert prospects.refusal_to_invite(taken, brought_in=True) == "It is brought in already."
    taken.append(prospects.Taken("declined-by-them"))
    assert prospects.state(taken, brought_in=False) == "declined"
    assert "declined" in str(prospects.refusal_to_invite(taken, brought_in=False))
    assert prospects.state(taken, brought_in=True) == "brought in"


def test_feedback_answers_are_complete_and_on_the_scale() -> None:
    whole = dict.fromkeys(leadership.BY_KEY, 3)
    assert leadership.complete(whole) is None
    assert "not known" in str(leadership.complete(whole | {"charm": 3}))
    assert "from 1 to 5" in str(leadership.complete(whole | {"act": 6}))
    assert "Pacing" in str(leadership.complete({key: 3 for key in whole if key != "pacing"}))


@pytest.mark.parametrize(
    ("key", "own", "others", "blind"),
    [
        ("inquiry", 5, 4.0, True), ("inquiry", 4, 3.5, False), ("inquiry", 2, 4.0, False),
        ("own-first", 1, 2.0, True), ("own-first", 4, 2.0, False), ("inquiry", None, 2.0, False),
        ("inquiry", 5, None, False),
    ],
)  # fmt: skip
def test_a_blind_spot_is_a_whole_step_and_turns_round_for_derailers(
    key: str, own: int | None, others: float | None, blind: bool
) -> None:
    given_own = {key: own} if own is not None else {}
    given_others = {key: others} if others is not None else {}
    found = {one.item.key: one for one in leadership.compare(given_own, given_others)}
    assert found[key].blind_spot is blind


def test_a_round_closes_when_everybody_answered_or_its_day_is_over() -> None:
    assert leadership.refusal_to_close(asked=3, answered=2, due=False) is not None
    assert leadership.refusal_to_close(asked=3, answered=3, due=False) is None
    assert leadership.refusal_to_close(asked=3, answered=0, due=True) is None


def test_an_agenda_that_does_not_fit_or_has_no_time_for_people() -> None:
    items = [meetings.Item("Beds", 50), meetings.Item("Money", 30)]
    times = meetings.timetable(NOW, items)
    assert [one.at for one in times] == [NOW, NOW + timedelta(minutes=50)]
    too_long, nobody = meetings.remarks(NOW, NOW + timedelta(hours=1), items)
    assert "20 too many" in too_long and "time is set aside for people" in nobody
    assert (
        meetings.remarks(NOW, NOW + timedelta(hours=2), [meetings.Item("Hello", 10, "people"), *items]) == []
    )
    assert meetings.remarks(NOW, NOW + timedelta(hours=2), []) == []


@pytest.mark.parametrize(
    ("hours", "facts", "said"),
    [
        (-1, {}, "planned"), (-1, {"invited": True}, "invited"), (0.5, {}, "going on"), (2, {}, "over"),
        (2, {"closed": True}, "minutes closed"), (2, {"cancelled": True}, "called off"),
    ],
)  # fmt: skip
def test_where_a_meeting_stands(hours: float, facts: dict[str, bool], said: str) -> None:
    given = {"invited": False, "cancelled": False, "closed": False} | facts
    now = NOW + timedelta(hours=hours)
    assert meetings.stand(starts=NOW, ends=NOW + timedelta(hours=1), now=now, **given) == said


def test_when_a_meeting_can_be_invited_to_closed_and_answered() -> None:
    items = [meetings.Item("Beds", 50)]
    ask = meetings.refusal_to_invite
    assert ask(items, seats=1, cancelled=False, over=False) is None
    assert "called off" in str(ask(items, seats=1, cancelled=True, over=False))
    assert "is over" in str(ask(items, seats=1, cancelled=False, over=True))
    assert "agenda" in str(ask([], seats=1, cancelled=False, over=False))
    assert "Choose who" in str(ask(items, seats=0, cancelled=False, over=False))
    close = meetings.refusal_to_close
    assert close(begun=True, cancelled=False, closed=False, unrecorded=0) is None
    assert "2 people" in str(close(begun=True, cancelled=False, closed=False, unrecorded=2))
    assert "one person" in str(close(begun=True, cancelled=False, closed=False, unrecorded=1))
    assert "not begun" in str(close(begun=False, cancelled=False, closed=False, unrecorded=0))
    assert "already" in str(close(begun=True, cancelled=False, closed=True, unrecorded=0))
    assert "called off" in str(close(begun=True, cancelled=True, closed=False, unrecorded=0))
    assert meetings.answering(NOW, NOW - timedelta(1), cancelled=False) == "before"
    assert meetings.answering(NOW, NOW, cancelled=False) == "open"
    assert meetings.answering(NOW, NOW + timedelta(7), cancelled=False) == "over"
    assert meetings.answering(NOW, NOW, cancelled=True) == "before"


def test_a_distance_that_is_known() -> None:
    """Paris to London, 343.5 km along the great circle of a sphere."""
    found = search.distance_km((48.8566, 2.3522), (51.5074, -0.1278))
    assert found == pytest.approx(343.5, abs=0.5)
    assert search.distance_km((10, 10), (10, 10)) == 0
