"""The pool's ledger: whatever is tried, it balances, it only grows, and corrections undo exactly."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commonweal.settlement.ledger import Entry, Ledger, Posting, Refused, check
from tests.examples import by_day

DAY = date(2026, 1, 1)
accounts = st.sampled_from(["pool", "hospital", "clinic", "pantry"])
moves = st.tuples(accounts, accounts, st.integers(-5, 10**9), st.integers(0, 300))


@settings(max_examples=by_day(60))
@given(st.lists(st.one_of(moves, st.integers(0, 12)), max_size=15))
def test_whatever_is_tried_the_ledger_balances_and_only_grows(tries: list[object]) -> None:
    ledger = Ledger(floors=(("pool", Decimal(0)),))
    for attempt in tries:
        before = ledger
        last = before.entries[-1].on if before.entries else DAY
        try:
            if isinstance(attempt, int):
                ledger = ledger.correct(attempt, last, "taken back", source="test")
            else:
                source, target, cents, days = attempt  # type: ignore[misc]
                ledger = ledger.move(
                    DAY + timedelta(days=days),
                    "paid",
                    out_of=source,
                    into=target,
                    amount=Decimal(cents) / 100,
                    source="test",
                )
        except Refused:
            assert ledger == before
        assert ledger.entries[: len(before.entries)] == before.entries
        assert sum(ledger.balances().values()) == 0
    check(ledger.entries)


def filled() -> Ledger:
    ledger = Ledger(floors=(("pool", Decimal(0)),))
    ledger = ledger.move(DAY, "paid in", out_of="hospital", into="pool", amount=Decimal("100.00"), source="7")
    return ledger.move(DAY, "food", out_of="pool", into="pantry", amount=Decimal("60.10"), source="7")


def test_a_correction_undoes_exactly_and_once() -> None:
    ledger = filled().correct(2, DAY, "wrong month", source="vote")
    assert ledger.balance("pool") == 100 and ledger.balance("pantry") == 0
    assert ledger.entries[-1].reverses == 2
    with pytest.raises(Refused, match="already taken back"):
        ledger.correct(2, DAY, "again", source="vote")
    with pytest.raises(Refused, match="itself a correction"):
        ledger.correct(3, DAY, "again", source="vote")
    with pytest.raises(Refused, match="no entry 9"):
        ledger.correct(9, DAY, "which?", source="vote")


def test_a_correction_may_take_the_pool_below_its_floor_a_payout_may_not() -> None:
    assert filled().correct(1, DAY, "cheque bounced", source="bank").balance("pool") == Decimal("-60.10")
    with pytest.raises(Refused, match="below its floor"):
        filled().move(DAY, "food", out_of="pool", into="pantry", amount=Decimal(40), source="7")


@pytest.mark.parametrize(
    ("amounts", "text", "words"),
    [
        ({"a": Decimal(1), "b": Decimal(-2)}, "x", "add up to"),
        ({"a": Decimal(0), "b": Decimal(0)}, "x", "nothing is posted"),
        ({"a": Decimal("0.001"), "b": Decimal("-0.001")}, "x", "whole cents"),
        ({"a": Decimal("NaN"), "b": Decimal(1)}, "x", "whole cents"),
        ({"a": Decimal(1)}, "x", "two postings"),
        ({"a": Decimal(1), " ": Decimal(-1)}, "x", "names an account"),
        ({"a": Decimal(1), "b": Decimal(-1)}, " ", "what it is for"),
        ({"a": 1, "b": -1}, "x", "whole cents"),
    ],
)
def test_entries_that_are_none(amounts: dict[str, Decimal], text: str, words: str) -> None:
    with pytest.raises(Refused, match=words):
        Ledger().post(DAY, text, amounts, source="test")


def test_time_does_not_run_backwards() -> None:
    with pytest.raises(Refused, match="cannot follow"):
        filled().move(date(2025, 12, 31), "x", out_of="hospital", into="pool", amount=Decimal(1), source="t")
    with pytest.raises(Refused, match="cannot come before"):
        filled().correct(2, date(2025, 12, 31), "x", source="t")
    with pytest.raises(Refused, match="to itself"):
        filled().move(DAY, "x", out_of="pool", into="pool", amount=Decimal(1), source="t")


def test_a_ledger_tampered_with_is_found_out() -> None:
    entries = filled().correct(2, DAY, "wrong", source="v").entries
    check(entries)
    for broken in (
        (
            replace(entries[0], postings=(Posting("hospital", Decimal(-99)), entries[0].postings[1])),
            *entries[1:],
        ),
        (entries[0], entries[2]),
        (
            *entries[:2],
            replace(entries[2], postings=tuple(replace(p, amount=p.amount * 2) for p in entries[2].postings)),
        ),
        (replace(entries[0], postings=(*entries[0].postings, Posting("pool", Decimal(0)))), *entries[1:]),
    ):
        with pytest.raises(Refused):
            check(broken)
    assert isinstance(entries[0], Entry)
