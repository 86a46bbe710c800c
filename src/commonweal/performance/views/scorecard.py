"""The scorecard: what partners do and what comes of it, in two bands."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from commonweal.access import Permission, may
from commonweal.access.http import Request
from commonweal.access.views import page
from commonweal.components import words
from commonweal.evidence.measures.catalogue import MEASURES
from commonweal.evidence.measures.spec import Band, Chart, Measure
from commonweal.performance import pictures, queries, readings
from commonweal.performance.models import Version
from commonweal.performance.readings import Reading
from commonweal.performance.rules import Steering


@dataclass(frozen=True)
class Line:
    """One indicator of the scorecard."""

    measure: Measure
    reading: Reading
    spark: Any
    fed: datetime | None
    only_by_partner: bool

    @property
    def latest(self) -> str:
        """The last value, with its unit."""
        return pictures.figure(self.reading.last.point.value, self.measure) if self.reading.last else ""

    @property
    def of(self) -> str:
        """What the last value is worked out from: a part of its whole, or a sum by what it is divided by."""
        point = self.reading.last.point if self.reading.last else None
        if point is None or point.numerator is None or point.denominator is None or self.measure.unit == "$":
            return ""
        counted = {"count": words.number(point.numerator), "all": words.number(point.denominator)}
        if self.measure.unit == "%" or self.measure.chart is Chart.P:
            return _("%(count)s of %(all)s") % counted
        return _("%(count)s ÷ %(all)s") % counted

    @property
    def target(self) -> str:
        """The target, with its unit; empty without one."""
        value = self.reading.steering.target
        return "" if value is None else pictures.figure(value, self.measure)


@page(Permission.VIEW_INDICATORS)
def scorecard(request: Request) -> HttpResponse:
    """Every published indicator, with what can be read from it."""
    version = queries.current_version()
    lines = list(_lines(version)) if version is not None else []
    needing = [line for line in lines if line.reading.signal and line.reading.shape == "needs"]
    better = [line for line in lines if line.reading.shape == "done"]
    return render(
        request,
        "performance/scorecard.html",
        {
            "version": version,
            "bands": [
                (title, hint, _by_domain(line for line in lines if line.measure.band is band))
                for band, title, hint in (
                    (
                        Band.PROCESS,
                        _("Process health"),
                        _("What partners do together: the network, access, operations."),
                    ),
                    (Band.OUTCOME, _("Outcomes"), _("What comes of it for people, and what it costs.")),
                )
            ],
            "worse": needing,
            "better": better,
            "count": len(lines),
            "feeds": may(request.actor, Permission.FEED_FIGURES),
            "publishes": may(request.actor, Permission.PUBLISH_FIGURES),
        },
    )


def _lines(version: Version) -> Iterable[Line]:
    totals = queries.totals(version)
    steerings = queries.steerings()
    everything = queries.measures_of(version)
    for name, measure in MEASURES.items():
        if name not in everything:
            continue
        reading = readings.read(measure, totals.get(name, []), steerings.get(name, Steering()))
        label = f"{measure.title}: {reading.verdict}"
        yield Line(
            measure, reading, pictures.sparkline(reading, label), _fed(version, name), name not in totals
        )


def _fed(version: Version, measure: str) -> datetime | None:
    """When a partner last handed figures of the measure on."""
    moments = [one["handed_on_at"] for one in version.inputs if measure in one.get("measures", ())]
    return parse_datetime(max(moments)) if moments else None


def _by_domain(lines: Iterable[Line]) -> list[tuple[str, list[Line]]]:
    found: dict[str, list[Line]] = {}
    for line in lines:
        found.setdefault(str(line.measure.domain.value), []).append(line)
    return [(domain[:1].upper() + domain[1:], several) for domain, several in found.items()]
