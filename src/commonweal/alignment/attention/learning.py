"""Sessions whose attendance nobody wrote down; to oneself, that one missed two in a row."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

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
    keeps = may(by, Permission.HOLD_MEETINGS)
    rows = queries.cohorts()
    if not keeps:
        rows = rows.filter(participants__person_id=by.person_id)
    found: list[Attention] = []
    for one in (queries.view(row, now) for row in rows):
        if keeps:
            found += _unrecorded(by, one, now)
        mine = one.learner(by)
        missed = rules.missed_in_a_row(mine.facts.attendance) if mine is not None and not one.over else 0
        if missed >= rules.MISSED_IN_A_ROW:
            page = _page(one.row)
            why = ngettext(
                "You missed the last %(n)s session of “%(cohort)s”.",
                "You missed the last %(n)s sessions of “%(cohort)s”.",
                missed,
            ) % {"n": missed, "cohort": one.row.title}
            last = one.sessions[max(0, min(one.week, len(one.sessions)) - 1)]
            key, label = f"learning-missed:{one.row.pk}", _("Read what you missed")
            found.append(Attention("align", key, why, last.starts_at, page, label, page, "me"))
    return found


def _unrecorded(by: Actor, one: queries.View, now: datetime) -> list[Attention]:
    mine = one.row.person_id == by.person_id
    found = []
    for session in queries.unrecorded(one, now):
        ended = session.starts_at + timedelta(minutes=session.minutes)
        if not mine and now - ended < OTHERS_AFTER:
            continue
        why = _("Nobody wrote down who came to “%(session)s” of “%(cohort)s”.") % {
            "session": session.title, "cohort": one.row.title,
        }  # fmt: skip
        url = reverse("alignment:session-attendance", args=[session.pk])
        found.append(
            Attention(
                "align", f"learning-attendance:{session.pk}", why, ended, _page(one.row), _("Say who came"), url,
                "me" if mine else "alliance",
            )
        )  # fmt: skip
    return found


def _page(row: Cohort) -> str:
    return reverse("alignment:cohort", args=[row.pk])
