"""Signing, and what opens and closes by it: coming into force, leaving, ending."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from commonweal import audit
from commonweal.access import Actor, NotAllowed, Permission, may, require
from commonweal.access.roles import PURPOSES
from commonweal.access.rules import Conflict
from commonweal.agreements import events, rules
from commonweal.agreements.actions import common
from commonweal.agreements.models import Agreement, Clause, ClauseParty, Party, Signature, Version
from commonweal.agreements.signals import terms_changed
from commonweal.database import clock, live
from commonweal.database.ranges import closed, period
from commonweal.partners.models import Organisation


def sign(*, by: Actor, version: Version, digest_seen: str, signed_name: str) -> Signature:
    """Sign for one's own organisation. The last signature brings the version into force.

    `digest_seen`: Version.digest() of what the page showed. It is stored with the signature and in the record
    of acts, so that it can be shown later which text was signed.

    Raises NotAllowed; Refused when the version is out of date, withdrawn or changed, or was signed before.
    """
    require(by, Permission.SIGN_AGREEMENTS, on=version.agreement)
    assert by.organisation_id is not None
    with transaction.atomic():
        agreement = common.locked(version.agreement_id)
        at, zone = clock.now(), common.zone(agreement)
        row = agreement.versions.get(pk=version.pk)
        common.refuse(
            rules.refusal_to_sign(
                agreement.facts(),
                number=row.number,
                organisation=by.organisation_id,
                members=common.members(agreement.alliance_id),
                digest_seen=digest_seen,
                digest=row.digest(),
                at=at,
                zone=zone,
            )
        )
        signature = Signature.objects.create(
            version=row,
            organisation_id=by.organisation_id,
            person_id=by.person_id,
            signed_name=signed_name.strip(),
            digest_seen=digest_seen,
        )
        facts = Version.objects.prefetch_related("signatures").get(pk=row.pk).facts()
        if facts.complete:
            _bring_into_force(agreement, row, rules.span_of(facts, at=at, zone=zone), at)
        audit.record(
            by,
            events.SIGNED,
            on=agreement,
            agreement=agreement.title,
            version=row.number,
            party=by.organisation_name,
            digest=digest_seen,
        )
        if facts.complete:
            audit.record(by, events.IN_FORCE, on=agreement, agreement=agreement.title, version=row.number)
        live.notify("agreements", alliance=agreement.alliance_id)
    return signature


def leave(*, by: Actor, agreement: Agreement, reason: str) -> Agreement:
    """Take one's own organisation out: what it discloses and receives closes now.

    Versions that name it and wait for signatures can no longer come into force. With fewer than two parties
    left the agreement ends. Raises NotAllowed; Refused when it is no party or the agreement has ended.
    """
    require(by, Permission.SIGN_AGREEMENTS, on=agreement)
    assert by.organisation_id is not None
    with transaction.atomic():
        agreement = common.locked(agreement.pk)
        at = clock.now()
        common.refuse(
            rules.refusal_to_leave(
                agreement.facts(),
                organisation=by.organisation_id,
                parties=agreement.current_parties() | agreement.asked(),
                at=at,
            )
        )
        _take_out(agreement, by.organisation_id, at)
        audit.record(
            by,
            events.LEFT,
            on=agreement,
            agreement=agreement.title,
            party=by.organisation_name,
            reason=reason,
        )
        _record_if_over(by, agreement)
        live.notify("agreements", alliance=agreement.alliance_id)
    return agreement


def end(*, by: Actor, agreement: Agreement, reason: str) -> Agreement:
    """End an agreement for all parties: everything it opens closes now.

    The convenor may; a party may end one that was never in force (otherwise it may leave). Raises NotAllowed;
    Refused when it has ended already.
    """
    with transaction.atomic():
        agreement = common.locked(agreement.pk)
        if not may(by, Permission.MANAGE_ALLIANCE, on=agreement):
            require(by, Permission.SIGN_AGREEMENTS, on=agreement)
            if agreement.version_in_force is not None:
                raise NotAllowed(by, Permission.MANAGE_ALLIANCE)
        at = clock.now()
        common.refuse(rules.refusal_to_end(agreement.facts(), at=at), Conflict)
        _end(agreement, at, reason)
        audit.record(by, events.ENDED, on=agreement, agreement=agreement.title, reason=reason)
        live.notify("agreements", alliance=agreement.alliance_id)
    return agreement


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
        _take_out(agreement, organisation.pk, at)
        audit.record(
            by, events.LEFT, on=agreement, agreement=agreement.title, party=organisation.name, reason=reason
        )
        _record_if_over(by, agreement)
    live.notify("agreements", alliance=alliance_id)


def _record_if_over(by: Actor, agreement: Agreement) -> None:
    if agreement.ended_at is not None:
        audit.record(by, events.ENDED, on=agreement, agreement=agreement.title, reason=agreement.ended_reason)


def _bring_into_force(agreement: Agreement, version: Version, span: rules.Span, at: datetime) -> None:
    _close(ClauseParty.objects.filter(clause__agreement=agreement), at)
    parties = frozenset(version.parties)
    clauses = rules.read_sharing(version.terms, parties=parties, purposes=frozenset(PURPOSES))
    for clause in clauses:
        row = Clause.objects.create(
            agreement=agreement,
            version=version,
            categories=sorted(clause.categories),
            purposes=sorted(clause.purposes),
        )
        ClauseParty.objects.bulk_create(
            ClauseParty(clause=row, organisation_id=one, side=side, period=period(span.start, span.end))
            for one, side in rules.sides(clause, parties)
        )
    for party in agreement.parties.all():
        left_at = None if party.organisation_id in parties else party.left_at or at
        if left_at != party.left_at:
            party.left_at = left_at
            party.save(update_fields=["left_at"])
    known = {party.organisation_id for party in agreement.parties.all()}
    Party.objects.bulk_create(
        Party(agreement=agreement, organisation_id=one) for one in sorted(parties - known)
    )
    agreement.version_in_force = version
    agreement.in_force = period(span.start, span.end)
    agreement.save(update_fields=["version_in_force", "in_force"])
    terms_changed.send(sender=Agreement, agreement=agreement)


def _close(sides: Iterable[ClauseParty], at: datetime) -> None:
    for side in sides:
        until = closed(side.period, at)
        if until != side.period:
            side.period = until
            side.save(update_fields=["period"])


def _take_out(agreement: Agreement, organisation_id: UUID, at: datetime) -> None:
    number = agreement.facts().in_force_number
    Version.objects.filter(
        agreement=agreement,
        number__gt=number,
        withdrawn_at=None,
        offered_at__isnull=False,
        parties__contains=[organisation_id],
    ).update(withdrawn_at=at)
    for version in Version.objects.filter(
        agreement=agreement, offered_at=None, withdrawn_at=None, parties__contains=[organisation_id]
    ):
        # A draft can still be changed: it goes on without the one that left.
        version.parties = [one for one in version.parties if one != organisation_id]
        version.save(update_fields=["parties"])
    if organisation_id not in agreement.current_parties():
        return
    _close(ClauseParty.objects.filter(clause__agreement=agreement, organisation_id=organisation_id), at)
    Party.objects.filter(agreement=agreement, organisation_id=organisation_id).update(left_at=at)
    left = agreement.current_parties() - {organisation_id}
    if rules.ends_with(left):
        _end(agreement, at, "fewer than two parties were left")
    else:
        terms_changed.send(sender=Agreement, agreement=agreement)


def _end(agreement: Agreement, at: datetime, reason: str) -> None:
    _close(ClauseParty.objects.filter(clause__agreement=agreement), at)
    agreement.ended_at = at
    agreement.ended_reason = reason.strip()
    if agreement.in_force is not None:
        agreement.in_force = closed(agreement.in_force, at)
    agreement.save(update_fields=["ended_at", "ended_reason", "in_force"])
    terms_changed.send(sender=Agreement, agreement=agreement)
