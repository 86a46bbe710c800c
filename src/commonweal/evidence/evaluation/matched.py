"""Before and after for the people a change reached, beside people like them whom it did not reach."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from scipy import optimize, stats

from commonweal.evidence.evaluation.outcome import (
    Check,
    DesignRefused,
    Estimate,
    Evaluation,
    Sensitivity,
    Sureness,
    how_sure,
    said,
    sureness,
)
from commonweal.evidence.evaluation.series import Better

Floats = NDArray[np.float64]

METHOD = (
    "before and after with matched people 1: exact on categories, nearest on numbers (standardised "
    "distance, at most one "
    "partner each, least total distance), mean difference of changes within pairs"
)
FEWEST_PAIRS = 20
"""Pairs below which nothing is said: about people, and with so few, noise."""
CALIPER = 0.5
"""How far two people of a pair may be apart on any number, in standard deviations."""
BALANCED = 0.1
"""Standardised difference of means that counts as balanced (Austin 2011)."""


@dataclass(frozen=True)
class Person:
    """One person: whether the change reached them, the figure before and after, what they are matched on."""

    reached: bool
    before: float
    after: float
    numbers: tuple[float, ...] = ()
    categories: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Pairs:
    reached: list[Person]
    partners: list[Person]
    left_out: int
    sensitivity: dict[str, float] = field(default_factory=dict)

    @property
    def changes(self) -> Floats:
        """Change of the one reached less change of the partner, per pair."""
        return np.asarray(
            [
                (a.after - a.before) - (b.after - b.before)
                for a, b in zip(self.reached, self.partners, strict=True)
            ]
        )


def matched(
    name: str,
    people: Sequence[Person],
    start: str,
    *,
    better: Better = Better.NEITHER,
    number_names: Sequence[str] = (),
) -> Evaluation:
    """Did people whom the change reached do otherwise than people like them?

    Everybody reached gets at most one partner from those not reached with the same categories, so that the total
    distance on the figure before and the numbers is least; pairs further apart than the caliper are given up.

    Raises DesignRefused where nobody is on one side, nobody overlaps, fewer than 20 pairs remain, fewer
    than half of those
    reached find a partner, or the pairs stay unlike each other.
    """
    reached = [person for person in people if person.reached]
    others = [person for person in people if not person.reached]
    if not reached or not others:
        side = "whom the change reached" if not reached else "whom it did not reach"
        raise DesignRefused("no-comparison", f"{name}: the file has nobody {side}. Both are needed.")
    pairs = _match(reached, others, CALIPER)
    if len(pairs.reached) < FEWEST_PAIRS:
        raise DesignRefused(
            "no-overlap",
            f"{name}: only {len(pairs.reached)} of {len(reached)} people find somebody like them "
            f"among the {len(others)} not "
            f"reached; at least {FEWEST_PAIRS} pairs are needed. The two groups hardly overlap, so they cannot be "
            "compared.",
        )
    if len(pairs.reached) * 2 < len(reached):
        raise DesignRefused(
            "no-overlap",
            f"{name}: {len(reached) - len(pairs.reached)} of {len(reached)} people find nobody like "
            "them. An answer about the "
            "minority that does would not be an answer about those reached.",
        )
    changes = pairs.changes
    if float(changes.std()) == 0:
        raise DesignRefused(
            "constant", f"{name}: the difference is the same in every pair; there is nothing to judge by."
        )
    effect = _mean(changes, "effect", "mean change of those reached less that of people like them")
    imbalance = _imbalance(pairs, ("before", *number_names))
    checks = _checks(imbalance, pairs, effect)
    worst = max(abs(value) for _, value in imbalance)
    if worst > 0.25:
        raise DesignRefused(
            "unlike",
            f"{name}: even after matching the two groups differ by {worst:.2f} standard deviations in "
            f"{max(imbalance, key=lambda row: abs(row[1]))[0]}. They cannot be compared.",
        )
    raw = _mean(
        np.asarray([p.after - p.before for p in pairs.reached]), "reached", "mean change of those reached"
    )
    partner = _mean(
        np.asarray([p.after - p.before for p in pairs.partners]),
        "partners",
        "mean change of people like them",
    )
    grade = sureness(effect, checks)
    if grade is Sureness.STRONG:
        grade = (
            Sureness.MODERATE
        )  # Who was reached was not drawn by lot: nothing here rules out a hidden difference.
    expected = float(np.mean([p.before for p in pairs.reached])) + partner.value
    return Evaluation(
        design="before and after with matched people",
        subject=name,
        start=start,
        method=METHOD,
        effect=effect,
        relative=effect.value / expected if expected > 0 else None,
        estimates=(effect, raw, partner),
        checks=checks,
        sensitivities=_sensitivities(reached, others),
        points=(),
        sureness=grade,
        changed=_changed(name, len(pairs.reached), effect, raw, partner, better),
        how_sure=how_sure(effect, grade, checks)
        .replace("such series", "such comparisons")
        .replace("course", "outcome"),
        explanations=(
            "How the two groups differ in what was not recorded: will, illness, family, who offered "
            "the service to whom.",
            "A return to the usual: people chosen in a bad spell get better without help. Here "
            "people like them moved by "
            f"{said(partner.value)} by themselves, which is taken out; without them it would have "
            "been counted as success.",
            f"Those left out: {pairs.left_out} of {len(reached)} reached found nobody like them, and "
            "the answer is not about "
            "them.",
            "Death and moving away: people without a figure after are not in the file.",
        ),
        facts={"reached": len(reached), "not reached": len(others), "pairs": len(pairs.reached)},
    )


def _match(reached: Sequence[Person], others: Sequence[Person], caliper: float) -> _Pairs:
    """Within equal categories, the assignment with the least total distance (Hungarian method)."""
    everybody = np.asarray([(p.before, *p.numbers) for p in (*reached, *others)], dtype=np.float64)
    spread = everybody.std(axis=0)
    spread[spread == 0] = 1.0
    place = {id(p): row / spread for p, row in zip((*reached, *others), everybody, strict=True)}
    strata: dict[tuple[str, ...], tuple[list[Person], list[Person]]] = defaultdict(lambda: ([], []))
    for person in reached:
        strata[person.categories][0].append(person)
    for person in others:
        strata[person.categories][1].append(person)
    found: list[tuple[Person, Person]] = []
    for ours, theirs in strata.values():
        if not ours or not theirs:
            continue
        a, b = np.asarray([place[id(p)] for p in ours]), np.asarray([place[id(p)] for p in theirs])
        apart = np.abs(a[:, None, :] - b[None, :, :])
        distance = np.sqrt((apart**2).sum(axis=2))
        too_far = (apart > caliper).any(axis=2)
        # Far more than any sum of allowed distances, so that as many allowed pairs as possible are made first.
        distance[too_far] = 1e6
        rows, columns = optimize.linear_sum_assignment(distance)
        found += [(ours[i], theirs[j]) for i, j in zip(rows, columns, strict=True) if not too_far[i, j]]
    return _Pairs([a for a, _ in found], [b for _, b in found], len(reached) - len(found))


def _mean(values: Floats, name: str, meaning: str) -> Estimate:
    count = len(values)
    mean, error = float(values.mean()), float(values.std(ddof=1)) / math.sqrt(count)
    if error == 0:
        return Estimate(name, meaning, mean, mean, mean, 0.0, 1.0 if mean == 0 else 0.0)
    reach = float(stats.t.ppf(0.975, count - 1)) * error
    return Estimate(
        name,
        meaning,
        mean,
        mean - reach,
        mean + reach,
        error,
        2 * float(stats.t.sf(abs(mean) / error, count - 1)),
    )


def _imbalance(pairs: _Pairs, names: Sequence[str]) -> list[tuple[str, float]]:
    """Standardised difference of means, per figure that people were matched on."""
    a = np.asarray([(p.before, *p.numbers) for p in pairs.reached])
    b = np.asarray([(p.before, *p.numbers) for p in pairs.partners])
    pooled = np.sqrt((a.var(axis=0, ddof=1) + b.var(axis=0, ddof=1)) / 2)
    pooled[pooled == 0] = 1.0
    apart = (a.mean(axis=0) - b.mean(axis=0)) / pooled
    labels = [*names, *(f"number {at + 1}" for at in range(len(names), len(apart)))]
    return [(label, float(value)) for label, value in zip(labels, apart, strict=False)]


def _checks(imbalance: list[tuple[str, float]], pairs: _Pairs, effect: Estimate) -> tuple[Check, ...]:
    worst = max(imbalance, key=lambda row: abs(row[1]))
    signed = float(stats.wilcoxon(pairs.changes).pvalue)
    kept = len(pairs.reached) / (len(pairs.reached) + pairs.left_out)
    return (
        Check(
            "the pairs are alike",
            worst[1],
            abs(worst[1]) <= BALANCED,
            f"largest remaining difference {worst[1]:.2f} standard deviations, in {worst[0]}",
        ),
        Check(
            "most found a partner",
            kept,
            kept >= 0.8,
            f"{len(pairs.reached)} pairs, {pairs.left_out} reached left out",
        ),
        Check(
            "a few people do not carry it",
            signed,
            (signed < 0.05) is effect.shows,
            f"by ranks (Wilcoxon), which extreme people cannot sway, p {signed:.3f}",
        ),
    )


def _sensitivities(reached: Sequence[Person], others: Sequence[Person]) -> tuple[Sensitivity, ...]:
    rows = []
    for caliper in (0.2, 1.0):
        pairs = _match(reached, others, caliper)
        enough = len(pairs.reached) >= FEWEST_PAIRS
        rows.append(
            Sensitivity(
                f"pairs at most {caliper:g} standard deviations apart ({len(pairs.reached)} pairs)",
                _mean(pairs.changes, "effect", "the same") if enough else None,
            )
        )
    return tuple(rows)


def _changed(
    name: str, pairs: int, effect: Estimate, raw: Estimate, partner: Estimate, better: Better
) -> str:
    way = "more" if effect.value > 0 else "less"
    verdict = (
        "" if better is Better.NEITHER or not effect.shows else f", which is {better.judged(effect.value)}"
    )
    tail = (
        f"{said(abs(effect.value))} {way}{verdict} (95 % range {said(effect.low)} to {said(effect.high)})"
        if effect.shows
        else f"a difference of {said(effect.value)}, within chance (95 % range "
        f"{said(effect.low)} to {said(effect.high)})"
    )
    return (
        f"{name}: {pairs} people whom the change reached moved by {said(raw.value)} on average, "
        f"{pairs} people like them by "
        f"{said(partner.value)}: {tail}."
    )
