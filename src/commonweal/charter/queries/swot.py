"""Reads of strengths, weaknesses, opportunities and threats."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Count, Min, Q, QuerySet
from django.db.models.functions import Coalesce

from commonweal.access import Actor
from commonweal.charter.models import SwotPoint, SwotVote
from commonweal.charter.rules import swot as rules


@dataclass(frozen=True)
class Ranked:
    """A point that stands by itself, with those merged into it and the votes for all of them, a person once."""

    point: SwotPoint
    merged: list[SwotPoint]
    people: int
    organisations: int
    mine: bool

    @property
    def waits(self) -> bool:
        """Do enough find it important, and nobody has said what it leads to?"""
        return not self.point.outcome and rules.important(self.people, self.organisations)


@dataclass(frozen=True)
class Kind:
    """The points of one kind, for the overview."""

    key: str
    points: list[Ranked]

    def leads_to(self, outcome: str) -> int:
        """How many lead to a goal, a risk or nothing; with an empty outcome, of how many nobody has said it."""
        return sum(one.point.outcome == outcome for one in self.points)

    @property
    def waiting(self) -> int:
        """How many important ones wait for somebody to say what they lead to."""
        return sum(one.waits for one in self.points)


def points() -> QuerySet[SwotPoint]:
    """All points."""
    return SwotPoint.objects.select_related("organisation", "goal")


def ranked(by: Actor) -> dict[str, list[Ranked]]:
    """By kind, what most people find important first; of equals the oldest."""
    rows = list(points())
    merged: dict[UUID, list[SwotPoint]] = defaultdict(list)
    for row in rows:
        if row.merged_into_id is not None:
            merged[row.merged_into_id].append(row)
    votes: dict[UUID, set[tuple[UUID, UUID]]] = defaultdict(set)
    home = {row.pk: row.merged_into_id or row.pk for row in rows}
    for point, person, organisation in SwotVote.objects.values_list(
        "point_id", "person_id", "organisation_id"
    ):
        votes[home[point]].add((person, organisation))
    found: dict[str, list[Ranked]] = {kind: [] for kind, _ in SwotPoint.KINDS}
    for row in rows:
        if row.merged_into_id is None:
            cast = votes[row.pk]
            people = {person for person, _ in cast}
            found[row.kind].append(
                Ranked(
                    row, merged[row.pk], len(people), len({one for _, one in cast}), by.person_id in people
                )
            )
    for several in found.values():
        several.sort(key=lambda one: (-one.people, -one.organisations, one.point.created_at))
    return found


def supported() -> QuerySet[SwotVote, Any]:
    """Points that lead to nothing yet, merged ones as one: how many people and organisations voted, since when."""
    home = Coalesce("point__merged_into_id", "point_id")
    open_ = Q(point__merged_into=None, point__outcome="") | Q(
        point__merged_into__isnull=False, point__merged_into__outcome=""
    )
    return (
        SwotVote.objects.filter(open_)
        .annotate(home=home)
        .order_by()
        .values("home")
        .annotate(
            people=Count("person", distinct=True),
            organisations=Count("organisation", distinct=True),
            since=Min("created_at"),
        )
    )


def risks() -> QuerySet[SwotPoint]:
    """Points that lead to a risk; `outcome_reason` words it. For the register of risks."""
    return points().filter(outcome="risk").order_by("outcome_at")
