"""What opens and closes: a version comes into force, a party is taken out, an agreement ends.

Only called by acts that hold the agreement's lock.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from commonweal.access import Actor
from commonweal.access.roles import PURPOSES
from commonweal.agreements import rules
from commonweal.agreements.actions import common
from commonweal.agreements.models import Agreement, Clause, ClauseParty, ExitTask, Party, Version
from commonweal.agreements.signals import parted, terms_changed
from commonweal.database.ranges import closed, period

TOO_FEW = "fewer than two parties were left"


def bring_into_force(agreement: Agreement, version: Version, span: rules.Span, at: datetime) -> None:
    """Open what a version opens; what was in force before it closes at the same instant."""
    _close(ClauseParty.objects.filter(clause__agreement=agreement), at)
    parties = frozenset(version.parties)
    if rules.Kind.of(agreement.kind) is rules.Kind.DATA_SHARING:
        _open_clauses(agreement, version, parties, span)
    for party in agreement.parties.all():
        left_at = None if party.organisation_id in parties else party.left_at or at
        if left_at != party.left_at:
            party.left_at = left_at
            party.save(update_fields=["left_at"])
    known = {party.organisation_id for party in agreement.parties.all()}
    Party.objects.bulk_create(
        Party(agreement=agreement, organisation_id=one) for one in sorted(parties - known)
    )
    _close_version(agreement, at)
    version.period = period(span.start, span.end)
    version.save(update_fields=["period"])
    agreement.version_in_force = version
    agreement.in_force = period(span.start, span.end)
    agreement.save(update_fields=["version_in_force", "in_force"])
    terms_changed.send(sender=Agreement, agreement=agreement)


def take_out(by: Actor, agreement: Agreement, organisation_id: UUID, at: datetime) -> None:
    """Close what one party discloses and receives; with fewer than two left the agreement ends."""
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
    if rules.ends_with(agreement.current_parties() - {organisation_id}):
        end_all(by, agreement, at, TOO_FEW)
        return
    terms_changed.send(sender=Agreement, agreement=agreement)
    part(by, agreement, at, leaving=organisation_id)


def end_all(by: Actor, agreement: Agreement, at: datetime, reason: str) -> None:
    """Close everything that the agreement opens, now."""
    was_over = agreement.in_force is not None and (
        agreement.in_force.isempty
        or (agreement.in_force.upper is not None and agreement.in_force.upper <= at)
    )
    _close(ClauseParty.objects.filter(clause__agreement=agreement), at)
    _close_version(agreement, at)
    agreement.ended_at = at
    agreement.ended_reason = reason.strip()
    if agreement.in_force is not None:
        agreement.in_force = closed(agreement.in_force, at)
    agreement.save(update_fields=["ended_at", "ended_reason", "in_force"])
    terms_changed.send(sender=Agreement, agreement=agreement)
    # What lapsed before has parted already, if somebody began its checklist.
    if not (was_over and agreement.exit_tasks.exists()):
        part(by, agreement, at)


def part(by: Actor, agreement: Agreement, at: datetime, leaving: UUID | None = None) -> int:
    """Start the checklist of the exit terms and let rooms above settle what runs; how many entries there are."""
    version = next((one for one in agreement.versions.all() if one.pk == agreement.version_in_force_id), None)
    if version is None:
        return 0
    terms = version.read()
    steps = rules.checklist(terms, on=at.astimezone(common.zone(agreement)).date(), leaving=leaving)
    ExitTask.objects.bulk_create(
        ExitTask(agreement=agreement, organisation_id=one.organisation, text=one.text, due=one.due)
        for one in steps
    )
    parted.send(sender=Agreement, by=by, agreement=agreement)
    return len(steps)


def _open_clauses(agreement: Agreement, version: Version, parties: frozenset[UUID], span: rules.Span) -> None:
    for clause in rules.read_sharing(version.terms, parties=parties, purposes=frozenset(PURPOSES)):
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


def _close(sides: Iterable[ClauseParty], at: datetime) -> None:
    for side in sides:
        until = closed(side.period, at)
        if until != side.period:
            side.period = until
            side.save(update_fields=["period"])


def _close_version(agreement: Agreement, at: datetime) -> None:
    for version in agreement.versions.all():
        if version.pk == agreement.version_in_force_id and version.period is not None:
            version.period = closed(version.period, at)
            version.save(update_fields=["period"])
