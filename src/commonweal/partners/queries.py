"""Every read of partners that a page, a sign-in or an export needs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, TypedDict
from uuid import UUID

from django.db import connection
from django.db.models import Count, Q, QuerySet
from django.db.models.functions import Now

from commonweal.access import ROLES, Actor, Permission
from commonweal.access.models import Person
from commonweal.database import clock
from commonweal.database.identity import Identity
from commonweal.partners import thresholds
from commonweal.partners.models import Alliance, Invitation, Membership, Organisation, Seat, Site


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
        timezone=seat.alliance.timezone,
        roles=frozenset(seat.roles) | ({"operator"} if person.is_operator else frozenset()),
        numbers=thresholds.values(seat.alliance.numbers),
    )


def actor_on(seat_id: UUID | str, **also: Any) -> Actor | None:
    """Whoever holds a seat now; None where nobody does, or not as `also` asks (`person_id=…`, a lookup of Seat)."""
    seat = (
        Seat.objects.current()
        .select_related("person", "organisation", "alliance")
        .filter(pk=seat_id, **also)
        .first()
    )
    return actor_for(seat.person, seat) if seat is not None and seat.person is not None else None


def somebody_of(alliance_id: UUID, *wanted: Q) -> Identity | None:
    """Somebody of an alliance as whom background work sees it: the first seat, held by a person who may sign in,
    that is as the first of the wishes asks, else as the next. None where nobody is. To be asked in maintenance().
    """
    seats = Seat.objects.current().filter(alliance_id=alliance_id, person__is_active=True).order_by("pk")
    for wish in wanted:
        if (seat := seats.filter(wish).first()) is not None:
            return Identity(person=seat.person_id, seat=seat.pk)
    return None


OFFICE = Q(roles__contains=["convenor"])
"""The wish for somebody of the office, whose sight needs no party."""


def members(by: Actor) -> QuerySet[Organisation]:
    """The members of the actor's alliance now."""
    return Organisation.objects.filter(
        pk__in=Membership.objects.filter(alliance_id=by.own_alliance_id, period__contains=Now()).values(
            "organisation_id"
        )
    )


def current_seats(by: Actor) -> QuerySet[Seat]:
    """The seats held now in the actor's alliance, with their people."""
    return (
        Seat.objects.filter(alliance_id=by.own_alliance_id, period__contains=Now(), person__isnull=False)
        .select_related("person", "organisation")
        .order_by("organisation__name", "person__name")
    )


def alliance_day(by: Actor) -> date:
    """The day it is in the actor's alliance."""
    return clock.now().astimezone(by.zone).date()


def alliance(by: Actor) -> Alliance:
    """The actor's alliance."""
    return Alliance.objects.get(pk=by.own_alliance_id)


ANSWERING: list[str] = sorted(
    name for name, role in ROLES.items() if Permission.ANSWER_REFERRALS in role.permissions
)
"""The roles whose people answer referrals."""


def has_answering_seat(organisation_id: UUID) -> bool:
    """Does anybody sit for this organisation now who answers referrals? Otherwise a signed link must reach it."""
    return (
        Seat.objects.current()
        .filter(organisation_id=organisation_id, roles__overlap=ANSWERING, person__is_active=True)
        .exists()
    )


def partner_lines(by: Actor) -> QuerySet[Organisation]:
    """The members now, with how many people sit for each and at how many sites it works."""
    return members(by).annotate(
        sites_count=Count("sites", distinct=True),
        people_count=Count(
            "seats__person",
            distinct=True,
            filter=Q(seats__period__contains=Now(), seats__alliance_id=by.alliance_id),
        ),
    )


def partner(by: Actor) -> QuerySet[Organisation]:
    """Organisations one may see the page of: members now, and former ones."""
    ever = Membership.objects.filter(alliance_id=by.own_alliance_id).values("organisation_id")
    return Organisation.objects.filter(pk__in=ever)


def sites(by: Actor) -> QuerySet[Site]:
    """The sites of the members now."""
    return (
        Site.objects.filter(organisation__in=members(by))
        .select_related("organisation")
        .order_by("organisation__name", "name")
    )


def memberships(by: Actor, organisation: Organisation) -> QuerySet[Membership]:
    """From when until when an organisation belonged to the actor's alliance."""
    return Membership.objects.filter(alliance_id=by.own_alliance_id, organisation=organisation).order_by(
        "period"
    )


def all_seats(by: Actor) -> QuerySet[Seat]:
    """Who sits and sat for whom in the actor's alliance, with when."""
    return (
        Seat.objects.filter(alliance_id=by.own_alliance_id, person__isnull=False)
        .select_related("person", "organisation")
        .order_by("organisation__name", "person__name", "-period")
    )


def open_invitations(by: Actor) -> QuerySet[Invitation]:
    """Invitations that were neither accepted nor withdrawn; expired ones too, to be sent again."""
    return (
        Invitation.objects.filter(alliance_id=by.own_alliance_id, accepted_at=None, withdrawn_at=None)
        .select_related("organisation")
        .order_by("organisation__name", "name")
    )


def known_people(by: Actor) -> QuerySet[Person]:
    """People who sit, or sat, somewhere in the actor's alliance."""
    return Person.objects.filter(
        pk__in=all_seats(by).order_by().values("person_id"), is_active=True
    ).order_by("name")


def former_partners(by: Actor) -> QuerySet[Organisation]:
    """Organisations one can see that are no members of the actor's alliance now."""
    return Organisation.objects.exclude(pk__in=members(by).values("pk"))


@dataclass(frozen=True)
class InvitationFacts:
    """What an invitation says to whoever holds its link."""

    id: UUID
    alliance: str
    organisation: str
    email: str
    name: str
    title: str
    roles: list[str]
    expires_at: datetime
    accepted_at: datetime | None
    withdrawn_at: datetime | None

    @property
    def role_sentences(self) -> list[tuple[str, str]]:
        """Each role with what it is for."""
        return [(ROLES[name].title, ROLES[name].sentence) for name in self.roles if name in ROLES]


def invitation_for(digest: bytes) -> InvitationFacts | None:
    """The invitation whose link's secret has this digest; None where there is none."""
    with connection.cursor() as cursor:
        cursor.execute("select * from commonweal.invitation_for(%s)", [digest])
        row = cursor.fetchone()
    return InvitationFacts(*row) if row is not None else None


def alliances() -> QuerySet[Alliance]:
    """All alliances of the deployment, for the operator: how many members and people each has now."""
    return Alliance.objects.annotate(
        members_count=Count("memberships", distinct=True, filter=Q(memberships__period__contains=Now())),
        people_count=Count("seats__person", distinct=True, filter=Q(seats__period__contains=Now())),
    ).order_by("name")
