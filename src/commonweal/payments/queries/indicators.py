"""What a published version offers as figures of a contract."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from commonweal.evidence.results import ALL
from commonweal.performance.models import Series, Version, measure_of
from commonweal.performance.queries import months


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
