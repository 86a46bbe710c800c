"""Leaving: with the notice that was agreed, at once where that may be, and what follows when notice or term is over."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from commonweal import audit
from commonweal.access import Actor, Permission, require
from commonweal.agreements import events, rules
from commonweal.agreements.actions import common, opening
from commonweal.agreements.models import Agreement
from commonweal.database import clock, live
from commonweal.partners.models import Organisation

BY_TERMS = "The agreed term"
"""Who did it, where a day did: stands in the record of acts."""


def leave(*, by: Actor, agreement: Agreement, reason: str, at_once: bool = False) -> Agreement:
    """Take one's own organisation out: at the end of the notice that the terms ask for, or now where they ask for none.

    `at_once`: data sharing may stop before the notice is over; what else is owed is owed until then. Versions that
    name the organisation and wait for signatures can no longer come into force once it has left. With fewer than two
    parties left the agreement ends. Raises NotAllowed; Refused when it is no party, gave notice already, or may not
    leave at once.
    """
    require(by, Permission.SIGN_AGREEMENTS, on=agreement)
    with transaction.atomic():
        agreement = common.locked(agreement.pk)
        at = clock.now()
        common.refuse(
            rules.refusal_to_leave(
                agreement.facts(),
                kind=rules.Kind.of(agreement.kind),
                organisation=by.own_organisation_id,
                parties=agreement.current_parties() | agreement.asked(),
                at=at,
                last_day=last_day(agreement, by.own_organisation_id),
                at_once=at_once,
            )
        )
        until = None if at_once else notice_until(agreement, by.own_organisation_id, at)
        if until is not None:
            opening.give_notice(agreement, by.own_organisation_id, at, until)
            audit.record(
                by, events.NOTICE_GIVEN, on=agreement, agreement=agreement.title, party=by.organisation_name,
                until=common.last_day_before(agreement, until), reason=reason,
            )  # fmt: skip
        else:
            opening.take_out(by, agreement, by.own_organisation_id, at)
            audit.record(
                by, events.LEFT, on=agreement, agreement=agreement.title, party=by.organisation_name,
                reason=reason,
            )  # fmt: skip
            _record_if_over(by, agreement)
        live.notify("agreements", alliance=agreement.alliance_id)
    return agreement


def notice_until(agreement: Agreement, organisation_id: UUID, at: datetime) -> datetime | None:
    """When a notice given now would be over; None: one leaves at once.

    No notice where the terms ask for none, before an agreement begins, after it ran out, and for whoever is only asked
    to sign.
    """
    running = agreement.in_force is not None and not agreement.in_force.isempty
    if organisation_id not in agreement.current_parties() or not running or agreement.in_force.lower > at:
        return None
    if agreement.over_since(at) is not None:
        return None
    version = next(one for one in agreement.versions.all() if one.pk == agreement.version_in_force_id)
    agreed = version.read().leaving
    days = agreed.notice_days if agreed is not None else 0
    return rules.end_of_notice(days, at=at, zone=common.zone(agreement))


def last_day(agreement: Agreement, organisation_id: UUID) -> date | None:
    """The last day of a notice that an organisation has given and that still runs; None: it gave none."""
    return next(
        (
            common.last_day_before(agreement, one.leaves_at)
            for one in agreement.parties.all()
            if one.organisation_id == organisation_id and one.bound and one.leaves_at is not None
        ),
        None,
    )


def settle(agreement: Agreement) -> bool:
    """Do what follows when a notice is over or an agreement has lapsed, in nobody's name; was there anything to do?

    What was open closed by itself, at the instant. Here the checklist of the exit terms begins, running referrals go on
    or are given back, and with fewer than two parties the agreement ends. Called by background work, on a seat of the
    alliance that may write agreements; a second call finds nothing.
    """
    with transaction.atomic():
        agreement = common.locked(agreement.pk)
        at = clock.now()
        if agreement.facts().ended(at):
            return False
        by = Actor(alliance_id=agreement.alliance_id, person_name=BY_TERMS)
        unsettled = agreement.settled_at is None
        gone, lapsed = opening.settle(by, agreement, at)
        for party in gone:
            name = Organisation.objects.values_list("name", flat=True).get(pk=party.organisation_id)
            audit.record(
                by, events.LEFT, on=agreement, agreement=agreement.title, party=name,
                reason="the notice it gave is over",
            )  # fmt: skip
        if lapsed and unsettled and agreement.ended_at is None:
            audit.record(by, events.LAPSED, on=agreement, agreement=agreement.title)
        _record_if_over(by, agreement)
        if gone or lapsed:
            live.notify("agreements", alliance=agreement.alliance_id)
    return bool(gone or lapsed)


def membership_ended(
    sender: object, *, by: Actor, organisation: Organisation, alliance_id: UUID, **_: Any
) -> None:
    """An organisation that leaves the alliance leaves its agreements: every side it stands on closes now."""
    reason = "it no longer belongs to the alliance"
    at = clock.now()
    bound = Agreement.objects.filter(
        alliance_id=alliance_id, parties__organisation=organisation, parties__left_at=None
    )
    asked = Agreement.objects.filter(
        alliance_id=alliance_id, versions__parties__contains=[organisation.pk], versions__withdrawn_at=None
    )
    concerned = bound.values("pk").union(asked.values("pk"))
    for agreement_id in sorted(row["pk"] for row in concerned):
        agreement = common.locked(agreement_id)
        if agreement.facts().ended(at):
            continue
        opening.take_out(by, agreement, organisation.pk, at)
        audit.record(
            by, events.LEFT, on=agreement, agreement=agreement.title, party=organisation.name, reason=reason
        )
        _record_if_over(by, agreement)
    live.notify("agreements", alliance=alliance_id)


def _record_if_over(by: Actor, agreement: Agreement) -> None:
    if agreement.ended_at is not None:
        audit.record(by, events.ENDED, on=agreement, agreement=agreement.title, reason=agreement.ended_reason)
