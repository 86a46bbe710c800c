"""Sessions whose attendance nobody wrote down; to oneself, that one missed two in a row."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Case, Max, Value, When
from django.urls import reverse
from django.utils.translation import gettext as _

from commonweal.access import Actor, Permission, may
from commonweal.alignment.attention.facts import Fact, Facts, part
from commonweal.alignment.queries import learning as queries
from commonweal.alignment.rules import learning as rules
from commonweal.components.attention import Attention, Audience
from commonweal.database.together import Question

OTHERS_AFTER = timedelta(days=7)
"""After this long a session without attendance is everybody's who keeps cohorts."""
MISSED, UNRECORDED = "learning-missed", "learning-attendance"


def parts(by: Actor, now: datetime) -> list[Question]:
    """One's own attendance, a row a cohort (`words`: whether one came; `times`: when); sessions nobody recorded."""
    if not may(by, Permission.VIEW_ALIGNMENT):
        return []
    order: dict[str, Any] = {"order_by": "session__starts_at"}
    own = queries.attended(by, now).values("session__cohort_id", "session__cohort__title")
    own = own.annotate(
        latest=Max("session__starts_at"), came_=ArrayAgg("came", **order), at=ArrayAgg("session__starts_at", **order)
    )  # fmt: skip
    found = [
        part(own, MISSED, pk="session__cohort_id", page="session__cohort_id", name="session__cohort__title",
             since="latest", words="came_", times="at")
    ]  # fmt: skip
    if may(by, Permission.HOLD_MEETINGS):
        mine = Case(When(cohort__person_id=by.person_id, then=Value(True)), default=Value(False))
        found.append(
            part(queries.unrecorded(now), UNRECORDED, page="cohort_id", name="cohort__title", about="title",
                 since="starts_at", number="minutes", mine=mine)
        )  # fmt: skip
    return found


def attention(by: Actor, now: datetime, facts: Facts) -> list[Attention]:
    """What is one's own; and for those who keep cohorts, what waits to be written down."""
    found: list[Attention] = []
    for one in facts[MISSED]:
        came, times = list(one.words or ()), list(one.times or ())
        count = rules.missed_in_a_row(came)
        if count < rules.MISSED_IN_A_ROW:
            continue
        page = _page(one)
        why = _("You missed the last %(n)s sessions of “%(cohort)s”.") % {"n": count, "cohort": one.name}
        label = _("Read what you missed")
        found.append(Attention("align", f"{MISSED}:{one.pk}", why, times[-count], page, label, page, "me"))
    return found + [item for one in facts[UNRECORDED] if (item := _unrecorded(one, now)) is not None]


def _unrecorded(one: Fact, now: datetime) -> Attention | None:
    ended = (one.since or now) + timedelta(minutes=one.number or 0)
    if ended + rules.RECORD_WITHIN > now or (not one.mine and now - ended < OTHERS_AFTER):
        return None
    why = _("Nobody wrote down who came to “%(session)s” of “%(cohort)s”.") % {
        "session": one.about, "cohort": one.name,
    }  # fmt: skip
    url = reverse("alignment:session-attendance", args=[one.pk])
    audience: Audience = "me" if one.mine else "alliance"
    return Attention(
        "align", f"{UNRECORDED}:{one.pk}", why, ended, _page(one), _("Say who came"), url, audience
    )  # fmt: skip


def _page(one: Fact) -> str:
    return reverse("alignment:cohort", args=[one.page])
