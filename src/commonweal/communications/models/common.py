"""What most rows of this room have: the alliance, and who said it."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models

from commonweal.access import Actor
from commonweal.database.models import Row
from commonweal.partners.models import Alliance


class Ours(Row):
    """A row of the alliance with the person who wrote it last."""

    alliance = models.ForeignKey(Alliance, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    person_name = models.CharField(max_length=200, blank=True, default="")
    organisation_name = models.CharField(max_length=255, blank=True, default="")

    class Meta:
        abstract = True


def who(by: Actor) -> dict[str, Any]:
    """The columns that say who writes."""
    return {
        "person_id": by.person_id,
        "person_name": by.person_name,
        "organisation_name": by.organisation_name,
    }


def ours(by: Actor) -> dict[str, Any]:
    """The columns that say for which alliance, and who writes."""
    return {"alliance_id": by.alliance_id} | who(by)
