"""The receiver's answer: accept, put on the waitlist, decline."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from commonweal.access import Actor, Permission, Refused, require
from commonweal.access.rules import Conflict
from commonweal.agreements.obligations import workflow_times
from commonweal.database import clock
from commonweal.directory.models import Service
from commonweal.referrals import events, places, rules
from commonweal.referrals.actions.steps import conclude, locked, step
from commonweal.referrals.models import Referral, matching_services
from commonweal.referrals.rules import Side, Status


def accept(
    *, by: Actor, referral: Referral, note: str = "", waitlist: bool = False, service: Service | None = None
) -> Referral:
    """The receiving organisation takes the referral on, or puts the person on its waitlist.

    An open referral becomes that of the organisation which accepts first; `service` says with which of
    its services, where several match. A service that moves with referrals gives a place (none from a waitlist).

    Raises NotAllowed, Refused (the table says no, it was sent on, the service does not match), Conflict
    (another organisation was first).
    """
    require(by, Permission.ANSWER_REFERRALS, on=referral)
    with transaction.atomic():
        row = locked(referral)
        if row.rerouted_at is not None:
            raise Conflict(_("The sender has already sent this person on to another service."))
        was_open, taken = row.is_open_to_all, dict[str, Any]()
        if was_open:
            row.service = _own_service(by, row, service)
            row.moves_places = row.service.moves_with_referrals
            row.receiver_id = by.organisation_id
            taken = {"receiver_id": row.receiver_id, "service_id": row.service_id}
        now = clock.now()
        agreed = workflow_times(
            sender=row.recorded_by_id, receiver=row.receiver_id, domain=row.domain, urgency=row.urgency
        )
        moved = step(
            by,
            row,
            Status.ACCEPTED,
            Side.RECEIVER,
            note=note,
            answered_at=now,
            finish_due_at=rules.finish_due(now, row.urgency, within=agreed.finish),
            waitlisted=waitlist,
            holds_place=not waitlist and bool(row.moves_places) and places.take(by, row.service_id),
            **taken,
        )
        event = events.WAITLISTED if waitlist else events.ACCEPTED
        conclude(by, row, moved, event, sender=row.recorded_by.name, everybody=was_open)
    return row


def decline(*, by: Actor, referral: Referral, code: str, reason: str) -> Referral:
    """The receiving organisation does not take it on, with a reason to count and one in words.

    Raises NotAllowed, Refused (unknown code, no words, the table says no, open to all), Conflict.
    """
    require(by, Permission.ANSWER_REFERRALS, on=referral)
    if code not in rules.DECLINING:
        raise Refused(_("Choose a reason from the list."))
    with transaction.atomic():
        row = locked(referral)
        if row.is_open_to_all:
            raise Refused(
                _("This referral is open to all that match. Leave it to others; nobody waits for you.")
            )
        why = rules.DECLINING[code]
        moved = step(
            by,
            row,
            Status.REJECTED,
            Side.RECEIVER,
            reason=reason,
            reason_code=code,
            outcome=why.outcome.value if why.outcome else "",
            answered_at=clock.now(),
        )
        conclude(by, row, moved, events.DECLINED, sender=row.recorded_by.name, why=why.title)
    return row


def _own_service(by: Actor, row: Referral, wanted: Service | None) -> Service:
    """The actor's service that answers an open referral: the one named, or else the first with room."""
    own = matching_services(row.alliance_id, row.domain).filter(provider__partner_id=by.organisation_id)
    if wanted is not None:
        own = own.filter(pk=wanted.pk)
    found = sorted(own, key=lambda one: (one.capacity == "no-capacity", one.name))
    if not found:
        raise Refused(_("None of your services in the directory answers this need."))
    return found[0]
