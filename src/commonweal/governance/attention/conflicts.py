"""Conflicts past their clock, commitments not kept, and the silence in which none was raised for long."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.db.models import DateTimeField
from django.db.models.expressions import RawSQL
from django.urls import reverse
from django.utils.translation import gettext as _

from commonweal.access import Actor, Permission, may
from commonweal.components.attention import Attention
from commonweal.database.together import Question, Rows, instant, midnight, question
from commonweal.governance.models import Conflict
from commonweal.governance.queries.promises import late_commitments
from commonweal.governance.rules.conflicts import Step
from commonweal.governance.thresholds import CONFLICT
from commonweal.partners import thresholds
from commonweal.partners.models import Alliance

_LAST_RAISED = RawSQL("commonweal.conflict_last_raised()", [], output_field=DateTimeField())


def questions(by: Actor, now: datetime) -> Iterator[Question]:
    """Only what the actor may see: the row policies decide."""
    if by.alliance_id is None or not may(by, Permission.RAISE_CONFLICTS):
        return
    late = Conflict.objects.filter(closed_at=None, due_at__lt=now)
    yield question("conflict", late, pk="pk", title="title", step="step", due="due_at")
    yield question(
        "commitment", late_commitments(now.date()), pk="pk", due="due", what="text", who="organisation__name",
        conflict="conflict_id",
    )  # fmt: skip
    if may(by, Permission.HANDLE_CONFLICTS):
        here = Alliance.objects.filter(pk=by.alliance_id)
        yield question("raised", here, began="created_at", last=_LAST_RAISED)


def cards(by: Actor, now: datetime, rows: Rows) -> Iterator[Attention]:
    """One for each, and one for the silence."""
    for row in rows["conflict"]:
        why = _("The clock of “%(title)s” has run out on the step “%(step)s”.") % {
            "title": row["title"], "step": Step.of(row["step"]).title,
        }  # fmt: skip
        yield _card(f"conflict-clock:{row['pk']}", row["pk"], why, instant(row["due"]))
    for row in rows["commitment"]:
        why = _("%(who)s has not kept what it agreed to: %(what)s") % row
        yield _card(f"commitment-late:{row['pk']}", row["conflict"], why, midnight(row["due"], now))
    quiet = thresholds.days(by, CONFLICT)
    for row in rows["raised"]:
        since = instant(row["last"] or row["began"]) + quiet
        if since <= now:
            yield _silence(since, quiet.days)


def _silence(since: datetime, days: int) -> Attention:
    url = reverse("governance:conflicts")
    return Attention(
        capability="boundaries",
        key="conflict-silence",
        why=_(
            "Nobody has raised a conflict for %(days)d days. That is rarely peace: ask what is not being said."
        )
        % {"days": days},
        since=since,
        evidence_url=url,
        next_label=_("See the ladder"),
        next_url=url,
        audience="alliance",
    )


def _card(key: str, conflict: str, why: str, since: datetime) -> Attention:
    url = reverse("governance:conflict", args=[conflict])
    return Attention(
        capability="boundaries", key=key, why=why, since=since, evidence_url=url, next_label=_("Open the conflict"),
        next_url=url, audience="me",
    )  # fmt: skip
