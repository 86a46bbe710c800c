"""Indicators with a special cause in the period."""

from __future__ import annotations

from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from commonweal.access import Actor
from commonweal.components.reviewing import Line, Section
from commonweal.evidence.measures.catalogue import MEASURES
from commonweal.performance import queries, readings
from commonweal.performance.rules import Steering


def indicators(by: Actor, first: date, last: date) -> Section:
    """What changed for the better or the worse, as published when the review is prepared."""
    title = _("Indicators")
    version = queries.current_version()
    if version is None:
        return Section("indicators", title, _("No figures are published."), missing=True)
    steerings = queries.steerings()
    lines, steady = [], 0
    for name, points in sorted(queries.totals(version).items()):
        measure = MEASURES.get(name)
        if measure is None:
            continue
        within = [point for point in points if point.start <= last]
        reading = readings.read(measure, within, steerings.get(name, Steering()))
        causes = [month for month in reading.months if month.cause is not None and month.start >= first]
        if reading.signal is None and not causes:
            steady += 1
            continue
        assured = f"; {_('the target is')} {reading.assured}" if reading.assured else ""
        verdict = reading.verdict if reading.signal else _("A special cause that has passed")
        lines.append(
            Line(
                f"{measure.title}: {verdict}{assured}",
                reverse("performance:indicator", args=[name]),
                str(reading.shape.value) if reading.signal else "moving",
            )
        )
    lead = _("%(changed)d of %(all)d published indicators have a special cause.") % {
        "changed": len(lines), "all": len(lines) + steady,
    }  # fmt: skip
    return Section("indicators", title, lead, lines)
