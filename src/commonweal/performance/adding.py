"""Adding up what partners have handed on, by the library's own rule (docs/methods/sharing-sums.md)."""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date
from uuid import UUID

from commonweal.evidence.measures.catalogue import MEASURES
from commonweal.evidence.results import ALL
from commonweal.evidence.share import add_up as add_up_shared
from commonweal.performance.models import Part
from commonweal.performance.rules import Point, can_be_added

Key = tuple[str, str, str]
PublishedKey = tuple[str, UUID | None, str, str]
"""Measure, organisation (none: all partners together), `group_by` and group."""

OWN_GROUP = "partner"
"""The library's own group by the files' data source; here partners are told apart by who fed them."""


def latest(parts: Iterable[Part]) -> dict[UUID, dict[Key, dict[tuple[date, date], Point]]]:
    """Each organisation's figures: where parts overlap, the one that was handed on last counts for its months."""
    found: dict[UUID, dict[Key, dict[tuple[date, date], Point]]] = {}
    for part in sorted(parts, key=lambda one: str(one.handed_on_at)):
        own = found.setdefault(part.organisation_id, defaultdict(dict))
        for points in own.values():
            for span in [span for span in points if part.first <= span[0] and span[0] <= part.last]:
                del points[span]
        for series in part.series.all():
            measure = MEASURES.get(series.measure)
            if measure is None or part.methods.get(series.measure) != measure.version:
                # Figures of another method version are not added up; the partner runs its files again.
                continue
            if series.group_by == OWN_GROUP:
                continue
            for row in series.points:
                point = Point.of(row)
                own[(series.measure, series.group_by, series.group)][(point.start, point.end)] = point
    return found


def add_up(parts: Iterable[Part]) -> dict[PublishedKey, list[Point]]:
    """The series to publish: everybody together, by group, and each partner's own total.

    Medians and percentiles of several partners cannot be had from theirs: they are published for all only
    where one partner alone has them.
    """
    own = latest(parts)
    published: dict[PublishedKey, list[Point]] = {}
    for organisation, series in own.items():
        for (measure, group_by, group), points in series.items():
            if group_by == ALL and points:
                published[(measure, organisation, group_by, group)] = _in_order(points.values())
    contents = [{"partner": str(one), "rows": list(_shared(series))} for one, series in own.items()]
    together: dict[PublishedKey, list[Point]] = defaultdict(list)
    for added in add_up_shared(contents):
        row = added.row
        together[(row.measure, None, row.group_by, row.group)].append(
            Point(
                row.period_start, row.period_end, row.numerator, row.denominator, row.value, row.suppressed,
                added.partners, added.partners_suppressed,
            )
        )  # fmt: skip
    for name in {key[0] for series in own.values() for key in series if not can_be_added(MEASURES[key[0]])}:
        having = [
            series for series in own.values() if any(key[0] == name and at for key, at in series.items())
        ]
        if len(having) == 1:
            for key, points in having[0].items():
                if key[0] == name and points:
                    together[(key[0], None, key[1], key[2])] = _in_order(points.values())
    published.update({key: _in_order(points) for key, points in together.items()})
    return published


def inputs_of(parts: Iterable[Part]) -> list[dict[str, object]]:
    """What goes into a version, part by part, as it is kept with it."""
    return [
        {
            "organisation": part.organisation.name,
            "organisation_id": str(part.organisation_id),
            "part": str(part.pk),
            "first": part.first.isoformat(),
            "last": part.last.isoformat(),
            "fingerprint": part.fingerprint,
            "threshold": part.threshold,
            "measures": sorted(part.methods),
            "handed_on_at": part.handed_on_at.isoformat() if part.handed_on_at else "",
        }
        for part in parts
    ]


def fingerprint_of(inputs: list[dict[str, object]]) -> str:
    """The same inputs have the same fingerprint."""
    return hashlib.sha256(json.dumps(inputs, sort_keys=True).encode()).hexdigest()


def _shared(series: dict[Key, dict[tuple[date, date], Point]]) -> Iterator[dict[str, object]]:
    for (measure, group_by, group), points in series.items():
        if not can_be_added(MEASURES[measure]):
            continue
        for point in points.values():
            yield {
                "measure": measure,
                "period_start": point.start.isoformat(),
                "period_end": point.end.isoformat(),
                "group_by": group_by,
                "group": group,
                "numerator": point.numerator,
                "denominator": point.denominator,
                "suppressed": point.suppressed or point.numerator is None,
                "method_version": MEASURES[measure].version,
            }


def _in_order(points: Iterable[Point]) -> list[Point]:
    return sorted(points, key=lambda point: (point.start, point.end))
