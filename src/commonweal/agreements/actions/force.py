"""Signing, and what opens and closes by it: coming into force, ending."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from commonweal import audit
from commonweal.access import Actor, NotAllowed, Permission, Refused, may, require
from commonweal.access.rules import Conflict
from commonweal.agreements import events, queries, rules, scans
from commonweal.agreements.actions import common, opening
from commonweal.agreements.models import Agreement, CounterSignature, Scan, Signature, Version
from commonweal.database import clock, live
from commonweal.partners.models import Organisation


def sign(*, by: Actor, version: Version, digest_seen: str, signed_name: str) -> Signature:
    """Sign for one's own organisation. The last signature brings the version into force.

    `digest_seen`: Version.digest() of what the page showed. It is stored with the signature and in the record
    of acts, so that it can be shown later which text was signed.

    Raises NotAllowed; Refused when the version is out of date, withdrawn or changed, or was signed before.
    """
    require(by, Permission.SIGN_AGREEMENTS, on=version.agreement)
    with transaction.atomic():
        agreement, row, at = _signable(version, by.own_organisation_id, digest_seen)
        signature = Signature.objects.create(
            version=row,
            organisation_id=by.own_organisation_id,
            person_id=by.own_person_id,
            signed_name=signed_name.strip(),
            digest_seen=digest_seen,
        )
        came = _open_if_complete(agreement, row, at)
        audit.record(
            by,
            events.SIGNED,
            on=agreement,
            agreement=agreement.title,
            version=row.number,
            party=by.organisation_name,
            digest=digest_seen,
        )
        _record_if_in_force(by, agreement, row, came)
    return signature


def record_scan(
    *, by: Actor, version: Version, organisation: Organisation, digest_seen: str, signed_name: str, name: str,
    content: bytes,
) -> Signature:  # fmt: skip
    """Record that an organisation signed on paper, with the scanned copy.

    Whoever may sign for it records it; the convenor does for an organisation where nobody signs in who could.
    The database holds the same. Raises NotAllowed; Refused as `sign`, and for a file that is no PDF or picture.
    """
    require(by, Permission.SIGN_AGREEMENTS)
    own = organisation.pk == by.organisation_id
    if not own:
        require(by, Permission.MANAGE_ALLIANCE, on=version.agreement)
    file = scans.checked(name, content)
    with transaction.atomic():
        if not own and queries.signs_here(organisation.pk):
            raise Refused(
                f"{organisation.name} has people here who may sign. They record the signature themselves."
            )
        agreement, row, at = _signable(version, organisation.pk, digest_seen)
        signature = Signature.objects.create(
            version=row,
            organisation=organisation,
            person_id=by.own_person_id,
            signed_name=signed_name.strip(),
            digest_seen=digest_seen,
            scan_digest=file.digest,
        )
        Scan.objects.create(
            signature=signature, name=file.name, content_type=file.content_type, content=content
        )
        came = _open_if_complete(agreement, row, at)
        audit.record(
            by, events.SCANNED, on=agreement, agreement=agreement.title, version=row.number, party=organisation.name,
            digest=digest_seen, scan=file.digest,
        )  # fmt: skip
        _record_if_in_force(by, agreement, row, came)
    return signature


def countersign(*, by: Actor, version: Version, digest_seen: str, signed_name: str) -> CounterSignature:
    """Confirm for the alliance that a version stands as the parties signed it.

    Where the terms let the office speak for those bound already, this brings a joining version into force.
    Raises NotAllowed; Refused before the parties have signed, for another text, or a second time.
    """
    require(by, Permission.MANAGE_ALLIANCE, on=version.agreement)
    with transaction.atomic():
        agreement = common.locked(version.agreement_id)
        at = clock.now()
        row = agreement.versions.get(pk=version.pk)
        if row.countersignatures.exists():
            raise Conflict("This version has already been counter-signed.")
        facts = row.facts()
        bound = facts.accession.bound if facts.accession is not None else frozenset()
        if not facts.open or facts.parties - bound - facts.signed:
            raise Refused("It is counter-signed when the parties have signed.")
        if digest_seen != row.digest():
            raise Refused("The text has changed since you opened the page. Read it again before you sign.")
        signature = CounterSignature.objects.create(
            version=row, person_id=by.own_person_id, signed_name=signed_name.strip(), digest_seen=digest_seen
        )
        came = row.number > agreement.facts().in_force_number and _open_if_complete(agreement, row, at)
        audit.record(
            by,
            events.COUNTERSIGNED,
            on=agreement,
            agreement=agreement.title,
            version=row.number,
            digest=digest_seen,
        )
        _record_if_in_force(by, agreement, row, came)
    return signature


def _signable(
    version: Version, organisation_id: UUID, digest_seen: str
) -> tuple[Agreement, Version, datetime]:
    agreement = common.locked(version.agreement_id)
    at = clock.now()
    row = agreement.versions.get(pk=version.pk)
    common.refuse(
        rules.refusal_to_sign(
            agreement.facts(),
            number=row.number,
            organisation=organisation_id,
            members=common.members(agreement.alliance_id),
            digest_seen=digest_seen,
            digest=row.digest(),
            at=at,
            zone=common.zone(agreement),
        )
    )
    return agreement, row, at


def _open_if_complete(agreement: Agreement, row: Version, at: datetime) -> bool:
    facts = Version.objects.prefetch_related("signatures", "countersignatures").get(pk=row.pk).facts()
    if facts.complete:
        opening.bring_into_force(agreement, row, rules.span_of(facts, at=at, zone=common.zone(agreement)), at)
    return facts.complete


def _record_if_in_force(by: Actor, agreement: Agreement, row: Version, came: bool) -> None:
    if came:
        audit.record(by, events.IN_FORCE, on=agreement, agreement=agreement.title, version=row.number)
    live.notify("agreements", alliance=agreement.alliance_id)


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
        opening.end_all(by, agreement, at, reason)
        audit.record(by, events.ENDED, on=agreement, agreement=agreement.title, reason=reason)
        live.notify("agreements", alliance=agreement.alliance_id)
    return agreement
