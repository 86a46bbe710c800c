"""From the acceptance to the end: start, hold, complete, could not, withdraw, assign, confirm."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from commonweal import audit
from commonweal.access import Actor, Permission, Refused, require
from commonweal.access.models import Person
from commonweal.access.roles import roles_with
from commonweal.clients.models import Need, NeedChange
from commonweal.database import clock
from commonweal.partners.models import Seat
from commonweal.referrals import events, places, rules
from commonweal.referrals.actions.steps import (
    conclude,
    locked,
    receiver_name,
    require_side,
    step,
    tell,
    words,
)
from commonweal.referrals.models import Referral
from commonweal.referrals.rules import Outcome, Side, Status

LONGEST_FINISH = timedelta(days=731)


def start(*, by: Actor, referral: Referral, note: str = "") -> Referral:
    """Work begins, or goes on after a hold. Somebody on the waitlist gets their place now."""
    require(by, Permission.ANSWER_REFERRALS, on=referral)
    with transaction.atomic():
        row = locked(referral)
        moved = step(
            by,
            row,
            Status.IN_PROGRESS,
            Side.RECEIVER,
            note=note,
            waitlisted=False,
            reason="",
            reason_code="",
            holds_place=row.holds_place or (bool(row.moves_places) and places.take(by, row.service_id)),
        )
        conclude(by, row, moved, events.STARTED, sender=row.recorded_by.name)
    return row


def hold(*, by: Actor, referral: Referral, reason: str) -> Referral:
    """Nothing can be done for a while; the reason in words says what it waits for."""
    require(by, Permission.ANSWER_REFERRALS, on=referral)
    with transaction.atomic():
        row = locked(referral)
        moved = step(by, row, Status.ON_HOLD, Side.RECEIVER, reason=reason)
        conclude(by, row, moved, events.HELD, sender=row.recorded_by.name)
    return row


def complete(*, by: Actor, referral: Referral, outcome: Outcome, what_was_done: str) -> Referral:
    """The person was helped. Closed for the receiver; open for the sender until they have seen it."""
    return _finish(by, referral, Status.COMPLETED, outcome, what_was_done)


def fail(*, by: Actor, referral: Referral, outcome: Outcome, reason: str) -> Referral:
    """The receiver could not help; the outcome says why, the reason says it in words."""
    return _finish(by, referral, Status.FAILED, outcome, reason)


def _finish(by: Actor, referral: Referral, to: Status, outcome: Outcome, text: str) -> Referral:
    require(by, Permission.ANSWER_REFERRALS, on=referral)
    text = words(text)
    if refusal := rules.refusal_to_finish(to, outcome, text):
        raise Refused(refusal.reason)
    with transaction.atomic():
        row = locked(referral)
        moved = step(
            by,
            row,
            to,
            Side.RECEIVER,
            reason=text if to is Status.FAILED else "",
            note=text,
            outcome=outcome.value,
            what_was_done=text,
        )
        event = events.COMPLETED if to is Status.COMPLETED else events.FAILED
        conclude(by, row, moved, event, sender=row.recorded_by.name, outcome=outcome.value.replace("-", " "))
    return row


def cancel(*, by: Actor, referral: Referral, code: str, reason: str) -> Referral:
    """Either side withdraws; the reason in words is the other side's to read."""
    require_side(by, referral)
    if code not in rules.CANCELLING:
        raise Refused(_("Choose a reason from the list."))
    with transaction.atomic():
        row = locked(referral)
        sides = rules.sides(row.facts(), by.organisation_id) if by.organisation_id else frozenset()
        if not sides:
            raise Refused(_("Only its sender withdraws a referral that is open to all."))
        why = rules.CANCELLING[code]
        moved = step(
            by,
            row,
            Status.CANCELLED,
            Side.SENDER if Side.SENDER in sides else Side.RECEIVER,
            reason=reason,
            reason_code=code,
            outcome=why.outcome.value if why.outcome else "",
        )
        conclude(
            by,
            row,
            moved,
            events.CANCELLED,
            sender=row.recorded_by.name,
            receiver=receiver_name(row),
            why=why.title,
        )
    return row


