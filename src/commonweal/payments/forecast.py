"""Predictable spend: what the terms alone say about each month of a contract year. Plain Python."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from commonweal.settlement.amounts import ZERO, cents, exact, money, plain_number
from commonweal.settlement.contracts.contract import Contract
from commonweal.settlement.contracts.models.funding_pool import FundingPool
from commonweal.settlement.contracts.models.unitary import Unitary, instalments


@dataclass(frozen=True)
class Due:
    """An amount that the terms fix for a month: who pays whom, and under which model."""

    month: date
    paid_by: str
    paid_to: str
    amount: Decimal
    what_for: str


@dataclass(frozen=True)
class Forecast:
    """What is due month by month, and in words what the terms leave open until the year is settled."""

    months: tuple[date, ...]
    due: tuple[Due, ...]
    open: tuple[str, ...]

    def net(self, parties: frozenset[str]) -> list[Decimal]:
        """For each month what these parties together receive (above zero) or pay (below)."""
        found = dict.fromkeys(self.months, ZERO)
        for one in self.due:
            found[one.month] += one.amount * ((one.paid_to in parties) - (one.paid_by in parties))
        return list(found.values())

    def of(self, parties: frozenset[str]) -> tuple[Due, ...]:
        """What concerns these parties."""
        return tuple(one for one in self.due if parties & {one.paid_by, one.paid_to})


def months(starts: date, ends: date) -> tuple[date, ...]:
    """The first days of the months that a year touches."""
    first, last = starts.year * 12 + starts.month - 1, ends.year * 12 + ends.month - 1
    return tuple(date(number // 12, number % 12 + 1, 1) for number in range(first, last + 1))


def forecast(contract: Contract) -> Forecast:
    """Fixed sums in their instalments, contributions on the first day; everything else is named as open.

    Instalment i of n falls into month i × m ÷ n of the m months, rounded down; instalments add up to the sum.
    """
    spread = months(contract.starts, contract.ends)
    due: list[Due] = []
    left_open: list[str] = []
    for model in contract.models:
        head = model.head
        if isinstance(model, Unitary):
            with exact():
                parts = instalments(cents(model.fee * model.expected_volume), model.instalments)
            for number, amount in enumerate(parts):
                month = spread[number * len(spread) // len(parts)]
                due.append(Due(month, head.paid_by, head.paid_to, amount, head.id))
            low, high = (plain_number(bound * model.expected_volume) for bound in model.corridor)
            said = f"{head.id} stays as it is while the volume is between {low} and {high} {model.unit}"
            left_open.append(said + (", before indexation of the fee" if model.indexed else ""))
        elif isinstance(model, FundingPool):
            for one in model.contributions:
                if one.figure:
                    left_open.append(f"{one.party}'s contribution to {head.id} depends on {one.figure}")
                else:
                    due.append(Due(spread[0], one.party, head.id, cents(one.amount), "contribution"))
            budgets = ", ".join(f"{name} {money(amount)}" for name, amount in model.budgets.items())
            left_open.append(f"{head.id} pays out by what is delivered, at most {budgets or 'nothing'}")
        else:
            left_open.append(
                f"{head.id} is known when the year is settled; try the contract to see how it may turn out"
            )
    return Forecast(spread, tuple(due), tuple(left_open))
