"""Published indicators as this room shows them: each with its verdict, from the alliance's current version."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from commonweal.components.status import Shape
from commonweal.evidence.measures.catalogue import MEASURES
from commonweal.evidence.results import ALL
from commonweal.performance import pictures, readings
from commonweal.performance import queries as figures
from commonweal.performance.models import Series, Version
from commonweal.performance.rules import Steering


@dataclass(frozen=True)
class Shown:
    """An indicator: its title, last value with its month, the verdict in words and shape, and its page."""

    name: str
    title: str
    latest: str
    month: str
    verdict: str
    shape: str
    url: str
    published: bool = True


def shown(names: Iterable[str], *, until: date | None = None) -> dict[str, Shown]:
    """The named indicators; two queries for all of them. A name no catalogue knows is left out.

    `until`: as they stood with the months up to this day.
    """
    wanted = [name for name in dict.fromkeys(names) if name in MEASURES]
    if not wanted:
        return {}
    current = Version.objects.filter(withdrawn_at=None).order_by("-number").values("pk")[:1]
    series = Series.objects.filter(version__in=current, organisation=None, group_by=ALL, measure__in=wanted)
    totals = {row.measure: figures.months(row.points) for row in series}
    steerings = figures.steerings() if totals else {}
    found = {}
    for name in wanted:
        measure, url = MEASURES[name], reverse("performance:indicator", args=[name])
        points = [one for one in totals.get(name, []) if until is None or one.start <= until]
        if not points:
            found[name] = Shown(
                name, measure.title, "", "", _("not published yet"), Shape.WAITING, url, False
            )
            continue
        reading = readings.read(measure, points, steerings.get(name, Steering()))
        last = reading.last
        found[name] = Shown(
            name,
            measure.title,
            pictures.figure(last.point.value, measure) if last else "",
            last.start.strftime("%b %Y") if last else "",
            reading.verdict,
            reading.shape,
            url,
        )
    return found
