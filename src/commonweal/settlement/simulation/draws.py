"""Drawing possible years: every figure rounded as a real one would be, so that both engines see the same."""

from __future__ import annotations

import numpy as np

from commonweal.settlement.simulation.plan import Cost, Floats, LargeClaims, Plan, Spread

Draws = dict[str, Floats]
MONTHS = 12


def draw(plan: Plan, trials: int, seed: int | None = None) -> Draws:
    """One array of `trials` values per drawn figure; the same seed gives the same draws.

    Rates are fractions rounded to four decimals, quantities whole, money to the cent. `expenditure` is
    cost per
    member and month times member months (drawn, or as expected).
    """
    generator = np.random.default_rng(plan.seed if seed is None else seed)
    # The year's months are drawn first and figures in order of name: variants of one contract that
    # vary the same
    # figures see the same years, so that a difference between them is a difference of terms.
    picks = generator.random((MONTHS // 2, trials))
    drawn: Draws = {}
    for figure in sorted(plan.spreads):
        drawn[figure] = _spread(plan.spreads[figure], trials, generator)
    if plan.cost is not None:
        if "member_months" in drawn:
            months = drawn["member_months"]
        else:
            expected = float(plan.expected.amount("member_months", rule="simulation"))
            months = np.full(trials, expected)
        each = _cost(plan.cost, picks, months, generator)
        drawn["expenditure"] = np.round(each * months, 2)
    return drawn


def _spread(spread: Spread, trials: int, generator: np.random.Generator) -> Floats:
    if not spread.triangular:
        values = generator.normal(spread.mean, spread.deviation, trials)
        values = np.maximum(values, 0.0)
    elif spread.low == spread.high:
        values = np.full(trials, spread.low)
    else:
        values = generator.triangular(spread.low, spread.usual, spread.high, trials)
    return np.asarray(np.round(values.clip(0.0, 1.0), 4) if spread.is_rate else np.rint(values), np.float64)


def _cost(cost: Cost, picks: Floats, months: Floats, generator: np.random.Generator) -> Floats:
    if cost.months.size:
        return _from_months(cost, picks)
    each = np.maximum(generator.normal(cost.mean, cost.deviation, len(months)), 0.0)
    if cost.large is None:
        return each
    return each + _large(cost.large, months, generator) / months


def _from_months(cost: Cost, picks: Floats) -> Floats:
    """Twelve of the alliance's months per year, with replacement, weighted by their members.

    Two months are picked at a time, out of all pairs: half the look-ups, the same distribution.
    """
    paid = cost.months * cost.weights
    pairs = np.stack([np.add.outer(values, values).ravel() for values in (paid, cost.weights)])
    chosen = (picks * pairs.shape[1]).astype(np.intp)
    weighted: Floats = pairs[0].take(chosen).sum(axis=0) / pairs[1].take(chosen).sum(axis=0)
    return weighted


def _large(large: LargeClaims, months: Floats, generator: np.random.Generator) -> Floats:
    """The year's large claims in money: a Poisson number of Pareto sizes, each cut off."""
    counts = generator.poisson(large.per_1000_a_year / 1000 * months / MONTHS)
    sizes = large.smallest * (1 + generator.pareto(large.tail, int(counts.sum())))
    sizes = np.minimum(sizes, large.cut_off)
    years = np.repeat(np.arange(len(months)), counts)
    totals: Floats = np.bincount(years, weights=sizes, minlength=len(months)).astype(np.float64)
    return totals
