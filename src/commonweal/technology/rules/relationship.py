"""The health of a relationship asked on both sides, champions who change, and services that hang on one thing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

APART = Fraction(1)
"""Two sides see something differently when their means lie at least one point of five apart."""
NEW = timedelta(days=90)
"""A champion is new for ninety days."""
CONCENTRATED = Fraction(1, 2)
"""Half of what is in use on one supplier, cloud or person is a warning."""
FEWEST = 4
"""Below four services concentration says nothing."""

CUSTOMER, SUPPLIER = "customer", "supplier"

ITEMS: dict[str, str] = {
    "accountability": "Both sides answer for the result, not only for their own part.",
    "predictability": "We know beforehand what will happen and what it will cost.",
    "improvement": "Clinical, operational or financial results got better because of this partnership.",
    "innovation": "New ideas start from a problem that somebody here really has.",
    "service": "When something breaks, it is mended as agreed and we are told the truth about it.",
    "people": "The people on the other side listen, and stay long enough to know us.",
    "value": "What we get out of it is worth what we put in.",
}
"""What both sides are asked, 1 (not at all) to 5 (fully)."""


@dataclass(frozen=True)
class Side:
    """What one side answered to one item."""

    answers: int
    mean: Fraction | None


@dataclass(frozen=True)
class Seen:
    """One item as both sides see it."""

    item: str
    customer: Side
    supplier: Side

    @property
    def gap(self) -> Fraction | None:
        """The supplier's mean less the customer's; None until both have answered."""
        if self.customer.mean is None or self.supplier.mean is None:
            return None
        return self.supplier.mean - self.customer.mean

    @property
    def apart(self) -> bool:
        """Do the two sides see it differently?"""
        return self.gap is not None and abs(self.gap) >= APART


def side_by_side(answers: Iterable[tuple[str, str, int]]) -> list[Seen]:
    """From answers (side, item, score): every item, in the order in which it was asked."""
    scores: dict[tuple[str, str], list[int]] = defaultdict(list)
    for side, item, score in answers:
        scores[side, item].append(score)

    def of(side: str, item: str) -> Side:
        given = scores[side, item]
        return Side(len(given), Fraction(sum(given), len(given)) if given else None)

    return [Seen(item, of(CUSTOMER, item), of(SUPPLIER, item)) for item in ITEMS]


@dataclass(frozen=True)
class Champion:
    """Somebody who carries the partnership on one side: from when until when."""

    side: str
    role: str
    name: str
    since: date
    until: date | None = None


@dataclass(frozen=True)
class Change:
    """A champion has gone, with or without a successor."""

    side: str
    role: str
    gone: str
    on: date
    successor: str = ""


def changes(champions: Sequence[Champion], today: date) -> list[Change]:
    """Champions who left without a successor, and those replaced within the last ninety days."""
    found: list[Change] = []
    for one in champions:
        if one.until is None or one.until > today:
            continue
        after = [
            other
            for other in champions
            if (other.side, other.role) == (one.side, one.role)
            and other is not one
            and other.since >= one.since
            and (other.until is None or other.until > today)
        ]
        later = [
            other
            for other in champions
            if (other.side, other.role) == (one.side, one.role)
            and other.until
            and one.until < other.until <= today
        ]
        if later:
            continue
        if not after:
            found.append(Change(one.side, one.role, one.name, one.until))
        elif today - one.until <= NEW:
            found.append(Change(one.side, one.role, one.name, one.until, after[0].name))
    return found


@dataclass(frozen=True)
class Hold:
    """One service in use and what it hangs on: its supplier, where it runs, who alone knows it."""

    service: str
    supplier: str = ""
    cloud: str = ""
    person: str = ""
    yearly: Decimal = Decimal(0)


@dataclass(frozen=True)
class Concentration:
    """Too much hangs on one thing: what kind of thing, which, and how many of how many services."""

    kind: str
    name: str
    services: int
    of: int


def concentrations(holds: Iterable[Hold]) -> list[Concentration]:
    """Suppliers, clouds and people on whom at least half of the services hang, the most first."""
    several = list(holds)
    found: list[Concentration] = []
    for kind in ("supplier", "cloud", "person"):
        counts: dict[str, int] = defaultdict(int)
        for one in several:
            if name := getattr(one, kind).strip():
                counts[name] += 1
        found += [
            Concentration(kind, name, count, len(several))
            for name, count in counts.items()
            if len(several) >= FEWEST and Fraction(count, len(several)) >= CONCENTRATED
        ]
    return sorted(found, key=lambda one: (-one.services, one.kind, one.name))
