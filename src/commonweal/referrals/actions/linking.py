"""Signed links for partners where nobody signs in; and notices."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from commonweal import audit
from commonweal.access import Actor, Permission, Refused, require
from commonweal.access.roles import roles_with
from commonweal.database import clock
from commonweal.database.kept import kept
from commonweal.partners.models import Organisation, Seat
from commonweal.referrals import events, links, mail
from commonweal.referrals.actions.steps import locked, tell
from commonweal.referrals.models import Notice, Referral


def answers_by_link(organisation: Organisation, alliance_id: object) -> bool:
    """Has the partner an address to write to and nobody who signs in and answers referrals?"""
    if not organisation.contact_email:
        return False
    return not _answering(alliance=alliance_id, organisation=organisation.pk)


@kept
def _answering(alliance: Any, organisation: Any) -> QuerySet[Seat, tuple[UUID]]:
    """One seat of those who sign in for an organisation and answer referrals."""
    rows = Seat.objects.current().filter(
        alliance_id=alliance,
        organisation_id=organisation,
        person__isnull=False,
        roles__overlap=roles_with(Permission.ANSWER_REFERRALS),
    )
    return rows.values_list("pk")[:1]


def email_link(*, by: Actor, referral: Referral) -> Referral:
    """E-mail the receiver a signed link to this referral, for the first time or anew.

    Raises Refused when the referral is over, or the receiver signs in or has no address.
    """
    require(by, Permission.SEND_REFERRALS, on=referral)
    with transaction.atomic():
        row = locked(referral)
        if not row.is_open or row.status == "draft" or row.receiver is None:
            raise Refused(_("A link is sent for an open referral to one organisation."))
        if not answers_by_link(row.receiver, row.alliance_id):
            raise Refused(
                _("%(name)s answers referrals here, or has no e-mail address; no link is needed or possible.")
                % {"name": row.receiver.name}
            )
        send_link(by, row)
        audit.record(by, events.LINK_SENT, on=row, receiver=row.receiver.name)
        tell(row)
    return row


def send_link(by: Actor, row: Referral) -> None:
    """Make the link of a locked referral and have it e-mailed when the transaction commits."""
    assert row.receiver is not None
    with connection.cursor() as cursor:
        cursor.execute("select commonweal.link_seat(%s)", [row.receiver_id])
        (seat_id,) = cursor.fetchone()
    if seat_id is None:
        raise Refused(_("%(name)s is no member of the alliance now.") % {"name": row.receiver.name})
    row.link_sent_at = clock.now()
    row.save(update_fields=["link_sent_at"])
    token = links.sign(referral_id=row.pk, seat_id=seat_id, client_id=row.client_id)
    mail.send_link(to=row.receiver.contact_email, sender=row.recorded_by.name, token=token)


def read_notice(*, by: Actor, notice: Notice) -> Notice:
    """Put a notice away for the whole organisation."""
    require(by, Permission.ANSWER_REFERRALS, on=notice)
    with transaction.atomic():
        if notice.read_at is None:
            notice.read_at = clock.now()
            notice.save(update_fields=["read_at"])
            audit.record(by, events.NOTICE_READ, on=notice)
    return notice
