"""What rows of this room share: of which alliance, and who said it for whom."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from commonweal.database.models import Row
from commonweal.partners.models import Alliance, Organisation


class OfAlliance(Row):
    """A row of one alliance."""

    alliance = models.ForeignKey(Alliance, on_delete=models.PROTECT, related_name="+")

    class Meta:
        abstract = True


class Said(OfAlliance):
    """Something that a person said for an organisation. `created_at` is when."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    person_name = models.CharField(max_length=200)

    class Meta:
        abstract = True
