"""How much is needed: a fraction, its base, and whether it must be exceeded or reached.

A majority is *more than* 1/2, two thirds is *at least* 2/3. Fractions are exact, so that 20 of 30 is two thirds and
never 0.666….
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import Enum
from fractions import Fraction


class Base(Enum):
    """Of what the fraction is taken. Three numbers that are never mixed."""

    ELIGIBLE = ("eligible", "the eligible seats")
    PRESENT = ("present", "those present")
    CAST = ("cast", "the votes cast")

    def __init__(self, key: str, words: str) -> None:
        self.key = key
        self.words = words


NAMED = {
    Fraction(1, 2): "half",
    Fraction(2, 3): "two thirds",
    Fraction(3, 4): "three quarters",
    Fraction(4, 5): "four fifths",
    Fraction(1, 3): "one third",
    Fraction(1, 4): "a quarter",
    Fraction(1): "all",
}


def fraction_words(fraction: Fraction) -> str:
    """A fraction as people say it: `two thirds`, `51 %`, `5/7`."""
    if fraction in NAMED:
        return NAMED[fraction]
    percent = fraction * 100
    if percent.denominator == 1:
        return f"{percent.numerator} %"
    if 10_000 % percent.denominator == 0:
        return f"{float(percent):.4f}".rstrip("0").rstrip(".") + " %"
    return f"{fraction.numerator}/{fraction.denominator}"


@dataclass(frozen=True)
class Threshold:
    """A share of a base that must be exceeded or reached."""

    fraction: Fraction
    exceeded: bool
    """True: more than the fraction; False: at least the fraction."""
    base: Base = Base.CAST

    def __post_init__(self) -> None:
        if not 0 < self.fraction <= 1:
            raise ValueError("the share must be more than nothing and at most the whole")
        if self.exceeded and self.fraction == 1:
            raise ValueError("nobody can have more than all")

    def needed(self, of: int) -> int:
        """The least whole number that meets it, out of `of`. Nothing is met by nobody, so at least 1."""
        share = self.fraction * of
        return max(1, math.floor(share) + 1 if self.exceeded else math.ceil(share))

    def met(self, amount: Fraction | int, of: Fraction | int) -> bool:
        """Does `amount` out of `of` meet it? For counts and for weights alike; nothing never does."""
        share = self.fraction * of
        return amount > 0 and (amount > share if self.exceeded else amount >= share)

    @property
    def words(self) -> str:
        """`more than half of the votes cast`."""
        return f"{self.share_words} of {self.base.words}"

    @property
    def share_words(self) -> str:
        """`more than half`, `at least two thirds`, `all`."""
        if self.fraction == 1:
            return "all"
        return f"{'more than' if self.exceeded else 'at least'} {fraction_words(self.fraction)}"

    @property
    def phrase(self) -> str:
        """The same, as `phrases.read_threshold` reads it back."""
        share = f"{self.fraction.numerator}/{self.fraction.denominator}"
        return f"{'more than' if self.exceeded else 'at least'} {share} of {self.base.key}"


@dataclass(frozen=True)
class Quorum:
    """How many must be present: a share of the eligible seats, or a number."""

    share: Threshold | None = None
    count: int | None = None

    def needed(self, eligible: int) -> int:
        """The least number present. Where nobody is eligible, one more than there can be."""
        if self.count is not None:
            return max(1, self.count)
        return self.share.needed(eligible) if self.share is not None else 1

    @property
    def words(self) -> str:
        """`at least 51 % of the eligible seats`."""
        if self.count is not None:
            return f"{self.count} seats" if self.count != 1 else "one seat"
        return f"{self.share.share_words} of {Base.ELIGIBLE.words}" if self.share is not None else "one seat"

    @property
    def phrase(self) -> str | int:
        """The same, as `phrases.read_quorum` reads it back."""
        if self.count is not None or self.share is None:
            return self.count or 1
        part = f"{self.share.fraction.numerator}/{self.share.fraction.denominator}"
        return f"{'more than' if self.share.exceeded else 'at least'} {part}"


MAJORITY = Threshold(Fraction(1, 2), exceeded=True)
TWO_THIRDS = Threshold(Fraction(2, 3), exceeded=False)
