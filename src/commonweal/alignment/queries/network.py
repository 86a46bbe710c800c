"""Reads of the network: who said what, and what it comes to."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import BooleanField, Case, Q, QuerySet, When

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
        Report.objects.filter(round=row, organisation_id=by.own_organisation_id)
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
    return networks_of(by, [row], rule)[0]


def networks_of(by: Actor, rows: Sequence[TieRound], rule: TieRule) -> list[Map]:
    """Closed rounds as networks, all read at once."""
    answered: dict[UUID, set[UUID]] = {row.pk: set() for row in rows}
    said: dict[UUID, dict[tuple[UUID, UUID], Tie]] = {row.pk: {} for row in rows}
    for pk, organisation in Report.objects.filter(round__in=rows).values_list("round_id", "organisation_id"):
        answered[pk].add(organisation)
    for tie in Tie.objects.filter(report__round__in=rows).select_related("report"):
        said[tie.report.round_id][tie.organisation_id, tie.to_id] = tie
    involved = {one for told in answered.values() for one in told}
    involved |= {to for ties in said.values() for _, to in ties}
    now = members(by).values("pk")
    known = list(
        Organisation.objects.filter(Q(pk__in=involved) | Q(pk__in=now))
        .annotate(belongs=Case(When(pk__in=now, then=True), default=False, output_field=BooleanField()))
        .order_by("name")
    )
    return [_map(row, known, frozenset(answered[row.pk]), said[row.pk], rule) for row in rows]


def _map(
    row: TieRound,
    known: Sequence[Organisation],
    answered: frozenset[UUID],
    said: dict[tuple[UUID, UUID], Tie],
    rule: TieRule,
) -> Map:
    tied = {one for pair in said for one in pair}
    there = tuple(one for one in known if one.belongs or one.pk in answered or one.pk in tied)  # type: ignore[attr-defined]
    places = {one.pk: at for at, one in enumerate(there)}
    told = {(places[one], places[other]): float(tie.depth) for (one, other), tie in said.items()}
    names, sectors = tuple(str(one.pk) for one in there), tuple(one.sector for one in there)
    return Map(row, there, answered, Reports(names, sectors, told, weighted=True), said, rule)


def scores_of(row: TieRound) -> dict[UUID, dict[str, Score]]:
    """The published scores of a round: by organisation and dimension."""
    return all_scores(row)[0]


def all_scores(*rows: TieRound) -> list[dict[UUID, dict[str, Score]]]:
    """The published scores of each of these rounds, read at once."""
    found: dict[UUID, dict[UUID, dict[str, Score]]] = {row.pk: defaultdict(dict) for row in rows}
    for score in Score.objects.filter(round__in=rows):
        found[score.round_id][score.organisation_id][score.dimension] = score
    return [found[row.pk] for row in rows]


def given_by(by: Actor, row: TieRound) -> tuple[dict[str, float], dict[str, float]]:
    """The mean that one's own organisation gives to others, and to itself, by dimension; nobody else sees it."""
    rows = list(
        Rating.objects.filter(report__round=row, organisation_id=by.own_organisation_id).values_list(
            "about_id", "dimension", "value"
        )
    )
    return (
        _means([(dimension, value) for about, dimension, value in rows if about != by.organisation_id]),
        _means([(dimension, value) for about, dimension, value in rows if about == by.organisation_id]),
    )


def _means(rows: Sequence[tuple[str, int]]) -> dict[str, float]:
    found: dict[str, list[int]] = defaultdict(list)
    for dimension, value in rows:
        found[dimension].append(value)
    return {dimension: sum(values) / len(values) for dimension, values in found.items()}
