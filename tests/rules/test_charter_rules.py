"""Versions, goals, success, value and templates, by their rules alone."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from uuid import UUID, uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commonweal.charter.rules import charter, goals, starts, statements, success, value
from commonweal.charter.rules.charter import Line, State
from commonweal.directory.domains import NeedDomain
from commonweal.evidence.cohorts.population_rule import BadRule, PopulationRule
from commonweal.evidence.measures.catalogue import MEASURES
from tests.examples import by_day

TODAY = date(2026, 3, 3)
NOW = datetime(2026, 3, 3, tzinfo=UTC)
WHOLE = goals.Facts(
    title="Homes", statement="More homes.", measure="no_show_rate", measure_direction="down", unit="%",
    baseline=Decimal(20), target=Decimal(12), direction="down", owner="Ruth", owner_organisation="x",
    due=date(2027, 1, 1), has_sentence=True,
)  # fmt: skip


def test_nothing_is_missing_from_a_whole_goal() -> None:
    assert goals.missing(WHOLE, TODAY) == []


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"title": " "}, "no title"),
        ({"statement": ""}, "what will be different"),
        ({"measure": ""}, "no indicator"),
        ({"measure_known": False}, "The catalogue has no indicator"),
        ({"measure": "", "event": "homes opened", "unit": ""}, "in what the event is counted"),
        ({"baseline": None}, "no baseline"),
        ({"target": None}, "no target"),
        ({"direction": ""}, "more or less is better"),
        ({"direction": "up"}, "less is better; the goal says the contrary"),
        ({"target": Decimal(20)}, "nothing would change"),
        ({"target": Decimal(30)}, "must lie below the baseline"),
        ({"measure_direction": "", "direction": "up"}, "must lie above the baseline"),
        ({"owner": ""}, "Nobody owns it"),
        ({"owner_organisation": ""}, "for which organisation"),
        ({"owner_sits": False}, "Ruth holds no seat"),
        ({"due": None}, "no date"),
        ({"due": date(2026, 3, 3)}, "has passed"),
        ({"due": date(2040, 1, 1)}, "that is a vision"),
        ({"has_sentence": False}, "sentence of the charter"),
        ({"is_objective": True, "parent_accepted": False}, "goal above it is not accepted"),
        ({"is_objective": True, "parent_due": date(2026, 9, 1)}, "after that of its goal (1 September 2026)"),
    ],
)
def test_each_thing_missing_has_its_sentence(change: dict[str, object], words: str) -> None:
    found = goals.missing(replace(WHOLE, **change), TODAY)
    assert any(words in one for one in found), found


def test_a_goals_state_follows_from_its_facts() -> None:
    accepted = replace(WHOLE, accepted_at=NOW)
    assert goals.state(WHOLE, TODAY) is goals.State.DRAFT
    assert goals.state(accepted, TODAY) is goals.State.ACCEPTED
    assert goals.state(replace(accepted, due=date(2026, 3, 2)), TODAY) is goals.State.OVERDUE
    assert goals.state(replace(accepted, ended_at=NOW, ended_how="reached"), TODAY) is goals.State.REACHED
    assert goals.state(replace(accepted, ended_at=NOW, ended_how="given_up"), TODAY) is goals.State.ENDED
    assert goals.way(Decimal(20), Decimal(10), 15) == pytest.approx(0.5)
    assert goals.way(Decimal(20), Decimal(10), 25) == pytest.approx(-0.5)
    assert goals.way(Decimal(20), Decimal(20), 25) is None
    assert goals.refusal_to_end(WHOLE, "reached", "It is.") and not goals.refusal_to_end(
        WHOLE, "given_up", "It is."
    )


ids = st.lists(st.uuids(), min_size=1, max_size=8, unique=True)


@settings(max_examples=by_day(60))
@given(ids, st.data())
def test_ratifications_are_counted_as_by_hand(organisations: list[UUID], data: st.DataObject) -> None:
    members = frozenset(data.draw(st.lists(st.sampled_from(organisations), unique=True)))
    answers = data.draw(st.lists(st.tuples(st.sampled_from(organisations), st.booleans()), max_size=20))
    needed = data.draw(st.integers(51, 100))
    found = charter.tally(frozenset(organisations), members, answers, needed)
    yes = {one for one in members if any(who == one and said for who, said in answers)}
    spoke = {one for one in members if any(who == one for who, _ in answers)}
    assert found.ratified == yes and found.refused == spoke - yes and found.waiting == members - spoke
    assert found.enough == (bool(members) and len(yes) * 100 >= needed * len(members))
    facts = charter.Facts(put_out_at=NOW, asked=frozenset(organisations), needed=needed)
    assert (charter.state(facts, found) is State.REFUSED) == (
        (len(members) - len(found.refused)) * 100 < needed * len(members)
    )


@settings(max_examples=by_day(60))
@given(st.text("ab ,.", max_size=30), st.text("ab ,.", max_size=30))
def test_a_comparison_holds_both_texts(before: str, after: str) -> None:
    pieces = charter.words_compared(before, after)
    assert " ".join(one.words for one in pieces if one.kind != "in") == " ".join(before.split())
    assert " ".join(one.words for one in pieces if one.kind != "out") == " ".join(after.split())


def test_versions_are_compared_line_by_line() -> None:
    kept, moved, gone, new = (uuid4() for _ in range(4))
    before = [Line(kept, "vision", 0, "A."), Line(moved, "vision", 1, "B."), Line(gone, "values", 2, "C.")]
    after = [Line(new, "purpose", 3, "D."), Line(kept, "vision", 0, "A."), Line(moved, "values", 1, "B.")]
    assert [(one.kind, one.part) for one in charter.compare(before, after)] == [
        ("added", "purpose"), ("same", "vision"), ("moved", "values"), ("left out", "values"),
    ]  # fmt: skip
    assert charter.compare([], []) == []


def test_the_digest_follows_the_words_and_their_order() -> None:
    one, other = ("vision", 0, "A."), ("values", 1, "B.")
    assert charter.digest([one, other]) == charter.digest([other, one])
    assert charter.digest([one, other]) != charter.digest([one, ("values", 1, "B!")])


def test_dissent_is_told_with_figures() -> None:
    assert charter.dissent({"Payers": [1, 3, 0], "Food": [5, 0, 1], "Clinics": [8, 2, 0]}) == [
        "Payers: 3 of 4 disagreed", "Clinics: 2 of 10 disagreed",
    ]  # fmt: skip


def test_where_successes_meet_and_collide() -> None:
    stakes = [
        success.Stake("g", "A", 2),
        success.Stake("g", "B", -1),
        success.Stake("h", "A", 1),
        success.Stake("h", "B", 1),
    ]
    first, second = success.meetings(["g", "h"], ["A", "B", "C"], stakes)
    assert first.collides and not first.meets and first.silent == ("C",)
    assert second.meets and not second.collides
    assert success.colliding_pairs([first, second]) == [("A", "B", ("g",))]
    found = success.exchanges({"A": ["money"]}, {"A": ["money"], "B": ["money", "data"]})
    assert [(one.kind, one.unmet) for one in found] == [("money", True), ("data", True)]
    assert not success.exchanges({"A": ["money"]}, {"B": ["money"]})[0].unmet


amounts = st.decimals(0, 1000, places=2)


@settings(max_examples=by_day(60))
@given(amounts, amounts, st.integers(0, 10**6), amounts, st.decimals(0, 1, places=2))
def test_lower_use_is_arithmetic_one_can_redo(
    now: Decimal, then: Decimal, people: int, cost: Decimal, share: Decimal
) -> None:
    used = value.LowerUse(now, then, people, cost, share)
    low, likely, high = used.gains()
    by_hand = (float(now) - float(then)) / 1000 * people * float(cost) * float(share)
    assert float(likely) == pytest.approx(by_hand, rel=1e-9, abs=0.006)
    assert low <= likely <= high


def test_lower_use_refuses_what_cannot_be_and_sums_what_can() -> None:
    one = Decimal(1)
    for wrong in ((one, one, -1, one, one), (one, one, 1, one, Decimal(2)), (-one, one, 1, one, one)):
        with pytest.raises(ValueError, match=r"never below zero|between 0 and 100"):
            value.LowerUse(*wrong)
    with pytest.raises(ValueError, match="cautious"):
        value.LowerUse(one, one, 1, one, one, sure_low=Decimal(2))
    lines = [value.Line(one, one, one), value.Line(None, None, None), value.Line(-one, one, Decimal(5))]
    assert value.total(lines) == (Decimal(0), Decimal(2), Decimal(6))
    assert value.total(lines[1:2]) is None


def test_templates_name_only_what_there_is() -> None:
    found = starts.starts()
    assert list(found) == list(starts.ORDER) and len(found) == 6
    for one in found.values():
        assert set(one.domains) <= {domain.value for domain in NeedDomain}
        assert all(goal.measure in MEASURES for goal in one.goals if goal.measure)
        if one.name != starts.BLANK:
            assert one.challenge and one.goals and one.agreements and one.risks and one.domains


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("title = ", "no TOML"),
        ('title = "x"', "“summary” is missing"),
        ('title = "x"\nsummary = "x"\nchallenge = "x"\npopulation = "x"\ndomains = "x"', "list of texts"),
    ],
)
def test_a_template_that_cannot_be_is_named(text: str, words: str) -> None:
    with pytest.raises(starts.BadStart, match=words):
        starts.parse("mine", text)


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        ({"age": 3}, "no entry “age”"),
        ({"age_from": -1}, "age_from"),
        ({"age_from": True}, "age_from"),
        ({"age_from": 40, "age_to": 30}, "above age_to"),
        ({"emergency_visits": "two"}, "whole number"),
        ({"payers": "Prairie"}, "list of texts"),
        ({"diagnoses": ["'; drop"]}, "ICD-10-CM"),
        ({"postcodes": ["1"] * 300}, "the most are 200"),
    ],
)
def test_a_population_rule_that_cannot_be_is_named(rule: dict[str, object], words: str) -> None:
    with pytest.raises(BadRule, match=words):
        PopulationRule.of(rule)


def test_a_population_rule_is_said_in_words_and_written_back() -> None:
    rule = PopulationRule.of(
        {
            "age_from": 0,
            "age_to": 17,
            "diagnoses": ["z59.0", "F10"],
            "emergency_visits": 1,
            "payers": ["A", "B", "C"],
        }
    )
    assert rule.sentences() == [
        "0 to 17 years old", "insured by A, B or C", "with 1 emergency visit or more in twelve months",
        "with a diagnosis that begins with Z590 or F10 in the same twelve months",
    ]  # fmt: skip
    assert PopulationRule.of(rule.plain()) == rule
    assert PopulationRule().sentences() == [] and PopulationRule.of({}).plain() == {}


def test_a_queue_is_the_same_for_the_same_facts() -> None:
    rows = [
        statements.Needs(uuid4(), NOW - timedelta(days=day), marks, sector)
        for day, marks, sector in ((1, 5, 0), (2, 1, 1), (3, 5, 0), (4, 0, 1))
    ]
    asked = statements.queue(rows)
    assert asked == [rows[2].statement, rows[0].statement, rows[3].statement, rows[1].statement]
    assert statements.queue(reversed(rows)) == asked
    own = replace(rows[2], own=True)
    assert statements.queue([own, *rows[:2]])[-1] == own.statement
