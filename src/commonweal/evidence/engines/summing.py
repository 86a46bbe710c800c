"""From unit tables to figures: summed by month and group, one query per unit table."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from functools import partial
from typing import Any

import ibis

from commonweal.evidence.cohorts.time import month_end, month_start
from commonweal.evidence.engines.backend import Backend
from commonweal.evidence.engines.world import Period, World
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
            sums = partial(_summed, world.backend, table, world.period, summed)
            rows += world.backend.steps.timed(f"sums of {unit}", sums)
        for measure in ranked:
            ranks = partial(_ranked, world.backend, table, world.period, measure)
            rows += world.backend.steps.timed(f"ranks of {unit}", ranks)
    return sorted(rows, key=lambda row: row.key)


def groups_of(table: Any, strata: Iterable[str]) -> list[str]:
    """The groups a unit table has, of those asked for."""
    return [name for name in strata if name in table.columns]


def within(table: Any, period: Period) -> Any:
    """The units of the months asked for."""
    return table.filter((table.month >= period.first) & (table.month <= period.last))


def _summed(backend: Backend, table: Any, period: Period, measures: list[Measure]) -> list[ResultRow]:
    rows = within(table, period)
    sums: dict[Any, str] = {}
    aggregates: dict[str, Any] = {}

    def named(expression: Any) -> str:
        # Measures share numerators and denominators; each different one is added up once.
        operation = expression.op()
        if operation not in sums:
            sums[operation] = f"sum_{len(sums)}"
            aggregates[sums[operation]] = expression.sum().cast("int64")
        return sums[operation]

    places = [
        (measure, named(measure.numerator_of(rows)), named(measure.denominator_of(rows)))
        for measure in measures
    ]
    strata = {name for measure in measures for name in measure.strata}
    parts = [
        rows.group_by("month", group_by=ibis.literal(ALL), group=ibis.literal(ALL)).aggregate(**aggregates)
    ]
    for name in groups_of(table, sorted(strata)):
        part = rows.group_by("month", group_by=ibis.literal(name), group=rows[name])
        parts.append(part.aggregate(**aggregates))
    query = ibis.union(*parts) if len(parts) > 1 else parts[0]
    columns = list(query.columns)
    at = {name: columns.index(name) for name in columns}
    found: list[ResultRow] = []
    for row in backend.rows(query):
        month, group_by, group = row[at["month"]], row[at["group_by"]], row[at["group"]]
        months = (month_start(month), month_end(month))
        for measure, numerator, denominator in places:
            if group_by != ALL and group_by not in measure.strata:
                continue
            above, below = row[at[numerator]] or 0, row[at[denominator]] or 0
            if above or below:
                found.append(summed_row(measure, months, (group_by, group), above, below))
    return found


def _ranked(backend: Backend, table: Any, period: Period, measure: Measure) -> list[ResultRow]:
    rows = within(table, period)
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
    for month, group_by, group, number, units in backend.rows(query):
        spreads[month, group_by, group][number] = units
    return [
        ranked_row(measure, (month_start(month), month_end(month)), (group_by, group), spread)
        for (month, group_by, group), spread in spreads.items()
    ]
