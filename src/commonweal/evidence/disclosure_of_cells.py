"""Some cells of a table, where the totals of its rows and columns stand elsewhere."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from commonweal.evidence.disclosure import THRESHOLD, is_small

Cell = tuple[str, str]


def protect_cells(
    counts: Mapping[Cell, int], wanted: Iterable[Cell], threshold: int = THRESHOLD
) -> set[Cell]:
    """Those of the wanted cells that may be shown; 0 and cells of at least the threshold are candidates.

    counts: the whole table by (row, column), whose row and column totals a reader is taken to know. What is left of
    a total when the cells shown are taken from it is a count as well: where that would be small, the smallest cell
    shown in that row or column is hidden too, so that only a sum of at least the threshold is left. That goes on
    until every rest is 0 or large enough. docs/methods/small-numbers.md has the reasoning.

    Raises `ValueError` for a threshold below 1.
    """
    if threshold < 1:
        raise ValueError(f"The threshold is {threshold}; it must be at least 1 (1 hides nothing).")
    shown = {cell for cell in wanted if not is_small(counts.get(cell, 0), threshold)}
    while True:
        before = len(shown)
        for axis in (0, 1):
            rests: dict[str, int] = {}
            for cell, count in counts.items():
                rests[cell[axis]] = rests.get(cell[axis], 0) + (0 if cell in shown else count)
            for line, rest in rests.items():
                beside = [cell for cell in shown if cell[axis] == line and counts.get(cell, 0) > 0]
                if is_small(rest, threshold) and beside:
                    shown.discard(min(beside, key=lambda cell: (counts[cell], cell)))
        if len(shown) == before:
            return shown
