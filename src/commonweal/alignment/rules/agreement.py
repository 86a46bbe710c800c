"""How far answers on an ordered scale agree. All from counts: n_k people gave the k-th of K answers.

Sources are named at each measure; worked values stand in docs/methods/agreement.md. A measure that is not
defined for what was given is None: nobody answered, one person where a variance is needed, one group.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate

Counts = Sequence[int]
"""How many gave each answer, from the lowest to the highest; at least two answers."""


def mean(counts: Counts, lowest: float = 1) -> float | None:
    """The mean answer, in units of the scale that begins at `lowest`."""
    n = sum(counts)
    return lowest + sum(k * c for k, c in enumerate(counts)) / n if n else None


def consensus(counts: Counts) -> float | None:
    """Consensus of Tastle & Wierman (2007): 0 an even split at the ends, 1 unanimous.

    1 + Σ p_k log2(1 − |x_k − μ| / (x_max − x_min)).
    """
    n, width = sum(counts), len(counts) - 1
    if not n:
        return None
    middle = sum(k * c for k, c in enumerate(counts)) / n
    found = 1 + sum(c / n * math.log2(1 - abs(k - middle) / width) for k, c in enumerate(counts) if c)
    return min(1.0, max(0.0, found))


def agreement_a(counts: Counts) -> float | None:
    """Agreement A of van der Eijk (2001): −1 polarised, 0 uniform, 1 unanimous.

    The distribution is peeled into layers of equal height; A is their mean, weighted by share.
    """
    n = sum(counts)
    if not n:
        return None
    total, below = 0.0, 0
    for height in sorted({c for c in counts if c}):
        layer = [c >= height for c in counts]
        total += (height - below) * sum(layer) / n * _layer_a(layer)
        below = height
    return total


def _layer_a(layer: Sequence[bool]) -> float:
    k, s = len(layer), sum(layer)
    unimodal, broken = _triples(layer)
    # Without a triple of either kind the layer is one answer or all of them: unimodal.
    u = 1.0
    if unimodal + broken:
        u = ((k - 2) * unimodal - (k - 1) * broken) / ((k - 2) * (unimodal + broken))
    return u * (1 - (s - 1) / (k - 1))


def _triples(layer: Sequence[bool]) -> tuple[int, int]:
    """Ordered triples that read 110 or 011, and those that read 101: counted at their empty place."""
    ones = sum(layer)
    unimodal = broken = left = 0
    for filled in layer:
        if filled:
            left += 1
        else:
            right = ones - left
            unimodal += left * (left - 1) // 2 + right * (right - 1) // 2
            broken += left * right
    return unimodal, broken


def leik_d(counts: Counts) -> float | None:
    """Dispersion D of Leik (1966): 0 all agree, 1 split between the ends."""
    n = sum(counts)
    if not n:
        return None
    reached = [c / n for c in accumulate(counts)]
    return sum(min(f, 1 - f) for f in reached) / (0.5 * (len(counts) - 1))


def variance(counts: Counts) -> float | None:
    """The sample variance, in squared units of the scale; None below two answers."""
    n = sum(counts)
    if n < 2:
        return None
    middle = sum(k * c for k, c in enumerate(counts)) / n
    return sum(c * (k - middle) ** 2 for k, c in enumerate(counts)) / (n - 1)


def rwg(counts: Counts) -> float | None:
    """r_wg of James, Demaree & Wolf (1984) against a uniform distribution. May be negative."""
    spread = variance(counts)
    return None if spread is None else 1 - spread / ((len(counts) ** 2 - 1) / 12)


def ad_m(counts: Counts) -> float | None:
    """Mean absolute deviation from the mean (Burke, Finkelstein & Dusig 1999), in units of the scale."""
    n = sum(counts)
    if not n:
        return None
    middle = sum(k * c for k, c in enumerate(counts)) / n
    return sum(c * abs(k - middle) for k, c in enumerate(counts)) / n


@dataclass(frozen=True)
class Intraclass:
    """Do groups differ (ICC 1), and is a group's mean dependable (ICC 2)? None where it is not defined."""

    icc1: float | None
    icc2: float | None


def intraclass(groups: Sequence[Counts]) -> Intraclass:
    """One-way random analysis of variance (Shrout & Fleiss 1979) over groups' counts.

    With groups of unequal size k is (N − Σ n²/N) / (J − 1). Needs two groups and more answers than groups;
    groups in which nobody answered do not count.
    """
    kept = [(counts, sum(counts)) for counts in groups if sum(counts)]
    total, number = sum(n for _, n in kept), len(kept)
    if number < 2 or total <= number:
        return Intraclass(None, None)
    means = [sum(k * c for k, c in enumerate(counts)) / n for counts, n in kept]
    grand = sum(m * n for m, (_, n) in zip(means, kept, strict=True)) / total
    between = sum(n * (m - grand) ** 2 for m, (_, n) in zip(means, kept, strict=True)) / (number - 1)
    within = sum(
        c * (k - m) ** 2 for m, (counts, _) in zip(means, kept, strict=True) for k, c in enumerate(counts)
    ) / (total - number)
    size = (total - sum(n * n for _, n in kept) / total) / (number - 1)
    below = between + (size - 1) * within
    return Intraclass(
        (between - within) / below if below else None,
        (between - within) / between if between else None,
    )


