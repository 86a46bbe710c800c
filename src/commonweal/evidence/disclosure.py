"""Small numbers: what must not be shown because it could point at somebody. The only place that decides it.

A count from 1 to threshold − 1 is small; 0 is not, because it counts nobody. `suppress` works on results,
`protect_table` on counts by one or two dimensions. Both hide small counts, and then as many others as it
takes that nobody can work a small one out: whoever knows everything that is shown, and adds and subtracts,
finds for each hidden small count that it may be any number from 1 to threshold − 1. The reasoning is in
docs/methods/small-numbers.md; the threshold of 11 is that of the US Centers for Medicare & Medicaid Services'
cell size suppression policy.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from commonweal.evidence.results import ALL, ResultRow

THRESHOLD = 11
"""The least count that may be shown, besides 0."""


def is_small(count: float | None, threshold: int = THRESHOLD) -> bool:
    """Whether a count is too small to show."""
    return count is not None and 0 < count < threshold


def suppress(
    rows: Sequence[ResultRow], threshold: int = THRESHOLD, *, proportions: Collection[str] = frozenset()
) -> list[ResultRow]:
    """The rows as they may be published, in the same order; a suppressed row shows no figure at all.

    `proportions` names the measures whose numerator is a part of the denominator: there, what is left when
    the one is taken from the other is a count as well. A row is suppressed when

    1. one of its counts is small,
    2. it covers a longer period that has a suppressed row of the same group within it, since months can be
       subtracted from their year,
    3. the row that counts everybody in its measure and period is suppressed, or
    4. it is needed to keep a suppressed one from being worked out by subtraction from the row that counts
       everybody. Measures that show the same counts (rates per the same member months) are looked at
       together.

    Rates need no rule of their own: they are shown only beside both of their counts.

    Raises `ValueError` for a threshold below 1.
    """
    _check_threshold(threshold)
    hidden = {at for at, row in enumerate(rows) if _any_small(row, row.measure in proportions, threshold)}
    if hidden:
        _Periods(rows, threshold, frozenset(proportions), hidden).protect()
    return [
        replace(row, numerator=None, denominator=None, value=None, suppressed=True) if at in hidden else row
        for at, row in enumerate(rows)
    ]


def _check_threshold(threshold: int) -> None:
    if threshold < 1:
        raise ValueError(f"The threshold is {threshold}; it must be at least 1 (1 hides nothing).")


def _counts_of(row: ResultRow, proportion: bool) -> dict[str, float]:
    """The counts of people or of what happened to them in a row."""
    counts = {name: float(getattr(row, name) or 0) for name in row.counts if getattr(row, name) is not None}
    if proportion and row.numerator is not None and row.denominator is not None:
        counts["rest"] = row.denominator - row.numerator
    return counts


def _any_small(row: ResultRow, proportion: bool, threshold: int) -> bool:
    return any(is_small(count, threshold) for count in _counts_of(row, proportion).values())


@dataclass
class _Table:
    """The rows of one measure and period: the one that counts everybody, and the groups by dimension."""

    measure: str
    total: int | None
    groups: dict[str, dict[str, int]]
    """By dimension and group: the position of the row."""

    @property
    def positions(self) -> list[int]:
        every = [at for groups in self.groups.values() for at in groups.values()]
        return every if self.total is None else [self.total, *every]


@dataclass(frozen=True)
class _Star:
    """Groups whose counts add up to one total; `tables` are those that show these very counts."""

    dimension: str
    counts: Mapping[str, float]
    tables: list[_Table]


class _Periods:
    """The hidden rows, made to grow until nothing hidden can be worked out."""

    def __init__(
        self, rows: Sequence[ResultRow], threshold: int, proportions: frozenset[str], hidden: set[int]
    ) -> None:
        self.rows = rows
        self.threshold = threshold
        self.proportions = proportions
        self.hidden = hidden
        tables: dict[tuple[date, date], dict[str, _Table]] = defaultdict(dict)
        for at, row in enumerate(rows):
            here = tables[(row.period_start, row.period_end)]
            table = here.setdefault(row.measure, _Table(row.measure, None, defaultdict(dict)))
            if row.group_by == ALL:
                table.total = at
            else:
                table.groups[row.group_by][row.group] = at
        self.tables = tables

    def protect(self) -> None:
        # Shorter periods first: what they hide, the longer ones around them must hide too.
        done: list[tuple[date, date]] = []
        for period in sorted(self.tables, key=lambda p: (p[1] - p[0], p)):
            tables = self.tables[period]
            for inner in done:
                if period[0] <= inner[0] and inner[1] <= period[1] and inner != period:
                    self._hide_around(self.tables[inner], tables)
            self._settle(list(tables.values()))
            done.append(period)

    def _hide_around(self, inner: Mapping[str, _Table], outer: Mapping[str, _Table]) -> None:
        for measure, table in inner.items():
            if (around := outer.get(measure)) is None:
                continue
            if table.total in self.hidden and around.total is not None:
                self.hidden.add(around.total)
            for dimension, groups in table.groups.items():
                for group, at in groups.items():
                    if at in self.hidden and group in around.groups.get(dimension, {}):
                        self.hidden.add(around.groups[dimension][group])

    def _settle(self, tables: list[_Table]) -> None:
        """Hide more rows of one period until all of its stars are safe. Ends, since each round hides a
        row."""
        stars = self._stars(tables)
        while True:
            before = len(self.hidden)
            for table in tables:
                if table.total in self.hidden:
                    self.hidden.update(table.positions)
            for star in stars:
                self._close_star(star)
            for table in tables:
                if table.measure in self.proportions:
                    self._close_parts(table)
            if len(self.hidden) == before:
                return

    def _stars(self, tables: Iterable[_Table]) -> list[_Star]:
        """Those that hold a small count. Equal counts in two measures are one star: they are the same
        people."""
        stars: dict[tuple[object, ...], _Star] = {}
        for table in tables:
            for dimension, groups in table.groups.items():
                by_field: dict[str, dict[str, float]] = defaultdict(dict)
                for group, at in groups.items():
                    for name, count in _counts_of(self.rows[at], table.measure in self.proportions).items():
                        by_field[name][group] = count
                for name, counts in by_field.items():
                    if not any(is_small(count, self.threshold) for count in counts.values()):
                        continue
                    if self._overlapping(table, name, counts):
                        continue
                    key = (dimension, *sorted(counts.items()))
                    stars.setdefault(key, _Star(dimension, counts, [])).tables.append(table)
        return list(stars.values())

    def _overlapping(self, table: _Table, name: str, counts: Mapping[str, float]) -> bool:
        """Whether the groups share people, so that they add up to more than the total and nothing follows
        from subtraction."""
        if table.total is None:
            return False
        total = _counts_of(self.rows[table.total], table.measure in self.proportions).get(name)
        return total is not None and sum(counts.values()) > total

    def _close_star(self, star: _Star) -> None:
        unknown = [n for g, n in star.counts.items() if self._unknown(star, g)]
        closed = all(table.total in self.hidden for table in star.tables)
        if closed or _mixed_enough(unknown, self.threshold):
            return
        if added := _cheapest({g: n for g, n in star.counts.items() if not self._unknown(star, g)}):
            self.hidden.update(table.groups[star.dimension][added] for table in star.tables)
        else:
            for table in star.tables:
                self.hidden.update(table.positions)

    def _unknown(self, star: _Star, group: str) -> bool:
        return all(table.groups[star.dimension][group] in self.hidden for table in star.tables)

    def _close_parts(self, table: _Table) -> None:
        """Where the denominators are known from another measure, a numerator cannot be small unless the
        others can take up the difference, and the other way round: each needs enough of the opposite beside
        it."""
        for groups in table.groups.values():
            parts = {g: _counts_of(self.rows[at], True) for g, at in groups.items()}
            for one, other in (("numerator", "rest"), ("rest", "numerator")):
                self._close_opposite(table, groups, parts, one, other)

    def _close_opposite(
        self,
        table: _Table,
        groups: Mapping[str, int],
        parts: Mapping[str, Mapping[str, float]],
        one: str,
        other: str,
    ) -> None:
        for group, at in groups.items():
            count = parts[group].get(one, 0.0)
            if at not in self.hidden or not is_small(count, self.threshold):
                continue
            beside = [
                parts[g].get(other, 0.0) for g, place in groups.items() if place in self.hidden and g != group
            ]
            if sum(beside) >= count - 1:
                continue
            if added := _cheapest(
                {g: parts[g].get(other, 0.0) for g, place in groups.items() if place not in self.hidden}
            ):
                self.hidden.add(groups[added])
            else:
                self.hidden.update(table.positions)


def _mixed_enough(unknown: Iterable[float], threshold: int) -> bool:
    """Whether hidden counts of known sum may each be anything from 1 to threshold − 1.

    Knowing that each hides at least 1, the largest that any can be is its own count and what the others have
    beyond 1. That reaches threshold − 1 for all of them when what all have beyond 1 comes to threshold − 2.
    """
    positive = [count for count in unknown if count > 0]
    return len(positive) > 1 and sum(count - 1 for count in positive) >= threshold - 2


def _cheapest(shown: Mapping[str, float]) -> str | None:
    """The group with the smallest count above 0, ties by name; None when there is none.

    One is always enough: what is shown is at least the threshold.
    """
    return min(((count, group) for group, count in shown.items() if count > 0), default=(0, None))[1]


@dataclass(frozen=True)
class ProtectedCounts:
    """Counts by one dimension, and their total, as they may be shown; None is hidden."""

    counts: dict[str, int | None]
    total: int | None


def protect_counts(counts: Mapping[str, int], threshold: int = THRESHOLD) -> ProtectedCounts:
    """Counts that add up to a total, with what must not be shown hidden.

    The total is shown unless it is small itself or there are not enough counts to mix a small one with.
    Raises `ValueError` for a negative count or a threshold below 1.
    """
    _check_threshold(threshold)
    _check_counts(counts)
    total = sum(counts.values())
    hidden = {name for name, n in counts.items() if is_small(n, threshold)}
    shown_total = None if is_small(total, threshold) else total
    if hidden and shown_total is not None and not _mixed_enough((counts[name] for name in hidden), threshold):
        if added := _cheapest({name: n for name, n in counts.items() if name not in hidden}):
            hidden.add(added)
        else:
            shown_total = None
    return ProtectedCounts({name: None if name in hidden else n for name, n in counts.items()}, shown_total)


@dataclass(frozen=True)
class ProtectedTable:
    """Counts by two dimensions with their totals, as they may be shown; None is hidden.

    A pair that was not given is 0 and is not listed.
    """

    counts: dict[tuple[str, str], int | None]
    row_totals: dict[str, int | None]
    column_totals: dict[str, int | None]
    total: int | None


def protect_table(counts: Mapping[tuple[str, str], int], threshold: int = THRESHOLD) -> ProtectedTable:
    """Counts by (row, column) with their totals, with what must not be shown hidden.

    Each small count is paired with three others into the corners of a rectangle and all four are hidden: what
    is added at one corner can be taken from the next without changing any total, so nobody can tell which it
    was. A total may be a corner too, where there is no better one.

    Raises `ValueError` for a negative count or a threshold below 1.
    """
    _check_threshold(threshold)
    _check_counts(counts)
    grid = _Grid(counts, threshold)
    grid.protect()
    return ProtectedTable(
        counts={pair: grid.shown(*pair) for pair in counts},
        row_totals={row: grid.shown(row, None) for row in grid.rows},
        column_totals={column: grid.shown(None, column) for column in grid.columns},
        total=grid.shown(None, None),
    )


def _check_counts(counts: Mapping[str, int] | Mapping[tuple[str, str], int]) -> None:
    for name, count in counts.items():
        if count < 0:
            raise ValueError(f"The count of {name} is {count}; a count cannot be negative.")


Line = str | None
"""A row or column by name; None is the one that holds the totals."""


class _Grid:
    """A table with its totals as one more row and column.

    Give a total the opposite sign and every row and every column, totals included, adds up to 0. So a change
    at one corner of a rectangle, the opposite at its neighbours and the same across leaves all sums as they
    are.
    """

    def __init__(self, counts: Mapping[tuple[str, str], int], threshold: int) -> None:
        self.threshold = threshold
        self.rows = list(dict.fromkeys(row for row, _ in counts))
        self.columns = list(dict.fromkeys(column for _, column in counts))
        self.values: dict[tuple[Line, Line], int] = defaultdict(int)
        for (row, column), count in counts.items():
            for at in ((row, column), (row, None), (None, column), (None, None)):
                self.values[at] += count
        self.hidden = {at for at, count in self.values.items() if is_small(count, threshold)}

    def shown(self, row: Line, column: Line) -> int | None:
        return None if (row, column) in self.hidden else self.values[row, column]

    def protect(self) -> None:
        if (None, None) in self.hidden:
            # So few in all: every count but 0 is small and hidden, and there is nothing to subtract from.
            return
        for row, column in sorted(self.hidden, key=lambda at: (self.values[at], at[0] or "", at[1] or "")):
            count = self.values[row, column]
            up = self.threshold - 1 - count
            if row is not None and column is not None:
                self._hide_rectangle((row, column), up, count - 1)
            elif row is not None:
                # A small total falls with its parts, so each of them needs a rectangle through the total.
                for part in [c for c in self.columns if self.values.get((row, c), 0) > 0]:
                    self._hide_rectangle((row, None), up, self.values[row, part] - 1, column=part)
            else:
                for part in [r for r in self.rows if self.values.get((r, column), 0) > 0]:
                    self._hide_rectangle((None, column), up, self.values[part, column] - 1, row=part)

    def _hide_rectangle(
        self, anchor: tuple[Line, Line], up: int, down: int, *, row: Line = None, column: Line = None
    ) -> None:
        """Hide the cheapest rectangle at `anchor` along which its count can rise by `up` and fall by `down`.

        `row` or `column` fix the opposite side. The rectangle through the totals always serves.
        """
        rows = [row] if row is not None else [line for line in (*self.rows, None) if line != anchor[0]]
        columns = (
            [column] if column is not None else [line for line in (*self.columns, None) if line != anchor[1]]
        )
        best: tuple[int, int, list[tuple[Line, Line]]] | None = None
        for other_row in rows:
            for other_column in columns:
                corners = [(anchor[0], other_column), (other_row, anchor[1]), (other_row, other_column)]
                if not self._can_move(anchor, corners, up, down):
                    continue
                new = [at for at in corners if at not in self.hidden]
                totals = sum((at[0] is None) + (at[1] is None) for at in new)
                cost = (totals, sum(self.values[at] for at in new), corners)
                if best is None or cost[:2] < best[:2]:
                    best = cost
        assert best is not None
        self.hidden.update(best[2])

    def _can_move(
        self, anchor: tuple[Line, Line], corners: Sequence[tuple[Line, Line]], up: int, down: int
    ) -> bool:
        for at, turn in zip(corners, (-1, -1, 1), strict=True):
            falls = up if turn * _sign(at) * _sign(anchor) < 0 else down
            # Zeros are shown, so whoever sees a hidden count knows that it is at least 1.
            if self.values.get(at, 0) - falls < 1:
                return False
        return True


def _sign(at: tuple[Line, Line]) -> int:
    return (1 if at[0] is not None else -1) * (1 if at[1] is not None else -1)
