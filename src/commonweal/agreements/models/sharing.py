"""The data-sharing clauses that row policies ask."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField, DateTimeRangeField
from django.db import models

from commonweal.agreements.models.agreement import Agreement, Version
from commonweal.database.models import Row
from commonweal.partners.models import Organisation


class Clause(Row):
    """A data-sharing clause of a version that came into force: what row policies ask."""

    agreement = models.ForeignKey(Agreement, on_delete=models.CASCADE, related_name="clauses")
    version = models.ForeignKey(Version, on_delete=models.CASCADE, related_name="clauses")
    categories = ArrayField(models.CharField(max_length=40))
    purposes = ArrayField(models.CharField(max_length=40))


class ClauseParty(Row):
    """On which side of a clause an organisation stands, from when until when."""

    SIDES: ClassVar[list[tuple[str, str]]] = [("discloses", "discloses"), ("receives", "receives")]

    clause = models.ForeignKey(Clause, on_delete=models.CASCADE, related_name="sides")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    side = models.CharField(max_length=10, choices=SIDES)
    period = DateTimeRangeField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["clause", "organisation", "side"], name="once_on_a_side")
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["organisation", "side"], name="clauseparty_organisation")
        ]
