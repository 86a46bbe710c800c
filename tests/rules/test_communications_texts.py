"""Texts: blocks, the check by stated rules, reading level, channels, themes."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commonweal.communications.rules import (
    approval,
    blocks,
    consistency,
    pages,
    plan,
    reading,
    social,
    themes,
)
from commonweal.communications.rules.consistency import Figure, Naming, Said, Source
from tests.examples import by_day

TODAY = date(2026, 11, 22)
MISSED = Figure("no_show_rate", "Missed visits", 13.94, "13.9\u202f%", date(2026, 10, 31), "%")
SOURCE = Source(
    today=TODAY,
    figures=[
        MISSED,
        Figure("old_rate", "Old share", 5.0, "5 %", date(2025, 1, 31), "%"),
        Figure("small_rate", "Small share", None, "not shown", date(2026, 10, 31), "%"),
        Figure("inner_rate", "Inner share", 9.0, "9 %", date(2026, 10, 31), "%", released=False),
    ],
    namings=[Naming("Laurel Health Alliance", "Laurel Health", "It was renamed.")],
    messages=[
        Said("food", {"en": "Nobody goes hungry here."}, True),
        Said("new", {"en": "A bold new claim."}, False),
    ],
)


def rules_of(text: str, **more: object) -> set[tuple[str, str]]:
    found = consistency.check({"en": text}, Source(**(SOURCE.__dict__ | more)))
    return {(one.rule, one.grave) for one in found.findings}


@pytest.mark.parametrize(
    ("text", "rules"),
    [
        ("Now {{figure:no_show_rate}} are missed.", set()),
        ("{{figure:nothing}} of all.", {("figure-unknown", "stop")}),
        ("{{figure:inner_rate}} of all.", {("figure-not-released", "stop")}),
        ("{{figure:small_rate}} of all.", {("figure-suppressed", "stop")}),
        ("{{figure:old_rate}} of all.", {("figure-old", "note")}),
        ("Missed visits fell to 12 %.", {("figure-differs", "stop")}),
        ("Missed visits are at 13.9 % now.", {("figure-typed", "note")}),
        ("Missed visits are at 14 percent.", {("figure-typed", "note")}),
        ("Missed visits fell in 2026. Of 300 people 12 % smiled.", set()),
        ("Missed visits: {{figure:no_show_rate}} since 2024.", set()),
        ("Laurel Health helps.", {("old-name", "stop")}),
        ("Laurel Health Alliance helps.", set()),
        ("Say it: {{message:food}}", set()),
        ("Say it: {{message:new}}", {("message-unapproved", "stop")}),
        ("As we say:  A bold\nnew claim. Really.", {("message-unapproved", "stop")}),
        ("{{message:none}}", {("message-unknown", "stop")}),
        ("{{chart:no_show_rate}} in a line", {("form", "stop")}),
        ("{{unheard}}", {("form", "stop")}),
        ("{{image:porch.png}}", {("form", "stop")}),
    ],
)  # fmt: skip
def test_each_rule_finds_its_one_thing(text: str, rules: set[tuple[str, str]]) -> None:
    assert rules_of(text) == rules


def test_a_missing_language_stops_and_inside_a_figure_need_not_be_released() -> None:
    assert ("translation", "stop") in rules_of("Hello.", languages=["en", "es"])
    assert rules_of("{{figure:inner_rate}} of all.", public=False) == set()


@given(st.text(max_size=400))
@settings(max_examples=by_day(120))
def test_whatever_is_typed_the_check_ends_and_blocks_lose_no_words(text: str) -> None:
    consistency.check({"en": text}, SOURCE)
    kept = "".join(one.text if one.reference is None else one.reference.source for one in blocks.blocks(text))
    assert set(kept.split()) <= set(text.split()) and set(text.split()) <= set(kept.split())


def test_reading_levels_by_hand() -> None:
    """Ten times "The cat sat on the mat.": 6 words, 6 syllables a sentence: 0.39·6 + 11.8·1 − 15.59 = −1.45, so 0."""
    easy = reading.level("The cat sat on the mat. " * 10, "en")
    assert easy is not None
    assert (easy.words, easy.sentences, easy.syllables, easy.grade) == (60, 10, 60, 0.0)
    hard = reading.level(
        "Interorganisational accountability necessitates comprehensive documentation of longitudinal utilisation. "
        * 5,
        "en",
    )
    assert hard is not None and hard.grade > 16
    spanish = reading.level("La casa es roja y la mesa es alta. " * 5, "es")
    assert spanish is not None and spanish.grade <= 7 and spanish.formula == "Fernández Huerta"
    assert reading.level("Too few words.", "en") is None


@pytest.mark.parametrize(
    ("word", "count"), [("cat", 1), ("table", 2), ("make", 1), ("needed", 2), ("asked", 1), ("area", 2)]
)
def test_english_syllables(word: str, count: int) -> None:
    assert reading.syllables(word, "en") == count


def test_posts_are_counted_as_channels_count() -> None:
    x, bluesky = social.CHANNELS["x"], social.CHANNELS["bluesky"]
    address = "https://example.org/" + "a" * 200
    assert social.length(f"See {address}", x) == 4 + 23
    assert social.length("e\u0301", bluesky) == 1, "a letter with its accent is one"
    assert social.faults("a" * 301, bluesky, image=False, alt="") != []
    assert social.faults("Look", bluesky, image=True, alt=" ") == [
        "The picture has no description. Say what is to be seen."
    ]
    assert social.faults("Look", social.CHANNELS["instagram"], image=False, alt="") == [
        "Instagram needs a picture."
    ]


def test_themes_are_suggested_only_where_something_was_learned() -> None:
    sorted_texts = [
        ("the bus never comes and I had no ride", "rides"), ("no ride to the clinic by bus", "rides"),
        ("rides are missing after five", "rides"), ("pantry closed at the weekend", "food"),
        ("no food on sundays the pantry is closed", "food"), ("food was gone at the pantry", "food"),
        ("one lonely text", "alone"),
    ]  # fmt: skip
    known = themes.Learned(sorted_texts)
    found = known.suggest("Is there a ride in the evening? The bus is full.")
    assert found is not None and found.theme == "rides" and found.share > 0.6
    assert {"ride", "bus"} <= set(found.words), "in the words of the text"
    assert known.suggest("Something else entirely") is None
    assert "alone" not in known.counts, "one text teaches nothing"
    assert themes.common_words(["the last bus is early", "last bus again", "a dog"])[0] == ("last bus", 2)


def test_approval_holds_for_exactly_one_text() -> None:
    from datetime import UTC, datetime
    from uuid import uuid4

    yes = approval.Answer("a", True, uuid4(), datetime(2026, 1, 1, tzinfo=UTC))
    no = approval.Answer("b", False, uuid4(), datetime(2026, 1, 2, tzinfo=UTC), "Shorter.")
    assert approval.state("a", []) is approval.State.DRAFT
    assert approval.state("a", [no, yes]) is approval.State.APPROVED
    assert approval.state("b", [yes, no]) is approval.State.DECLINED
    assert approval.state("c", [yes, no]) is approval.State.CHANGED
    assert (
        approval.refusal(yes.person, yes.person) is not None
        and approval.refusal(yes.person, no.person) is None
    )


def test_a_message_is_out_of_date_with_its_evidence() -> None:
    why = plan.why_out_of_date
    figures = SOURCE.figures
    assert why([], figures, None, TODAY) == "it has no evidence"
    assert why([plan.Shown("no_show_rate")], figures, None, TODAY) == ""
    assert "January 2025" in why([plan.Shown("old_rate")], figures, None, TODAY)
    assert "no published figure" in why([plan.Shown("gone")], figures, None, TODAY)
    assert "has ended" in why([plan.Shown(holds_until=date(2026, 11, 21))], figures, None, TODAY)
    assert why([plan.Shown(holds_until=TODAY)], figures, date(2026, 11, 1), TODAY).startswith(
        "it was to be looked at"
    )


def test_links_between_pages_are_found_however_they_are_written() -> None:
    texts = {
        "A": ["[x](page:about)"],
        "B": ["[x](/site/laurel/es/about/)"],
        "C": ["[x](https://else.example/about/)"],
    }
    assert pages.links_to("about", texts, "laurel") == ["A", "B"]
    texts = [
        "[x](page:about) [y](/site/laurel/es/gone/) [z](/site/laurel/es/news/) [e](/site/laurel/en/events/forum/)"
    ]
    assert pages.broken(texts, {"about"}, "laurel") == ["gone"]
    assert pages.broken(["[x](page:about/)"], set(), "laurel") == ["about"]
    assert pages.slug_fault("news") and pages.slug_fault("Über") and pages.slug_fault("about-us") is None
