"""What the directory offers to somebody who looks for partners; searches made; prospects and their steps."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from uuid import UUID

from django.db.models import Prefetch, QuerySet

from commonweal.access import Actor
from commonweal.alignment.models import PartnerSearch, Prospect, ProspectStep
from commonweal.alignment.rules import prospects as prospect_rules
from commonweal.alignment.rules.search import Candidate, Offer, distance_km
from commonweal.charter.models import Challenge
from commonweal.directory.models import Language, Provider, Service, ServiceAtLocation
from commonweal.partners.queries import members

Point = tuple[float, float]


@dataclass
class Offered:
    """A service as a search uses it."""

    pk: UUID
    name: str
    provider: UUID
    needs: frozenset[str]
    capacity: str
    available: int | None
    points: list[Point] = field(default_factory=list)
    everywhere: bool = False
    """By phone or online: no way is needed."""
    languages: set[str] = field(default_factory=set)


@dataclass(frozen=True)
class Catalogue:
    """Services that answer the needs asked for, and who offers them."""

    services: dict[UUID, Offered]
    providers: dict[UUID, Provider]
    members: frozenset[UUID]
    """Providers that are members of the alliance now."""

    @property
    def unplaced(self) -> int:
        """Services left out because nobody knows where they are."""
        return sum(not one.points and not one.everywhere for one in self.services.values())


def catalogue(by: Actor, needs: Collection[str]) -> Catalogue:
    """Every service listed that answers one of these needs, with its places, languages and provider."""
    rows = Service.objects.filter(
        alliance_id=by.own_alliance_id, gone_at__isnull=True, domains__overlap=sorted(needs)
    ).exclude(status__in=("inactive", "defunct"))
    services = {
        row["pk"]: Offered(
            row["pk"], row["name"], row["provider_id"], frozenset(row["domains"]) & frozenset(needs),
            row["capacity"], row["places_available"],
        )
        for row in rows.values("pk", "name", "provider_id", "domains", "capacity", "places_available")
    }  # fmt: skip
    at = ServiceAtLocation.objects.filter(service__in=rows.values("pk"), location__gone_at__isnull=True)
    by_location: dict[UUID, list[Offered]] = {}
    for service, location, kind, latitude, longitude in at.values_list(
        "service_id", "location_id", "location__location_type", "location__near_latitude", "location__near_longitude"
    ):  # fmt: skip
        by_location.setdefault(location, []).append(services[service])
        if kind == "virtual":
            services[service].everywhere = True
        elif latitude is not None and longitude is not None:
            services[service].points.append((latitude, longitude))
    for service, location, codes in Language.objects.filter(alliance_id=by.own_alliance_id).values_list(
        "service_id", "location_id", "codes"
    ):
        for one in [services[service]] if service in services else by_location.get(location, []):
            one.languages.update(codes)
    providers = {one.pk: one for one in Provider.objects.filter(services__in=rows.values("pk")).distinct()}
    belonging = set(members(by).values_list("pk", flat=True))
    joined = frozenset(pk for pk, one in providers.items() if one.partner_id in belonging)
    return Catalogue(services, providers, joined)


def candidates(
    found: Catalogue, places: Mapping[str, Point], *, within_km: float, turnover: int | None
) -> list[Candidate]:
    """The catalogue for the solver: ways within reach, and room.

    A service without room takes nobody. Where `turnover` is given, a free place serves so many people; else only
    "no room" counts.
    """
    offers: dict[UUID, list[Offer]] = {}
    for one in found.services.values():
        metres = {}
        for name, point in places.items():
            nearest = (
                0.0 if one.everywhere else min((distance_km(point, p) for p in one.points), default=None)
            )
            if nearest is not None and nearest <= within_km:
                metres[name] = round(nearest * 1000)
        room = 0 if one.capacity == "no-capacity" else None
        if room is None and turnover is not None and one.available is not None:
            room = one.available * turnover
        if metres:
            offers.setdefault(one.provider, []).append(Offer(str(one.pk), one.needs, metres, room))
    return [
        Candidate(str(provider), provider in found.members, tuple(sorted(mine, key=lambda offer: offer.key)))
        for provider, mine in sorted(offers.items())
    ]


def challenge() -> tuple[list[str], list[str]]:
    """The service categories and the postcodes that the charter's challenge names, in the version that counts."""
    row = Challenge.objects.order_by("-number").only("domains", "rule").first()
    if row is None:
        return [], []
    postcodes = row.rule.get("postcodes") or []
    return list(row.domains), [str(one) for one in postcodes if isinstance(postcodes, list)]


def searches() -> QuerySet[PartnerSearch]:
    """Searches, the newest first."""
    return PartnerSearch.objects.all()


def prospects() -> QuerySet[Prospect]:
    """Prospects with their steps in order."""
    steps = ProspectStep.objects.order_by("created_at", "id")
    return (
        Prospect.objects.select_related("organisation", "provider", "search")
        .prefetch_related(Prefetch("steps", steps))
        .order_by("name")
    )


def taken(row: Prospect) -> list[prospect_rules.Taken]:
    """A prospect's steps for the rules."""
    return [prospect_rules.Taken(one.kind, one.outcome) for one in row.steps.all()]


def state(row: Prospect) -> str:
    """Where a prospect stands."""
    return prospect_rules.state(taken(row), brought_in=row.organisation_id is not None)
