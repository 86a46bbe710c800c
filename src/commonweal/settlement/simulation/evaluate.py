"""A contract over thousands of drawn years: what each party ends up with, in every one of them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from commonweal.settlement.amounts import exact
from commonweal.settlement.contracts.contract import Contract
from commonweal.settlement.contracts.models.base import ALLIANCE
from commonweal.settlement.contracts.models.funding_pool import FundingPool
from commonweal.settlement.simulation import shares, vector
from commonweal.settlement.simulation.draws import Draws
from commonweal.settlement.simulation.plan import Floats, Plan


@dataclass(frozen=True, slots=True)
class Years:
    """Results per trial: the amount divided (where there is one) and each party's net."""

    pool: Floats | None
    net: dict[str, Floats]


def evaluate(contract: Contract, plan: Plan, drawn: Draws, trials: int) -> Years:
    """Every simulated model, then the division. Raises NeedsInput for a figure nothing gives."""
    values = vector.Values(plan.expected, drawn, trials)
    net: dict[str, Floats] = {}
    pool: Floats | None = None

    def move(payer: str, payee: str, amount: Floats) -> None:
        for party, change in ((payer, -amount), (payee, amount)):
            if party != ALLIANCE:
                net[party] = net[party] + change if party in net else change

    with exact():
        for model in contract.models:
            if isinstance(model, FundingPool):
                continue
            amount = vector.amounts(model, contract.gates, values)
            move(model.head.paid_by, model.head.paid_to, amount)
            if ALLIANCE in (model.head.paid_by, model.head.paid_to):
                signed = amount if model.head.paid_to == ALLIANCE else -amount
                pool = signed if pool is None else pool + signed
        if pool is not None and contract.division is not None:
            for party, amount in shares.divide(contract.division, pool, plan.expected).items():
                net[party] = net[party] + amount if party in net else amount
    nothing = np.zeros(trials)
    return Years(pool, {party.id: net.get(party.id, nothing) for party in contract.parties})
