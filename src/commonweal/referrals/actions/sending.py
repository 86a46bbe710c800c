"""Sending: to one partner's service, to all that match, in the place of another one, or onward from a hub."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from commonweal.access import Actor, NotAllowed, Permission, Refused, require
from commonweal.agreements.obligations import workflow_times
from commonweal.audit import Event
from commonweal.clients.models import Client, Need
from commonweal.database import clock
from commonweal.database.kept import kept
from commonweal.database.storing import add_once
from commonweal.directory.models import Service
from commonweal.partners.models import Membership, Organisation
from commonweal.referrals import events, reach, rules
from commonweal.referrals.actions.linking import answers_by_link, send_link
from commonweal.referrals.actions.steps import (
    Moved,
    conclude,
    locked,
    receiver_name,
    remember,
    step,
    tell,
    words,
)
from commonweal.referrals.models import Referral
from commonweal.referrals.rules import Caution, Side, Status


class ConsentNeeded(Refused):
    """The receiver would not see the referral: a consent is missing, or an agreement. It can be asked for in place."""

    def __init__(self, sentence: str, *, recipient: Organisation | None, category: str) -> None:
        super().__init__(sentence)
        self.recipient = recipient
        self.category = category


class TickNeeded(Refused):
    """Something speaks against sending; it is sent all the same when the sender says so."""

    def __init__(self, found: tuple[Caution, ...]) -> None:
        super().__init__(" ".join(one.sentence for one in found) + " " + _("Tick that you send it anyway."))
        self.cautions = found


@dataclass(frozen=True)
class _Content:
    """What is sent."""

    client: Client
    need: Need
    service: Service | None
    note: str
    urgency: str
    submission: UUID | None
    reroutes: Referral | None = None
    parent: Referral | None = None

    @property
    def receiver(self) -> Organisation | None:
        return self.service.provider.partner if self.service is not None else None

    @property
    def receiver_pk(self) -> UUID | None:
        return self.receiver.pk if self.receiver is not None else None


def send(
    *,
    by: Actor,
    client: Client,
    need: Need,
    service: Service | None = None,
    note: str = "",
    urgency: str = "",
    submission: UUID | None = None,
    anyway: bool = False,
) -> Referral:
    """Send a person on to a service, or (`service` None) to all partners that match: the first to accept wins.

    `submission` is the form's own number: the same form sent twice is one referral, and the second time
    that one is returned. `anyway`: the sender saw the cautions and ticked.

    Raises NotAllowed, ConsentNeeded, TickNeeded, Refused.
    """
    content = _Content(client, need, service, note, urgency or need.urgency, submission)
    return _send(by, content, Status.REQUESTED, events.SENT, anyway=anyway)


def draft(
    *,
    by: Actor,
    client: Client,
    need: Need,
    service: Service | None = None,
    note: str = "",
    urgency: str = "",
    submission: UUID | None = None,
) -> Referral:
    """Keep a referral without sending it: only the sender's own people see it."""
    content = _Content(client, need, service, note, urgency or need.urgency, submission)
    return _send(by, content, Status.DRAFT, events.DRAFTED, anyway=True)


def send_draft(*, by: Actor, referral: Referral, anyway: bool = False) -> Referral:
    """Send what was kept. Raises as `send` does."""
    require(by, Permission.SEND_REFERRALS, on=referral)
    with transaction.atomic():
        row = locked(referral)
        client, need = _about(row)
        content = _Content(client, need, row.service, row.note, row.urgency, None)
        _check(by, content, anyway=anyway, checked_status=Status(row.status))
        now = clock.now()
        moved = step(
            by,
            row,
            Status.REQUESTED,
            Side.SENDER,
            sent_at=now,
            sent_by_id=by.person_id,
            answer_due_at=_answer_due(by, row.urgency, row.receiver_id, row.domain),
        )
        _deliver(by, row)
        conclude(by, row, moved, events.SENT, receiver=receiver_name(row))
    return row


