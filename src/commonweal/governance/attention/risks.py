"""Risks whose review is late: for whoever minds them, and for the office."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from commonweal.access import Actor, Permission, may
from commonweal.components.attention import Attention
from commonweal.database.together import Question, Rows, midnight, question
from commonweal.governance.models import Risk


def questions(by: Actor, now: datetime) -> Iterator[Question]:
    """Open risks past their day: one's own, and for the office all."""
    if may(by, Permission.KEEP_RISKS):
        whose = Q() if may(by, Permission.MANAGE_ALLIANCE) else Q(owner_id=by.person_id)
        late = Risk.objects.filter(whose, closed_at=None, review_on__lt=now.date())
        yield question(
            "risk", late, pk="pk", title="title", owner="owner_id", who="owner_name", on="review_on"
        )


def cards(by: Actor, now: datetime, rows: Rows) -> Iterator[Attention]:
    """One for each."""
    for risk in rows["risk"]:
        url = reverse("governance:risk", args=[risk["pk"]])
        yield Attention(
            capability="boundaries",
            key=f"risk-unreviewed:{risk['pk']}",
            why=_("“%(title)s” was to be looked at again; %(who)s minds it.") % risk,
            since=midnight(risk["on"], now),
            evidence_url=url,
            next_label=_("Review it"),
            next_url=url,
            audience="me" if risk["owner"] == str(by.person_id) else "alliance",
        )
