"""The Shapley value: what a partner adds, averaged over every order in which the partners could have joined.

Shapley, L. S. (1953), “A value for n-person games”. Exact up to twelve partners (4,096 groups). Above, orders
are sampled, each with its reverse, from a stated seed; the standard error of each value is stated with
it, and
the values still add up exactly to what all partners are worth together.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from itertools import combinations
from math import factorial
from random import Random

from commonweal.settlement.division.apportion import CannotDivide
from commonweal.settlement.division.rules import Weights

EXACT_UP_TO = 12
Worth = Callable[[frozenset[str]], Decimal]


@dataclass(frozen=True, slots=True)
class Values:
    """Each partner's value, and its standard error (all zero when exact), in the unit of the worth."""

    values: dict[str, Fraction]
    errors: dict[str, Decimal]
    orders: int
    """How many orders were sampled; 0 when exact."""

    @property
    def exact(self) -> bool:
        """Whether every order was taken into account."""
        return not self.orders


def shapley(partners: Sequence[str], worth: Worth, *, orders: int = 2_000, seed: int = 1) -> Values:
    """The Shapley value of each partner; `orders` and `seed` matter only above twelve partners.

    `worth` gives what a group achieves together; the empty group must be worth nothing.
    """
    names = sorted(partners)
    if not names or len(set(names)) != len(names):
        raise CannotDivide("the partners must be named once each, and there must be at least one")
    if worth(frozenset()) != 0:
        raise CannotDivide("a group of nobody is worth something; the value is then undefined")
    return _exact(names, worth) if len(names) <= EXACT_UP_TO else _sampled(names, worth, orders, seed)


def _exact(names: list[str], worth: Worth) -> Values:
    count = len(names)
    values = dict.fromkeys(names, Fraction(0))
    value_of = {
        frozenset(group): Fraction(worth(frozenset(group)))
        for size in range(count + 1)
        for group in combinations(names, size)
    }
    chance = [
        Fraction(factorial(size) * factorial(count - size - 1), factorial(count)) for size in range(count)
    ]
    for group, value in value_of.items():
        for name in names:
            if name not in group:
                values[name] += chance[len(group)] * (value_of[group | {name}] - value)
    return Values(values, dict.fromkeys(names, Decimal(0)), orders=0)


def _sampled(names: list[str], worth: Worth, orders: int, seed: int) -> Values:
    if orders < 4:
        raise CannotDivide("at least four orders are needed to state an error")
    draw = Random(seed)  # noqa: S311 - a reproducible sample, not a secret
    pairs = (orders + 1) // 2
    sums = dict.fromkeys(names, Fraction(0))
    squares = dict.fromkeys(names, Fraction(0))
    known: dict[frozenset[str], Fraction] = {}

    def value(group: frozenset[str]) -> Fraction:
        if group not in known:
            known[group] = Fraction(worth(group))
        return known[group]

    for _ in range(pairs):
        order = names[:]
        draw.shuffle(order)
        found = dict.fromkeys(names, Fraction(0))
        for sequence in (order, order[::-1]):
            group: frozenset[str] = frozenset()
            before = Fraction(0)
            for name in sequence:
                group |= {name}
                after = value(group)
                found[name] += (after - before) / 2
                before = after
        for name in names:
            sums[name] += found[name]
            squares[name] += found[name] ** 2
    errors = {}
    for name in names:
        variance = (squares[name] - sums[name] ** 2 / pairs) / (pairs - 1)
        mean_variance = variance / pairs
        errors[name] = (Decimal(mean_variance.numerator) / Decimal(mean_variance.denominator)).sqrt()
    return Values({name: sums[name] / pairs for name in names}, errors, orders=2 * pairs)


def as_weights(values: Values) -> Weights:
    """Shapley values as weights that add up to one. Raises CannotDivide when one is below zero or all
    are zero.
    """
    if negative := sorted(name for name, value in values.values.items() if value < 0):
        raise CannotDivide(
            f"the marginal contribution of {', '.join(negative)} is below zero; such a partner "
            f"cannot be given a "
            "share by this rule"
        )
    total = sum(values.values.values(), Fraction(0))
    if not total:
        raise CannotDivide(
            "nobody adds anything, so marginal contributions say nothing about who receives what"
        )
    return {name: value / total for name, value in values.values.items()}
