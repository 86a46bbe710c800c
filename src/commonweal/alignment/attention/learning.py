"""Sessions whose attendance nobody wrote down; to oneself, that one missed two in a row."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.urls import reverse
from django.utils.translation import gettext as _

from commonweal.access import Actor, Permission, may
from commonweal.alignment.models import Cohort
from commonweal.alignment.queries import learning as queries
from commonweal.alignment.rules import learning as rules
from commonweal.components.attention import Attention

OTHERS_AFTER = timedelta(days=7)
"""After this long a session without attendance is everybody's who keeps cohorts."""


def attention(by: Actor, now: datetime) -> list[Attention]:
    """What is one's own; and for those who keep cohorts, what waits to be written down."""
    if not may(by, Permission.VIEW_ALIGNMENT):
        return []
    found: list[Attention] = []
    for row, count, since in queries.missed(by, now):
        if count < rules.MISSED_IN_A_ROW:
            continue
        page = _page(row)
        why = _("You missed the last %(n)s sessions of “%(cohort)s”.") % {"n": count, "cohort": row.title}
        key, label = f"learning-missed:{row.pk}", _("Read what you missed")
        found.append(Attention("align", key, why, since, page, label, page, "me"))
    return found + (_unrecorded(by, now) if may(by, Permission.HOLD_MEETINGS) else [])


def _unrecorded(by: Actor, now: datetime) -> list[Attention]:
    found = []
    for row in queries.unrecorded(now):
        mine, ended = row.cohort.person_id == by.person_id, queries.session_ends(row)
        if not mine and now - ended < OTHERS_AFTER:
            continue
        why = _("Nobody wrote down who came to “%(session)s” of “%(cohort)s”.") % {
            "session": row.title, "cohort": row.cohort.title,
        }  # fmt: skip
        url = reverse("alignment:session-attendance", args=[row.pk])
        found.append(
            Attention(
                "align", f"learning-attendance:{row.pk}", why, ended, _page(row.cohort), _("Say who came"), url,
                "me" if mine else "alliance",
            )
        )  # fmt: skip
    return found


def _page(row: Cohort) -> str:
    return reverse("alignment:cohort", args=[row.pk])
