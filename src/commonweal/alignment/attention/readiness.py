"""Steps towards readiness that are overdue, and gaps for which nobody planned anything."""

from __future__ import annotations

from datetime import UTC, datetime, time

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from commonweal.access import Actor, Permission, may
from commonweal.alignment.queries import readiness as queries
from commonweal.alignment.rules import readiness as rules
from commonweal.components.attention import Attention


def attention(by: Actor, now: datetime) -> list[Attention]:
    """Overdue steps for their owner; gaps without a plan for those who assess readiness."""
    found: list[Attention] = []
    rows = list(queries.steps())
    for step in rows:
        if queries.ending(step) or step.due >= now.date():
            continue
        mine = step.owner_id == by.person_id
        if not mine and not may(by, Permission.ASSESS_READINESS):
            continue
        page = reverse("alignment:readiness-step", args=[step.pk])
        why = _("A step towards your organisation's readiness is overdue: %(what)s.") % {
            "what": step.what.rstrip(".")
        }
        since = datetime.combine(step.due, time(), tzinfo=UTC)
        found.append(
            Attention(
                "align", f"readiness-overdue:{step.pk}", why, since, page, _("Say how it stands"), page,
                "me" if mine else "organisation",
            )
        )  # fmt: skip
    if may(by, Permission.ASSESS_READINESS):
        found += _without_plan(queries.answers(), rows, now)
    return found


def _without_plan(answers: list, rows: list, now: datetime) -> list[Attention]:
    counting = rules.newest(queries.facts(answers))
    steps = queries.plan(rows)
    bare = [
        item
        for item in rules.gaps(counting)
        if rules.gap_state(item, counting, steps, now.date()) == "no plan"
    ]
    if not bare:
        return []
    page = reverse("alignment:readiness")
    why = ngettext(
        "Your organisation found %(n)s gap in its readiness and has no step planned for it.",
        "Your organisation found %(n)s gaps in its readiness and has no step planned for them.",
        len(bare),
    ) % {"n": len(bare)}
    since = min(counting[item].at for item in bare)
    return [
        Attention(
            "align", "readiness-unplanned", why, since, page, _("Plan the next step"), page, "organisation"
        )
    ]
