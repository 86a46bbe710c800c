"""Budgets of a pool: the worked table of the method page, and what is refused."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from uuid import UUID, uuid4

import pytest

from commonweal.payments.budgets import (
    Budget,
    Line,
    Paid,
    beyond,
    lines,
    refusal_beyond,
    refusal_to_budget,
    refusal_to_claim,
)

FIRST, SECOND = uuid4(), uuid4()


def budget(
    key: UUID, starts: date, ends: date, amount: int, *, on: bool, purpose: str = "community"
) -> Budget:
    return Budget(key, purpose, starts, ends, Decimal(amount), on)


QUARTERS = (
    budget(SECOND, date(2026, 4, 1), date(2026, 6, 30), 500, on=False),
    budget(FIRST, date(2026, 1, 1), date(2026, 3, 31), 1000, on=True),
)


def paid(on: date, amount: int, purpose: str = "community") -> Paid:
    return Paid(purpose, on, Decimal(amount))


def figures(*moves: Paid) -> list[tuple[int, int, int]]:
    return [(int(one.carried_in), int(one.paid), int(one.left)) for one in lines(QUARTERS, moves)]


def test_the_worked_table_of_the_method_page() -> None:
    february = date(2026, 2, 10)
    assert figures(paid(february, 700)) == [(0, 700, 300), (300, 0, 800)]
    mended = [paid(february, 700), paid(february, -700), paid(date(2026, 3, 5), 650)]
    assert figures(*mended) == [(0, 650, 350), (350, 0, 850)]
    april = date(2026, 4, 20)
    assert beyond(lines(QUARTERS, mended), "community", april, Decimal(900)) == 50
    assert beyond(lines(QUARTERS, mended), "community", april, Decimal(850)) == 0


def test_what_was_paid_beyond_a_budget_is_not_taken_from_the_next() -> None:
    assert figures(paid(date(2026, 2, 1), 1200)) == [(0, 1200, -200), (0, 0, 500)]
    (first, _second) = lines(QUARTERS, [paid(date(2026, 2, 1), 1200)])
    assert beyond([first], "community", date(2026, 2, 2), Decimal(10)) == 10


def test_what_does_not_carry_over_lapses_and_a_gap_carries_nothing() -> None:
    (_first, second) = lines(QUARTERS, [])
    assert (second.carried_over, second.lapses) == (0, 1500)
    later = budget(uuid4(), date(2026, 5, 1), date(2026, 5, 31), 10, on=False)
    assert [one.carried_in for one in lines([QUARTERS[1], later], [])] == [0, 0]
    other = budget(uuid4(), date(2026, 4, 1), date(2026, 4, 30), 10, on=False, purpose="consulting")
    assert [one.carried_in for one in lines([QUARTERS[1], other], [])] == [0, 0]


@pytest.mark.parametrize(
    ("purpose", "on", "amount", "said"),
    [
        ("community", date(2026, 1, 1), 1000, None),
        ("community", date(2026, 3, 31), 1001, "has $1,000 left; $1 of this payment lies beyond it"),
        ("consulting", date(2026, 1, 1), 1, "no budget for consulting on 1 January 2026"),
        ("community", date(2026, 7, 1), 1, "no budget for community services on 1 July 2026"),
    ],
)
def test_beyond_a_budget_with_nobody_who_decides(
    purpose: str, on: date, amount: int, said: str | None
) -> None:
    reason = refusal_beyond(lines(QUARTERS, []), purpose, on, Decimal(amount))
    assert (reason is None) is (said is None) and (said or "") in (reason or "")


def test_a_pool_without_budgets_has_nothing_to_go_beyond() -> None:
    none: list[Line] = []
    assert refusal_beyond(none, "other", date(2026, 1, 1), Decimal(5)) is None
    assert beyond(none, "other", date(2026, 1, 1), Decimal(5)) == 5, "a decision is asked for all of it"


def test_periods_of_one_purpose_do_not_overlap() -> None:
    assert refusal_to_budget(QUARTERS, "community", date(2026, 1, 1), date(2026, 3, 31)) is None
    assert refusal_to_budget(QUARTERS, "community", date(2026, 7, 1), date(2026, 7, 1)) is None
    assert refusal_to_budget(QUARTERS, "clinical", date(2026, 2, 1), date(2026, 5, 1)) is None
    assert "cannot overlap" in str(
        refusal_to_budget(QUARTERS, "community", date(2026, 6, 30), date(2026, 7, 1))
    )
    assert "before it begins" in str(refusal_to_budget(QUARTERS, "other", date(2026, 2, 2), date(2026, 2, 1)))


def test_what_was_delivered_is_claimed_once_and_when_it_is_over() -> None:
    claims = [(date(2026, 1, 1), date(2026, 1, 31))]
    today = date(2026, 3, 1)

    def refusal(since: date, until: date, units: int = 3) -> str | None:
        return refusal_to_claim(claims, since, until, today=today, units=units)

    assert refusal(date(2026, 2, 1), date(2026, 2, 28)) is None
    assert "claimed already" in str(refusal(date(2026, 1, 31), date(2026, 2, 3)))
    assert "not over yet" in str(refusal(date(2026, 2, 1), today))
    assert "before the first" in str(refusal(date(2026, 2, 2), date(2026, 2, 1)))
    assert "Nothing that this pool pays for" in str(refusal(date(2026, 2, 1), date(2026, 2, 2), 0))
