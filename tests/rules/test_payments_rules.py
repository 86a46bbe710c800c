"""States, payments, giving back, forecasts: rules without a database."""

from __future__ import annotations

import itertools
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commonweal.payments import rules, terms
from commonweal.payments.forecast import forecast, months
from commonweal.payments.rules import Paying, State, Year, state
from tests.examples import by_day
from tests.factories.payments import terms as example

STARTS, ENDS = date(2025, 1, 1), date(2025, 12, 31)


def year(**facts) -> Year:
    return Year(**({"today": date(2025, 6, 1), "starts": STARTS, "ends": ENDS} | facts))


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({}, State.DRAFT),
        ({"offered": True}, State.OFFERED),
        ({"offered": True, "all_signed": True, "today": date(2024, 12, 31)}, State.SIGNED),
        ({"offered": True, "all_signed": True, "today": STARTS}, State.RUNNING),
        ({"offered": True, "all_signed": True, "today": ENDS}, State.RUNNING),
        ({"offered": True, "all_signed": True, "today": date(2026, 1, 1)}, State.AWAITING),
        (
            {"offered": True, "all_signed": True, "today": date(2026, 1, 1), "figures_in": True},
            State.FIGURES_IN,
        ),
        ({"settled": True}, State.SETTLED),
        ({"settled": True, "open_disputes": 1}, State.DISPUTED),
        ({"settled": True, "closed": True, "open_disputes": 1}, State.CLOSED),
    ],
)
def test_the_state_follows_from_the_facts(facts, expected) -> None:
    assert state(year(**facts)) is expected


def test_no_combination_of_facts_is_without_a_state_or_both_settled_and_closed() -> None:
    for flags in itertools.product((False, True), repeat=6):
        offered, signed, figures, settled, upheld, closed = flags
        for disputes, day in itertools.product((0, 1), (STARTS, date(2026, 5, 1))):
            facts = year(
                offered=offered, all_signed=signed, figures_in=figures, settled=settled, upheld=upheld,
                closed=closed, open_disputes=disputes, today=day, disputes_until=date(2026, 4, 1),
            )  # fmt: skip
            assert state(facts) in State
            may_settle = rules.refusal_to_settle(facts) is None
            may_close = rules.refusal_to_close(facts) is None
            assert not (may_settle and may_close)
            assert not (closed and (may_settle or may_close))
            assert not (disputes and (may_settle or may_close))


@given(
    answers=st.dictionaries(st.sampled_from("abc"), st.booleans()),
    approvers=st.frozensets(st.sampled_from("abc"), min_size=1),
)
def test_one_no_declines_and_all_must_say_yes(answers, approvers) -> None:
    at = rules.paying(approvers=approvers, answers=answers, paid=False, reversed_=False)
    if False in answers.values():
        assert at is Paying.DECLINED
    else:
        assert (at is Paying.APPROVED) == all(answers.get(one, False) for one in approvers)


@settings(max_examples=by_day(60))
@given(
    paid=st.dictionaries(st.text("abcdef", min_size=1), st.integers(0, 10**9), max_size=6),
    limit=st.integers(0, 10**9),
    balance=st.integers(0, 2 * 10**9),
)
def test_what_is_given_back_is_the_surplus_to_the_cent(paid, limit, balance) -> None:
    cents = Decimal(100)
    parts = rules.given_back(
        Decimal(balance) / cents,
        Decimal(limit) / cents,
        {who: Decimal(amount) / cents for who, amount in paid.items()},
    )
    if balance > limit and any(paid.values()):
        assert sum(parts.values()) * 100 == balance - limit
        assert all(paid[who] for who in parts)
    else:
        assert parts == {}


def test_the_first_day_after_the_window_is_too_late() -> None:
    facts = {"settled": True, "disputes_until": date(2026, 4, 1)}
    ask = {"has_statement": True, "has_open": False, "latest": True}
    assert rules.refusal_to_dispute(year(**facts, today=date(2026, 4, 1)), **ask) is None
    assert "until 1 April 2026" in str(rules.refusal_to_dispute(year(**facts, today=date(2026, 4, 2)), **ask))
    assert rules.refusal_to_close(year(**facts, today=date(2026, 4, 1))) is not None
    assert rules.refusal_to_close(year(**facts, today=date(2026, 4, 2))) is None


def test_a_fixed_sum_is_spread_over_the_months_to_the_cent() -> None:
    for name in ("unitary-payment", "combined", "funding-pool"):
        seen = forecast(terms.read(example(name)))
        everybody = frozenset(side for one in seen.due for side in (one.paid_by, one.paid_to))
        assert sum(seen.net(everybody)) == 0
        assert len(seen.months) == 12
    seen = forecast(terms.read(example("unitary-payment")))
    assert sum(one.amount for one in seen.due) == Decimal("554400.00")
    assert seen.net(frozenset({"hospital"})) == [Decimal("-46200.00")] * 12


def test_months_of_a_year_that_begins_in_july() -> None:
    assert months(date(2025, 7, 1), date(2026, 6, 30))[::11] == (date(2025, 7, 1), date(2026, 6, 1))