def reroute(
    *,
    by: Actor,
    referral: Referral,
    service: Service | None = None,
    note: str | None = None,
    submission: UUID | None = None,
    anyway: bool = False,
) -> Referral:
    """Send a new referral in the place of one that was declined, failed, withdrawn or not answered in time.

    The old one stays as it is and the new one points back to it; a child keeps its parent. An unanswered one
    can then no longer be accepted. Raises as `send` does.
    """
    require(by, Permission.SEND_REFERRALS, on=referral)
    with transaction.atomic():
        old = locked(referral)
        if already := _sent_before(by, submission):
            return already
        overdue = old.answer_due_at is not None and old.answer_due_at < clock.now()
        if refusal := rules.refusal_to_reroute(
            Status(old.status), overdue=overdue, rerouted=old.rerouted_at is not None
        ):
            raise Refused(refusal.reason)
        old.rerouted_at = clock.now()
        old.save(update_fields=["rerouted_at"])
        client, need = _about(old)
        content = _Content(
            client=client,
            need=need,
            service=service,
            note=old.note if note is None else note,
            urgency=old.urgency,
            submission=submission,
            reroutes=old,
            parent=old.parent,
        )
        new = _send(by, content, Status.REQUESTED, events.REROUTED, anyway=anyway)
        tell(old)
    return new


def pass_onward(
    *,
    by: Actor,
    referral: Referral,
    service: Service | None = None,
    note: str = "",
    submission: UUID | None = None,
    anyway: bool = False,
) -> Referral:
    """A hub that took a referral on sends the person onward: the hub's is the parent, the new one a child.

    The parent goes in progress, and stays so when a child is declined: then another child goes out.
    Raises as `send` does.
    """
    require(by, Permission.ANSWER_REFERRALS, on=referral)
    require(by, Permission.SEND_REFERRALS)
    with transaction.atomic():
        parent = locked(referral)
        if already := _sent_before(by, submission):
            return already
        if parent.receiver_id != by.organisation_id:
            raise NotAllowed(by, Permission.ANSWER_REFERRALS)
        if refusal := rules.refusal_to_send_onward(Status(parent.status)):
            raise Refused(refusal.reason)
        content = _Content(
            parent.client, parent.need, service, note, parent.urgency, submission, parent=parent
        )
        _check(by, content, anyway=anyway)
        if parent.status != Status.IN_PROGRESS:
            moved = step(
                by, parent, Status.IN_PROGRESS, Side.RECEIVER, waitlisted=False, reason="", reason_code=""
            )
            remember(by, parent, moved)
        child = _send(by, content, Status.REQUESTED, events.PASSED_ONWARD, anyway=True)
        tell(parent)
    return child


def _send(by: Actor, content: _Content, to: Status, event: Event, *, anyway: bool) -> Referral:
    require(by, Permission.SEND_REFERRALS)
    if already := _sent_before(by, content.submission):
        return already
    note = words(content.note)
    if content.urgency not in rules.ANSWER_WITHIN:
        raise Refused(_("Say how urgent it is."))
    return _written(by, content, to, event, note=note, anyway=anyway)


def _written(by: Actor, content: _Content, to: Status, event: Event, *, note: str, anyway: bool) -> Referral:
    with transaction.atomic():
        _check(by, content, anyway=anyway, checked_status=to)
        now = clock.now()
        sent = to is Status.REQUESTED
        row = Referral(
            alliance_id=by.own_alliance_id,
            client=content.client,
            need=content.need,
            category=content.need.category,
            domain=content.need.domain,
            recorded_by_id=by.own_organisation_id,
            receiver=content.receiver,
            service=content.service,
            status=to.value,
            status_at=now,
            note=note,
            urgency=content.urgency,
            sent_at=now if sent else None,
            sent_by_id=by.person_id if sent else None,
            answer_due_at=_answer_due(by, content.urgency, content.receiver_pk, content.need.domain)
            if sent
            else None,
            reroutes=content.reroutes,
            parent=content.parent,
            submission=content.submission,
        )
        if not add_once(row, by=("recorded_by_id", "submission")):
            # The same form at the same instant: the other one has won, and is this one.
            (already,) = _of_form(sender=by.organisation_id, submission=content.submission)
            return already
        if sent:
            _deliver(by, row)
        conclude(by, row, Moved("", ""), event, receiver=receiver_name(row))
    return row


def _about(row: Referral) -> tuple[Client, Need]:
    """The person and the need, as far as the actor sees them: each was recorded by its own organisation."""
    client = Client.objects.filter(pk=row.client_id).first()
    need = Need.objects.filter(pk=row.need_id).first()
    if client is None or need is None:
        raise Refused(_("The person's record is shown to you no more, so nothing can be sent on from here."))
    return client, need


