"""What organisations promised by taking an action on, for the ledger of promises."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from commonweal.agreements import rules as agreed
from commonweal.governance.queries.promises import Kept
from commonweal.plans.models import Action


def actions(since: date, until: date, today: date) -> Iterator[Kept]:
    """Actions first promised for a day between two days, judged by that day as reviews judge them.

    One that was given up is left out until its day comes; from then on it was not kept.
    """
    rows = Action.objects.filter(first_due__range=(since, until))
    for row in rows:
        if row.dropped_at is not None and row.first_due > today:
            continue
        done = row.facts().done_at
        yield Kept(
            organisation=row.owner_organisation_id,
            to=frozenset(),
            what=row.title,
            due=row.first_due,
            state=agreed.state(row.first_due, done.date() if done is not None else None, today),
            where=_("Action, given up") if row.dropped_at is not None else _("Action"),
            url=reverse("plans:action", args=[row.pk]),
        )
