"""Prospects with whom nothing goes on, and those that could be invited."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.urls import reverse
from django.utils.translation import gettext as _

from commonweal.access import Actor, Permission, may
from commonweal.alignment.queries import search as queries
from commonweal.components.attention import Attention

QUIET_FOR = timedelta(days=30)


def attention(by: Actor, now: datetime) -> list[Attention]:
    """For those who look for partners."""
    if not may(by, Permission.FIND_PARTNERS):
        return []
    found = []
    for row in queries.prospects().filter(organisation__isnull=True):
        at = queries.state(row)
        last = max((one.created_at for one in row.steps.all()), default=row.created_at)
        page = reverse("alignment:prospect", args=[row.pk])
        if at == "cleared":
            why = _("%(name)s is looked into and cleared; it can be invited.") % {"name": row.name}
            key, label = "prospect-cleared", _("Invite it")
        elif at not in {"declined", "brought in"} and now - last > QUIET_FOR:
            why = _("Nothing was written down about the possible partner %(name)s for %(days)s days.") % {
                "name": row.name, "days": (now - last).days,
            }  # fmt: skip
            key, label = "prospect-quiet", _("Take the next step")
        else:
            continue
        found.append(Attention("align", f"{key}:{row.pk}", why, last, page, label, page, "alliance"))
    return found
