"""The value case of a partner: arithmetic that can be redone on paper, with its assumptions beside it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal

CENT = Decimal("0.01")


@dataclass(frozen=True)
class LowerUse:
    """What less use would bring: a rate per 1,000 people a year falls, each event costs so much, and a share is ours.

    rate_now, rate_then: events per 1,000 people and year. people: how many. cost: dollars per event that is not needed.
    share: of what is saved, the part that stays with the partner, 0 to 1. sure_low, sure_high: how much of the fall one
    may expect at least and at most, as a share of the likely one.
    """

    rate_now: Decimal
    rate_then: Decimal
    people: int
    cost: Decimal
    share: Decimal
    sure_low: Decimal = Decimal("0.5")
    sure_high: Decimal = Decimal("1.25")

    def __post_init__(self) -> None:
        if self.people < 0 or self.cost < 0 or self.rate_now < 0 or self.rate_then < 0:
            raise ValueError("People, cost and rates are never below zero.")
        if not 0 <= self.share <= 1:
            raise ValueError("The part that stays with the partner is between 0 and 100 %.")
        if not 0 <= self.sure_low <= 1 <= self.sure_high:
            raise ValueError("The cautious part is at most 100 %, the hopeful one at least 100 %.")

    @property
    def events_fewer(self) -> Decimal:
        """Events a year that would not happen; below zero: more would."""
        return (self.rate_now - self.rate_then) * self.people / 1000

    def gains(self) -> tuple[Decimal, Decimal, Decimal]:
        """Dollars a year: cautious, likely, hopeful, in order of size, in cents (half to even)."""
        likely = self.events_fewer * self.cost * self.share
        three = sorted((likely * self.sure_low, likely, likely * self.sure_high))
        low, middle, high = (value.quantize(CENT, ROUND_HALF_EVEN) for value in three)
        return low, middle, high


@dataclass(frozen=True)
class Line:
    """One line of a value case, for adding up."""

    low: Decimal | None
    likely: Decimal | None
    high: Decimal | None


def total(lines: Sequence[Line]) -> tuple[Decimal, Decimal, Decimal] | None:
    """The sum of the likely gains, and the range if every line fell at its low or at its high; None without figures.

    The ends are wider than chance would have them, since not everything goes wrong at once; the page says so.
    """
    counted = [
        (one.low, one.likely, one.high)
        for one in lines
        if one.low is not None and one.likely is not None and one.high is not None
    ]
    if not counted:
        return None
    return (
        sum((one[0] for one in counted), Decimal(0)),
        sum((one[1] for one in counted), Decimal(0)),
        sum((one[2] for one in counted), Decimal(0)),
    )
