"""How standardised an inventory is, and what its variation costs a year. Method: docs/methods/standardisation.md."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

REFERENCE_SHARE = Fraction(1, 5)
"""A variant is a standard one could move to when it is at least this share of its kind already."""


@dataclass(frozen=True)
class Holding:
    """Some units of one variant (product and version) of a kind: how many, and what one unit costs a year."""

    kind: str
    variant: str
    units: int
    yearly: Decimal | None = None
    """Cost of all these units in a year; None: not known."""


@dataclass(frozen=True)
class Kind:
    """One kind of asset: how many variants, how alike, and what variation costs."""

    name: str
    units: int
    variants: int
    index: Fraction
    """Sum of the squared shares of its variants: 1 where there is one, 1/n for n equal ones."""
    reference: str
    """The variant that costs least per unit among those that are a fifth of the kind; empty where no cost is known."""
    excess: Decimal
    """What the other variants cost a year above the reference, in dollars."""
    unknown: int
    """Units whose cost is not known; they are in no sum of money."""


def _kind(name: str, rows: list[Holding]) -> Kind:
    units: dict[str, int] = defaultdict(int)
    cost: dict[str, Decimal] = defaultdict(Decimal)
    priced: dict[str, int] = defaultdict(int)
    for row in rows:
        units[row.variant] += row.units
        if row.yearly is not None:
            cost[row.variant] += row.yearly
            priced[row.variant] += row.units
    total = sum(units.values())
    index = sum((Fraction(one, total) ** 2 for one in units.values()), Fraction(0))
    per_unit = {
        variant: Fraction(cost[variant]) / priced[variant]
        for variant, count in units.items()
        if priced[variant] and Fraction(count, total) >= REFERENCE_SHARE
    }
    reference = min(per_unit, key=lambda one: (per_unit[one], one)) if per_unit else ""
    excess = Fraction(0)
    if reference:
        for variant, count in priced.items():
            above = Fraction(cost[variant]) - per_unit[reference] * count
            excess += max(Fraction(0), above)
    cents = Decimal(round(excess * 100)) / 100
    return Kind(name, total, len(units), index, reference, cents, total - sum(priced.values()))


def kinds(holdings: Iterable[Holding]) -> list[Kind]:
    """Every kind with at least one unit, by name."""
    found: dict[str, list[Holding]] = defaultdict(list)
    for one in holdings:
        if one.units > 0:
            found[one.kind].append(one)
    return [_kind(name, rows) for name, rows in sorted(found.items())]


def index(found: Iterable[Kind]) -> Fraction | None:
    """The index of the whole inventory: the mean of its kinds, each weighted by its units. None without any."""
    several = list(found)
    units = sum(one.units for one in several)
    return sum((one.index * one.units for one in several), Fraction(0)) / units if units else None


def excess(found: Iterable[Kind]) -> Decimal:
    """What variation costs a year, in dollars."""
    return sum((one.excess for one in found), Decimal(0))
