"""What pages of meetings share."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext_lazy as lazy

from commonweal.access import Permission
from commonweal.access.fetch import fetch
from commonweal.access.http import Request
from commonweal.alignment.models import Meeting
from commonweal.alignment.queries import meetings as queries

STANDS = {
    "planned": ("waiting", lazy("planned, nobody invited yet")),
    "invited": ("moving", lazy("invitations are out")),
    "going on": ("moving", lazy("going on")),
    "over": ("waiting", lazy("over, minutes open")),
    "minutes closed": ("done", lazy("minutes closed")),
    "called off": ("stopped", lazy("called off")),
}


def the_meeting(request: Request, pk: UUID, permission: Permission = Permission.HOLD_MEETINGS) -> Meeting:
    """The meeting with all its parts, or 404."""
    return fetch(request.actor, permission, queries.whole(), pk)


def meeting_page(row: Any) -> str:
    """Its address."""
    return reverse("alignment:meeting", args=[row.pk])
