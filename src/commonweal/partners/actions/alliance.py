"""Alliances and who belongs to them."""

from __future__ import annotations

from typing import Any

from django.db import IntegrityError, transaction

from commonweal import audit
from commonweal.access import Actor, Permission, Refused, require
from commonweal.access.held import require_decision
from commonweal.access.rules import Conflict
from commonweal.database import clock, live
from commonweal.database.identity import Identity, acting
from commonweal.database.ranges import closed, period
from commonweal.partners import events
from commonweal.partners.actions.invitations import write_invitation
from commonweal.partners.models import Alliance, Invitation, Membership, Organisation, Seat
from commonweal.partners.rules import Sector
from commonweal.partners.signals import membership_ended


def open_alliance(
    *,
    by: Actor,
    name: str,
    area: str,
    timezone: str,
    organisation: str,
    convenor_name: str,
    convenor_email: str,
) -> Alliance:
    """The operator opens an alliance with its first member, and invites its convenor.

    Recorded in the deployment's own chain: the alliance has nobody yet who could read its own. Raises NotAllowed;
    Refused when the name is taken.
    """
    require(by, Permission.MANAGE_DEPLOYMENT)
    # Without a seat: an operator who sits somewhere does not open this alliance in that seat's name.
    with acting(Identity(person=by.person_id)):
        try:
            with transaction.atomic():
                alliance = Alliance.objects.create(name=name.strip(), area=area.strip(), timezone=timezone)
        except IntegrityError as error:
            raise Refused("There is an alliance of this name already.") from error
        office = Organisation.objects.create(
            introduced_in=alliance, name=organisation.strip(), sector=Sector.CONVENOR.key
        )
        Membership.objects.create(alliance=alliance, organisation=office, period=period(clock.now()))
        write_invitation(
            by,
            alliance=alliance,
            organisation=office,
            email=convenor_email,
            name=convenor_name,
            roles={"convenor"},
        )
        operator = Actor(person_id=by.person_id, person_name=by.person_name, roles=by.roles)
        audit.record(operator, events.ALLIANCE_OPENED, alliance=alliance.name, invited=convenor_name)
    return alliance


def change_alliance(*, by: Actor, alliance: Alliance, **facts: Any) -> Alliance:
    """Name, purpose, area or time zone. Raises NotAllowed; Refused when the name is taken."""
    require(by, Permission.MANAGE_ALLIANCE, on=alliance)
    with transaction.atomic():
        alliance = Alliance.objects.select_for_update().get(pk=alliance.pk)
        for field, value in facts.items():
            setattr(alliance, field, value)
        try:
            with transaction.atomic():
                alliance.save(update_fields=list(facts))
        except IntegrityError as error:
            raise Refused("There is an alliance of this name already.") from error
        audit.record(by, events.ALLIANCE_CHANGED, on=alliance)
    return alliance


def introduce(*, by: Actor, **facts: Any) -> Organisation:
    """A new organisation, which becomes a member now. Raises NotAllowed; Refused for a name the alliance has."""
    require(by, Permission.MANAGE_ALLIANCE)
    with transaction.atomic():
        same = Organisation.objects.filter(name__iexact=facts["name"].strip())
        if same.exists():
            raise Refused(
                f"{facts['name'].strip()} is known already. If it was a partner before, choose it from the list."
            )
        organisation = Organisation.objects.create(introduced_in_id=by.own_alliance_id, **facts)
        return bring_in(by=by, organisation=organisation)


def bring_in(*, by: Actor, organisation: Organisation) -> Organisation:
    """An organisation becomes a member now. Raises NotAllowed; Conflict when it is one; Refused without the decision
    that the alliance asks for.
    """
    require(by, Permission.MANAGE_ALLIANCE)
    with transaction.atomic():
        Alliance.objects.select_for_update().get(pk=by.own_alliance_id)
        if Organisation.objects.members_of(by.own_alliance_id).filter(pk=organisation.pk).exists():
            raise Conflict(f"{organisation.name} is a member of the alliance already.")
        require_decision(by, "new_partner", on=organisation, label=organisation.name)
        Membership.objects.create(
            alliance_id=by.own_alliance_id, organisation=organisation, period=period(clock.now())
        )
        audit.record(by, events.JOINED, on=organisation, organisation=organisation.name)
        live.notify("partners", alliance=by.alliance_id)
    return organisation


def end_membership(*, by: Actor, organisation: Organisation, reason: str) -> None:
    """An organisation leaves the alliance now: its seats end, its sides in agreements close, its open
    invitations are withdrawn. What it recorded stays its own.

    Raises NotAllowed; Refused when it is no member, or is the convenor's own.
    """
    require(by, Permission.MANAGE_ALLIANCE)
    with transaction.atomic():
        at = clock.now()
        membership = (
            Membership.objects.current()
            .select_for_update()
            .filter(alliance_id=by.own_alliance_id, organisation=organisation)
            .first()
        )
        if membership is None:
            raise Conflict(f"{organisation.name} is not a member of the alliance now.")
        if organisation.pk == by.organisation_id:
            raise Refused("You act for this organisation. Somebody else must end its membership.")
        # Agreements first: afterwards nobody of it would be a member any more.
        membership_ended.send(
            sender=Membership, by=by, organisation=organisation, alliance_id=membership.alliance_id
        )
        for seat in Seat.objects.current().filter(alliance_id=by.own_alliance_id, organisation=organisation):
            seat.period = closed(seat.period, at)
            seat.save(update_fields=["period"])
        Invitation.objects.filter(
            alliance_id=by.own_alliance_id, organisation=organisation, accepted_at=None, withdrawn_at=None
        ).update(withdrawn_at=at)
        membership.period = closed(membership.period, at)
        membership.save(update_fields=["period"])
        audit.record(
            by, events.MEMBERSHIP_ENDED, on=organisation, organisation=organisation.name, reason=reason
        )
        live.notify("partners", alliance=by.alliance_id)