def _sent_before(by: Actor, submission: UUID | None) -> Referral | None:
    if submission is None:
        return None
    return next(iter(_of_form(sender=by.organisation_id, submission=submission)), None)


@kept
def _of_form(sender: Any, submission: Any) -> QuerySet[Referral]:
    return Referral.objects.filter(recorded_by_id=sender, submission=submission)


def _check(by: Actor, content: _Content, *, anyway: bool, checked_status: Status = Status.REQUESTED) -> None:
    """Everything that can speak against sending, in the order in which somebody would put it right."""
    need, client = content.need, content.client
    if client.alliance_id != by.alliance_id or need.client_id != client.pk:
        raise Refused(_("This need belongs to somebody else."))
    if need.status != "open" and content.parent is None:
        raise Refused(_("This need is no longer open. Record it again if it has come back."))
    if content.service is not None:
        _check_service(by, content)
    if checked_status is Status.DRAFT:
        if content.receiver is not None:
            _require_member(by, content.receiver)
        return
    _check_reach(by, content)
    if not anyway and (found := cautions(content.client, need, content.service, besides=_besides(content))):
        raise TickNeeded(found)


def _besides(content: _Content) -> set[UUID]:
    """Referrals that belong to this one and are no second one for the same need."""
    return {one.pk for one in (content.reroutes, content.parent) if one is not None}


def _check_service(by: Actor, content: _Content) -> None:
    service = content.service
    assert service is not None
    if service.alliance_id != by.alliance_id or service.status != "active":
        raise Refused(_("This service is not offered now."))
    if content.receiver is None:
        raise Refused(
            _(
                "%(name)s is not a partner of the alliance, so nothing can be sent. Call them, or choose another."
            )
            % {"name": service.provider.name}
        )


def _require_member(by: Actor, receiver: Organisation) -> None:
    if (
        not Membership.objects.current()
        .filter(alliance_id=by.own_alliance_id, organisation=receiver)
        .exists()
    ):
        raise Refused(_("%(name)s is no member of the alliance now.") % {"name": receiver.name})


def _check_reach(by: Actor, content: _Content) -> None:
    need, receiver = content.need, content.receiver
    if receiver is not None:
        if not reach.reaches(
            receiver.pk, client_id=content.client.pk, sender_id=by.own_organisation_id, category=need.category
        ):
            # Only a member is reached; where nothing reaches it, this is what to say first.
            _require_member(by, receiver)
            raise ConsentNeeded(
                _(
                    "%(name)s would not see this: the person's consent, or a data-sharing agreement, is missing."
                )
                % {"name": receiver.name},
                recipient=receiver,
                category=need.category,
            )
        return
    if not reach.matching_organisations(
        alliance_id=by.own_alliance_id,
        domain=need.domain,
        client_id=content.client.pk,
        sender_id=by.own_organisation_id,
        category=need.category,
    ):
        raise ConsentNeeded(
            _(
                "No partner with a matching service would see this: the person's consent to the network is missing."
            ),
            recipient=None,
            category=need.category,
        )


def cautions(
    client: Client, need: Need, service: Service | None, *, besides: Collection[UUID] = ()
) -> tuple[Caution, ...]:
    """What the sender should know first. `besides`: referrals that do not count as a second one."""
    already = (
        Referral.objects.filter(
            client=client, domain=need.domain, need=need, status__in=rules.OPEN - {Status.DRAFT}
        )
        .filter(rerouted_at__isnull=True)
        .exclude(pk__in=besides)
        .count()
    )
    return rules.cautions(
        open_for_need=already,
        capacity=service.capacity if service is not None else "",
        places=service.places_available if service is not None else None,
    )


def _answer_due(by: Actor, urgency: str, receiver: UUID | None, domain: str) -> datetime:
    """As the joint workflow in force between the two sides says; where none does, as is usual."""
    agreed = workflow_times(sender=by.own_organisation_id, receiver=receiver, domain=domain, urgency=urgency)
    return rules.answer_due(clock.now().astimezone(by.zone), urgency, within=agreed.answer)


def _deliver(by: Actor, row: Referral) -> None:
    """A receiver where nobody signs in gets its link by e-mail."""
    if row.receiver is not None and answers_by_link(row.receiver, row.alliance_id):
        send_link(by, row)
