"""Agreements: which status follows from the facts, and what is refused."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest

from commonweal.agreements import rules
from commonweal.agreements.rules import Facts, Status, Version

A, B, C = (UUID(int=number) for number in (1, 2, 3))
NOW = datetime(2026, 3, 10, 15, 0, tzinfo=UTC)
ZONE = ZoneInfo("America/New_York")
DAY = timedelta(days=1)
BOTH = frozenset({A, B})


def version(number: int = 1, *signed: UUID, **facts) -> Version:
    return Version(number=number, parties=facts.pop("parties", BOTH), signed=frozenset(signed), **facts)


OFFERED = version(offered=True)
FORCE = {"in_force_from": NOW - DAY, "in_force_number": 1}
SIGNED_1 = version(1, A, B, offered=True)


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        (Facts(), Status.DRAFT),
        (Facts((version(),)), Status.DRAFT),
        (Facts((OFFERED,)), Status.SIGNING),
        (Facts((version(1, A, offered=True),)), Status.SIGNING),
        (Facts((version(offered=True, withdrawn=True),)), Status.DRAFT),
        (Facts((SIGNED_1,), in_force_from=NOW + DAY, in_force_number=1), Status.SIGNED),
        (Facts((SIGNED_1,), **FORCE), Status.IN_FORCE),
        (Facts((SIGNED_1, version(2)), **FORCE), Status.IN_FORCE),
        (Facts((SIGNED_1, version(2, A, offered=True)), **FORCE), Status.AMENDING),
        (Facts((SIGNED_1, version(2, A, offered=True), version(3)), **FORCE), Status.AMENDING),
        (Facts((SIGNED_1, version(2, offered=True, withdrawn=True)), **FORCE), Status.IN_FORCE),
        (Facts((SIGNED_1,), in_force_until=NOW, **FORCE), Status.LAPSED),
        (Facts((SIGNED_1, version(2, offered=True)), in_force_until=NOW, **FORCE), Status.SIGNING),
        (Facts((SIGNED_1,), ended_at=NOW, **FORCE), Status.ENDED),
        (Facts((SIGNED_1,), ended_at=NOW + DAY, **FORCE), Status.IN_FORCE),
    ],
)
def test_status_follows_from_the_facts(facts: Facts, expected: Status) -> None:
    assert rules.status(facts, NOW) is expected


def test_a_version_is_complete_when_all_of_at_least_two_have_signed() -> None:
    assert version(1, A, B, offered=True).complete
    assert not version(1, A, offered=True).complete
    assert not version(1, A, B).complete
    assert not version(1, A, B, offered=True, withdrawn=True).complete
    assert not version(1, A, offered=True, parties=frozenset({A})).complete


@pytest.mark.parametrize(
    ("starts", "ends", "span"),
    [
        (None, None, (NOW, None)),
        (date(2026, 3, 1), None, (NOW, None)),
        (date(2026, 4, 1), None, (datetime(2026, 4, 1, 4, tzinfo=UTC), None)),
        (None, date(2026, 3, 10), (NOW, datetime(2026, 3, 11, 4, tzinfo=UTC))),
        (None, date(2026, 12, 31), (NOW, datetime(2027, 1, 1, 5, tzinfo=UTC))),
    ],
)
def test_days_are_the_alliances_days_and_the_last_one_counts(starts, ends, span) -> None:
    found = rules.span_of(version(starts=starts, ends=ends), at=NOW, zone=ZONE)
    assert (found.start, found.end) == span


def offer(facts: Facts, number: int = 1, text: str = "We share.") -> str | None:
    return rules.refusal_to_offer(facts, number=number, text=text, at=NOW, zone=ZONE)


def test_what_may_be_offered() -> None:
    assert offer(Facts((version(),))) is None
    assert "ended" in (offer(Facts((version(),), ended_at=NOW)) or "")
    assert "already" in (offer(Facts((OFFERED,))) or "")
    assert "already" in (offer(Facts(())) or "")
    assert "two parties" in (offer(Facts((version(parties=frozenset({A})),))) or "")
    assert "no text" in (offer(Facts((version(),)), text="  \n") or "")
    assert "passed" in (offer(Facts((version(ends=date(2026, 3, 9)),))) or "")
    assert offer(Facts((version(starts=date(2027, 1, 1)),))) is None


def test_an_amendment_leaves_no_gap() -> None:
    later = version(2, starts=date(2026, 5, 1))
    assert "takes the place" in (offer(Facts((SIGNED_1, later), **FORCE), 2) or "")
    assert offer(Facts((SIGNED_1, version(2, starts=date(2026, 3, 1))), **FORCE), 2) is None
    lapsed = Facts((SIGNED_1, later), in_force_until=NOW, **FORCE)
    assert offer(lapsed, 2) is None
    waiting = Facts((SIGNED_1, later), in_force_from=datetime(2026, 6, 1, tzinfo=UTC), in_force_number=1)
    assert offer(waiting, 2) is None


def test_one_draft_at_a_time() -> None:
    assert rules.refusal_to_amend(Facts((SIGNED_1,), **FORCE), at=NOW) is None
    assert "version 2" in (rules.refusal_to_amend(Facts((SIGNED_1, version(2)), **FORCE), at=NOW) or "")
    assert "ended" in (rules.refusal_to_amend(Facts((SIGNED_1,), ended_at=NOW), at=NOW) or "")


def test_only_a_draft_is_changed() -> None:
    assert rules.refusal_to_edit(Facts((version(),)), number=1, at=NOW) is None
    assert "never changes" in (rules.refusal_to_edit(Facts((OFFERED,)), number=1, at=NOW) or "")
    assert "never changes" in (rules.refusal_to_edit(Facts((OFFERED, version(2))), number=1, at=NOW) or "")
    assert "ended" in (rules.refusal_to_edit(Facts((version(),), ended_at=NOW), number=1, at=NOW) or "")


def sign(facts: Facts, number: int = 1, organisation: UUID = A, **changes) -> str | None:
    given = {"members": frozenset({A, B, C}), "digest_seen": "d", "digest": "d", "at": NOW, "zone": ZONE}
    return rules.refusal_to_sign(facts, number=number, organisation=organisation, **(given | changes))


def test_what_may_be_signed() -> None:
    assert sign(Facts((OFFERED,))) is None
    assert sign(Facts((OFFERED, version(2)))) is None, "a draft does not take the place of what was offered"
    assert "not been put out" in (sign(Facts((version(),))) or "")
    assert "not been put out" in (sign(Facts((OFFERED,)), number=7) or "")
    assert "withdrawn" in (sign(Facts((version(offered=True, withdrawn=True),))) or "")
    assert "out of date" in (sign(Facts((OFFERED, version(2, offered=True)))) or "")
    assert "ended" in (sign(Facts((OFFERED,), ended_at=NOW)) or "")
    assert "not a party" in (sign(Facts((OFFERED,)), organisation=C) or "")
    assert "already signed" in (sign(Facts((version(1, A, offered=True),))) or "")
    assert "no longer belongs" in (sign(Facts((OFFERED,)), members=frozenset({A})) or "")
    assert "changed since" in (sign(Facts((OFFERED,)), digest_seen="old") or "")
    assert "passed" in (sign(Facts((version(offered=True, ends=date(2026, 1, 1)),))) or "")


def test_who_may_leave_and_what_may_end() -> None:
    facts = Facts((SIGNED_1,), **FORCE)
    assert (
        rules.refusal_to_leave(facts, kind=rules.Kind.DATA_SHARING, organisation=A, parties=BOTH, at=NOW)
        is None
    )
    assert "no longer" in (
        rules.refusal_to_leave(facts, kind=rules.Kind.DATA_SHARING, organisation=C, parties=BOTH, at=NOW)
        or ""
    )
    over = Facts((SIGNED_1,), ended_at=NOW)
    assert "ended" in (
        rules.refusal_to_leave(over, kind=rules.Kind.DATA_SHARING, organisation=A, parties=BOTH, at=NOW) or ""
    )
    noticed = date(2026, 4, 9)
    for kind, at_once, said in (
        (rules.Kind.WORKFLOW, False, "already given notice. Its last day is 9 April 2026"),
        (rules.Kind.DATA_SHARING, False, "already given notice"),
        (rules.Kind.WORKFLOW, True, "Only the sharing of data"),
        (rules.Kind.DATA_SHARING, True, ""),
    ):
        refusal = rules.refusal_to_leave(
            facts, kind=kind, organisation=A, parties=BOTH, at=NOW, last_day=noticed, at_once=at_once
        )
        assert said in (refusal or "") and bool(refusal) is bool(said)
    assert rules.refusal_to_end(facts, at=NOW) is None
    assert "already" in (rules.refusal_to_end(over, at=NOW) or "")
    assert rules.ends_with(frozenset({A}))
    assert not rules.ends_with(BOTH)


def read(*clauses) -> list[rules.SharingClause]:
    return rules.read_sharing(
        {"sharing": list(clauses)}, parties=frozenset({A, B, C}), purposes=frozenset({"care"})
    )


GOOD = {"categories": ["identity"], "purposes": ["care"]}


@pytest.mark.parametrize(
    ("clause", "words"),
    [
        ({}, "no category"),
        ({"categories": ["identity"]}, "no purpose"),
        (GOOD | {"categories": ["gossip"]}, "no category gossip"),
        (GOOD | {"purposes": ["sport"]}, "no purpose sport"),
        (GOOD | {"disclosers": [str(UUID(int=9))]}, "no party"),
        (GOOD | {"recipients": ["not an identifier"]}, "must name organisations"),
        (GOOD | {"recipients": [7]}, "list of words"),
        (GOOD | {"categories": "identity"}, "list of words"),
        (GOOD | {"disclosers": [str(A)], "recipients": [str(A)]}, "only its own"),
        (["a list"], "cannot be read"),
    ],
)
def test_terms_that_cannot_be_used_say_which_clause_and_why(clause, words: str) -> None:
    with pytest.raises(rules.BadTerms, match=words):
        read(clause)


def test_no_terms_at_all_are_refused() -> None:
    with pytest.raises(rules.BadTerms, match="at least one clause"):
        read()


def test_sides_without_names_are_all_parties() -> None:
    (clause,) = read(GOOD | {"disclosers": [str(A)]})
    assert rules.sides(clause, frozenset({A, B})) == [(A, "discloses"), (A, "receives"), (B, "receives")]


def test_kinds_have_titles() -> None:
    assert ("data_sharing", "Data sharing") in rules.Kind.choices()
    assert len(rules.Kind.choices()) == len({key for key, _ in rules.Kind.choices()}) == 8
    assert set(rules.NEEDS) == set(rules.Kind)


def test_a_notice_is_over_at_the_midnight_after_its_last_day() -> None:
    # 15:00 in UTC is 11:00 in New York; the clocks changed two days before.
    assert rules.end_of_notice(0, at=NOW, zone=ZONE) is None
    assert rules.end_of_notice(1, at=NOW, zone=ZONE) == datetime(2026, 3, 12, 0, 0, tzinfo=ZONE)
    late = datetime(2026, 3, 11, 3, 59, tzinfo=UTC)
    assert rules.end_of_notice(1, at=late, zone=ZONE) == datetime(2026, 3, 12, 0, 0, tzinfo=ZONE)
    assert rules.end_of_notice(1, at=late + timedelta(minutes=1), zone=ZONE) == datetime(
        2026, 3, 13, 0, 0, tzinfo=ZONE
    )


@pytest.mark.parametrize(
    ("leaving", "over"),
    [
        ([None, None], None),
        ([NOW, None], NOW),
        ([NOW + DAY, NOW], NOW),
        ([NOW, None, None], None),
        ([NOW + DAY, None, NOW], NOW + DAY),
        ([NOW + 2 * DAY, NOW + DAY, NOW], NOW + DAY),
        ([NOW], NOW),
        ([None], None),
        ([], None),
    ],
)
def test_an_agreement_is_over_when_the_last_but_one_leaves(leaving, over) -> None:
    assert rules.over_from(leaving) == over
