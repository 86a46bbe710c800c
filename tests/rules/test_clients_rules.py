"""Needs and consents: what is refused, and why."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonweal.access.roles import PURPOSES
from commonweal.agreements.rules import CATEGORIES, GENERAL, SENSITIVE
from commonweal.clients import rules
from commonweal.clients.rules import ConsentStatus, How, NeedStatus, Signing, Terms, Urgency

NOW = datetime(2026, 3, 3, 12, tzinfo=UTC)
US, PANTRY, STRANGER = (UUID(int=number) for number in (1, 2, 3))
MEMBERS = {US, PANTRY}
GOOD = Terms(None, False, frozenset({PANTRY}), GENERAL, frozenset({"care"}))


def changed(**more) -> Terms:
    return replace(GOOD, **{name: frozenset(v) if isinstance(v, set) else v for name, v in more.items()})


@pytest.mark.parametrize(
    ("terms", "words"),
    [
        (GOOD, None),
        (changed(network=True, recipients=set()), None),
        (changed(categories={"identity", "dreams"}), "no category dreams"),
        (changed(purposes={"care", "profit"}), "no purpose profit"),
        (changed(categories=set()), "Choose what"),
        (changed(categories={"social"}), "must know who they are"),
        (changed(purposes=set()), "what it may be shared for"),
        (changed(network=True), "not both"),
        (changed(recipients=set()), "who may receive"),
        (changed(recipients={PANTRY, STRANGER}), "1 of the organisations"),
        (changed(discloser=STRANGER), "would disclose does not belong"),
        (changed(discloser=PANTRY), "no consent to see what it recorded"),
        (changed(until=NOW), "end before it begins"),
        (changed(until=NOW + timedelta(days=1)), None),
        (changed(categories=GENERAL | {"hiv"}), "until when: HIV"),
        (changed(categories=GENERAL | {"hiv"}, until=NOW + timedelta(days=1)), None),
    ],
)
def test_terms(terms: Terms, words: str | None) -> None:
    refusal = rules.refusal_of_terms(terms, members=MEMBERS, now=NOW)
    assert refusal is None if words is None else words in str(refusal)


WRITTEN = Signing(How.WRITTEN, "I agree.", signed_name="Ana")


@pytest.mark.parametrize(
    ("signing", "words"),
    [
        (WRITTEN, None),
        (replace(WRITTEN, wording=" "), "words that the person agreed to"),
        (replace(WRITTEN, signed_name=" "), "name of the person who signed"),
        (Signing(How.ELECTRONIC, "I agree."), "name of the person who signed"),
        (Signing(How.SPOKEN, "I agree.", signed_name="Ana"), "needs a witness"),
        (Signing(How.SPOKEN, "I agree.", witness_name=" nora ", recorder_name="Nora"), "somebody else"),
        (Signing(How.SPOKEN, "I agree.", witness_name="Wes", recorder_name="Nora"), None),
    ],
)
def test_signing(signing: Signing, words: str | None) -> None:
    refusal = rules.refusal_of_signing(GOOD, signing)
    assert refusal is None if words is None else words in str(refusal)


@given(
    st.frozensets(st.sampled_from(sorted(CATEGORIES))),
    st.frozensets(st.sampled_from(sorted(CATEGORIES))),
    st.frozensets(st.sampled_from(sorted(PURPOSES))),
    st.sampled_from(How),
)
def test_no_sensitive_category_without_a_yes_of_its_own(categories, confirmed, purposes, how) -> None:
    terms = Terms(None, True, frozenset(), categories, purposes, NOW + timedelta(days=9))
    signing = Signing(how, "I agree.", "Ana", "Wes", "Nora", confirmed)
    refused = rules.refusal_of_terms(terms, members=MEMBERS, now=NOW) or rules.refusal_of_signing(
        terms, signing
    )
    if not refused:
        assert categories & SENSITIVE <= confirmed
        assert "identity" in categories and purposes


@given(st.booleans(), st.frozensets(st.sampled_from(sorted(CATEGORIES))))
def test_ticks_of_a_form(general: bool, named: frozenset[str]) -> None:
    found = rules.categories_of(general=general, named=named)
    assert found & SENSITIVE == named & SENSITIVE
    assert found & GENERAL == (GENERAL if general else frozenset())


@pytest.mark.parametrize(
    ("until", "revoked", "status"),
    [
        (None, None, ConsentStatus.IN_FORCE),
        (NOW + timedelta(days=31), None, ConsentStatus.IN_FORCE),
        (NOW + timedelta(days=30), None, ConsentStatus.LAPSING),
        (NOW, None, ConsentStatus.LAPSED),
        (None, NOW, ConsentStatus.REVOKED),
        (None, NOW + timedelta(seconds=1), ConsentStatus.IN_FORCE),
    ],
)
def test_status_of_a_consent(until, revoked, status) -> None:
    assert rules.consent_status(until, revoked, NOW) is status


@given(
    st.sampled_from(NeedStatus), st.sampled_from(Urgency), st.sampled_from(NeedStatus), st.sampled_from(Urgency),
    st.sampled_from(["", " ", "because"]),
)  # fmt: skip
def test_needs_move_by_the_table_only(status, urgency, to, new_urgency, reason) -> None:
    refusal = rules.refusal_to_change_need(status, urgency, to, new_urgency, reason)
    moves = to in rules.NEED_MOVES[status]
    said = bool(reason.strip()) or to is NeedStatus.RESOLVED
    steady = urgency is new_urgency
    allowed = (moves and said and (steady or to is NeedStatus.OPEN)) or (
        status is to is NeedStatus.OPEN and not steady
    )
    assert (refusal is None) == allowed, refusal


@pytest.mark.parametrize(
    ("names", "born", "words"),
    [
        (("Ana", ""), None, None),
        (("", "  "), None, "at least one name"),
        (("Ana", ""), date(1899, 12, 31), "before 1900"),
        (("Ana", ""), date(1900, 1, 1), None),
        (("Ana", ""), date(2100, 1, 1), "in the future"),
    ],
)
def test_registration(names, born, words) -> None:
    refusal = rules.refusal_to_register(*names, born, NOW.date())
    assert refusal is None if words is None else words in str(refusal)


def test_identifiers_of_strangers_are_never_members() -> None:
    terms = changed(recipients={uuid4()})
    assert rules.refusal_of_terms(terms, members=MEMBERS, now=NOW)
