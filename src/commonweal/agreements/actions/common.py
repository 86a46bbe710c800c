"""What the acts on agreements share."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from commonweal.access import Actor, NotAllowed, Permission, Refused, may
from commonweal.access.roles import PURPOSES
from commonweal.agreements import rules, switches
from commonweal.agreements.models import Agreement
from commonweal.partners.models import Membership
from commonweal.settlement.contracts.contract import parse
from commonweal.settlement.contracts.reader import ContractFaults


@dataclass(frozen=True)
class Content:
    """What a version says: text, machine-readable terms, who must sign, first and last day."""

    text: str
    terms: dict[str, Any]
    parties: frozenset[UUID]
    starts: date | None = None
    ends: date | None = None


def locked(agreement_id: UUID) -> Agreement:
    """The agreement with its parties, versions and signatures, locked until the transaction ends."""
    # Two steps: what belongs to the agreement is read only after its lock is held.
    Agreement.objects.select_for_update().filter(pk=agreement_id).first()
    return (
        Agreement.objects.select_related("alliance")
        .prefetch_related("parties", "versions__signatures", "versions__countersignatures")
        .get(pk=agreement_id)
    )


def refuse(reason: str | None, kind: type[Refused] = Refused) -> None:
    """Raise `kind` with the reason, where there is one."""
    if reason is not None:
        raise kind(reason)


def zone(agreement: Agreement) -> ZoneInfo:
    """The time zone in which its days begin and end."""
    return ZoneInfo(agreement.alliance.timezone)


def last_day_before(agreement: Agreement, instant: datetime) -> date:
    """The day, where the alliance works, that was the last one before this instant."""
    return (instant - timedelta(microseconds=1)).astimezone(zone(agreement)).date()


def members(alliance_id: UUID) -> frozenset[UUID]:
    """The organisations that belong to the alliance now."""
    rows = Membership.objects.current().filter(alliance_id=alliance_id)
    return frozenset(rows.values_list("organisation_id", flat=True))


def may_write_for(by: Actor, parties: frozenset[UUID]) -> None:
    """The convenor drafts for any partners; a partner only where it is a party itself."""
    if not may(by, Permission.MANAGE_ALLIANCE) and by.organisation_id not in parties:
        raise NotAllowed(by, Permission.DRAFT_AGREEMENTS)


def check(by: Actor, content: Content, kind: rules.Kind) -> rules.Terms:
    """What the terms say. Raises Refused where parties, days or terms cannot be."""
    if len(content.parties) < 2:
        raise Refused("An agreement needs at least two parties.")
    if content.parties - members(by.own_alliance_id):
        raise Refused("Only organisations that belong to the alliance now can be parties.")
    if content.starts is not None and content.ends is not None and content.ends <= content.starts:
        raise Refused("The last day must be after the first.")
    try:
        terms = rules.read_terms(
            content.terms,
            kind=kind,
            parties=content.parties,
            purposes=frozenset(PURPOSES),
            domains=frozenset(switches.needs()),
        )
    except rules.BadTerms as error:
        raise Refused(str(error)) from error
    if terms.payment is not None:
        try:
            parse(terms.payment.contract, "the payment terms")
        except ContractFaults as why:
            raise Refused(
                "The payment terms cannot be settled as they are: " + "; ".join(why.faults)
            ) from why
    return terms


def fields(content: Content) -> dict[str, Any]:
    """The columns of a version that say what it says."""
    return {
        "text": content.text.strip(),
        "terms": content.terms,
        "parties": sorted(content.parties),
        "starts": content.starts,
        "ends": content.ends,
    }
