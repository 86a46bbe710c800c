"""A champion gone, somebody powerful whom nobody speaks with."""

from __future__ import annotations

from datetime import UTC, datetime, time

from django.urls import reverse
from django.utils.translation import gettext as _

from commonweal.access import Actor, Permission, may
from commonweal.alignment.queries import stakeholders
from commonweal.components.attention import Attention


def attention(by: Actor, now: datetime) -> list[Attention]:
    """For those who keep the list; and for whoever keeps the contact themselves."""
    if not may(by, Permission.KEEP_STAKEHOLDERS):
        return []
    found = []
    for one in stakeholders.standing(by, now.date()):
        if one.trouble is None:
            continue
        page = reverse("alignment:stakeholder", args=[one.row.pk])
        since = datetime.combine(one.last_contact or one.reading.on, time(), tzinfo=UTC)
        mine = one.reading.keeper_id == by.person_id
        if not mine and not may(by, Permission.HOLD_MEETINGS):
            continue
        found.append(
            Attention(
                "align",
                f"stakeholder:{one.row.pk}",
                _("%(name)s: %(trouble)s.") % {"name": one.row.name, "trouble": one.trouble},
                since,
                page,
                _("Speak with them") if one.keeper_sits else _("Say who keeps the contact"),
                page,
                "me" if mine else "alliance",
            )
        )
    return found
