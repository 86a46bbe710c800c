"""Promises made outside agreements that are late; a review on which one's organisation has not had its say."""

from __future__ import annotations

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from commonweal.access import Actor, Permission, may
from commonweal.components.attention import Attention
from commonweal.governance.models import PartnerReview, Promise


def attention(by: Actor, now: datetime) -> list[Attention]:
    """Two queries."""
    if not may(by, Permission.REVIEW_PARTNERS):
        return []
    found = []
    office = may(by, Permission.MANAGE_ALLIANCE)
    late = Promise.objects.filter(done=None, released_at=None, due__lt=now.date()).select_related(
        "organisation"
    )
    for row in late:
        mine = row.organisation_id == by.organisation_id
        if mine or office:
            url = reverse("governance:promise", args=[row.pk])
            why = _("%(who)s promised, and it is late: %(what)s") % {
                "who": row.organisation.name,
                "what": row.text,
            }
            since = datetime.combine(row.due, datetime.min.time(), tzinfo=now.tzinfo)
            found.append(_card(f"promise-late:{row.pk}", why, since, url, _("Open the promise"), mine))
    if may(by, Permission.EDIT_PARTNER):
        for review in PartnerReview.objects.filter(organisation_id=by.organisation_id, own_say=""):
            url = reverse("governance:own-say", args=[review.pk])
            why = _("Your organisation was reviewed and has not had its say yet.")
            found.append(
                _card(f"review-unanswered:{review.pk}", why, review.created_at, url, _("Have your say"), True)
            )
    return found


def _card(key: str, why: str, since: datetime, url: str, act: str, mine: bool) -> Attention:
    return Attention(
        capability="boundaries", key=key, why=why, since=since, evidence_url=url, next_label=act, next_url=url,
        audience="organisation" if mine else "alliance",
    )  # fmt: skip
