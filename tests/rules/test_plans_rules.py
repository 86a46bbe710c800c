"""Rules of plans: where an action and a test stand, circles, reviews."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import networkx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commonweal.plans.rules import actions, reviews, tests
from commonweal.plans.rules.actions import Facts, Kind, Standing
from commonweal.plans.rules.tests import Decision, Stage
from tests.examples import by_day

NOW = datetime(2026, 5, 4, 12, tzinfo=UTC)
TODAY = NOW.date()
FACTS = Facts(
    starts=TODAY - timedelta(days=10), due=TODAY + timedelta(days=10), heard_at=NOW - timedelta(days=5)
)


@pytest.mark.parametrize(
    ("changed", "at"),
    [
        ({}, Standing.LATE_START),
        ({"begun": True}, Standing.MOVING),
        ({"starts": TODAY}, Standing.WAITING),
        ({"starts": TODAY + timedelta(days=3)}, Standing.WAITING),
        ({"begun": True, "heard_at": NOW - timedelta(days=45)}, Standing.SILENT),
        ({"begun": True, "heard_at": NOW - timedelta(days=44, hours=23)}, Standing.MOVING),
        ({"starts": TODAY + timedelta(days=3), "heard_at": NOW - timedelta(days=90)}, Standing.WAITING),
        ({"due": TODAY}, Standing.LATE_START),
        ({"due": TODAY - timedelta(days=1), "begun": True}, Standing.OVERDUE),
        ({"due": TODAY - timedelta(days=1), "blocked": True}, Standing.BLOCKED),
        ({"blocked": True, "done_at": NOW}, Standing.DONE),
        ({"blocked": True, "dropped": True}, Standing.DROPPED),
    ],
)
def test_where_an_action_stands(changed: dict[str, object], at: Standing) -> None:
    assert actions.standing(replace(FACTS, **changed), NOW, timedelta(days=45)) is at  # type: ignore[arg-type]


def test_what_may_be_reported() -> None:
    closed = replace(FACTS, done_at=NOW)
    for kind in set(Kind) - {Kind.REOPENED}:
        assert "closed" in (actions.refusal(closed, kind) or "")
    assert actions.refusal(closed, Kind.REOPENED) is None
    assert actions.refusal(FACTS, Kind.REOPENED) is not None
    assert actions.refusal(FACTS, Kind.UNBLOCKED) is not None
    assert "“First”, “Second”, which are not done" in (
        actions.refusal(FACTS, Kind.DONE, ["First", "Second"]) or ""
    )
    assert actions.refusal(FACTS, Kind.DONE) is None
    assert actions.refusal_to_move(FACTS, FACTS.due, "x") == "That is the date it has."
    assert actions.refusal_to_move(FACTS, FACTS.starts - timedelta(days=1), "x") is not None
    assert actions.refusal_to_move(FACTS, TODAY, " ") == "Say why the date changes; it is kept."
    assert actions.kept(replace(FACTS, done_at=NOW), TODAY) is True
    assert actions.kept(replace(FACTS, done_at=NOW), TODAY - timedelta(days=1)) is False
    assert actions.kept(FACTS, TODAY) is None
    assert actions.kept(replace(FACTS, dropped=True), TODAY) is False


@settings(max_examples=by_day(80))
@given(st.lists(st.tuples(st.integers(0, 7), st.integers(0, 7)), max_size=25))
def test_links_added_one_by_one_never_close_a_circle(pairs: list[tuple[int, int]]) -> None:
    needs: dict[int, list[int]] = {}
    graph = networkx.DiGraph()
    for action, on in pairs:
        way = actions.circle(needs, action, on)
        trial = graph.copy()
        trial.add_edge(action, on)
        assert (way is None) is networkx.is_directed_acyclic_graph(trial)
        if way is None:
            needs.setdefault(action, []).append(on)
            graph = trial
        elif action != on:
            assert way[0] == on and way[-1] == action
            assert all(graph.has_edge(a, b) for a, b in pairwise(way))


def test_where_a_test_stands() -> None:
    facts = tests.Facts(starts=TODAY, result_due=TODAY + timedelta(days=14))
    assert tests.stage(replace(facts, starts=TODAY + timedelta(days=1)), TODAY) is Stage.PLANNED
    assert tests.stage(facts, TODAY) is Stage.RUNNING
    assert tests.stage(facts, TODAY + timedelta(days=15)) is Stage.LATE
    done = replace(facts, has_result=True)
    assert tests.stage(done, TODAY) is Stage.TO_DECIDE
    assert tests.stage(replace(done, decision=Decision.ADAPT), TODAY) is Stage.ADAPTED
    assert tests.refusal_to_plan(facts) is None and tests.refusal_to_plan(done) is not None
    assert tests.refusal_of_result(replace(facts, starts=TODAY + timedelta(days=1)), TODAY) is not None
    assert tests.refusal_to_decide(facts) is not None
    assert tests.refusal_of_next(done, False) is not None
    assert tests.refusal_of_next(replace(done, decision=Decision.ABANDON), False) is not None
    assert tests.refusal_of_next(replace(done, decision=Decision.ADOPT), True) is not None
    assert tests.refusal_of_next(replace(done, decision=Decision.ADAPT), False) is None
    assert tests.refusal_to_spread(replace(done, decision=Decision.ADAPT)) is not None


def test_where_a_review_stands() -> None:
    facts = reviews.Facts(date(2026, 5, 20), date(2026, 5, 10), prepared=False, closed=False)
    assert reviews.state(facts, TODAY) == "to be prepared"
    ready = replace(facts, prepared=True)
    assert reviews.state(ready, TODAY) == "open for comments"
    assert reviews.state(ready, date(2026, 5, 15)) == "to be held"
    assert reviews.state(ready, date(2026, 5, 21)) == "without an outcome"
    assert reviews.refusal_to_comment(facts, TODAY) is not None
    assert reviews.refusal_to_comment(ready, TODAY) is None
    assert "10 May 2026" in (reviews.refusal_to_comment(ready, date(2026, 5, 11)) or "")
    assert reviews.refusal_to_close(ready, TODAY, "x") == "The meeting has not been held yet."
    assert reviews.refusal_to_close(ready, date(2026, 5, 20), " ") is not None
    assert reviews.refusal_to_close(ready, date(2026, 5, 20), "We go on.") is None
    assert reviews.changed(["action", "decision", "action"]) == "1 decision, 2 actions"
    assert reviews.changed([]) == "nothing"
