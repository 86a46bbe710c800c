"""From exact quotas to whole cents that add up: the largest-remainder method (Hamilton, 1792), with bounds.

Everybody first gets the whole cents of their quota; the cents left over go one each to the largest
remainders,
equal remainders in the order of the partners' identifiers, so that the order in which partners are listed
changes nothing. A partner's own larger weight never gives it less, and a partner of weight zero
changes nobody.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction


class CannotDivide(ValueError):
    """The weights or bounds give no division; the message says why."""


@dataclass(frozen=True, slots=True)
class Shares:
    """Whole cents per partner and what the caps left over; together they are the amount divided."""

    cents: dict[str, int]
    left_over: int


def largest_remainder(quotas: Mapping[str, Fraction]) -> dict[str, int]:
    """Whole cents that add up to the quotas' sum, which must itself be whole."""
    total = sum(quotas.values(), Fraction(0))
    if total.denominator != 1:
        raise CannotDivide("the quotas do not add up to whole cents")
    shares = {partner: quota.numerator // quota.denominator for partner, quota in quotas.items()}
    spare = int(total) - sum(shares.values())
    by_remainder = sorted(quotas, key=lambda partner: (shares[partner] - quotas[partner], partner))
    for partner in by_remainder[:spare]:
        shares[partner] += 1
    return shares


def divide(
    amount: int,
    weights: Mapping[str, Fraction],
    *,
    floors: Mapping[str, int] | None = None,
    caps: Mapping[str, int] | None = None,
) -> Shares:
    """Divide `amount` (cents, zero or more) in proportion to weights, nobody below its floor or above
    its cap.

    What a cap takes from one partner the others receive in proportion; when every cap is reached the rest is
    `left_over`. When the floors ask for more than there is, the amount is divided in proportion to the
    floors.
    Raises CannotDivide for a negative amount, a negative weight, a floor above its cap, or no weight at all.
    """
    floors, caps = floors or {}, caps or {}
    _check(amount, weights, floors, caps)
    promised = sum(floors.values())
    if promised >= amount and promised:
        scaled = {partner: Fraction(amount * floors.get(partner, 0), promised) for partner in weights}
        return Shares(largest_remainder(scaled), 0)
    quotas = _bounded(Fraction(amount), weights, floors, caps)
    left_over = Fraction(amount) - sum(quotas.values())
    shares = largest_remainder({partner: quotas[partner] for partner in weights})
    return Shares(shares, int(left_over))


def _check(
    amount: int, weights: Mapping[str, Fraction], floors: Mapping[str, int], caps: Mapping[str, int]
) -> None:
    if amount < 0:
        raise CannotDivide("an amount below zero is divided by the rule for losses, as a positive amount")
    if not weights:
        raise CannotDivide("there is nobody to divide between")
    if negative := sorted(partner for partner, weight in weights.items() if weight < 0):
        raise CannotDivide(f"{', '.join(negative)} has a weight below zero")
    strangers = sorted((floors.keys() | caps.keys()) - weights.keys())
    if strangers:
        raise CannotDivide(f"{', '.join(strangers)} has a floor or a cap and no weight")
    for partner in weights:
        floor, cap = floors.get(partner, 0), caps.get(partner)
        if floor < 0 or (cap is not None and cap < 0):
            raise CannotDivide(f"{partner} has a floor or a cap below zero")
        if cap is not None and floor > cap:
            raise CannotDivide(f"{partner} has a floor above its cap")
    if amount and not any(weights.values()) and sum(floors.values()) < amount:
        raise CannotDivide("every weight is zero, so the rule says nothing about who receives what")


def _bounded(
    amount: Fraction, weights: Mapping[str, Fraction], floors: Mapping[str, int], caps: Mapping[str, int]
) -> dict[str, Fraction]:
    """Quotas `held between floor and cap (t × weight)` with the one t at which they add up to the amount.

    Each round gives the undecided their proportion of what is left and settles those it puts outside their
    bounds: those below a floor when the floors are short of more than the caps give back, else those
    above a cap.
    """
    settled = {partner: Fraction(floors.get(partner, 0)) for partner, weight in weights.items() if not weight}
    open_ = {partner: weight for partner, weight in weights.items() if weight}
    while open_:
        rest = amount - sum(settled.values())
        total = sum(open_.values())
        quotas = {partner: rest * weight / total for partner, weight in open_.items()}
        below = {p: floors[p] - q for p, q in quotas.items() if p in floors and q < floors[p]}
        above = {p: q - caps[p] for p, q in quotas.items() if p in caps and q > caps[p]}
        if not below and not above:
            return settled | quotas
        if sum(below.values()) >= sum(above.values()):
            fixed = {partner: Fraction(floors[partner]) for partner in below}
        else:
            fixed = {partner: Fraction(caps[partner]) for partner in above}
        settled |= fixed
        open_ = {partner: weight for partner, weight in open_.items() if partner not in fixed}
    return settled
