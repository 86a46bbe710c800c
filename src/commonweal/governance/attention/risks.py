"""Risks whose review is late: for whoever minds them, and for the office."""

from __future__ import annotations

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from commonweal.access import Actor, Permission, may
from commonweal.components.attention import Attention
from commonweal.governance.models import Risk


def attention(by: Actor, now: datetime) -> list[Attention]:
    """One query."""
    if not may(by, Permission.KEEP_RISKS):
        return []
    everything = may(by, Permission.MANAGE_ALLIANCE)
    found = []
    for risk in Risk.objects.filter(closed_at=None, review_on__lt=now.date()):
        mine = risk.owner_id == by.person_id
        if not mine and not everything:
            continue
        url = reverse("governance:risk", args=[risk.pk])
        found.append(
            Attention(
                capability="boundaries",
                key=f"risk-unreviewed:{risk.pk}",
                why=_("“%(title)s” was to be looked at again; %(who)s minds it.")
                % {"title": risk.title, "who": risk.owner_name},
                since=datetime.combine(risk.review_on, datetime.min.time(), tzinfo=now.tzinfo),
                evidence_url=url,
                next_label=_("Review it"),
                next_url=url,
                audience="me" if mine else "alliance",
            )
        )
    return found
