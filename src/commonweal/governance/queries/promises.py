"""What partners promised, from wherever it was promised, and what became of it; and all that a pair shares.

Agreements, decisions and plans keep their own promises. Those of agreements are read here; rooms above, and the
other half of this one, add theirs through `register`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db.models import QuerySet
from django.urls import reverse

from commonweal.access import Actor
from commonweal.agreements import obligations
from commonweal.agreements import rules as agreed
from commonweal.agreements.rules import State
from commonweal.governance.models import Commitment, PartnerReview, Promise
from commonweal.governance.rules.promises import Counts, count
from commonweal.partners.models import Membership


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
    found = [of_agreement(line) for line in obligations.lines(today, since=since, until=until)]
    rows = Promise.objects.filter(due__range=(since, until), released_at=None)
    found += [recorded(row, today) for row in rows]
    for name in sorted(_sources):
        found += _sources[name](since, until, today)
    return sorted(
        (one for one in found if organisation is None or one.organisation == organisation),
        key=lambda one: (one.due, one.what),
    )


def of_agreement(line: obligations.DutyLine) -> Kept:
    duty = line.duty
    url = reverse("agreements:show", args=[line.agreement_id])
    return Kept(duty.by, duty.to, duty.what, duty.due, line.state, line.title, url, duty.follows)


def recorded(row: Promise, today: date) -> Kept:
    to = frozenset({row.to_id}) if row.to_id else frozenset()
    where = row.source_text or row.get_source_display()
    state = agreed.state(row.due, row.done, today)
    url = reverse("governance:promise", args=[row.pk])
    return Kept(row.organisation_id, to, row.text, row.due, state, where, url, promise=row)


def counted(promises: Iterable[Kept]) -> Counts:
    """How many were kept, kept late, are late or to come."""
    return count(one.state for one in promises)


def names(by: Actor) -> dict[UUID, str]:
    """Members now and before by name."""
    rows = Membership.objects.filter(alliance_id=by.own_alliance_id)
    return dict(rows.values_list("organisation_id", "organisation__name"))


def promises() -> QuerySet[Promise]:
    """Promises recorded outside agreements."""
    return Promise.objects.select_related("organisation", "to")


def reviews(organisation: UUID | None = None) -> QuerySet[PartnerReview]:
    """Reviews of partners, newest first."""
    rows = PartnerReview.objects.select_related("organisation", "reviewed_for")
    return rows if organisation is None else rows.filter(organisation_id=organisation)


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


def assessed_by(both: set[UUID]) -> tuple[bool, bool]:
    return any(assessed(both) for assessed in _assessments), bool(_assessments)


def late_commitments(today: date) -> QuerySet[Commitment]:
    """Commitments of conflicts one sees that were not kept by their day."""
    return Commitment.objects.filter(kept_on=None, due__lt=today, conflict__closed_at=None).select_related(
        "conflict", "organisation"
    )
