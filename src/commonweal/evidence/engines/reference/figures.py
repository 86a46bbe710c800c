"""From units to figures: docs/methods/periods-and-values.md."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from fractions import Fraction
from typing import Any

from commonweal.evidence.engines.reference.dates import first_day, last_day, month_of
from commonweal.evidence.engines.reference.measures import UNITS
from commonweal.evidence.engines.reference.world import Unit, World
from commonweal.evidence.measures.catalogue import MEASURES
from commonweal.evidence.results import ResultRow

PER_CENT = {
    "operating_margin",
    "moved_to_community",
    "purchasing_savings",
    "revenue_growth",
    "partnership_return",
    "readmission_30_day_all_cause",
    "mortality_in_hospital",
    "mortality_30_day",
    "experience_top_box",
    "experience_net_score",
    "visit_wait_within_target",
    "procedure_wait_within_target",
    "no_show_rate",
    "bed_occupancy",
    "operating_room_utilisation",
    "imaging_utilisation",
    "administrative_hours_share",
    "closed_loop_rate",
    "got_help_rate",
    "needs_resolved",
}
PER_1000_YEARS = {"emergency_visits_per_1000", "admissions_per_1000", "ambulatory_sensitive_admissions"}
PER_1000 = {"high_utilisers_per_1000", "infections_per_1000_device_days"}
TOTALS = {"net_income", "cost_paid_total", "cost_allowed_total"}
MONEY_OVER_MONEY = {
    "revenue_growth",
    "operating_margin",
    "partnership_return",
    "days_cash",
    "purchasing_savings",
    "administrative_hours_share",
}


Shown = tuple[Fraction | None, Fraction | None, Fraction | None]
"""Numerator, denominator and value."""


def compute(tables: Mapping[str, Sequence[Mapping[str, Any]]], first: date, last: date) -> list[ResultRow]:
    """All figures, unsuppressed, in order.

    Takes what `ibis_engine.compute` takes: values held as the contract says; `first` and `last` are any day
    of the first and of the last month.

    Raises KeyError when the catalogue has a measure that this module does not know.
    """
    present = {
        name: frozenset(key for row in rows for key in row) if rows else _all_columns(name)
        for name, rows in tables.items()
    }
    world = World(tables, month_of(first), month_of(last))
    figures = []
    for name, measure in MEASURES.items():
        if not measure.lacking(present):
            figures += _figures(name, list(UNITS[name](world)), world)
    return sorted(figures, key=lambda row: row.key)


def _all_columns(table: str) -> frozenset[str]:
    from commonweal.evidence.tables import TABLES

    return frozenset(column.name for column in TABLES[table].columns)


def _figures(name: str, units: list[Unit], world: World) -> list[ResultRow]:
    cells: dict[tuple[Any, ...], list[Unit]] = defaultdict(list)
    for unit in units:
        for group_by, group in unit.groups.items():
            if world.first <= unit.month <= world.last:
                cells[unit.month, group_by, group].append(unit)
    found = []
    for (month, group_by, group), counted in cells.items():
        if name.endswith(("_median", "_90th_percentile")):
            numbers = sorted(unit.numerator for unit in counted if unit.denominator == 1)
            if not numbers:
                continue
            shown: Shown = (None, Fraction(len(numbers)), _rank(name, numbers))
        else:
            if not any(unit.numerator or unit.denominator for unit in counted):
                continue
            shown = _sums(name, counted)
        numerator, denominator, value = (None if number is None else float(number) for number in shown)
        found.append(
            ResultRow(
                measure=name,
                period_start=first_day(month),
                period_end=last_day(month),
                group_by=group_by,
                group=group,
                numerator=numerator,
                denominator=denominator,
                value=None if value is None else round(value, 6),
                suppressed=False,
                method_version=MEASURES[name].version,
                counts=MEASURES[name].counts,
            )
        )
    return found


def _rank(name: str, numbers: list[int]) -> Fraction | None:
    """The least number that enough of them do not exceed."""
    share = Fraction(1, 2) if name.endswith("_median") else Fraction(9, 10)
    if name.endswith("_90th_percentile") and len(numbers) < 10:
        return None
    return Fraction(next(n for n in numbers if sum(1 for m in numbers if m <= n) >= share * len(numbers)))


def _sums(name: str, units: list[Unit]) -> Shown:
    """Numerator and denominator as shown (dollars, hours, workers from hundredths), and the value."""
    top, bottom = Fraction(sum(u.numerator for u in units)), Fraction(sum(u.denominator for u in units))
    if name.startswith("cost_") or name in MONEY_OVER_MONEY | {"net_income", "experience_mean"}:
        top /= 100
    if name in MONEY_OVER_MONEY | {"discharges_per_full_time_worker"}:
        bottom /= 100
    if name in TOTALS:
        # Of totals about people it is said how many they are.
        return top, None if name == "net_income" else bottom, top
    times = (
        100 if name in PER_CENT else 12_000 if name in PER_1000_YEARS else 1_000 if name in PER_1000 else 1
    )
    return top, bottom, top / bottom * times if bottom >= 1 else None
