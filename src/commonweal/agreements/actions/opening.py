"""What opens and closes: a version comes into force, a party is taken out, an agreement ends.

Only called by acts that hold the agreement's lock.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
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
        _bind(party, version, at)
    known = {party.organisation_id for party in agreement.parties.all()}
    Party.objects.bulk_create(
        Party(agreement=agreement, organisation_id=one) for one in sorted(parties - known)
    )
    _close_version(agreement, at)
    version.period = period(span.start, span.end)
    version.save(update_fields=["period"])
    agreement.version_in_force = version
    agreement.in_force = period(span.start, span.end)
    agreement.settled_at = None
    agreement.save(update_fields=["version_in_force", "in_force", "settled_at"])
    _close_at_notices(agreement)
    terms_changed.send(sender=Agreement, agreement=agreement)


def _bind(party: Party, version: Version, at: datetime) -> None:
    """Whoever signs anew takes a notice back; a version that only brings others in leaves notices as they are."""
    if party.organisation_id not in version.parties:
        party.left_at = party.left_at or at
    else:
        party.left_at = None
    if not (version.accession_rule and party.bound):
        party.noticed_at = party.leaves_at = None
    party.save(update_fields=["left_at", "noticed_at", "leaves_at"])


def give_notice(agreement: Agreement, organisation_id: UUID, at: datetime, leaves_at: datetime) -> None:
    """Let one party go at the end of its notice: until then all stands, at that instant its sides close."""
    Party.objects.filter(agreement=agreement, organisation_id=organisation_id).update(
        noticed_at=at, leaves_at=leaves_at
    )
    _close_at_notices(agreement)
    terms_changed.send(sender=Agreement, agreement=agreement)


def _close_at_notices(agreement: Agreement) -> None:
    """Write down already now what closes when notices are over, so that it does without anybody's doing."""
    staying = list(Party.objects.filter(agreement=agreement, left_at=None))
    for party in staying:
        if party.leaves_at is not None:
            mine = ClauseParty.objects.filter(
                clause__agreement=agreement, organisation_id=party.organisation_id
            )
            _close(mine, party.leaves_at)
    over = rules.over_from([one.leaves_at for one in staying])
    if over is not None and agreement.in_force is not None:
        _close(ClauseParty.objects.filter(clause__agreement=agreement), over)
        _close_version(agreement, over)
        agreement.in_force = closed(agreement.in_force, over)
        agreement.save(update_fields=["in_force"])


def take_out(by: Actor, agreement: Agreement, organisation_id: UUID, at: datetime) -> None:
    """Close what one party discloses and receives; with fewer than two left the agreement ends."""
    _let_go(agreement, organisation_id, at)
    if organisation_id not in agreement.current_parties():
        return
    _close(ClauseParty.objects.filter(clause__agreement=agreement, organisation_id=organisation_id), at)
    Party.objects.filter(agreement=agreement, organisation_id=organisation_id).update(left_at=at)
    if rules.ends_with(agreement.current_parties() - {organisation_id}):
        end_all(by, agreement, at, TOO_FEW)
        return
    _close_at_notices(agreement)
    terms_changed.send(sender=Agreement, agreement=agreement)
    part(by, agreement, at, leaving=organisation_id)


def _let_go(agreement: Agreement, organisation_id: UUID, at: datetime) -> None:
    """Nothing that is offered waits for its signature any more; drafts go on without it."""
    Version.objects.filter(
        agreement=agreement,
        number__gt=agreement.facts().in_force_number,
        withdrawn_at=None,
        offered_at__isnull=False,
        parties__contains=[organisation_id],
    ).update(withdrawn_at=at)
    for version in Version.objects.filter(
        agreement=agreement, offered_at=None, withdrawn_at=None, parties__contains=[organisation_id]
    ):
        version.parties = [one for one in version.parties if one != organisation_id]
        version.save(update_fields=["parties"])


def settle(by: Actor, agreement: Agreement, at: datetime) -> tuple[list[Party], bool]:
    """Do what follows once notices are over or the agreement has lapsed: who left, and whether it lapsed.

    What they opened closed by itself at that instant. Done once; nothing where nothing is over.
    """
    gone = [
        one
        for one in agreement.parties.all()
        if one.left_at is None and one.leaves_at is not None and one.leaves_at <= at
    ]
    for party in gone:
        _let_go(agreement, party.organisation_id, at)
        party.left_at = party.leaves_at
        party.save(update_fields=["left_at"])
    over = agreement.over_since(at)
    if over is not None and agreement.settled_at is None:
        if gone and rules.ends_with(agreement.current_parties()):
            end_all(by, agreement, at, TOO_FEW)
        else:
            part(by, agreement, over)
            agreement.settled_at = at
            agreement.save(update_fields=["settled_at"])
        return gone, True
    for party in gone:
        assert party.left_at is not None
        part(by, agreement, party.left_at, leaving=party.organisation_id, noticed=True)
    return gone, False


def end_all(by: Actor, agreement: Agreement, at: datetime, reason: str) -> None:
    """Close everything that the agreement opens, now."""
    over = agreement.over_since(at)
    settled = over is not None and agreement.settled_at is not None
    _close(ClauseParty.objects.filter(clause__agreement=agreement), at)
    _close_version(agreement, at)
    agreement.ended_at = at
    agreement.ended_reason = reason.strip()
    agreement.settled_at = at
    if agreement.in_force is not None:
        agreement.in_force = closed(agreement.in_force, at)
    agreement.save(update_fields=["ended_at", "ended_reason", "in_force", "settled_at"])
    terms_changed.send(sender=Agreement, agreement=agreement)
    # What lapsed before has parted already.
    if not settled:
        part(by, agreement, over or at)


def part(
    by: Actor, agreement: Agreement, at: datetime, leaving: UUID | None = None, noticed: bool = False
) -> int:
    """Start the checklist of the exit terms and let rooms above settle what runs; how many entries there are."""
    version = next((one for one in agreement.versions.all() if one.pk == agreement.version_in_force_id), None)
    if version is None:
        return 0
    terms = version.read()
    # What is over at midnight was over with the day before.
    day = (at - timedelta(microseconds=1)).astimezone(common.zone(agreement)).date()
    steps = rules.checklist(terms, on=day, leaving=leaving, noticed=noticed)
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
