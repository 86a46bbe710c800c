"""The payment models on arrays: one value per trial, the same terms, the same order of steps."""

from __future__ import annotations

from decimal import Decimal

import numpy as np

from commonweal.settlement.contracts.figures import Figures
from commonweal.settlement.contracts.gates import Gate
from commonweal.settlement.contracts.models.base import Model
from commonweal.settlement.contracts.models.bundle import Bundle
from commonweal.settlement.contracts.models.fee_at_risk import FeeAtRisk, Indicator
from commonweal.settlement.contracts.models.total_cost import TotalCost
from commonweal.settlement.contracts.models.unitary import Unitary
from commonweal.settlement.minimum_rate import SMALLEST, minimum_rate_by_size
from commonweal.settlement.shared_savings import Counting
from commonweal.settlement.simulation.draws import MONTHS, Draws
from commonweal.settlement.simulation.plan import Floats, Truths
from commonweal.settlement.steps import NeedsInput

_RULE = "simulation"


class Values:
    """Figures as floats: drawn ones as arrays of one value per trial, the others as one expected value."""

    def __init__(self, expected: Figures, drawn: Draws, trials: int) -> None:
        self.expected, self.drawn, self.trials = expected, drawn, trials

    def amount(self, figure: str) -> Floats:
        """Money or a quantity."""
        if figure in self.drawn:
            return self.drawn[figure]
        if figure == "members" and "member_months" in self.drawn:
            return np.rint(self.drawn["member_months"] / MONTHS)
        value = float(self.expected.amount(figure, rule=_RULE, below_zero=True))
        return np.asarray(value, dtype=np.float64)

    def rate(self, figure: str) -> Floats:
        """A rate."""
        if figure in self.drawn:
            return self.drawn[figure]
        return np.asarray(self.expected.rate(figure, rule=_RULE, most=Decimal(100)), dtype=np.float64)


def gate_open(name: str, gates: dict[str, Gate], values: Values) -> Truths:
    """Whether a gate is open in each trial."""
    held: list[Truths] = []
    for condition in gates[name].conditions:
        if condition.gate:
            held.append(gate_open(condition.gate, gates, values))
            continue
        found = values.rate(condition.figure) if condition.is_rate else values.amount(condition.figure)
        bound = float(condition.value)
        held.append(found >= bound if condition.at_least else found <= bound)
    join = np.logical_and if gates[name].needs_all else np.logical_or
    opened: Truths = np.asarray(held[0])
    for other in held[1:]:
        opened = join(opened, other)
    return opened


def amounts(model: Model, gates: dict[str, Gate], values: Values) -> Floats:
    """What a model comes to in each trial. Raises NeedsInput for a figure nothing gives."""
    opened = (
        gate_open(model.head.gate, gates, values) if model.head.gate else np.ones(values.trials, dtype=bool)
    )
    if isinstance(model, TotalCost):
        return _total_cost(model, values, opened)
    if isinstance(model, Unitary):
        return _unitary(model, values)
    if isinstance(model, Bundle):
        return _bundle(model, values, opened)
    assert isinstance(model, FeeAtRisk), "funding pools are left out of a simulation"
    return _fee(model, values, opened)


def _total_cost(terms: TotalCost, values: Values, opened: Truths) -> Floats:
    benchmark = _benchmark(terms, values)
    savings = benchmark - values.amount(terms.figures["expenditure"])
    rate = savings / benchmark
    minimum = _minimum(terms, values)
    minimum_loss = minimum if terms.minimum_loss_rate is None else float(terms.minimum_loss_rate)
    gains = (savings >= 0) & (rate >= minimum)
    losses = terms.two_sided & (savings < 0) & (rate <= -np.asarray(minimum_loss))
    beyond = terms.counting is Counting.ABOVE_MINIMUM
    counted_gain = savings - (minimum * benchmark if beyond else 0.0)
    counted_loss = -savings - (minimum_loss * benchmark if beyond else 0.0)
    sharing = _sharing(terms, values)
    earned = sharing * counted_gain * float(1 - terms.withheld)
    if terms.savings_cap is not None:
        earned = np.minimum(earned, float(terms.savings_cap) * benchmark)
    if terms.loss_rate is None:
        low, high = (float(bound) for bound in terms.loss_rate_between)
        loss_rate: Floats | float = np.clip(1 - sharing, low, high)
    else:
        loss_rate = float(terms.loss_rate)
    owed = loss_rate * counted_loss
    if terms.loss_cap is not None:
        owed = np.minimum(owed, float(terms.loss_cap) * benchmark)
    if terms.loss_cap_of_revenue is not None:
        revenue = values.amount(terms.figures["participant_revenue"])
        owed = np.minimum(owed, float(terms.loss_cap_of_revenue) * revenue)
    amount = np.where(gains & opened, earned, 0.0) - np.where(losses, owed, 0.0)
    for figure in terms.adjustments:
        amount = amount + values.amount(figure)
    return amount


