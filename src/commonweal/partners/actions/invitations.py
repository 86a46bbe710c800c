"""Invitations: a link by e-mail whose secret only the mail knows; we keep its digest."""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta
from uuid import UUID

from django.db import IntegrityError, connection, transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from commonweal import audit
from commonweal.access import Actor, Refused
from commonweal.access.models import Person
from commonweal.access.roles import purposes_of
from commonweal.access.rules import Conflict
from commonweal.components.letters import Letter, post
from commonweal.database import clock, live
from commonweal.database.identity import Identity, acting
from commonweal.partners import events, queries
from commonweal.partners.actions.seats import refuse_roles, require_giver, role_words
from commonweal.partners.models import Alliance, Invitation, Organisation, Seat

EXPIRES = timedelta(days=14)


def digest_of(secret: str) -> bytes:
    """What is kept of a link's secret."""
    return hashlib.sha256(secret.encode()).digest()


def invite(
    *, by: Actor, organisation: Organisation, email: str, name: str, roles: set[str], title: str = ""
) -> Invitation:
    """Ask somebody by e-mail to take a seat. The link works once, for 14 days, for that address.

    Raises NotAllowed; Refused for roles that this giver cannot give; Conflict when they sit there already or an
    invitation is open.
    """
    require_giver(by, organisation)
    email = email.strip().lower()
    with transaction.atomic():
        Organisation.objects.select_for_update().filter(pk=organisation.pk).first()
        held = Seat.objects.current().filter(
            alliance_id=by.own_alliance_id, organisation=organisation, person__email__iexact=email
        )
        inviter = Person.objects.filter(pk=by.own_person_id).first()
        refuse_roles(by, organisation, roles, to_self=bool(inviter and inviter.email.lower() == email))
        if held.exists():
            raise Conflict("Whoever has this address sits for this organisation already.")
        if _open(by.own_alliance_id, organisation).filter(email=email).exists():
            raise Conflict(
                "This address has been invited already. Send that invitation again, or withdraw it."
            )
        alliance = Alliance.objects.get(pk=by.own_alliance_id)
        invitation = write_invitation(
            by, alliance=alliance, organisation=organisation, email=email, name=name, roles=roles, title=title
        )
        audit.record(
            by,
            events.INVITED,
            on=invitation,
            person=invitation.name,
            organisation=organisation.name,
            roles=role_words(roles),
        )
        live.notify("partners", alliance=by.alliance_id)
    return invitation


def write_invitation(
    by: Actor,
    *,
    alliance: Alliance,
    organisation: Organisation,
    email: str,
    name: str,
    roles: set[str],
    title: str = "",
) -> Invitation:
    """The row, and the mail once the transaction holds. Who may is asked by the callers."""
    secret = secrets.token_urlsafe(32)
    invitation = Invitation.objects.create(
        alliance=alliance,
        organisation=organisation,
        email=email.strip().lower(),
        name=name.strip(),
        title=title.strip(),
        roles=sorted(roles),
        purposes=purposes_of(roles),
        invited_by=by.person_id,
        secret_digest=digest_of(secret),
        expires_at=clock.now() + EXPIRES,
    )
    _send(by, invitation, secret)
    return invitation


def send_again(*, by: Actor, invitation: Invitation) -> Invitation:
    """A new link, good for another 14 days; the old one no longer works. Raises NotAllowed, Refused."""
    require_giver(by, invitation.organisation)
    with transaction.atomic():
        row = _locked(invitation)
        if row.accepted_at or row.withdrawn_at:
            raise Conflict("This invitation has been accepted or withdrawn.")
        secret = secrets.token_urlsafe(32)
        row.secret_digest, row.expires_at = digest_of(secret), clock.now() + EXPIRES
        row.save(update_fields=["secret_digest", "expires_at"])
        _send(by, row, secret)
        audit.record(by, events.INVITED_AGAIN, on=row, person=row.name, organisation=row.organisation.name)
    return row


def withdraw_invitation(*, by: Actor, invitation: Invitation) -> Invitation:
    """The link no longer works. Raises NotAllowed; Conflict when it was used or withdrawn."""
    require_giver(by, invitation.organisation)
    with transaction.atomic():
        row = _locked(invitation)
        if row.accepted_at or row.withdrawn_at:
            raise Conflict("This invitation has been accepted or withdrawn.")
        row.withdrawn_at = clock.now()
        row.save(update_fields=["withdrawn_at"])
        audit.record(
            by, events.INVITATION_WITHDRAWN, on=row, person=row.name, organisation=row.organisation.name
        )
        live.notify("partners", alliance=by.alliance_id)
    return row


def accept(*, secret: str, person: Person) -> Seat:
    """The invited person takes the seat. Whoever holds the secret may: the mail was sent to their address.

    Raises Refused when the link is used up, or was sent to another address than the person's.
    """
    with connection.cursor() as cursor:
        try:
            with transaction.atomic():
                cursor.execute("select commonweal.take_seat(%s, %s)", [digest_of(secret), person.pk])
                (seat_id,) = cursor.fetchone()
        except IntegrityError as error:
            raise Conflict("You sit for this organisation already.") from error
    if seat_id is None:
        raise Refused(
            "This invitation cannot be used: it was sent to another address, has expired, was withdrawn or used."
        )
    return _record_taken(person, seat_id)


def _record_taken(person: Person, seat_id: UUID) -> Seat:
    with acting(Identity(person=person.pk, seat=seat_id)):
        seat = Seat.objects.select_related("organisation", "alliance").get(pk=seat_id)
        audit.record(
            queries.actor_for(person, seat),
            events.SEAT_TAKEN,
            on=seat,
            organisation=seat.organisation.name,
            roles=role_words(set(seat.roles)),
        )
        live.notify("partners", alliance=seat.alliance_id)
    return seat


def _open(alliance_id: UUID, organisation: Organisation) -> QuerySet[Invitation]:
    return Invitation.objects.filter(
        alliance_id=alliance_id,
        organisation=organisation,
        accepted_at=None,
        withdrawn_at=None,
        expires_at__gt=clock.now(),
    )


def _locked(invitation: Invitation) -> Invitation:
    return (
        Invitation.objects.select_for_update(of=("self",))
        .select_related("organisation", "alliance")
        .get(pk=invitation.pk)
    )


def _send(by: Actor, invitation: Invitation, secret: str) -> None:
    told = {
        "inviter": by.person_name or "Commonweal",
        "alliance": invitation.alliance.name,
        "organisation": invitation.organisation.name,
        "name": invitation.name,
        "email": invitation.email,
    }
    letter = Letter(
        to=invitation.email,
        subject=_("%(inviter)s invites you to %(alliance)s") % told,
        paragraphs=(
            _("Dear %(name)s, %(inviter)s invites you to sit for %(organisation)s in %(alliance)s.") % told,
        ),
        act=_("Take the seat"),
        path=reverse("partners:accept", args=[secret]),
        notes=(
            _(
                "The link works once, for 14 days, and only for %(email)s. If you did not expect it, do nothing: "
                "without it nobody can use your name."
            )
            % told,
        ),
    )
    # The database keeps only the secret's hash; a job would keep the secret.
    post(letter, as_jobs=False)
