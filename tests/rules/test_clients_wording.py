"""The words of a consent: complete (42 CFR 2.31) and at a sixth-grade reading level."""

from __future__ import annotations

import re
from datetime import date
from itertools import combinations

import pytest

from commonweal.agreements.rules import CATEGORIES, SENSITIVE
from commonweal.clients import wording
from commonweal.clients.instruments import instruments


def grade(text: str) -> float:
    """Flesch-Kincaid grade level: 0.39 words per sentence + 11.8 syllables per word − 15.59 (Kincaid 1975)."""
    sentences = max(1, len(re.findall(r"[.!?:](?:\s|$)", text)))
    found = re.findall(r"[a-z']+", text.lower())
    return 0.39 * len(found) / sentences + 11.8 * sum(map(syllables, found)) / len(found) - 15.59


def syllables(word: str) -> int:
    """Groups of vowels, without a silent e at the end."""
    groups = len(re.findall(r"[aeiouy]+", word))
    return max(1, groups - (word.endswith("e") and not word.endswith("le") and groups > 1))


def words(categories: frozenset[str], **more) -> str:
    facts = {
        "person": "Ana Diaz", "discloser": "", "alliance": "Our Town", "network": True, "recipients": [],
        "purposes": frozenset({"care"}), "until": date(2027, 3, 3),
    }  # fmt: skip
    return wording.consent_text(categories=categories, **facts | more)


@pytest.mark.parametrize("size", range(1, len(CATEGORIES) + 1))
def test_it_reads_at_sixth_grade(size: int) -> None:
    for chosen in combinations(CATEGORIES, size):
        assert grade(words(frozenset(chosen))) <= 6.0, words(frozenset(chosen))


def test_it_says_who_what_to_whom_why_until_when_and_that_it_can_be_taken_back() -> None:
    text = words(
        frozenset({"identity", "hiv"}),
        discloser="Town Clinic",
        network=False,
        recipients=["Pantry", "Legal Aid"],
    )
    for part in (
        "My name is Ana Diaz.",
        "Town Clinic may share",
        wording.PLAIN["hiv"],
        "share it with: Legal Aid; Pantry.",
        "to help me",
        "March 3, 2027",
        "take it back",
        "I can still get help if I say no.",
    ):
        assert part in text
    assert wording.PLAIN["violence"] not in text and "42 CFR" not in text


def test_a_network_is_named_with_its_participants() -> None:
    assert "the office of Our Town and with all of its partners" in words(frozenset({"identity"}))


def test_notes_on_drugs_carry_the_laws_own_warning() -> None:
    assert "42 CFR Part 2" in words(frozenset({"identity", "substance_use"}))


def test_every_category_and_purpose_has_plain_words() -> None:
    assert set(wording.PLAIN) == set(CATEGORIES) >= SENSITIVE
    assert "until I take it back" in words(frozenset(CATEGORIES), until=None)


@pytest.mark.parametrize("name", sorted(instruments()))
def test_questions_read_at_sixth_grade(name: str) -> None:
    text = " ".join(question.text for question in instruments()[name].questions)
    assert grade(text) <= 6.0, grade(text)
