"""Conflicts past their clock, commitments not kept, and the silence in which no conflict was raised for a year."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.urls import reverse
from django.utils.translation import gettext as _

from commonweal.access import Actor, Permission, may
from commonweal.components.attention import Attention
from commonweal.governance.models import Conflict
from commonweal.governance.queries import conflicts as queries
from commonweal.governance.queries.promises import late_commitments
from commonweal.partners.models import Alliance

SILENCE = timedelta(days=365)
"""Where many work together for a year and nobody raises a conflict, they are not absent but unsaid."""


def attention(by: Actor, now: datetime) -> list[Attention]:
    """Only what the actor may see: the row policies decide."""
    if by.alliance_id is None or not may(by, Permission.RAISE_CONFLICTS):
        return []
    found = [
        _card(f"conflict-clock:{row.pk}", row, _("The clock of “%(title)s” has run out on the step “%(step)s”.") % {
            "title": row.title, "step": row.get_step_display(),
        }, row.due_at)
        for row in Conflict.objects.filter(closed_at=None, due_at__lt=now)
    ]  # fmt: skip
    for one in late_commitments(now.date()):
        why = _("%(who)s has not kept what it agreed to: %(what)s") % {
            "who": one.organisation.name,
            "what": one.text,
        }
        since = datetime.combine(one.due, datetime.min.time(), tzinfo=now.tzinfo)
        found.append(_card(f"commitment-late:{one.pk}", one.conflict, why, since))
    if may(by, Permission.HANDLE_CONFLICTS):
        found += _silence(by, now)
    return found


def _silence(by: Actor, now: datetime) -> list[Attention]:
    began = Alliance.objects.values_list("created_at", flat=True).get(pk=by.alliance_id)
    last = queries.last_raised() or began
    if last + SILENCE > now:
        return []
    url = reverse("governance:conflicts")
    return [
        Attention(
            capability="boundaries",
            key="conflict-silence",
            why=_(
                "Nobody has raised a conflict for a year. That is rarely peace: ask what is not being said."
            ),
            since=last + SILENCE,
            evidence_url=url,
            next_label=_("See the ladder"),
            next_url=url,
            audience="alliance",
        )
    ]


def _card(key: str, row: Conflict, why: str, since: datetime) -> Attention:
    url = reverse("governance:conflict", args=[row.pk])
    return Attention(
        capability="boundaries", key=key, why=why, since=since, evidence_url=url, next_label=_("Open the conflict"),
        next_url=url, audience="me",
    )  # fmt: skip
