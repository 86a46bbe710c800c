"""Reads of strengths, weaknesses, opportunities and threats."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from uuid import UUID

from django.db.models import QuerySet

from commonweal.access import Actor
from commonweal.charter.models import SwotPoint, SwotVote


@dataclass(frozen=True)
class Ranked:
    """A point that stands by itself, with those merged into it and the votes for all of them, a person once."""

    point: SwotPoint
    merged: list[SwotPoint]
    people: int
    organisations: int
    mine: bool


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


def risks() -> QuerySet[SwotPoint]:
    """Points that lead to a risk; `outcome_reason` words it. For the register of risks."""
    return points().filter(outcome="risk").order_by("outcome_at")
