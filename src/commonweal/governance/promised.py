"""What organisations promised because of a decision, for the ledger of promises."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils.translation import gettext as _

from commonweal.agreements import rules as agreed
from commonweal.governance.models import DecisionAction
from commonweal.governance.queries.promises import Kept


def because_of_decisions(since: date, until: date, today: date) -> Iterator[Kept]:
    """Actions of decisions that fall due between two days; nobody owes any more what a superseded one asked for."""
    rows = (
        DecisionAction.objects.filter(due_on__range=(since, until))
        .exclude(done_at=None, decision__superseded_by__isnull=False)
        .select_related("decision__alliance")
    )
    for row in rows:
        zone = ZoneInfo(row.decision.alliance.timezone)
        done = row.done_at.astimezone(zone).date() if row.done_at is not None else None
        yield Kept(
            organisation=row.organisation_id,
            to=frozenset(),
            what=row.text,
            due=row.due_on,
            state=agreed.state(row.due_on, done, today),
            where=_("Decision %(number)d") % {"number": row.decision.number},
            url=reverse("governance:decision", args=[row.decision_id]),
        )
