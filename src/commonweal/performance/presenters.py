"""What the page of an indicator shows of groups, partners and decisions."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commonweal.components.status import Shape
from commonweal.evidence.measures.spec import Measure
from commonweal.performance import pictures, queries, readings
from commonweal.performance.models import Decision, Series
from commonweal.performance.rules import DecisionKind

GROUPS = {
    "organization": gettext_lazy("by organisation in the files"),
    "age_group": gettext_lazy("by age"),
    "sex": gettext_lazy("by sex"),
    "identity": gettext_lazy("by identity"),
    "population": gettext_lazy("by population"),
}


@dataclass(frozen=True)
class Slice:
    """A partner or a group of an indicator."""

    kind: str
    name: str
    latest: str
    month: str
    months: int
    hidden: int
    verdict: str
    shape: Shape


def parts_of_it(measure: Measure, several: Iterable[Series]) -> list[Slice]:
    """Each series with its last figure and what its own chart says."""
    found = []
    for one in several:
        points = queries.months(one.points)
        reading = readings.read(measure, points)
        last = reading.last
        found.append(
            Slice(
                kind=str(GROUPS.get(one.group_by, one.group_by)),
                name=one.organisation.name if one.organisation is not None else one.group,
                latest=pictures.figure(last.point.value, measure) if last else _("too small to show"),
                month=date_format(last.start, "M Y") if last else "",
                months=len(reading.months),
                hidden=reading.missing,
                verdict=reading.verdict,
                shape=reading.shape,
            )
        )
    return found


@dataclass(frozen=True)
class Change:
    """A decision as the page tells it."""

    said: str
    reason: str
    who: str
    at: datetime


def changes(decisions: Iterable[Decision], measure: Measure) -> list[Change]:
    """All decisions in words, the last first."""
    found = [
        Change(_said(one, measure), one.reason, f"{one.person_name}, {one.organisation_name}", one.created_at)
        for one in decisions
    ]
    return found[::-1]


def _said(one: Decision, measure: Measure) -> str:
    month = date_format(one.month, "F Y") if one.month else ""
    match DecisionKind(one.kind):
        case DecisionKind.TARGET if one.value is None:
            return _("Lifted the target")
        case DecisionKind.TARGET:
            return _("Set the target to %(target)s") % {"target": pictures.figure(one.value, measure)}
        case DecisionKind.GOAL:
            return _("Set the goal: %(goal)s") % {"goal": one.text}
        case DecisionKind.OWNER:
            return _("Named the owner: %(owner)s") % {"owner": one.text}
        case DecisionKind.REBASE:
            return _("Began a new phase in %(month)s") % {"month": month}
    return _("Undid the new phase of %(month)s") % {"month": month}
