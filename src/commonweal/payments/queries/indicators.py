"""What a published version offers as figures of a contract."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from commonweal.evidence.results import ALL
from commonweal.performance.models import Series, Version, measure_of
from commonweal.performance.queries import months, totals
from commonweal.performance.rules import Point


@dataclass(frozen=True)
class Offered:
    """Indicators and partners by key and name, and the months for which there is any figure."""

    measures: list[tuple[str, str]]
    organisations: list[tuple[str, str]]
    months: list[date]


def offered(version: Version) -> Offered:
    """What one may take from a version: figures of all partners, or of one; not those of groups of people."""
    rows = Series.objects.filter(version=version, group_by=ALL).select_related("organisation")
    measures: dict[str, str] = {}
    organisations: dict[str, str] = {}
    starts: set[date] = set()
    for row in rows:
        measure = measure_of(row.measure)
        if measure is None:
            continue
        measures[row.measure] = measure.title
        if row.organisation is not None:
            organisations[str(row.organisation_id)] = row.organisation.name
        starts |= {point.start for point in months(row.points)}
    by_name = sorted(measures.items(), key=lambda one: one[1])
    return Offered(by_name, sorted(organisations.items(), key=lambda one: one[1]), sorted(starts))


COSTS = ("cost_paid_pmpm", "cost_allowed_pmpm")
"""What the alliance's own months of cost are drawn from: what was paid, else what was allowed."""


def own_months(version: Version) -> tuple[str, list[Point]]:
    """The months of cost that a version holds for all partners together, and the measure they are of.

    The numerator is dollars, the denominator member months. Months with anything hidden are left out.
    """
    found = totals(version)
    measure = next((name for name in COSTS if name in found), "")
    points = [one for one in found.get(measure, []) if one.numerator is not None and one.denominator]
    return measure, [one for one in points if not (one.suppressed or one.hidden)]
