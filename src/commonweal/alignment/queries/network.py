"""Reads of the network: who said what, and what it comes to."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import QuerySet

from commonweal.access import Actor
from commonweal.alignment.models import Rating, Report, Score, Tie, TieRound
from commonweal.alignment.rules import network as rules
from commonweal.alignment.rules.network import Network
from commonweal.alignment.rules.ties import Reports, TieRule
from commonweal.partners.models import Organisation
from commonweal.partners.queries import members


def tie_rounds() -> QuerySet[TieRound]:
    """The rounds of the alliance, newest first."""
    return TieRound.objects.order_by("-number")


def report_of(by: Actor, row: TieRound) -> Report | None:
    """What the actor's organisation said in a round, with its ties and ratings."""
    return (
        Report.objects.filter(round=row, organisation_id=by.organisation_id)
        .prefetch_related("ties", "ratings")
        .first()
    )


@dataclass(frozen=True)
class Link:
    """Two organisations that are tied: how often, how deep, how many people hold it, and who said so."""

    one: UUID
    other: UUID
    frequency: int
    depth: int
    people: int
    confirmed: bool

    @property
    def fragile(self) -> bool:
        """Does it hang on one person?"""
        return self.people == 1


@dataclass(frozen=True)
class Map:
    """A closed round as a network: its members, those who answered, its links under a rule."""

    round: TieRound
    organisations: tuple[Organisation, ...]
    answered: frozenset[UUID]
    reports: Reports
    said: dict[tuple[UUID, UUID], Tie]
    rule: TieRule

    @property
    def network(self) -> Network:
        """The undirected network under the rule."""
        return Network.of(self.reports, self.rule, directed=False)

    @property
    def rate(self) -> float:
        """The share of members that answered."""
        return len(self.answered) / len(self.organisations) if self.organisations else 0.0

    @property
    def may_name_hub(self) -> bool:
        """Did enough answer that the most central one is named rightly?"""
        return self.rate >= rules.NAMES_A_HUB

    @property
    def enough(self) -> bool:
        """Are there enough members for an index to say anything?"""
        return len(self.organisations) >= rules.FEWEST

    def links(self) -> list[Link]:
        """Every tie under the rule. A link's people: of the side where fewer hold it, for it hangs on these."""
        found = []
        for one, other in sorted(self.network.ties):
            a, b = self.organisations[one].pk, self.organisations[other].pk
            sides = [tie for tie in (self.said.get((a, b)), self.said.get((b, a))) if tie is not None]
            found.append(
                Link(
                    a,
                    b,
                    max(tie.frequency for tie in sides),
                    max(tie.depth for tie in sides),
                    min(tie.people for tie in sides),
                    len(sides) == 2,
                )
            )
        return found


def network_of(by: Actor, row: TieRound, rule: TieRule) -> Map:
    """A closed round as a network of those who are members now or answered then."""
    answered = frozenset(Report.objects.filter(round=row).values_list("organisation_id", flat=True))
    ties = list(Tie.objects.filter(report__round=row))
    involved = set(answered) | {tie.to_id for tie in ties}
    organisations = tuple(
        (Organisation.objects.filter(pk__in=involved) | members(by)).order_by("name").distinct()
    )
    places = {one.pk: at for at, one in enumerate(organisations)}
    told = {(places[tie.organisation_id], places[tie.to_id]): float(tie.depth) for tie in ties}
    reports = Reports(
        tuple(str(one.pk) for one in organisations),
        tuple(one.sector for one in organisations),
        told,
        weighted=True,
    )
    said = {(tie.organisation_id, tie.to_id): tie for tie in ties}
    return Map(row, organisations, answered, reports, said, rule)


def scores_of(row: TieRound) -> dict[UUID, dict[str, Score]]:
    """The published scores of a round: by organisation and dimension."""
    found: dict[UUID, dict[str, Score]] = defaultdict(dict)
    for score in Score.objects.filter(round=row):
        found[score.organisation_id][score.dimension] = score
    return found


def given_by(by: Actor, row: TieRound) -> dict[str, float]:
    """The mean that one's own organisation gives to others, by dimension; nobody else sees it."""
    return _means(
        Rating.objects.filter(report__round=row, organisation_id=by.organisation_id)
        .exclude(about_id=by.organisation_id)
        .values_list("dimension", "value")
    )


def of_itself(by: Actor, row: TieRound) -> dict[str, float]:
    """What one's own organisation thinks of itself, by dimension."""
    return _means(
        Rating.objects.filter(
            report__round=row, organisation_id=by.organisation_id, about_id=by.organisation_id
        ).values_list("dimension", "value")
    )


def _means(rows: Sequence[tuple[str, int]] | QuerySet[Rating]) -> dict[str, float]:
    found: dict[str, list[int]] = defaultdict(list)
    for dimension, value in rows:
        found[dimension].append(value)
    return {dimension: sum(values) / len(values) for dimension, values in found.items()}
