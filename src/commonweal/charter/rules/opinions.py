"""A map of opinions: people who mark alike lie near each other, and fall into groups. Every step is determined.

Principal components of the marks (1, 0, −1), each statement centred on its mean and a missing mark put at that mean,
then k-means on the first two. After Small et al. 2021 ("Polis"), with the choices that leave nothing to chance said
in docs/methods/opinion-map.md: the sign of an axis, the first centres, how many groups, their numbers.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

LEAST_MARKS = 7
"""Who marked fewer statements is not placed (all of them, where there are fewer statements)."""
LEAST_PEOPLE = 3
LEAST_IN_GROUP = 3
"""Fewer people are no group; they count with the nearest."""
MOST_STRETCHED = 2.0
MOST_GROUPS = 5
ROUNDS = 200
FLAT = 1e-9

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class OpinionMap:
    """Where people lie, and in which group.

    placed: rows of the matrix that are placed, n. points: n × 2. groups: n numbers from 0, the largest group first.
    loadings: 2 × statements, how far a statement pulls along each axis. share: how much of the variance each axis has.
    """

    placed: NDArray[np.int64]
    points: Floats
    groups: NDArray[np.int64]
    loadings: Floats
    share: tuple[float, float]
    silhouette: float
    """How well the groups stand apart, from −1 to 1; 0 for a single group (Rousseeuw 1987)."""
    why_not: str = ""
    """In words, where there is no map."""


def draw(marks: Floats) -> OpinionMap:
    """The map of a matrix of marks: a row for each person, a column for each statement, NaN where there is no mark."""
    statements = marks.shape[1]
    counted = (~np.isnan(marks)).sum(axis=1)
    placed = np.flatnonzero(counted >= max(1, min(LEAST_MARKS, statements)))
    if len(placed) < LEAST_PEOPLE:
        return _none(statements, f"Fewer than {LEAST_PEOPLE} people have marked enough statements.")
    rows = marks[placed]
    seen = ~np.isnan(rows)
    sums = np.where(seen, rows, 0.0).sum(axis=0)
    means = np.divide(sums, seen.sum(axis=0), out=np.zeros(statements), where=seen.any(axis=0))
    centred = np.where(seen, rows - means, 0.0)
    _, scales, axes = np.linalg.svd(centred, full_matrices=False)
    whole = float((scales**2).sum())
    if whole <= FLAT:
        return _none(statements, "Everybody has marked alike, so there is nothing to tell people apart by.")
    loadings = np.zeros((2, statements))
    share = [0.0, 0.0]
    for axis in range(min(2, len(scales))):
        if scales[axis] ** 2 > FLAT * whole:
            loadings[axis] = _signed(axes[axis])
            share[axis] = float(scales[axis] ** 2) / whole
    # Who marked few statements would lie near the middle for that alone; the factor undoes it. Bounded, or somebody
    # with seven odd marks of hundreds would lie so far out that all the others were one group.
    stretch = np.minimum(np.sqrt(statements / seen.sum(axis=1)), MOST_STRETCHED)
    points = (centred @ loadings.T) * stretch[:, None]
    groups, silhouette = grouped(points)
    return OpinionMap(placed, points, groups, loadings, (share[0], share[1]), silhouette)


def _none(statements: int, why: str) -> OpinionMap:
    nothing = np.zeros(0, dtype=np.int64)
    return OpinionMap(
        nothing, np.zeros((0, 2)), nothing, np.zeros((2, statements)), (0.0, 0.0), 0.0, why_not=why
    )


def _signed(axis: Floats) -> Floats:
    """An axis has no sign of its own: the statement that pulls most (the first of equals) pulls to the right."""
    strength = np.abs(axis)
    first = int(np.flatnonzero(strength >= strength.max() - FLAT)[0])
    return axis if axis[first] > 0 else -axis


def grouped(points: Floats) -> tuple[NDArray[np.int64], float]:
    """The groups of points, and how well they stand apart: of 2 to 5 centres those whose groups stand apart best.

    A group of fewer than three is dissolved into the nearest. Of equals the fewer centres are taken. Points that all
    lie together are one group.
    """
    best, apart = np.zeros(len(points), dtype=np.int64), 0.0
    different = len(np.unique(points.round(9), axis=0))
    for count in range(2, min(MOST_GROUPS, different, len(points) - 1) + 1):
        groups = _dissolved(points, k_means(points, count))
        value = silhouette_of(points, groups)
        if value > apart + FLAT:
            best, apart = groups, value
    return _by_size(best), apart


def _dissolved(points: Floats, groups: NDArray[np.int64]) -> NDArray[np.int64]:
    names, sizes = np.unique(groups, return_counts=True)
    kept = names[sizes >= LEAST_IN_GROUP]
    if len(kept) < 2:
        return np.zeros(len(points), dtype=np.int64)
    centres = np.array([points[groups == name].mean(axis=0) for name in kept])
    nearest = kept[np.argmin(_squares(points, centres), axis=1)]
    return np.asarray(np.where(np.isin(groups, kept), groups, nearest), dtype=np.int64)


def k_means(points: Floats, count: int) -> NDArray[np.int64]:
    """Lloyd's algorithm from centres that are far apart: the point farthest from the middle, then always the farthest
    from those taken (of equals the first). A centre that loses all its points stays where it is.
    """
    taken = [int(np.argmax(_squares(points, points.mean(axis=0)[None, :])[:, 0]))]
    while len(taken) < count:
        taken.append(int(np.argmax(_squares(points, points[taken]).min(axis=1))))
    centres = points[taken].copy()
    groups = np.argmin(_squares(points, centres), axis=1)
    for _ in range(ROUNDS):
        for group in range(count):
            if (groups == group).any():
                centres[group] = points[groups == group].mean(axis=0)
        after = np.argmin(_squares(points, centres), axis=1)
        if (after == groups).all():
            break
        groups = after
    return np.asarray(groups, dtype=np.int64)


def _squares(points: Floats, centres: Floats) -> Floats:
    return np.asarray(((points[:, None, :] - centres[None, :, :]) ** 2).sum(axis=2), dtype=np.float64)


def silhouette_of(points: Floats, groups: NDArray[np.int64]) -> float:
    """The mean silhouette (Rousseeuw 1987): (b − a) / max(a, b), a the mean distance within one's group, b to the
    nearest other group; 0 for somebody alone in a group. Computed against each group's points in turn, so that memory
    grows with people, not with their square.
    """
    names = np.unique(groups)
    if len(names) < 2:
        return 0.0
    to_groups = np.empty((len(points), len(names)))
    for place, name in enumerate(names):
        members = points[groups == name]
        for start in range(0, len(points), 512):
            part = points[start : start + 512]
            to_groups[start : start + 512, place] = np.sqrt(_squares(part, members)).sum(axis=1)
    sizes = np.array([(groups == name).sum() for name in names])
    own = np.searchsorted(names, groups)
    index = np.arange(len(points))
    alone = sizes[own] == 1
    inside = to_groups[index, own] / np.maximum(sizes[own] - 1, 1)
    others = to_groups / sizes
    others[index, own] = np.inf
    outside = others.min(axis=1)
    largest = np.maximum(inside, outside)
    values = np.divide(outside - inside, largest, out=np.zeros(len(points)), where=largest > 0)
    return float(np.where(alone, 0.0, values).mean())


def _by_size(groups: NDArray[np.int64]) -> NDArray[np.int64]:
    """Numbered anew: the largest is 0; of equals the one whose first person comes first."""
    names = list(np.unique(groups))
    order = sorted(names, key=lambda name: (-int((groups == name).sum()), int(np.argmax(groups == name))))
    numbers = {name: place for place, name in enumerate(order)}
    return np.array([numbers[name] for name in groups], dtype=np.int64)