def _benchmark(terms: TotalCost, values: Values) -> Floats:
    names = terms.figures
    if terms.benchmark == "given":
        return values.amount(names["benchmark"])
    if terms.benchmark == "per_member":
        return np.round(
            values.amount(names["benchmark_per_member"]) * values.amount(names["member_months"]), 2
        )
    each = np.asarray(0.0)
    for number, weight in enumerate(terms.history_weights, 1):
        each = each + float(weight) * values.amount(f"{names['base_year']}_{number}")
    each = np.round(each, 6)
    if terms.regional_weight:
        regional = float(terms.regional_weight)
        each = np.round((1 - regional) * each + regional * values.amount(names["regional_per_member"]), 6)
    each = np.round(each * (1 + values.rate(names["trend"])), 6)
    if terms.risk_adjusted:
        ratio = values.amount(names["risk_score"]) / values.amount(names["base_risk_score"])
        if terms.risk_cap is not None:
            ratio = np.clip(ratio, float(1 - terms.risk_cap), float(1 + terms.risk_cap))
        each = np.round(each * ratio, 6)
    return np.round(each * values.amount(names["member_months"]), 2)


def _minimum(terms: TotalCost, values: Values) -> Floats:
    if terms.minimum_savings_rate is not None:
        return np.asarray(terms.minimum_savings_rate, dtype=np.float64)
    people = values.amount(terms.figures["members"])
    if (people < SMALLEST).any():
        raise NeedsInput(
            terms.figures["members"],
            f"some draws have fewer than {SMALLEST:,} members",
            rule="minimum by size",
        )
    distinct, where = np.unique(people, return_inverse=True)
    table = np.array([float(minimum_rate_by_size(int(size)) or 0) for size in distinct])
    found: Floats = table[where]
    return found


def _sharing(terms: TotalCost, values: Values) -> Floats:
    highest = float(terms.sharing_rate)
    if terms.quality == "none":
        return np.asarray(highest)
    score = values.rate(terms.figures["quality_score"])
    if terms.quality == "multiplies":
        return highest * score
    return np.where(score >= float(terms.quality_threshold), highest, highest * score)


def _unitary(terms: Unitary, values: Values) -> Floats:
    fee: Floats | float = float(terms.fee)
    if terms.indexed:
        low, high = (float(bound) for bound in terms.index_between)
        fee = np.round(fee * (1 + np.clip(values.rate(terms.figures["index"]), low, high)), 2)
    volume = values.amount(terms.figures["volume"])
    expected = float(terms.expected_volume)
    low, high = (float(bound) * expected for bound in terms.corridor)
    beyond = volume - np.clip(volume, low, high)
    return np.maximum(fee * expected + beyond * float(terms.beyond) * fee, 0.0)


def _bundle(terms: Bundle, values: Values, opened: Truths) -> Floats:
    target = values.amount(terms.figures["episodes"]) * float(terms.target_price * (1 - terms.discount))
    if terms.risk_adjusted:
        target = target * values.amount(terms.figures["case_mix"])
    held = target - values.amount(terms.figures["spend"])
    if terms.stop_loss is not None:
        held = np.maximum(held, -float(terms.stop_loss) * target)
    if terms.stop_gain is not None:
        held = np.minimum(held, float(terms.stop_gain) * target)
    gain = np.where(opened, float(terms.share_of_gain) * held, 0.0)
    return np.where(held >= 0, gain, float(terms.share_of_loss) * held)


def _fee(terms: FeeAtRisk, values: Values, opened: Truths) -> Floats:
    attained = np.asarray(0.0)
    for indicator in terms.indicators:
        found = values.rate(indicator.figure) if indicator.is_rate else values.amount(indicator.figure)
        attained = attained + float(indicator.weight) * _attained(indicator, found)
    attained = np.where(opened, attained, 0.0)
    exposed = float(terms.at_risk) * float(terms.fee)
    return float(terms.fee) - exposed + exposed * attained


def _attained(indicator: Indicator, found: Floats) -> Floats:
    starts, target = float(indicator.starts), float(indicator.target)
    if indicator.shape == "gate" or starts == target:
        return np.where(found >= target if target >= starts else found <= target, 1.0, 0.0)
    part = np.clip((found - starts) / (target - starts), 0.0, 1.0)
    if indicator.shape == "linear":
        return part
    # A hair is added so that a step reached exactly is not lost to binary rounding.
    return np.floor(part * indicator.steps + 1e-9) / indicator.steps
