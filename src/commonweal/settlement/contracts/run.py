"""Settling a contract year: every model, the division, who pays whom, and what could not be worked out."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from commonweal.settlement.amounts import ZERO, cents, exact, money
from commonweal.settlement.contracts import gates, sharing
from commonweal.settlement.contracts.contract import Contract
from commonweal.settlement.contracts.figures import Figures
from commonweal.settlement.contracts.models.base import ALLIANCE, Head, Model, Result, Transfer
from commonweal.settlement.contracts.sharing import Line
from commonweal.settlement.steps import NeedsInput, Step, Steps


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a model came to, or the question that holds it up."""

    head: Head
    steps: tuple[Step, ...]
    result: Result | None
    question: str


@dataclass(frozen=True, slots=True)
class Settlement:
    """A contract year settled as far as its figures allow."""

    contract: Contract
    figures: Figures
    outcomes: tuple[Outcome, ...]
    pool: Decimal | None
    """What is divided between the partners; None where there is nothing to divide or a model is held up."""
    lines: tuple[Line, ...]
    division_steps: tuple[Step, ...]
    division_question: str

    @property
    def questions(self) -> tuple[str, ...]:
        """Everything somebody must answer before the year can be closed."""
        found = [f"{outcome.head.id}: {outcome.question}" for outcome in self.outcomes if outcome.question]
        return (*found, *([f"division: {self.division_question}"] if self.division_question else ()))

    @property
    def transfers(self) -> tuple[Transfer, ...]:
        """Every payment, the division's included: from the alliance to a partner, or the other way round."""
        found = [
            transfer for outcome in self.outcomes if outcome.result for transfer in outcome.result.transfers
        ]
        for line in self.lines:
            if line.amount > 0:
                found.append(Transfer("division", ALLIANCE, line.party, line.amount, line.why))
            elif line.amount < 0:
                found.append(Transfer("division", line.party, ALLIANCE, -line.amount, line.why))
        return tuple(found)

    def net(self) -> dict[str, Decimal]:
        """What each party ends up with, the alliance and pools included; together it is zero."""
        balances = {party.id: ZERO for party in self.contract.parties}
        for transfer in self.transfers:
            balances[transfer.paid_by] = balances.get(transfer.paid_by, ZERO) - transfer.amount
            balances[transfer.paid_to] = balances.get(transfer.paid_to, ZERO) + transfer.amount
        return balances


def settle(contract: Contract, figures: Figures) -> Settlement:
    """Settle every model that can be, and divide when all that is divided is known.

    The same contract and figures always give the same settlement: nothing here knows the time or chance.
    """
    with exact():
        outcomes = tuple(_outcome(model, contract, figures) for model in contract.models)
        pool, lines, steps, question = _divide(contract, figures, outcomes)
    return Settlement(contract, figures, outcomes, pool, lines, steps, question)


def _outcome(model: Model, contract: Contract, figures: Figures) -> Outcome:
    steps = Steps()
    try:
        opened = not model.head.gate or gates.is_open(model.head.gate, contract.gates, figures, steps)
        result = model.settle(figures, gate_open=opened, steps=steps)
    except NeedsInput as why:
        return Outcome(model.head, tuple(steps), None, str(why))
    return Outcome(model.head, tuple(steps), result, "")


def _divide(
    contract: Contract, figures: Figures, outcomes: tuple[Outcome, ...]
) -> tuple[Decimal | None, tuple[Line, ...], tuple[Step, ...], str]:
    terms = contract.division
    if terms is None:
        return None, (), (), ""
    steps = Steps()
    amounts: dict[str, Decimal] = {}
    for outcome in outcomes:
        if outcome.head.id not in terms.of:
            continue
        if outcome.result is None:
            return None, (), (), f"it waits for {outcome.head.id}"
        sign = 1 if outcome.head.paid_to == ALLIANCE else -1
        amounts[outcome.head.id] = sign * outcome.result.amount
    pool = cents(sum(amounts.values(), ZERO))
    steps.add(
        "Amount divided",
        " + ".join(f"{name} {money(amount)}" for name, amount in amounts.items()),
        money(pool),
        rule="the results of the models paid to the alliance, together; above zero a gain, below zero a loss",
        source=f"contract, clause {terms.clause}" if terms.clause else "contract, [division]",
    )
    try:
        lines = sharing.apply(terms, pool, figures, steps)
    except NeedsInput as why:
        return pool, (), tuple(steps), str(why)
    assert sum((line.amount for line in lines), ZERO) == pool, "shares add up to what is divided"
    return pool, tuple(lines), tuple(steps), ""
