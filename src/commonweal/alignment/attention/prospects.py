"""Prospects with whom nothing goes on, and those that could be invited."""

from __future__ import annotations

from datetime import datetime

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Max, Q, Value
from django.db.models.functions import Coalesce, Concat
from django.urls import reverse
from django.utils.translation import gettext as _

from commonweal.access import Actor, Permission, may
from commonweal.alignment.attention.facts import Facts, part
from commonweal.alignment.models import Prospect
from commonweal.alignment.rules import prospects as rules
from commonweal.alignment.thresholds import PROSPECT as QUIET
from commonweal.components.attention import Attention
from commonweal.database.together import Question
from commonweal.partners import thresholds

PROSPECT = "prospect"


def parts(by: Actor, now: datetime) -> list[Question]:
    """Those not brought in yet; `words`: their steps in order, each its kind and outcome; `since`: the last one."""
    if not may(by, Permission.FIND_PARTNERS):
        return []
    steps = ArrayAgg(
        Concat("steps__kind", Value(":"), "steps__outcome"),
        order_by=["steps__created_at", "steps__id"],
        filter=Q(steps__isnull=False),
    )
    rows = Prospect.objects.filter(organisation=None).order_by().values("pk", "name", "created_at")
    rows = rows.annotate(taken=steps, last=Coalesce(Max("steps__created_at"), "created_at"))
    return [part(rows, PROSPECT, page="pk", name="name", since="last", words="taken")]


def attention(by: Actor, now: datetime, facts: Facts) -> list[Attention]:
    """For those who look for partners."""
    found = []
    for one in sorted(facts[PROSPECT], key=lambda one: one.name):
        taken = [rules.Taken(*step.split(":", 1)) for step in one.words or ()]
        at, last = rules.state(taken, brought_in=False), one.since or now
        page = reverse("alignment:prospect", args=[one.page])
        if at == "cleared":
            why = _("%(name)s is looked into and cleared; it can be invited.") % {"name": one.name}
            key, label = "prospect-cleared", _("Invite it")
        elif at != "declined" and now - last > thresholds.days(by, QUIET):
            why = _("Nothing was written down about the possible partner %(name)s for %(days)s days.") % {
                "name": one.name, "days": (now - last).days,
            }  # fmt: skip
            key, label = "prospect-quiet", _("Take the next step")
        else:
            continue
        found.append(Attention("align", f"{key}:{one.pk}", why, last, page, label, page, "alliance"))
    return found
