"""The division on arrays: reserve, community fund, weights, floors and caps, trial by trial at once."""

from __future__ import annotations

import numpy as np

from commonweal.settlement.contracts import sharing
from commonweal.settlement.contracts.figures import Figures
from commonweal.settlement.contracts.sharing import Bound, Part, Sharing
from commonweal.settlement.division.apportion import CannotDivide
from commonweal.settlement.simulation.plan import Floats
from commonweal.settlement.steps import NeedsInput


def divide(terms: Sharing, pool: Floats, expected: Figures) -> dict[str, Floats]:
    """Each party's part of the pool in every trial. The weights are those of the expected figures."""
    found: dict[str, Floats] = {}
    gain, loss = np.maximum(pool, 0.0), np.maximum(-pool, 0.0)
    rest = gain
    for rate, party in ((terms.reserve, terms.reserve_to), (terms.community, terms.community_to)):
        if rate:
            taken = float(rate) * gain
            _add(found, party, taken)
            rest = rest - taken
    if gain.any():
        weights = _weights(terms.gains, expected)
        left = _bounded(found, weights, rest, terms.gain_floors, terms.gain_caps, sign=1.0)
        _beyond(found, terms.gains_beyond_caps_to, left, 1.0)
    if loss.any():
        weights = _weights(terms.losses, expected)
        left = _bounded(found, weights, loss, {}, terms.loss_caps, sign=-1.0)
        _beyond(found, terms.losses_beyond_caps_to, left, -1.0)
    return found


def _weights(parts: tuple[Part, ...], expected: Figures) -> dict[str, float]:
    try:
        found = sharing.weights_of(parts, expected)
    except CannotDivide as why:
        raise NeedsInput("division", str(why), rule="who shares how") from None
    return {party: float(weight) for party, weight in found.items()}


def _add(found: dict[str, Floats], party: str, amount: Floats) -> None:
    found[party] = found[party] + amount if party in found else amount


def _beyond(found: dict[str, Floats], party: str, left: Floats, sign: float) -> None:
    if not (left > 0.005).any():
        return
    assert party, "a contract with caps names who has the rest, or is refused"
    _add(found, party, sign * left)


def _bounded(
    found: dict[str, Floats],
    weights: dict[str, float],
    whole: Floats,
    floors: dict[str, Bound],
    caps: dict[str, Bound],
    *,
    sign: float,
) -> Floats:
    """Add each party's bounded share to `found`; the answer is what the caps leave over."""
    parties = sorted(weights.keys() | floors.keys() | caps.keys())
    weight = np.array([weights.get(party, 0.0) for party in parties])
    if not floors and not caps:
        for party, part in zip(parties, weight, strict=True):
            _add(found, party, sign * part * whole)
        return np.zeros_like(whole)
    share = weight[:, None] * whole
    low = np.stack([_amounts(floors.get(party), whole, 0.0) for party in parties])
    high = np.stack([_amounts(caps.get(party), whole, np.inf) for party in parties])
    # Most years break no bound; only the others need the rounds.
    broken = ((share < low - 1e-9) | (share > high + 1e-9)).any(axis=0)
    if broken.any():
        at = np.flatnonzero(broken)
        share[:, at] = _water(weight[:, None], whole[at], low[:, at], high[:, at])
    for party, row in zip(parties, share, strict=True):
        _add(found, party, sign * row)
    left: Floats = whole - share.sum(axis=0)
    return left


def _amounts(bound: Bound | None, whole: Floats, otherwise: float) -> Floats:
    if bound is None:
        return np.full_like(whole, otherwise)
    return float(bound.amount) * whole if bound.of_the_whole else np.full_like(whole, float(bound.amount))


def _water(weight: Floats, whole: Floats, low: Floats, high: Floats) -> Floats:
    """The rounds of the exact division: settle those outside their bounds, share the rest anew.

    One row per party, one column per trial.
    """
    promised = low.sum(axis=0)
    short = (promised >= whole) & (promised > 0)
    settled = np.broadcast_to(weight <= 0, low.shape).copy()
    shares = np.where(settled, low, 0.0)
    while True:
        open_weight = np.where(settled, 0.0, weight)
        total = open_weight.sum(axis=0)
        rest = whole - np.where(settled, shares, 0.0).sum(axis=0)
        each = rest / np.where(total > 0, total, 1.0)
        quota = open_weight * each
        below = ~settled & (quota < low - 1e-9)
        above = ~settled & (quota > high + 1e-9)
        if not (below | above).any():
            break
        lacking = np.where(below, low - quota, 0.0).sum(axis=0)
        spare = np.where(above, quota - high, 0.0).sum(axis=0)
        floors_first = lacking >= spare
        fixed = np.where(floors_first, below, above)
        shares = np.where(fixed, np.where(floors_first, low, np.where(above, high, 0.0)), shares)
        settled = settled | fixed
    shares = np.where(settled, shares, quota)
    scaled = low * (whole / np.where(promised > 0, promised, 1.0))
    return np.where(short, scaled, shares)
