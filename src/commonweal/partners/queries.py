"""Every read of partners that a page, a sign-in or an export needs."""

from __future__ import annotations

from typing import TypedDict
from uuid import UUID

from django.db.models import QuerySet
from django.db.models.functions import Now

from commonweal.access import Actor
from commonweal.access.models import Person
from commonweal.partners.models import Alliance, Membership, Organisation, Seat


class SeatChoice(TypedDict):
    """A seat that a person may take for their session."""

    id: UUID
    organisation: str
    alliance: str
    roles: list[str]


def seats_of(person: Person) -> QuerySet[Seat]:
    """The seats a person holds now, in the order of alliances and organisations."""
    return (
        Seat.objects.filter(person=person, period__contains=Now())
        .select_related("organisation", "alliance")
        .order_by("alliance__name", "organisation__name")
    )


def actor_for(person: Person, seat: Seat | None) -> Actor:
    """The actor that a person is on a seat; without one an operator, or somebody who may do nothing."""
    if seat is None:
        roles = frozenset({"operator"}) if person.is_operator else frozenset()
        return Actor(person_id=person.pk, person_name=person.name, roles=roles)
    return Actor(
        person_id=person.pk,
        person_name=person.name,
        seat_id=seat.pk,
        organisation_id=seat.organisation_id,
        organisation_name=seat.organisation.name,
        alliance_id=seat.alliance_id,
        alliance_name=seat.alliance.name,
        roles=frozenset(seat.roles) | ({"operator"} if person.is_operator else frozenset()),
    )


def members(by: Actor) -> QuerySet[Organisation]:
    """The members of the actor's alliance now."""
    return Organisation.objects.filter(
        pk__in=Membership.objects.filter(alliance_id=by.alliance_id, period__contains=Now()).values(
            "organisation_id"
        )
    )


def current_seats(by: Actor) -> QuerySet[Seat]:
    """The seats held now in the actor's alliance, with their people."""
    return (
        Seat.objects.filter(alliance_id=by.alliance_id, period__contains=Now(), person__isnull=False)
        .select_related("person", "organisation")
        .order_by("organisation__name", "person__name")
    )


def alliance(by: Actor) -> Alliance:
    """The actor's alliance."""
    return Alliance.objects.get(pk=by.alliance_id)
