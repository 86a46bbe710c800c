"""Likely duplicates: worked cases, and what holds for all people."""

from __future__ import annotations

import string
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from commonweal.clients.duplicates import (
    Facts,
    birth_variants,
    compare,
    distance,
    given_variants,
    normal_phone,
    phone_variants,
    shown_phone,
    words,
)

BORN = date(1980, 3, 12)
ROBERT = Facts(
    "Robert", "García", birth_date=BORN, phone="+13055550123", email="bob@example.org", address="1 Elm St"
)

# who else · score · warned · a reason among those given
CASES = [
    (ROBERT, 16, True, "same name"),
    (Facts("Robert", "Garcia"), 5, True, "same name"),
    (Facts("ROBERT", "garcía", birth_date=BORN), 9, True, "same birth date"),
    (Facts("García", "Robert", birth_date=BORN), 9, True, "given and family name the other way round"),
    (Facts("Bob", "Garcia", birth_date=BORN), 8, True, "a short form of the same given name"),
    (Facts("Bob", "Garcia"), 4, False, "a short form of the same given name"),
    (Facts("R", "García", birth_date=BORN), 6, True, "same initial and family name"),
    (Facts("Roberto", "Garcia", birth_date=BORN), 8, True, "given name alike"),
    (Facts("Robert", "Garcia Lopez", birth_date=BORN), 9, True, "same given name, family name in common"),
    (Facts("Robert", "Garsia", birth_date=BORN), 8, True, "family name alike"),
    (Facts("Robert", "Smith", birth_date=BORN), 5, True, "same given name, another family name"),
    (Facts("Robert", "García", birth_date=date(1980, 12, 3)), 8, True, "birth date with day and month exchanged"),
    (Facts("Robert", "García", birth_date=date(1980, 3, 21)), 8, True, "birth date differs by one digit"),
    (Facts("Robert", "García", birth_date=date(1981, 3, 12)), 8, True, "birth date differs by one digit"),
    (Facts("Robert", "García", birth_date=date(1955, 7, 1)), 2, False, "another birth date"),
    (Facts("Robert", "García", birth_date=date(1955, 7, 1), phone="305-555-0123"), 5, True, "same phone number"),
    (Facts("Robert", "Smith", birth_date=BORN, phone="3055550132"), 7, True, "two exchanged ones"),
    (Facts("Ana", "García", birth_date=date(1982, 6, 6), phone="3055550123"), -1, False, "another given name"),
    (Facts("Wei", "Chen", birth_date=date(1999, 1, 1)), -3, False, "another birth date"),
    (Facts("", "", birth_date=BORN), 4, False, "same birth date"),
]  # fmt: skip


@pytest.mark.parametrize(("other", "score", "warned", "reason"), CASES)
def test_worked_cases(other: Facts, score: int, warned: bool, reason: str) -> None:
    verdict = compare(ROBERT, other)
    assert (verdict.score, verdict.is_likely) == (score, warned), verdict
    assert any(reason in given for given in verdict.reasons)


def test_preferred_names_count_as_given_names() -> None:
    margaret = Facts("Ming", "Lee", preferred_name="Peggy", birth_date=BORN)
    assert "a short form of the same given name" in compare(Facts("Margaret", "Lee"), margaret).reasons


@pytest.mark.parametrize(
    ("typed", "normal"),
    [
        ("(305) 555-0123", "+13055550123"),
        ("305.555.0123", "+13055550123"),
        ("+52 55 5555 0123", "+525555550123"),
        ("ask her sister", "ask her sister"),
        ("12", "12"),
        ("", ""),
    ],
)
def test_phones_in_one_form(typed: str, normal: str) -> None:
    assert normal_phone(typed) == normal


def test_phones_as_people_write_them() -> None:
    assert shown_phone("+13055550123") == "(305) 555-0123"
    assert shown_phone("+525555550123") == "+52 55 5555 0123"
    assert shown_phone("ask her sister") == "ask her sister"


def test_words_of_names() -> None:
    assert words("O’Brien-Łuczak  Ñandú") == ("obrien", "luczak", "nandu")
    assert words("李 小龙") == ("李", "小龙")
    assert words(" – ") == ()


def test_variants_contain_what_people_write() -> None:
    assert {"bob", "robert", "rob"} <= set(given_variants("Bob"))
    assert {BORN, date(1980, 12, 3), date(1980, 3, 21)} <= set(birth_variants(BORN))
    assert {"3055550123", "3055550132"} <= set(phone_variants("+1 305 555 0123"))
    assert phone_variants("911") == ()


NAMES = st.text(st.sampled_from(string.ascii_letters + "éñŁ-' 李"), max_size=15)
PEOPLE = st.builds(
    Facts,
    given_name=NAMES,
    family_name=NAMES,
    preferred_name=NAMES,
    birth_date=st.none() | st.dates(date(1900, 1, 1), date(2100, 1, 1)),
    phone=st.text(string.digits + "+ ()-", max_size=16),
    email=st.sampled_from(["", "a@example.org", "b@example.org"]),
    address=NAMES,
)


@given(PEOPLE, PEOPLE)
def test_the_order_of_the_two_does_not_matter(one: Facts, other: Facts) -> None:
    assert compare(one, other).score == compare(other, one).score


@given(PEOPLE)
def test_everybody_is_like_themselves(one: Facts) -> None:
    assume(words(one.given_name + one.family_name))
    assert compare(one, one).is_likely


@given(PEOPLE, PEOPLE)
def test_capitals_and_blanks_change_nothing(one: Facts, other: Facts) -> None:
    shouted = replace(one, given_name=f" {one.given_name.upper()} ", family_name=one.family_name.lower())
    assert compare(shouted, other) == compare(one, other)


@given(PEOPLE)
def test_exchanged_names_are_noticed(one: Facts) -> None:
    assume(words(one.given_name) and words(one.family_name))
    assert compare(one, replace(one, given_name=one.family_name, family_name=one.given_name)).is_likely


@given(st.dates(date(1900, 1, 1), date(2100, 1, 1)))
def test_an_exchange_of_day_and_month_is_among_the_variants_and_costs_one_point(day: date) -> None:
    assume(day.day <= 12 and day.day != day.month)
    exchanged = date(day.year, day.day, day.month)
    assert exchanged in birth_variants(day)
    one = Facts("Ana", "Lopez", birth_date=day)
    assert compare(one, one).score - compare(one, replace(one, birth_date=exchanged)).score == 1


def slow_distance(one: str, other: str) -> int:
    """The same by its definition, without a table."""
    if not one or not other:
        return len(one) + len(other)
    costs = [
        slow_distance(one[1:], other) + 1,
        slow_distance(one, other[1:]) + 1,
        slow_distance(one[1:], other[1:]) + (one[0] != other[0]),
    ]
    if len(one) > 1 and len(other) > 1 and one[0] == other[1] and one[1] == other[0]:
        costs.append(slow_distance(one[2:], other[2:]) + 1)
    return min(costs)


@given(st.text("abc", max_size=5), st.text("abc", max_size=5))
def test_the_distance_is_that_of_its_definition(one: str, other: str) -> None:
    assert distance(one, other) == slow_distance(one, other)
