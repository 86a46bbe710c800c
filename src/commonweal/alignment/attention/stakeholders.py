"""A champion gone, somebody powerful whom nobody speaks with."""

from __future__ import annotations

from datetime import UTC, datetime, time

from django.urls import reverse
from django.utils.translation import gettext as _

from commonweal.access import Actor, Permission, may
from commonweal.alignment.attention.facts import Facts
from commonweal.alignment.queries import stakeholders
from commonweal.components.attention import Attention
from commonweal.database.together import Question


def parts(by: Actor, now: datetime) -> list[Question]:
    """Everybody on the list, with their newest reading."""
    return [stakeholders.standings(by)] if may(by, Permission.KEEP_STAKEHOLDERS) else []


def attention(by: Actor, now: datetime, facts: Facts) -> list[Attention]:
    """For those who keep the list; and for whoever keeps the contact themselves."""
    found = []
    for one in stakeholders.troubled(by, facts.rows[stakeholders.STANDING], now.date()):
        page = reverse("alignment:stakeholder", args=[one.pk])
        mine = one.keeper == by.person_id
        if not mine and not may(by, Permission.HOLD_MEETINGS):
            continue
        found.append(
            Attention(
                "align",
                f"stakeholder:{one.pk}",
                _("%(name)s: %(trouble)s.") % {"name": one.name, "trouble": one.trouble},
                datetime.combine(one.since, time(), tzinfo=UTC),
                page,
                _("Speak with them") if one.keeper_sits else _("Say who keeps the contact"),
                page,
                "me" if mine else "alliance",
            )
        )
    return found
