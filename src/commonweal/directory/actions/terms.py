"""The mapping table: which needs the terms of a directory stand for."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.db import transaction

from commonweal import access, audit
from commonweal.access import Actor, Permission
from commonweal.database import clock
from commonweal.directory import events, following
from commonweal.directory.domains import NeedDomain
from commonweal.directory.models import Term, TermNeed


def map_term(*, by: Actor, term: Term, needs: Iterable[NeedDomain]) -> None:
    """Decide which needs a term stands for, none included. Suggestions not among them are rejected for good."""
    access.require(by, Permission.MANAGE_DIRECTORY, on=term)
    chosen = {domain.value for domain in needs}
    with transaction.atomic():
        decided = {"decided_by": by.person_name, "decided_at": clock.now()}
        known = {row.domain: row for row in TermNeed.objects.select_for_update().filter(term=term)}
        for domain, row in known.items():
            state = "confirmed" if domain in chosen else "rejected"
            if row.state != state:
                TermNeed.objects.filter(pk=row.pk).update(state=state, **decided)
        TermNeed.objects.bulk_create(
            [
                TermNeed(alliance_id=term.alliance_id, term=term, domain=domain, state="confirmed", **decided)
                for domain in sorted(chosen - set(known))
            ]
        )
        following.needs_of_services(term.alliance_id, term_id=term.pk)
        labels = ", ".join(domain.label for domain in NeedDomain if domain.value in chosen)
        audit.record(by, events.TERM_MAPPED, on=term, term=term.name, needs=labels or "no need")


def confirm_suggestions(*, by: Actor, terms: Iterable[UUID]) -> int:
    """Confirm everything suggested for these terms. Gives back how many terms that were."""
    access.require(by, Permission.MANAGE_DIRECTORY)
    with transaction.atomic():
        rows = TermNeed.objects.filter(
            alliance_id=by.own_alliance_id, term_id__in=list(terms), state="suggested"
        )
        count = rows.values("term_id").distinct().count()
        if count and by.alliance_id is not None:
            rows.update(state="confirmed", decided_by=by.person_name, decided_at=clock.now())
            following.needs_of_services(by.alliance_id)
            audit.record(by, events.TERMS_CONFIRMED, count=count)
    return count
