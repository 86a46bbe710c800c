"""What rows of this room share: of which alliance, and who said it for whom."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from commonweal.database.models import Row
from commonweal.partners.models import Alliance, Organisation


class Said(Row):
    """Something that a person said for an organisation of an alliance. `created_at` is when."""

    alliance = models.ForeignKey(Alliance, on_delete=models.PROTECT, related_name="+")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    person_name = models.CharField(max_length=200)

    class Meta:
        abstract = True


def together(*names: str) -> models.Q:
    """All of these fields are empty, or none is: who and when go together."""
    nothing, everything = models.Q(), models.Q()
    for name in names:
        text = name.endswith(("_by", "_reason", "_text", "evidence"))
        empty = models.Q(**({name: ""} if text else {f"{name}__isnull": True}))
        nothing &= empty
        everything &= ~empty
    return nothing | everything