def sector_gap(groups: Mapping[str, Counts]) -> float | None:
    """The widest distance between two groups' means, in units of the scale; None below two groups."""
    means = [found for counts in groups.values() if (found := mean(counts)) is not None]
    return max(means) - min(means) if len(means) > 1 else None


def kendall_w(ratings: Sequence[Sequence[float]]) -> float | None:
    """Kendall's W with the tie correction: how far raters rank items alike, from 0 to 1.

    `ratings` holds a row per item and a column per rater. W = 12 S / (m²(n³ − n) − m Σ T). None with fewer
    than two items or raters, or where no rater tells any items apart.
    """
    n = len(ratings)
    m = len(ratings[0]) if n else 0
    if n < 2 or m < 2:
        return None
    sums, ties = [0.0] * n, 0.0
    for rater in range(m):
        column = [row[rater] for row in ratings]
        for at, rank in enumerate(_ranks(column)):
            sums[at] += rank
        ties += sum(t**3 - t for t in Counter(column).values())
    middle = sum(sums) / n
    spread = sum((one - middle) ** 2 for one in sums)
    below = m * m * (n**3 - n) - m * ties
    return min(1.0, 12 * spread / below) if below > 0 else None


def _ranks(values: Sequence[float]) -> list[float]:
    """Ranks from 1, equal values sharing the mean of their places."""
    order = sorted(values)
    first = {value: at for at, value in reversed(list(enumerate(order, 1)))}
    times = Counter(values)
    return [first[value] + (times[value] - 1) / 2 for value in values]


def cronbach_alpha(answers: Sequence[Sequence[float]]) -> float | None:
    """Cronbach's α (1951): the internal consistency of an index.

    `answers` holds a row per respondent and a column per item, without gaps. None with fewer than two items or
    respondents, or where the totals do not vary.
    """
    items = len(answers[0]) if answers else 0
    if items < 2 or len(answers) < 2:
        return None
    whole = _variance([sum(row) for row in answers])
    if not whole:
        return None
    parts = sum(_variance([row[at] for row in answers]) for at in range(items))
    return items / (items - 1) * (1 - parts / whole)


def alphas_without(answers: Sequence[Sequence[float]]) -> list[float | None]:
    """For each item, the α of the others: an item whose absence raises α does not belong to the index.

    Empty without answers; None for an item where α is not defined without it.
    """
    items = len(answers[0]) if answers else 0
    if items < 3 or len(answers) < 2:
        return [None] * items
    parts = [_variance([row[at] for row in answers]) for at in range(items)]
    sums = [sum(row) for row in answers]
    found: list[float | None] = []
    for at in range(items):
        whole = _variance([total - row[at] for total, row in zip(sums, answers, strict=True)])
        rest = sum(parts) - parts[at]
        found.append((items - 1) / (items - 2) * (1 - rest / whole) if whole else None)
    return found


def _variance(values: Sequence[float]) -> float:
    middle = math.fsum(values) / len(values)
    return math.fsum((value - middle) ** 2 for value in values) / (len(values) - 1)


def group_informed_consensus(votes: Sequence[tuple[int, int]]) -> float:
    """Π over groups of (1 + agrees) / (2 + votes), as its geometric mean, which does not shrink with groups.

    Each pair is (agrees, votes) of one group. Raises ValueError without a group.
    """
    if not votes:
        raise ValueError("There is no group.")
    return math.exp(sum(math.log((1 + a) / (2 + v)) for a, v in votes) / len(votes))


def overlap(one: Counts, other: Counts) -> float | None:
    """The share of answers that two groups have in common, Σ min(p_k, q_k): 0 apart, 1 alike."""
    n, m = sum(one), sum(other)
    if not n or not m:
        return None
    return sum(min(a / n, b / m) for a, b in zip(one, other, strict=True))


def collide(one: Counts, other: Counts) -> bool:
    """Do two groups collide: means a quarter of the scale apart, and less than half of the answers in common?

    Both are asked, because a mean alone can differ where most people of both groups say the same.
    """
    first, second, common = mean(one), mean(other), overlap(one, other)
    if first is None or second is None or common is None:
        return False
    return abs(first - second) >= (len(one) - 1) / 4 and common < 0.5
