"""Terms of every kind are read strictly; duties fall due by the calendar; joining needs the consent agreed."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID, uuid4

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from commonweal.agreements import rules, wording
from commonweal.agreements.library import starters
from commonweal.agreements.rules import Kind, State
from tests.examples import by_day
from tests.factories.boundaries import TERMS

A, B, C = (UUID(int=n) for n in (1, 2, 3))
PARTIES = frozenset({A, B, C})


def read(kind: Kind, **terms):
    return rules.read_terms(
        terms, kind=kind, parties=PARTIES, purposes=frozenset({"care"}), domains=frozenset({"food"})
    )


@pytest.mark.parametrize("kind", [kind for kind in Kind if kind.key in TERMS], ids=lambda kind: kind.key)
def test_the_least_of_each_kind_is_read_and_nothing_of_another(kind: Kind) -> None:
    terms = read(kind, **TERMS[kind.key])
    needed = rules.NEEDS[kind]
    assert getattr(terms, needed)
    for other in Kind:
        if rules.NEEDS[other] not in rules.groups_of(kind) and other.key in TERMS:
            with pytest.raises(rules.BadTerms, match="has no terms about"):
                read(kind, **TERMS[kind.key], **TERMS[other.key])
    with pytest.raises(rules.BadTerms):
        read(kind)


def test_only_data_sharing_can_open_records() -> None:
    assert [kind for kind in Kind if "sharing" in rules.groups_of(kind)] == [Kind.DATA_SHARING]


@pytest.mark.parametrize(
    ("kind", "terms", "why"),
    [
        ("workflow", {"workflow": [{"answer": {"urgent": 3, "routine": 2}}]}, "more days"),
        ("workflow", {"workflow": [{"answer": {"urgent": True}}]}, "whole days"),
        ("workflow", {"workflow": [{"answer": {"urgent": 0}}]}, "whole days"),
        ("workflow", {"workflow": [{"steps": "none"}]}, "names no time"),
        ("workflow", {"workflow": [{"answer": {"tomorrow": 1}}]}, "only"),
        ("workflow", {"workflow": [{"answer": {"urgent": 1}, "domains": ["gold"]}]}, "no need gold"),
        ("workflow", {"workflow": [{"answer": {"urgent": 1}, "senders": [str(uuid4())]}]}, "no party"),
        ("workflow", {"workflow": "soon"}, "must be a list"),
        ("accountability", {"reporting": [{"what": "figures", "every": "fortnight"}]}, "must be one of"),
        ("accountability", {"reporting": [{"what": "figures", "every": "year", "whithin": 3}]}, "whithin"),
        ("accountability", {"reporting": [{"every": "year"}]}, "does not say what"),
        ("accountability", {"reporting": [{"what": 5, "every": "year"}]}, "must be a text"),
        ("accountability", {"reporting": [["what"]]}, "cannot be read"),
        ("exit", {"leaving": {"notice_days": -1}}, "whole number"),
        ("exit", {"leaving": {"notice_days": 1.5}}, "whole number"),
        ("exit", {"leaving": {"running": "forget"}}, "must be one of"),
        ("exit", {"leaving": {"tasks": "one"}}, "list of words"),
        ("exit", {"leaving": {"notice_days": 1}, "changing": {"accession": "nobody"}}, "must be one of"),
    ],
)
def test_what_cannot_be_is_refused_with_the_reason(kind: str, terms: dict, why: str) -> None:
    with pytest.raises(rules.BadTerms, match=why):
        read(Kind.of(kind), **terms)


junk = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5) | st.floats(allow_nan=False),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ("what", "every", "by", "answer", "finish", "tasks", "running", "contract", "senders", "x")
            ),
            inner,
            max_size=4,
        )
    ),
    max_leaves=8,
)


@example(kind=Kind.EXIT, group="leaving", raw={"what": None, "running": []})
@settings(max_examples=by_day(150))
@given(
    kind=st.sampled_from(Kind),
    group=st.sampled_from(sorted(set(rules.NEEDS.values()) | {"changing"})),
    raw=junk,
)
def test_junk_is_read_or_refused_in_words_never_worse(kind: Kind, group: str, raw) -> None:
    try:
        read(kind, **{group: raw})
    except rules.BadTerms as why:
        assert str(why)


def test_duties_fall_due_after_each_calendar_period_and_count_nothing_before_the_start() -> None:
    terms = read(
        Kind.ACCOUNTABILITY, reporting=[{"what": "figures", "every": "quarter", "within": 30, "by": [str(A)]}]
    )
    found = rules.duties(terms, parties=PARTIES, start=date(2025, 2, 10), until=date(2025, 12, 31))
    assert [(one.first, one.last, one.due) for one in found] == [
        (date(2025, 2, 10), date(2025, 3, 31), date(2025, 4, 30)),
        (date(2025, 4, 1), date(2025, 6, 30), date(2025, 7, 30)),
        (date(2025, 7, 1), date(2025, 9, 30), date(2025, 10, 30)),
    ]
    assert {one.by for one in found} == {A} and found[0].to == {B, C}
    ended = rules.duties(
        terms, parties=PARTIES, start=date(2025, 2, 10), until=date(2025, 12, 31), ends=date(2025, 6, 29)
    )
    assert len(ended) == 1, "a quarter that ends after the agreement owes nothing"


@settings(max_examples=by_day(60))
@given(
    every=st.sampled_from(("month", "quarter", "year")),
    start=st.dates(date(2000, 1, 1), date(2030, 12, 31)),
    days=st.integers(0, 1500),
)
def test_periods_follow_each_other_without_gap_and_end_with_the_calendar(
    every: str, start: date, days: int
) -> None:
    until = start + timedelta(days=days)
    found = list(rules.periods(every, start, until))
    months = {"month": 1, "quarter": 3, "year": 12}[every]
    expected = start
    for first, last in found:
        assert first == expected and first <= last <= until
        expected = last + timedelta(days=1)
        assert expected.day == 1 and (expected.month - 1) % months == 0
    # The next one would end too late: it was not forgotten.
    assert expected + timedelta(days=366) > until or not found or every != "year"


def test_kept_late_or_to_come() -> None:
    due = date(2026, 3, 31)
    assert rules.state(due, None, due) is State.AHEAD
    assert rules.state(due, None, due + timedelta(days=1)) is State.LATE
    assert rules.state(due, due, due + timedelta(days=90)) is State.KEPT
    assert rules.state(due, due + timedelta(days=1), due + timedelta(days=90)) is State.KEPT_LATE


@pytest.mark.parametrize(
    ("rule", "bound", "needed"), [("all", 4, 4), ("majority", 4, 3), ("majority", 5, 3), ("office", 4, 0)]
)
def test_who_must_consent_to_a_new_party(rule: str, bound: int, needed: int) -> None:
    assert rules.needed_of(rule, bound) == needed
    old = frozenset(UUID(int=n) for n in range(1, bound + 1))
    new = UUID(int=99)
    for signing in range(bound + 1):
        signed = frozenset(sorted(old)[:signing])
        joining = rules.Accession(old, rule, countersigned=False)
        assert not joining.enough(old | {new}, signed), "the new party itself always signs"
        assert joining.enough(old | {new}, signed | {new}) == (rule != "office" and signing >= needed)
    assert rules.Accession(old, "office", countersigned=True).enough(old | {new}, frozenset({new}))


def test_every_template_can_be_signed_as_it_is_and_says_how_one_parts() -> None:
    assert {one.kind for one in starters().values()} == set(Kind)
    for one in starters().values():
        terms = rules.read_terms(one.terms, kind=one.kind, parties=PARTIES, purposes=frozenset({"care"}))
        assert terms.leaving is not None
        numbers = {wording.number_of(part) for part in wording.paragraphs(one.text)}
        named = {
            str(clause.get("paragraph"))
            for group in one.terms.values()
            for clause in (group if isinstance(group, list) else [group])
            if clause.get("paragraph")
        }
        assert named <= numbers, "a clause stands beside a paragraph that is there"


def test_a_relationship_counts_only_stages_of_which_records_are_kept() -> None:
    stages = rules.standing({rules.Stage.AWARENESS}, not_kept={rules.Stage.ASSESSMENT})
    assert len(stages) == 8 and rules.complete(stages) == (1, 7)
