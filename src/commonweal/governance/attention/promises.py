"""Promises made outside agreements that are late; a review on which one's organisation has not had its say."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from commonweal.access import Actor, Permission, may
from commonweal.components.attention import Attention
from commonweal.database.together import Question, Rows, instant, midnight, question
from commonweal.governance.models import PartnerReview, Promise


def questions(by: Actor, now: datetime) -> Iterator[Question]:
    """Late promises, one's own and for the office all; reviews of one's organisation without its say."""
    if not may(by, Permission.REVIEW_PARTNERS):
        return
    whose = Q() if may(by, Permission.MANAGE_ALLIANCE) else Q(organisation_id=by.organisation_id)
    late = Promise.objects.filter(whose, done=None, released_at=None, due__lt=now.date())
    yield question(
        "promise", late, pk="pk", due="due", what="text", whose="organisation_id", who="organisation__name"
    )
    if may(by, Permission.EDIT_PARTNER):
        unsaid = PartnerReview.objects.filter(organisation_id=by.own_organisation_id, own_say="")
        yield question("review", unsaid, pk="pk", at="created_at")


def cards(by: Actor, now: datetime, rows: Rows) -> Iterator[Attention]:
    """One for each."""
    for row in rows["promise"]:
        url = reverse("governance:promise", args=[row["pk"]])
        why = _("%(who)s promised, and it is late: %(what)s") % row
        mine = row["whose"] == str(by.organisation_id)
        yield _card(
            f"promise-late:{row['pk']}", why, midnight(row["due"], now), url, _("Open the promise"), mine
        )
    for row in rows["review"]:
        url = reverse("governance:own-say", args=[row["pk"]])
        why = _("Your organisation was reviewed and has not had its say yet.")
        yield _card(f"review-unanswered:{row['pk']}", why, instant(row["at"]), url, _("Have your say"), True)


def _card(key: str, why: str, since: datetime, url: str, act: str, mine: bool) -> Attention:
    return Attention(
        capability="boundaries", key=key, why=why, since=since, evidence_url=url, next_label=act, next_url=url,
        audience="organisation" if mine else "alliance",
    )  # fmt: skip
