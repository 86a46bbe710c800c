"""Drafting, changing, offering, withdrawing and amending."""

from __future__ import annotations

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


def draft(
    *, by: Actor, title: str, content: Content, kind: rules.Kind = rules.Kind.DATA_SHARING
) -> Agreement:
    """Begin an agreement: its first version, as a draft that can still be changed.

    Raises NotAllowed; Refused when the parties or the terms cannot be.
    """
    require(by, Permission.DRAFT_AGREEMENTS)
    common.may_write_for(by, content.parties)
    with transaction.atomic():
        common.check(by, content)
        agreement = Agreement.objects.create(alliance_id=by.alliance_id, kind=kind.key, title=title.strip())
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
        common.check(by, content)
        common.may_write_for(by, content.parties)
        row = Version.objects.get(pk=version.pk)
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
        common.check(by, Content(row.text, row.terms, frozenset(row.parties), row.starts, row.ends))
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
    require(by, Permission.DRAFT_AGREEMENTS, on=agreement)
    common.may_write_for(by, agreement.held_by(Permission.DRAFT_AGREEMENTS))
    with transaction.atomic():
        agreement = common.locked(agreement.pk)
        common.refuse(rules.refusal_to_amend(agreement.facts(), at=clock.now()), Conflict)
        before = max(agreement.versions.all(), key=lambda one: one.number)
        parties = frozenset(before.parties) or agreement.current_parties()
        row = Version.objects.create(
            agreement=agreement,
            number=before.number + 1,
            text=before.text,
            terms=before.terms,
            parties=sorted(parties & common.members(agreement.alliance_id)),
            ends=before.ends,
        )
        audit.record(by, events.AMENDED, on=agreement, agreement=agreement.title, version=row.number)
        live.notify("agreements", alliance=agreement.alliance_id)
    return row
