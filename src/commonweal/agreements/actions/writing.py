"""Drafting, changing, offering, withdrawing and amending."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction

from commonweal import audit
from commonweal.access import Actor, Permission, Refused, require
from commonweal.access.held import require_decision
from commonweal.access.rules import Conflict
from commonweal.agreements import events, rules
from commonweal.agreements.actions import common
from commonweal.agreements.actions.common import Content
from commonweal.agreements.models import Agreement, Version
from commonweal.database import clock, live
from commonweal.partners.models import Organisation


def draft(
    *, by: Actor, title: str, content: Content, kind: rules.Kind = rules.Kind.DATA_SHARING
) -> Agreement:
    """Begin an agreement: its first version, as a draft that can still be changed.

    Raises NotAllowed; Refused when the parties or the terms cannot be.
    """
    require(by, Permission.DRAFT_AGREEMENTS)
    common.may_write_for(by, content.parties)
    with transaction.atomic():
        common.check(by, content, kind)
        agreement = Agreement.objects.create(
            alliance_id=by.own_alliance_id, kind=kind.key, title=title.strip()
        )
        Version.objects.create(agreement=agreement, number=1, **common.fields(content))
        audit.record(by, events.DRAFTED, on=agreement, agreement=agreement.title)
        live.notify("agreements", alliance=by.alliance_id)
    return agreement


def edit(*, by: Actor, version: Version, content: Content, title: str | None = None) -> Version:
    """Change a draft. The title can be changed until a version was first put out for signature.

    Raises NotAllowed; Refused when it is a draft no longer, or what it says cannot be.
    """
    require(by, Permission.DRAFT_AGREEMENTS, on=version.agreement)
    common.may_write_for(by, frozenset(version.parties))
    with transaction.atomic():
        agreement = common.locked(version.agreement_id)
        at = clock.now()
        common.refuse(rules.refusal_to_edit(agreement.facts(), number=version.number, at=at))
        common.check(by, content, rules.Kind.of(agreement.kind))
        common.may_write_for(by, content.parties)
        row = Version.objects.get(pk=version.pk)
        if row.accession_rule:
            raise Refused("This version only brings parties in. To change what it says, begin an amendment.")
        for name, value in common.fields(content).items():
            setattr(row, name, value)
        row.save(update_fields=list(common.fields(content)))
        never_offered = all(one.offered_at is None for one in agreement.versions.all())
        if title is not None and title.strip() != agreement.title and never_offered:
            agreement.title = title.strip()
            agreement.save(update_fields=["title"])
        audit.record(by, events.EDITED, on=agreement, agreement=agreement.title, version=row.number)
        live.notify("agreements", alliance=agreement.alliance_id)
    return row


def offer(*, by: Actor, version: Version) -> Version:
    """Put a draft out for signature: from now on it never changes.

    Raises NotAllowed; Refused with the reason, also without the decision that the alliance asks for.
    """
    require(by, Permission.DRAFT_AGREEMENTS, on=version.agreement)
    common.may_write_for(by, frozenset(version.parties))
    with transaction.atomic():
        agreement = common.locked(version.agreement_id)
        at = clock.now()
        row = Version.objects.get(pk=version.pk)
        common.refuse(
            rules.refusal_to_offer(
                agreement.facts(), number=row.number, text=row.text, at=at, zone=common.zone(agreement)
            )
        )
        content = Content(row.text, row.terms, frozenset(row.parties), row.starts, row.ends)
        common.check(by, content, rules.Kind.of(agreement.kind))
        if row.remarks.filter(answer="").exists():
            raise Refused(
                "There are remarks that nobody has answered. Answer them, then put it out for signature."
            )
        if agreement.kind == rules.Kind.DATA_SHARING.key:
            require_decision(by, "data_use", on=agreement, label=agreement.title)
        else:
            require_decision(by, "agreement", on=agreement, label=agreement.title)
        row.offered_at = at
        row.save(update_fields=["offered_at"])
        audit.record(by, events.OFFERED, on=agreement, agreement=agreement.title, version=row.number)
        live.notify("agreements", alliance=agreement.alliance_id)
    return row


def withdraw(*, by: Actor, version: Version, reason: str) -> Version:
    """Take a draft or an offered version back before it comes into force.

    Raises NotAllowed; Refused when it is in force, or withdrawn already.
    """
    require(by, Permission.DRAFT_AGREEMENTS, on=version.agreement)
    common.may_write_for(by, frozenset(version.parties))
    with transaction.atomic():
        agreement = common.locked(version.agreement_id)
        row = Version.objects.get(pk=version.pk)
        if row.withdrawn_at is not None:
            raise Conflict(f"Version {row.number} has already been withdrawn.")
        if row.number <= agreement.facts().in_force_number:
            raise Refused(f"Version {row.number} came into force. To close what it opens, end the agreement.")
        row.withdrawn_at = clock.now()
        row.save(update_fields=["withdrawn_at"])
        audit.record(
            by, events.WITHDRAWN, on=agreement, agreement=agreement.title, version=row.number, reason=reason
        )
        live.notify("agreements", alliance=agreement.alliance_id)
    return row


def amend(*, by: Actor, agreement: Agreement) -> Version:
    """Begin a new version, a copy of the latest to start from. What is in force stays in force meanwhile.

    Raises NotAllowed; Refused when the agreement has ended or somebody has begun an amendment already.
    """
    with transaction.atomic():
        agreement = _amendable(by, agreement)
        before = max(agreement.versions.all(), key=lambda one: one.number)
        parties = frozenset(before.parties) or agreement.current_parties()
        row = _copy(agreement, before, parties & common.members(agreement.alliance_id), before.ends)
        audit.record(by, events.AMENDED, on=agreement, agreement=agreement.title, version=row.number)
        live.notify("agreements", alliance=agreement.alliance_id)
    return row


def renew(*, by: Actor, agreement: Agreement) -> Version:
    """Begin a version that says the same and lasts as long again; every party signs it.

    It takes the place of what is in force when the last party signs, so nothing closes in between. Raises
    NotAllowed; Refused where nothing in force ends by itself, or somebody has begun a version already.
    """
    with transaction.atomic():
        agreement = _amendable(by, agreement)
        before = _in_force(agreement)
        if before.ends is None or agreement.in_force is None:
            raise Refused("This agreement has no last day: it goes on until somebody ends it.")
        begun = agreement.in_force.lower.astimezone(common.zone(agreement)).date()
        today = clock.now().astimezone(common.zone(agreement)).date()
        until = max(before.ends, today) + (before.ends - begun)
        parties = agreement.current_parties() & common.members(agreement.alliance_id)
        row = _copy(agreement, before, parties, until)
        audit.record(
            by, events.RENEWED, on=agreement, agreement=agreement.title, version=row.number, until=str(until)
        )
        live.notify("agreements", alliance=agreement.alliance_id)
    return row


def accede(*, by: Actor, agreement: Agreement, joining: Collection[UUID]) -> Version:
    """Begin a version that only brings parties in, with the consent that the terms in force ask for.

    Text, terms and last day stay. It is put out for signature at once, because there is nothing in it to change.
    Raises NotAllowed; Refused where the agreement is not in force, or somebody is no member or bound already.
    """
    with transaction.atomic():
        agreement = _amendable(by, agreement)
        at = clock.now()
        before = _in_force(agreement)
        bound = agreement.current_parties()
        if agreement.status(at) not in {rules.Status.IN_FORCE, rules.Status.AMENDING}:
            raise Refused(
                "Only an agreement that is in force can be joined. Name the new party in an amendment."
            )
        new = frozenset(joining)
        if not new or new & bound:
            raise Refused("Choose organisations that are no party yet.")
        if new - common.members(agreement.alliance_id):
            raise Refused("Only organisations that belong to the alliance now can be parties.")
        if _without(before.terms, frozenset(before.parties) - bound) != before.terms:
            raise Refused("The terms name a party that has left. Begin an amendment that puts this right.")
        changing = before.read().changing
        row = _copy(
            agreement, before, bound | new, before.ends,
            accession_rule=changing.accession if changing is not None else "all", bound=sorted(bound), offered_at=at,
        )  # fmt: skip
        names = Organisation.objects.filter(pk__in=new).order_by("name").values_list("name", flat=True)
        audit.record(
            by,
            events.ACCEDING,
            on=agreement,
            agreement=agreement.title,
            version=row.number,
            parties=", ".join(names),
        )
        audit.record(by, events.OFFERED, on=agreement, agreement=agreement.title, version=row.number)
        live.notify("agreements", alliance=agreement.alliance_id)
    return row


def _amendable(by: Actor, agreement: Agreement) -> Agreement:
    require(by, Permission.DRAFT_AGREEMENTS, on=agreement)
    common.may_write_for(by, agreement.held_by(Permission.DRAFT_AGREEMENTS))
    agreement = common.locked(agreement.pk)
    common.refuse(rules.refusal_to_amend(agreement.facts(), at=clock.now()), Conflict)
    return agreement


def _in_force(agreement: Agreement) -> Version:
    row = next((one for one in agreement.versions.all() if one.pk == agreement.version_in_force_id), None)
    if row is None:
        raise Refused("This agreement has never been in force. Change its draft instead.")
    return row


def _copy(
    agreement: Agreement, before: Version, parties: frozenset[UUID], ends: date | None, **facts: Any
) -> Version:
    latest = max(one.number for one in agreement.versions.all())
    terms = _without(before.terms, frozenset(before.parties) - parties)
    return Version.objects.create(
        agreement=agreement, number=latest + 1, text=before.text, terms=terms, parties=sorted(parties), ends=ends,
        **facts,
    )  # fmt: skip


def _without(terms: Any, gone: frozenset[UUID]) -> Any:
    """Terms in which nobody who left is named any more; whoever was named alone stays, to be put right by hand."""
    names = {str(one) for one in gone}
    if isinstance(terms, dict):
        return {key: _without(value, gone) for key, value in terms.items()}
    if isinstance(terms, list):
        kept = [_without(one, gone) for one in terms if not (isinstance(one, str) and one in names)]
        return kept if kept or not terms else terms
    return terms
