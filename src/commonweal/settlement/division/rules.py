"""The rules by which a contract says who shares how: each turns facts about partners into weights.

Weights are exact fractions that add up to one; a mixture of rules is the mixture of their weights, so
an amount
is rounded once, at the very end.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction

from commonweal.settlement.division.apportion import CannotDivide

Weights = dict[str, Fraction]


def equal(partners: Sequence[str]) -> Weights:
    """The same for each partner named."""
    if not partners:
        raise CannotDivide("there is nobody to divide between")
    return dict.fromkeys(partners, Fraction(1, len(partners)))


def fixed(shares: Mapping[str, Decimal]) -> Weights:
    """The shares the contract states, as fractions. Raises CannotDivide when they are not 100 % together."""
    total = sum(shares.values(), Decimal(0))
    if total != 1:
        raise CannotDivide(f"the shares add up to {total * 100:f} %, not 100 %")
    if any(share < 0 for share in shares.values()):
        raise CannotDivide("a share is below zero")
    return {partner: Fraction(share) for partner, share in shares.items()}


def by_figure(figures: Mapping[str, Decimal], name: str) -> Weights:
    """In proportion to a figure of each partner: lives, investment, referrals completed, hours,
    quality points.
    """
    if negative := sorted(partner for partner, figure in figures.items() if figure < 0):
        raise CannotDivide(f"{name} of {', '.join(negative)} is below zero")
    total = sum(figures.values(), Decimal(0))
    if not total:
        raise CannotDivide(f"{name} is zero for everybody, so it says nothing about who receives what")
    return {partner: Fraction(figure) / Fraction(total) for partner, figure in figures.items()}


def mixture(parts: Sequence[tuple[Decimal, Weights]]) -> Weights:
    """Several rules side by side: each with the part of the amount it decides. The parts must make 100 %."""
    total = sum((part for part, _ in parts), Decimal(0))
    if total != 1:
        raise CannotDivide(f"the parts add up to {total * 100:f} %, not 100 %")
    mixed: Weights = {}
    for part, weights in parts:
        for partner, weight in weights.items():
            mixed[partner] = mixed.get(partner, Fraction(0)) + Fraction(part) * weight
    return mixed


def worth_of_groups(values: Mapping[frozenset[str], Decimal]) -> Callable[[frozenset[str]], Decimal]:
    """What any group of partners is worth, from the groups that were measured.

    A group that was not measured is worth the most that measured groups inside it, none overlapping,
    are worth
    together; a group with no measured part is worth nothing.
    """
    measured = sorted(values.items(), key=lambda item: (len(item[0]), sorted(item[0])))
    known: dict[frozenset[str], Decimal] = {}

    def worth(group: frozenset[str]) -> Decimal:
        if group in values:
            return values[group]
        if group not in known:
            inside = [(part, value) for part, value in measured if part and part <= group]
            known[group] = max((value + worth(group - part) for part, value in inside), default=Decimal(0))
        return known[group]

    return worth
