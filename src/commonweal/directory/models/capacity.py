"""Reports of capacity: facts with a who and a when."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from commonweal.database.models import Row
from commonweal.directory.models.services import Service
from commonweal.directory.rules import CAPACITY_WORDS, MOVED_BY
from commonweal.partners.models import Alliance


class CapacityReport(Row):
    """What somebody said of a service's room, or what an acceptance or an outcome changed. Never changed later."""

    alliance = models.ForeignKey(Alliance, on_delete=models.PROTECT, related_name="+", db_index=False)
    service = models.ForeignKey(Service, on_delete=models.PROTECT, related_name="capacity_reports")
    capacity = models.CharField(max_length=40, choices=list(CAPACITY_WORDS.items()))
    available = models.PositiveIntegerField(null=True)
    maximum = models.PositiveIntegerField(null=True)
    how = models.CharField(max_length=20, choices=list(MOVED_BY.items()), default="reported")
    note = models.TextField(blank=True, default="")
    person_id = models.UUIDField(null=True)
    person_name = models.CharField(max_length=200, blank=True, default="")
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar[list[str]] = ["-at"]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["service", "-at"], name="capacity_report_service")
        ]
