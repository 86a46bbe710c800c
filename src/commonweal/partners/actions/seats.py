"""Seats: who sits for which organisation, from when until when."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction

from commonweal import audit
from commonweal.access import Actor, NotAllowed, Permission, Refused, may
from commonweal.access.models import Person
from commonweal.access.roles import ROLES, SEAT_ROLES, purposes_of
from commonweal.access.rules import Conflict
from commonweal.database import clock, live
from commonweal.database.ranges import closed, period
from commonweal.partners import events, rules
from commonweal.partners.models import Organisation, Seat


def require_giver(by: Actor, organisation: Organisation) -> None:
    """Raise NotAllowed unless the actor gives seats of this organisation at all."""
    if not may(by, Permission.MANAGE_ANY_SEATS) and not may(by, Permission.MANAGE_SEATS, on=organisation):
        raise NotAllowed(by, Permission.MANAGE_SEATS)


def refuse_roles(by: Actor, organisation: Organisation, roles: set[str], *, to_self: bool) -> None:
    """Raise Refused where this giver cannot give these roles there."""
    lead = Seat.objects.current().filter(
        alliance_id=by.own_alliance_id, organisation=organisation, roles__contains=["partner_lead"]
    )
    refusal = rules.refusal_to_give(
        roles,
        giver=rules.Giver(
            is_convenor=may(by, Permission.MANAGE_ANY_SEATS),
            is_operator=by.is_operator,
            of_this_organisation=by.organisation_id == organisation.pk,
            to_self=to_self,
        ),
        known=set(SEAT_ROLES),
        sees_people=bool(roles <= set(SEAT_ROLES) and purposes_of(roles)),
        has_lead=by.organisation_id != organisation.pk and lead.exists(),
    )
    if refusal is not None:
        raise Refused(refusal)


def give_seat(
    *,
    by: Actor,
    organisation: Organisation,
    person: Person,
    roles: set[str],
    title: str = "",
    ends: datetime | None = None,
) -> Seat:
    """Somebody who is known in the alliance sits for an organisation from now on.

    A seat they hold there already ends and the new one takes its place: that is how roles change, and who sat
    with which roles when can still be told.

    Raises NotAllowed; Refused for roles that this giver cannot give; Conflict when a seat begins at this instant.
    """
    require_giver(by, organisation)
    with transaction.atomic():
        at = clock.now()
        Organisation.objects.select_for_update().filter(pk=organisation.pk).first()
        refuse_roles(by, organisation, roles, to_self=person.pk == by.person_id)
        if ends is not None and ends <= at:
            raise Refused("A seat cannot end before it starts.")
        held = Seat.objects.current().filter(
            alliance_id=by.own_alliance_id, organisation=organisation, person=person
        )
        for seat in held:
            seat.period = closed(seat.period, at)
            seat.save(update_fields=["period"])
        try:
            with transaction.atomic():
                seat = Seat.objects.create(
                    alliance_id=by.own_alliance_id,
                    organisation=organisation,
                    person=person,
                    title=title.strip(),
                    roles=sorted(roles),
                    purposes=purposes_of(roles),
                    period=period(at, ends),
                )
        except IntegrityError as error:
            raise Conflict(f"{person.name} holds a seat for {organisation.name} already.") from error
        audit.record(
            by,
            events.SEAT_GIVEN,
            on=seat,
            person=person.name,
            organisation=organisation.name,
            roles=role_words(roles),
        )
        live.notify("partners", alliance=by.alliance_id)
    return seat


def end_seat(*, by: Actor, seat: Seat, reason: str) -> Seat:
    """The seat ends now, and with it everything it lets its holder see. One may end one's own.

    Raises NotAllowed; Refused when it ended before, or when nobody could run the alliance any more.
    """
    if seat.person_id != by.person_id:
        require_giver(by, seat.organisation)
    with transaction.atomic():
        at = clock.now()
        seat = (
            Seat.objects.select_for_update(of=("self",))
            .select_related("organisation", "person")
            .get(pk=seat.pk, alliance_id=by.own_alliance_id)
        )
        if refusal := rules.refusal_to_end(seat.term, at):
            raise Refused(refusal)
        others = Seat.objects.current().filter(alliance_id=seat.alliance_id, roles__contains=["convenor"])
        if "convenor" in seat.roles and not others.exclude(pk=seat.pk).exists():
            raise Refused("This is the alliance's last convenor. Give somebody else that seat first.")
        # Recorded first: whoever ends the seat they act on has no place in the chain afterwards.
        audit.record(
            by,
            events.SEAT_ENDED,
            on=seat,
            person=seat.person.name if seat.person else "a signed link",
            organisation=seat.organisation.name,
            reason=reason,
        )
        seat.period = closed(seat.period, at)
        seat.save(update_fields=["period"])
        live.notify("partners", alliance=by.alliance_id)
    return seat


def role_words(roles: set[str]) -> str:
    """Titles of roles, in the order of the list of roles."""
    return ", ".join(role.title for name, role in ROLES.items() if name in roles)
