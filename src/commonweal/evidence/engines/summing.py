"""From unit tables to figures: summed by month and group, one query per unit table."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

import ibis

from commonweal.evidence.cohorts.time import month_end, month_start
from commonweal.evidence.engines.period import Period
from commonweal.evidence.engines.world import World
from commonweal.evidence.measures.spec import Measure, Statistic
from commonweal.evidence.results import ALL, ResultRow, ranked_row, summed_row

RANKED = (Statistic.MEDIAN, Statistic.PERCENTILE_90)


def figures(world: World, measures: Iterable[Measure]) -> list[ResultRow]:
    """All rows of `measures`, unsuppressed, in the order of their keys."""
    by_unit: dict[str, list[Measure]] = defaultdict(list)
    for measure in measures:
        by_unit[measure.unit_table].append(measure)
    rows: list[ResultRow] = []
    for unit, wanted in by_unit.items():
        table = world.unit(unit)
        summed = [measure for measure in wanted if measure.statistic not in RANKED]
        ranked = [measure for measure in wanted if measure.statistic in RANKED]
        if summed:
            rows += _summed(world, unit, table, summed)
        for measure in ranked:
            rows += _ranked(world, unit, table, measure)
    return sorted(rows, key=lambda row: row.key)


def groups_of(table: Any, strata: Iterable[str]) -> list[str]:
    """The groups a unit table has, of those asked for."""
    return [name for name in strata if name in table.columns]


def within(table: Any, period: Period) -> Any:
    """The units of the months asked for."""
    return table.filter((table.month >= period.first) & (table.month <= period.last))


def _summed(world: World, unit: str, table: Any, measures: list[Measure]) -> list[ResultRow]:
    rows = within(table, world.period)
    sums: dict[Any, str] = {}
    aggregates: dict[str, Any] = {}

    def named(expression: Any) -> str:
        # Measures share numerators and denominators; each different one is added up once.
        operation = expression.op()
        if operation not in sums:
            sums[operation] = f"sum_{len(sums)}"
            aggregates[sums[operation]] = expression.sum().cast("int64")
        return sums[operation]

    def there(measure: Measure, above: Any, below: Any) -> str:
        # Counts only ever grow; amounts of money may cancel out, and a sum of 0 is a figure too.
        return "" if measure.counts else named(((above != 0) | (below != 0)).ifelse(1, 0))

    places = []
    for measure in measures:
        above, below = measure.numerator_of(rows), measure.denominator_of(rows)
        places.append((measure, named(above), named(below), there(measure, above, below)))
    strata = groups_of(table, sorted({name for measure in measures for name in measure.strata}))
    # The units are gone through once; the groups are added up from the few cells that come of it.
    cells = rows.group_by("month", *strata).aggregate(**aggregates)
    whole = {name: cells[name].sum().cast("int64") for name in aggregates}
    parts = [cells.group_by("month", group_by=ibis.literal(ALL), group=ibis.literal(ALL)).aggregate(**whole)]
    for name in strata:
        part = cells.group_by("month", group_by=ibis.literal(name), group=cells[name])
        parts.append(part.aggregate(**whole))
    query = ibis.union(*parts) if len(parts) > 1 else parts[0]
    columns = list(query.columns)
    at = {name: columns.index(name) for name in columns}
    found: list[ResultRow] = []
    for row in world.backend.rows(query, f"sums of {unit}"):
        month, group_by, group = row[at["month"]], row[at["group_by"]], row[at["group"]]
        months = (month_start(month), month_end(month))
        for measure, numerator, denominator, units in places:
            if group_by != ALL and group_by not in measure.strata:
                continue
            above, below = row[at[numerator]] or 0, row[at[denominator]] or 0
            if above or below or (units and row[at[units]]):
                found.append(summed_row(measure, months, (group_by, group), above, below))
    return found


def _ranked(world: World, unit: str, table: Any, measure: Measure) -> list[ResultRow]:
    rows = within(table, world.period)
    rows = rows.mutate(number=measure.numerator_of(rows), counts=measure.denominator_of(rows))
    rows = rows.filter(rows.counts == 1)
    parts = [
        rows.group_by("month", "number", group_by=ibis.literal(ALL), group=ibis.literal(ALL)).aggregate(
            units=rows.count()
        )
    ]
    for name in groups_of(table, measure.strata):
        part = rows.group_by("month", "number", group_by=ibis.literal(name), group=rows[name])
        parts.append(part.aggregate(units=rows.count()))
    query = ibis.union(*parts).select("month", "group_by", "group", "number", "units")
    spreads: dict[tuple[int, str, str], dict[int, int]] = defaultdict(dict)
    for month, group_by, group, number, units in world.backend.rows(query, f"ranks of {unit}"):
        spreads[month, group_by, group][number] = units
    return [
        ranked_row(measure, (month_start(month), month_end(month)), (group_by, group), spread)
        for (month, group_by, group), spread in spreads.items()
    ]
