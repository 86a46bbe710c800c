"""Bodies with their seats and the people on them; rights; interests."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING, TypedDict
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet

from commonweal.access import ROLES, Actor
from commonweal.access.models import Person
from commonweal.database.ranges import holds
from commonweal.governance.models import Body, BodySeat, Chair, Interest, Right, Tenure
from commonweal.governance.rules.bodies import Balance, SeatFacts, balance
from commonweal.governance.rules.phrases import read_quorum
from commonweal.governance.rules.rights import Part, RightFacts
from commonweal.partners.models import Membership, Seat
from commonweal.partners.rules import Sector

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations

    class _Sectors(TypedDict):
        alliance_sectors: list[str]

    WithSectors = WithAnnotations[Body, _Sectors]
    """A body, and the sectors of the alliance's members."""


def bodies() -> QuerySet[WithSectors]:
    """Bodies with all their seats, past and present, who sat on them, and the sectors of the alliance's members."""
    tenures = Tenure.objects.select_related("organisation").order_by("-period")
    chairs = Chair.objects.current().filter(seat=OuterRef("pk"))
    seats = (
        BodySeat.objects.select_related("organisation")
        .annotate(chairs_now=Exists(chairs))  # type: ignore[no-redef]  # the model tells of it
        .prefetch_related(Prefetch("tenures", tenures))
        .order_by("organisation__name", "label")
    )
    members = Membership.objects.current().filter(alliance=OuterRef("alliance"))
    sectors = (
        members.exclude(organisation__sector=Sector.CONVENOR.key).values("organisation__sector").distinct()
    )
    return (
        Body.objects.select_related("delegated_from")
        .prefetch_related(Prefetch("seats", seats))
        .annotate(alliance_sectors=ArraySubquery(sectors))
        .order_by("name")
    )


def seats_at(body: Body, at: datetime) -> list[BodySeat]:
    """The seats of a body (with its rows fetched) at an instant."""
    return [one for one in body.seats.all() if holds(one.period, at)]


def sitting(seat: BodySeat, at: datetime) -> dict[str, Tenure]:
    """Who sits on a seat at an instant, by capacity."""
    return {one.capacity: one for one in seat.tenures.all() if holds(one.period, at)}


def chair_of(body: Body) -> BodySeat | None:
    """The seat that chairs a body now."""
    return next((one for one in body.seats.all() if one.chairs_now), None)


def balance_of(body: WithSectors, at: datetime) -> Balance:
    """Balance of sectors and the community's voice on a body."""
    facts = []
    for seat in seats_at(body, at):
        people = sitting(seat, at)
        skills = frozenset(skill for one in people.values() for skill in one.skills)
        facts.append(
            SeatFacts(
                seat.organisation.name,
                Sector.titled(seat.organisation.sector),
                seat.community,
                "holder" in people,
                skills,
            )
        )
    return balance(facts, [Sector.titled(one) for one in body.alliance_sectors], body.skills)


def rights() -> QuerySet[Right]:
    """Who has which part in which kind of decision now."""
    return Right.objects.current().select_related("body", "organisation").order_by("kind", "over", "part")


def holder_name(right: Right) -> str:
    """The holder of a right in words."""
    if right.body is not None:
        return right.body.name
    if right.organisation is not None:
        return right.organisation.name
    return ROLES[right.role].title if right.role in ROLES else right.role


def right_facts(by: Actor, rows: Iterable[Right]) -> list[RightFacts]:
    """Rights as the rules check them: whether the holder is still there, and who stands behind a body."""
    rights = list(rows)
    seats: dict[UUID, list[str]] = {}
    held = BodySeat.objects.current().filter(body_id__in=[one.body_id for one in rights if one.body_id])
    for body, name in held.values_list("body_id", "organisation__name"):
        seats.setdefault(body, []).append(name)
    members = set(
        Membership.objects.current()
        .filter(alliance_id=by.own_alliance_id)
        .values_list("organisation_id", flat=True)
    )
    roles: dict[str, set[str]] = {}
    sitting_now = Seat.objects.current().filter(alliance_id=by.own_alliance_id, person__isnull=False)
    for names, organisation in sitting_now.values_list("roles", "organisation__name"):
        for name in names:
            roles.setdefault(name, set()).add(organisation)
    found = []
    for row in rights:
        if row.body is not None:
            names = seats.get(row.body.pk, [])
            left = row.body.ended_at is not None
            behind = next((name for name in sorted(set(names)) if names.count(name) * 2 > len(names)), "")
        elif row.organisation is not None:
            left, behind = row.organisation_id not in members, row.organisation.name
        else:
            having = roles.get(row.role, set())
            left, behind = not having, next(iter(having)) if len(having) == 1 else ""
        found.append(RightFacts(row.kind, Part.of(row.part), holder_name(row), row.over, left, behind))
    return found


def quorum_in_words(quorum: str) -> str:
    """A stored quorum as people read it."""
    return read_quorum(quorum).words


def interests() -> QuerySet[Interest]:
    """The register of interests, those that hold first."""
    return Interest.objects.select_related("organisation", "about").order_by("organisation__name", "-period")


def conflicting(organisations: Iterable[UUID], concerns: Iterable[UUID]) -> list[Interest]:
    """Interests, held now, of these organisations in those that a question concerns."""
    concerned = list(concerns)
    if not concerned:
        return []
    return list(
        Interest.objects.current()
        .filter(organisation_id__in=list(organisations))
        .filter(Q(about_id__in=concerned))
        .select_related("organisation", "about")
        .order_by("organisation__name")
    )


def people_of(organisation_ids: Iterable[UUID], alliance_id: UUID) -> QuerySet[Person]:
    """People with a seat of these organisations in the alliance now."""
    seats = Seat.objects.current().filter(
        alliance_id=alliance_id, organisation_id__in=list(organisation_ids), person__isnull=False
    )
    return Person.objects.filter(pk__in=seats.values("person_id"), is_active=True).order_by("name")
