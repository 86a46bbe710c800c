"""Reads of goals: what they lack, how far they are, who contributes, what drives them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, TypedDict
from uuid import UUID

from django.db.models import Prefetch, QuerySet

from commonweal.access import Actor
from commonweal.charter.models import Contribution, Driver, Goal, Sentence
from commonweal.charter.queries import charter
from commonweal.charter.rules import goals as rules
from commonweal.charter.rules.goals import Facts, State
from commonweal.evidence.measures.spec import Direction, Measure
from commonweal.partners.queries import current_seats
from commonweal.performance import queries as figures
from commonweal.performance.models import measure_of

DIRECTIONS = {Direction.HIGHER: "up", Direction.LOWER: "down"}


if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations

    class _Brought(TypedDict):
        brought: list[Contribution]

    Whole = WithAnnotations[Goal, _Brought]
    """A goal, and what partners bring to it now."""


def goals() -> QuerySet[Whole]:
    """All goals and objectives with owner, sentence and contributions."""
    contributions = Contribution.objects.filter(ended_at=None).select_related("organisation")
    return Goal.objects.select_related("owner_organisation", "sentence__version", "parent").prefetch_related(
        Prefetch("contributions", queryset=contributions, to_attr="brought")
    )


def sitting(by: Actor) -> frozenset[UUID]:
    """People who hold a seat in the alliance now."""
    return frozenset(current_seats(by).order_by().values_list("person_id", flat=True))


def facts(goal: Goal, *, sitting: frozenset[UUID]) -> Facts:
    """What the rules need to know of a goal."""
    known = measure_of(goal.measure) if goal.measure else None
    parent = goal.parent
    return Facts(
        title=goal.title,
        statement=goal.statement,
        measure=goal.measure,
        event=goal.event,
        measure_known=known is not None or not goal.measure,
        measure_direction=DIRECTIONS.get(known.direction, "") if known is not None else "",
        unit=goal.unit,
        baseline=goal.baseline,
        target=goal.target,
        direction=goal.direction,
        owner=goal.owner_name if goal.owner_id is not None else "",
        owner_organisation=str(goal.owner_organisation_id or ""),
        owner_sits=goal.owner_id is None or goal.owner_id in sitting,
        due=goal.due,
        has_sentence=goal.sentence_id is not None,
        is_objective=parent is not None,
        parent_accepted=parent is None or (parent.accepted_at is not None and parent.ended_at is None),
        parent_due=parent.due if parent is not None else None,
        accepted_at=goal.accepted_at,
        ended_at=goal.ended_at,
        ended_how=goal.ended_how,
    )


@dataclass(frozen=True)
class Line:
    """A goal with what follows from its facts."""

    goal: Goal
    facts: Facts
    state: State
    missing: list[str]
    brought: list[Contribution]
    measure: Measure | None
    latest: float | None
    """The last published value of its indicator."""
    latest_on: date | None
    way: float | None
    """How much of the way from baseline to target is done."""
    objectives: list[Line] = field(default_factory=list)

    @property
    def running(self) -> bool:
        """Accepted, and not ended?"""
        return self.state in (State.ACCEPTED, State.OVERDUE)

    @property
    def everybody(self) -> list[Contribution]:
        """What partners bring to it or to one of its objectives, each partner once."""
        found: dict[UUID, Contribution] = {}
        for one in [*self.brought, *(c for line in self.objectives for c in line.brought)]:
            found.setdefault(one.organisation_id, one)
        return list(found.values())

    @property
    def alone(self) -> bool:
        """Does it run without any partner that contributes?"""
        return self.running and not self.everybody


def lines(by: Actor, today: date, *, ended: bool = True) -> list[Line]:
    """All goals with their objectives, in order."""
    rows = list(goals())
    if not ended:
        rows = [one for one in rows if one.ended_at is None]
    return _lines(rows, sitting(by), published({one.measure for one in rows if one.measure}), today)


def line(by: Actor, goal: Goal, today: date) -> Line:
    """One goal with its objectives."""
    rows = [one for one in goals() if goal.pk in (one.pk, one.parent_id)]
    found = _lines(
        rows, sitting(by), published({one.measure for one in rows if one.measure}), today, top=goal.pk
    )
    return found[0]


def _lines(
    rows: Sequence[Whole],
    sitting: frozenset[UUID],
    latest: dict[str, tuple[date, float]],
    today: date,
    *,
    top: UUID | None = None,
) -> list[Line]:
    under: dict[UUID | None, list[Whole]] = defaultdict(list)
    for one in rows:
        under[one.parent_id].append(one)

    def made(goal: Whole, objectives: list[Line]) -> Line:
        known = facts(goal, sitting=sitting)
        on, value = latest.get(goal.measure, (None, None))
        lacks = rules.missing(known, today) if goal.accepted_at is None and goal.ended_at is None else []
        return Line(
            goal, known, rules.state(known, today), lacks, goal.brought,
            measure_of(goal.measure) if goal.measure else None,
            value, on, rules.way(goal.baseline, goal.target, value), objectives,
        )  # fmt: skip

    tops = [one for one in rows if one.pk == top] if top is not None else under[None]
    return [made(goal, [made(one, []) for one in under[goal.pk]]) for goal in tops]


def published(measures: set[str]) -> dict[str, tuple[date, float]]:
    """The last published value of indicators, of all partners together: name → month and value."""
    version = figures.current_version() if measures else None
    if version is None:
        return {}
    found = {}
    for name, points in figures.totals(version).items():
        shown = [point for point in points if point.value is not None]
        if name in measures and shown:
            found[name] = (shown[-1].start, float(shown[-1].value or 0))
    return found


def sentences_to_tie() -> list[Sentence]:
    """Sentences of the version in force, else of the one that is out."""
    version = charter.in_force()
    if version is None:
        version = charter.versions().filter(put_out_at__isnull=False, set_aside_at=None).first()
    return charter.sentences(version) if version is not None else []


def drivers(goal: Goal) -> list[Driver]:
    """What drives a goal, in the order in which it was written."""
    return list(Driver.objects.filter(goal=goal))
