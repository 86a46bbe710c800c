"""What partners promised, from wherever it was promised, and what became of it; and all that a pair shares.

Agreements, decisions and plans keep their own promises. Those of agreements are read here; rooms above, and the
other half of this one, add theirs through `register`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Q, QuerySet
from django.urls import reverse

from commonweal.access import Actor
from commonweal.agreements import obligations
from commonweal.agreements import rules as agreed
from commonweal.agreements.models import Agreement
from commonweal.agreements.rules import Stage, Standing, State
from commonweal.charter.models import Contribution
from commonweal.database import clock
from commonweal.governance.models import Commitment, Conflict, PartnerReview, Promise, ValueEntry
from commonweal.governance.rules.promises import Counts, count
from commonweal.partners.models import Membership, Organisation


@dataclass(frozen=True)
class Kept:
    """A promise: whose, what, by when, where it was made, and what became of it."""

    organisation: UUID
    to: frozenset[UUID]
    """To whom; empty: to everybody."""
    what: str
    due: date
    state: State
    where: str
    url: str
    follows: str = ""
    promise: Promise | None = None


Source = Callable[[date, date, date], Iterable[Kept]]
"""Promises that fall due between two days, judged on a third: (since, until, today)."""

_sources: dict[str, Source] = {}


def register(name: str, source: Source) -> None:
    """Add promises that another room, or another part of this one, keeps."""
    _sources[name] = source


def ledger(
    today: date, *, organisation: UUID | None = None, since: date | None = None, until: date | None = None
) -> list[Kept]:
    """All promises that fall due between two days (by default a year back, a month ahead), by day."""
    since, until = since or today - timedelta(days=366), until or today + timedelta(days=31)
    found = [_of_agreement(line) for line in obligations.lines(today, since=since, until=until)]
    rows = Promise.objects.filter(due__range=(since, until), released_at=None)
    found += [_recorded(row, today) for row in rows]
    for name in sorted(_sources):
        found += _sources[name](since, until, today)
    return sorted(
        (one for one in found if organisation is None or one.organisation == organisation),
        key=lambda one: (one.due, one.what),
    )


def _of_agreement(line: obligations.DutyLine) -> Kept:
    duty = line.duty
    url = reverse("agreements:show", args=[line.agreement_id])
    return Kept(duty.by, duty.to, duty.what, duty.due, line.state, line.title, url, duty.follows)


def _recorded(row: Promise, today: date) -> Kept:
    to = frozenset({row.to_id}) if row.to_id else frozenset()
    where = row.source_text or row.get_source_display()
    state = agreed.state(row.due, row.done, today)
    url = reverse("governance:promise", args=[row.pk])
    return Kept(row.organisation_id, to, row.text, row.due, state, where, url, promise=row)


def counted(promises: Iterable[Kept]) -> Counts:
    """How many were kept, kept late, are late or to come."""
    return count(one.state for one in promises)


def names_and_day(by: Actor) -> tuple[dict[UUID, str], date]:
    """Members now and before by name, and the alliance's day; in one query."""
    rows = Membership.objects.filter(alliance_id=by.alliance_id).values_list(
        "organisation_id", "organisation__name", "alliance__timezone"
    )
    names = {pk: name for pk, name, _zone in rows}
    zone = next((zone for *_, zone in rows), "UTC")
    return names, clock.now().astimezone(ZoneInfo(zone)).date()


def promises() -> QuerySet[Promise]:
    """Promises recorded outside agreements."""
    return Promise.objects.select_related("organisation", "to")


def reviews(organisation: UUID | None = None) -> QuerySet[PartnerReview]:
    """Reviews of partners, newest first."""
    rows = PartnerReview.objects.select_related("organisation", "reviewed_for")
    return rows if organisation is None else rows.filter(organisation_id=organisation)


@dataclass(frozen=True)
class Pair:
    """All that two organisations share, as far as the actor sees it."""

    agreements: list[Agreement]
    promises: list[Kept]
    counts: dict[UUID, Counts]
    conflicts: list[Conflict]
    value: list[ValueEntry]
    reviews: list[PartnerReview]
    stages: list[Standing]
    leaving: list[Agreement]
    """Their agreements in force that have exit terms."""
    goals: list[tuple[Contribution, Contribution]]
    """Goals and objectives to which both contribute now: what the first brings, and what the second brings."""


