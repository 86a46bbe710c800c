"""What every group accepts and what divides them, from counts of agree, disagree and pass.

Group-informed consensus is Polis's measure (Small, Bjorkegren, Erkkilä, Shaw and Megill 2021, "Polis: scaling
deliberation by mapping high dimensional opinion spaces"): the product over groups of (1 + agrees) / (2 + votes). Each
factor is the share that agrees, drawn toward one half where few have voted. The product shrinks with every further
group, so its geometric mean is what we compare and show. See docs/methods/group-consensus.md.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

ACCEPTED = 0.6
"""A group accepts a statement whose smoothed share of agreement is at least this."""
FEWEST_VOTES = 3
"""… and which at least so many of its people have marked."""
DIVIDES = 0.3
"""A statement that not all accept divides when the smoothed shares of two groups lie at least this far apart."""
FEWEST_GROUPS = 2
"""Between fewer groups nothing is compared."""


@dataclass(frozen=True)
class Count:
    """How many agreed, disagreed and passed. A pass is a vote: somebody looked, and did not agree."""

    agree: int = 0
    disagree: int = 0
    passed: int = 0

    def __post_init__(self) -> None:
        if min(self.agree, self.disagree, self.passed) < 0:
            raise ValueError("A count is never below zero.")

    @property
    def votes(self) -> int:
        """Everybody who marked."""
        return self.agree + self.disagree + self.passed

    @property
    def smoothed(self) -> float:
        """(1 + agrees) / (2 + votes), from 0 to 1; one half where nobody has voted."""
        return (1 + self.agree) / (2 + self.votes)

    def __add__(self, other: Count) -> Count:
        return Count(self.agree + other.agree, self.disagree + other.disagree, self.passed + other.passed)


@dataclass(frozen=True)
class Judged:
    """What follows from one statement's counts by group."""

    consensus: float | None
    """Group-informed consensus as the product; none where there is no group."""
    consensus_mean: float | None
    """Its geometric mean over the groups, from 0 to 1."""
    accepted_by_all: bool
    """Does every group that there is accept it? A group of which hardly anybody voted accepts nothing."""
    gap: float | None
    """From the group that agrees least to the one that agrees most, among those that voted."""
    divides: bool
    most: str
    least: str
    silent: tuple[str, ...]
    """Groups of which nobody voted."""
    against: tuple[str, ...]
    """Groups in which more disagreed than agreed."""


def judge(counts: Mapping[str, Count]) -> Judged:
    """Judge a statement by the counts of all groups (those without votes included, as zero)."""
    names = sorted(counts)
    silent = tuple(name for name in names if counts[name].votes == 0)
    against = tuple(name for name in names if counts[name].disagree > counts[name].agree)
    if not names:
        return Judged(None, None, False, None, False, "", "", (), ())
    product = math.prod(counts[name].smoothed for name in names)
    # Over hundreds of groups the product underflows to 0; the mean of logarithms does not.
    mean = math.exp(math.fsum(math.log(counts[name].smoothed) for name in names) / len(names))
    spoke = [name for name in names if counts[name].votes]
    accepted = all(one.smoothed >= ACCEPTED and one.votes >= FEWEST_VOTES for one in counts.values())
    if len(spoke) < FEWEST_GROUPS:
        return Judged(product, mean, accepted, None, False, "", "", silent, against)
    most = max(spoke, key=lambda name: (counts[name].smoothed, name))
    least = min(spoke, key=lambda name: (counts[name].smoothed, name))
    gap = counts[most].smoothed - counts[least].smoothed
    divides = gap >= DIVIDES and not accepted
    return Judged(product, mean, accepted, gap, divides, most, least, silent, against)