def mark_error(*, by: Actor, referral: Referral, note: str = "") -> Referral:
    """It should never have been made: a slip of the hand, the wrong person. It stays in the record."""
    require(by, Permission.SEND_REFERRALS, on=referral)
    with transaction.atomic():
        row = locked(referral)
        moved = step(by, row, Status.ENTERED_IN_ERROR, Side.SENDER, note=note)
        conclude(by, row, moved, events.ENTERED_IN_ERROR, receiver=receiver_name(row))
    return row


def confirm(*, by: Actor, referral: Referral) -> Referral:
    """The sender has seen what was done: now the loop is closed, and the need resolved where it was met."""
    require(by, Permission.SEND_REFERRALS, on=referral)
    with transaction.atomic():
        row = locked(referral)
        if refusal := rules.refusal_to_confirm(Status(row.status), seen=row.seen_by_sender_at is not None):
            raise Refused(refusal.reason)
        row.seen_by_sender_at = clock.now()
        row.save(update_fields=["seen_by_sender_at"])
        if row.outcome in rules.HELPED:
            _resolve_need(by, row)
        audit.record(by, events.CONFIRMED, on=row, receiver=receiver_name(row))
        tell(row)
    return row


def _resolve_need(by: Actor, row: Referral) -> None:
    """Only who recorded a need closes it; another organisation's stays open until they do."""
    need = (
        Need.objects.select_for_update()
        .filter(pk=row.need_id, status="open", recorded_by_id=by.organisation_id)
        .first()
    )
    if need is None:
        return
    need.status, need.closed_at = "resolved", clock.now()
    need.save(update_fields=["status", "closed_at"])
    NeedChange.objects.create(
        need=need,
        organisation_id=by.own_organisation_id,
        person_name=by.person_name,
        status=need.status,
        urgency=need.urgency,
        reason=_("Helped through a referral to %(receiver)s.") % {"receiver": receiver_name(row)},
    )


def assign(*, by: Actor, referral: Referral, person: Person | None) -> Referral:
    """Give it to a colleague at the receiving organisation, or back to nobody in particular."""
    require(by, Permission.ANSWER_REFERRALS, on=referral)
    with transaction.atomic():
        row = locked(referral)
        if not row.is_open or row.receiver_id != by.organisation_id:
            raise Refused(_("Only an open referral of your own organisation is given to a colleague."))
        if person is not None and not _colleagues(by).filter(person=person).exists():
            raise Refused(_("%(name)s has no seat here that answers referrals.") % {"name": person.name})
        row.assigned_to = person
        row.save(update_fields=["assigned_to"])
        audit.record(by, events.ASSIGNED, on=row, person=person.name if person else "nobody in particular")
        tell(row)
    return row


def _colleagues(by: Actor) -> QuerySet[Seat]:
    return Seat.objects.current().filter(
        alliance_id=by.own_alliance_id,
        organisation_id=by.own_organisation_id,
        roles__overlap=roles_with(Permission.ANSWER_REFERRALS),
    )


def set_finish_due(*, by: Actor, referral: Referral, due: datetime) -> Referral:
    """The receiver says by when the help will be given: from now on, within two years."""
    require(by, Permission.ANSWER_REFERRALS, on=referral)
    with transaction.atomic():
        row = locked(referral)
        now = clock.now()
        if Status(row.status) not in {Status.ACCEPTED, Status.IN_PROGRESS, Status.ON_HOLD}:
            raise Refused(_("Only a referral that was accepted and is not finished has a day to finish by."))
        if not now <= due <= now + LONGEST_FINISH:
            raise Refused(_("Name a day between today and two years from now."))
        row.finish_due_at = due
        row.save(update_fields=["finish_due_at"])
        audit.record(by, events.DUE_CHANGED, on=row, due=due.date().isoformat())
        tell(row)
    return row