def pair(one: Organisation, other: Organisation, today: date) -> Pair:
    """What two organisations share: agreements, promises to each other, open matters, value, reviews, stages."""
    both = {one.pk, other.pk}
    rows = list(obligations.with_duties().order_by("title"))
    shared = [row for row in rows if both <= row.current_parties()]
    asked = any(both <= set(version.parties) for row in rows for version in row.versions.all())
    found_here = [
        _of_agreement(line)
        for row in shared
        for line in obligations.lines_of(row, today, until=today + timedelta(days=31))
        if line.duty.due >= today - timedelta(days=366)
    ]
    recorded = Promise.objects.filter(
        organisation__in=both, released_at=None, due__gte=today - timedelta(days=366)
    )
    due = sorted(
        (
            kept
            for kept in (*found_here, *(_recorded(row, today) for row in recorded))
            if kept.organisation in both and (not kept.to or kept.to & both - {kept.organisation})
        ),
        key=lambda kept: (kept.due, kept.what),
    )
    value = list(
        ValueEntry.objects.filter(
            Q(organisation=one, partner=other) | Q(organisation=other, partner=one)
        ).select_related("organisation")
    )
    found = list(
        reviews().filter(Q(organisation=one, reviewed_for=other) | Q(organisation=other, reviewed_for=one))
    )
    open_conflicts = list(
        Conflict.objects.filter(closed_at=None, parties__organisation=one).filter(parties__organisation=other)
    )
    in_force = [row for row in shared if row.in_force is not None and row.ended_at is None]
    leaving = [row for row in in_force if _has_exit_terms(row)]
    there = {Stage.AWARENESS}
    there |= {Stage.KNOWLEDGE} if _known(one) and _known(other) else set()
    there |= {Stage.SELECTION} if shared or asked else set()
    there |= {Stage.TOGETHER} if any(row.kind == agreed.Kind.WORKFLOW.key for row in in_force) else set()
    there |= {Stage.VALUE} if {entry.organisation_id for entry in value} == both else set()
    recent = {row.organisation_id for row in found if row.last >= today - timedelta(days=366)}
    there |= {Stage.STAYING} if recent == both else set()
    there |= {Stage.EXIT} if leaving else set()
    ready, kept_here = _assessed(both)
    there |= {Stage.ASSESSMENT} if ready else set()
    return Pair(
        agreements=shared,
        promises=due,
        counts={pk: counted(kept for kept in due if kept.organisation == pk) for pk in both},
        conflicts=open_conflicts,
        value=value,
        reviews=found,
        stages=agreed.standing(there, not_kept=set() if kept_here else {Stage.ASSESSMENT}),
        leaving=leaving,
        goals=_together(one.pk, other.pk),
    )


def _together(one: UUID, other: UUID) -> list[tuple[Contribution, Contribution]]:
    """What both bring to the same goals and objectives that have not ended."""
    rows = Contribution.objects.filter(
        organisation_id__in=(one, other), ended_at=None, goal__ended_at=None
    ).select_related("goal")
    brought: dict[UUID, dict[UUID, Contribution]] = {}
    for row in rows.order_by("goal__title", "pk"):
        brought.setdefault(row.goal_id, {})[row.organisation_id] = row
    return [(both[one], both[other]) for both in brought.values() if len(both) == 2]


Assessed = Callable[[set[UUID]], bool]
Health = Callable[[UUID, UUID], list[str]]
_assessments: list[Assessed] = []
_health: dict[str, Health] = {}


def know_assessments(assessed: Assessed) -> None:
    """Told by whoever keeps readiness: have all of these organisations assessed themselves?"""
    _assessments.append(assessed)


def register_health(name: str, health: Health) -> None:
    """Told by whoever measures relationships: sentences on how each of two sides sees the other."""
    _health[name] = health


def health(one: UUID, other: UUID) -> list[str]:
    """How each side sees the other, in sentences, from whatever measures it."""
    return [sentence for name in sorted(_health) for sentence in _health[name](one, other)]


def _assessed(both: set[UUID]) -> tuple[bool, bool]:
    return any(assessed(both) for assessed in _assessments), bool(_assessments)


def _has_exit_terms(row: Agreement) -> bool:
    version = next((one for one in row.versions.all() if one.pk == row.version_in_force_id), None)
    return version is not None and version.read().leaving is not None


def _known(organisation: Organisation) -> bool:
    return all(getattr(organisation, name) for name in ("mission", "incentives", "risks", "decision_process"))


def late_commitments(today: date) -> QuerySet[Commitment]:
    """Commitments of conflicts one sees that were not kept by their day."""
    return Commitment.objects.filter(kept_on=None, due__lt=today, conflict__closed_at=None).select_related(
        "conflict", "organisation"
    )
