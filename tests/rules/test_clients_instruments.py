"""Screening instruments: data that hold together, and answers that mean a need."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonweal.agreements.rules import CATEGORIES
from commonweal.clients.instruments import UNSAID, Instrument, instruments
from commonweal.directory.domains import NeedDomain

ALL = sorted(instruments())
AHC, PRAPARE = instruments()["ahc_hrsn"], instruments()["prapare"]


def needs(instrument: Instrument, **answers) -> dict[NeedDomain, str]:
    return {one.domain: one.urgency for one in instrument.suggest(answers)}


@pytest.mark.parametrize("name", ALL)
def test_a_need_never_hides_in_a_wider_category(name: str) -> None:
    """An answer that means a sensitive need is kept under that need's own category."""
    instrument = instruments()[name]
    for question in instrument.questions:
        assert question.category in CATEGORIES
        for choice in question.choices:
            assert choice.key != UNSAID
            if choice.need is not None:
                assert choice.need.category == question.category, (question.key, choice.key)
    for rule in instrument.sums:
        for key in rule.questions:
            asked = instrument.question(key)
            assert asked is not None and asked.category == rule.need.category


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        ({}, {}),
        ({"food_worry": "never", "transport": "no", "living_situation": "steady"}, {}),
        ({"food_worry": "sometimes"}, {NeedDomain.FOOD: "routine"}),
        ({"food_worry": "sometimes", "food_gone": "often"}, {NeedDomain.FOOD: "soon"}),
        ({"living_situation": "none"}, {NeedDomain.HOMELESSNESS: "urgent"}),
        ({"living_situation": "worried"}, {NeedDomain.HOUSING_INSTABILITY: "soon"}),
        ({"housing_problems": ["mold", "heat"]}, {NeedDomain.INADEQUATE_HOUSING: "soon"}),
        ({"housing_problems": [UNSAID]}, {}),
        ({"utilities": "off"}, {NeedDomain.UTILITIES: "urgent"}),
        ({"drinks": "once_twice"}, {}),
        ({"drugs": "once_twice"}, {NeedDomain.SUBSTANCE_USE: "routine"}),
        ({"stress": "very"}, {NeedDomain.STRESS: "soon"}),
    ],
)
def test_answers_that_mean_a_need(answers, expected) -> None:
    assert needs(AHC, **answers) == expected


def test_safety_counts_from_eleven_points_on() -> None:
    safety = {"safety_hurt": "sometimes", "safety_insult": "sometimes", "safety_threaten": "rarely"}
    assert needs(AHC, **safety, safety_scream="rarely") == {}  # 3 + 3 + 2 + 2 = 10
    assert needs(AHC, **safety, safety_scream="sometimes") == {NeedDomain.INTIMATE_PARTNER_VIOLENCE: "urgent"}


def test_mood_counts_from_three_points_on() -> None:
    assert needs(AHC, mood_interest="several_days", mood_down="several_days") == {}
    assert needs(AHC, mood_interest="more_than_half", mood_down="several_days") == {
        NeedDomain.BEHAVIOURAL_HEALTH: "routine"
    }


def test_prapare_going_without() -> None:
    assert needs(PRAPARE, without=["food", "phone", "child_care"], partner="unsure") == {
        NeedDomain.FOOD: "soon",
        NeedDomain.DIGITAL_ACCESS: "routine",
        NeedDomain.CHILD_CARE: "routine",
        NeedDomain.INTIMATE_PARTNER_VIOLENCE: "soon",
    }


def test_reading_keeps_only_what_can_be_meant() -> None:
    assert AHC.read({"transport": "yes", "no_question": "x", "utilities": ""}) == {"transport": "yes"}
    assert AHC.read({"housing_problems": ["mold", UNSAID]}) == {"housing_problems": [UNSAID]}
    with pytest.raises(ValueError, match="no choice"):
        AHC.read({"transport": "perhaps"})
    with pytest.raises(ValueError, match="no choice"):
        AHC.read({"transport": ["yes", "no"]})


@st.composite
def answered(draw: st.DrawFn):
    instrument = instruments()[draw(st.sampled_from(ALL))]
    answers = {}
    for question in instrument.questions:
        keys = [choice.key for choice in question.choices] + [UNSAID]
        chosen = draw(st.none() | st.sampled_from(keys))
        if chosen is not None:
            answers[question.key] = [chosen] if question.several else chosen
    return instrument, answers


@given(answered())
def test_answers_are_parted_by_category_and_none_is_lost(case) -> None:
    instrument, answers = case
    parts = instrument.by_category(answers)
    assert {key: value for part in parts.values() for key, value in part.items()} == answers
    for category, part in parts.items():
        assert all(instrument.question(key).category == category for key in part)


@given(answered())
def test_what_is_left_unsaid_suggests_nothing(case) -> None:
    instrument, answers = case
    declined = {key: [UNSAID] if isinstance(value, list) else UNSAID for key, value in answers.items()}
    assert instrument.suggest(declined) == []


@given(answered())
def test_each_part_alone_suggests_what_the_whole_does(case) -> None:
    """So nothing is lost for a viewer who sees one category only, and nothing is gained from another one."""
    instrument, answers = case
    parts = instrument.by_category(answers).values()
    assert {one for part in parts for one in needs(instrument, **part).items()} == set(
        needs(instrument, **answers).items()
    )
