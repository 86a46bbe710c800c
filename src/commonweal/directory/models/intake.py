"""What was imported."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from django.db import models

from commonweal.database.models import Row
from commonweal.directory.models.base import SOURCE_LENGTH
from commonweal.directory.rules import Intake, intake_is_lost
from commonweal.partners.models import Alliance


class Import(Row):
    """One import: what came, what became of each row, what it changed, and what could not be used."""

    alliance = models.ForeignKey(Alliance, on_delete=models.PROTECT, related_name="+")
    source = models.CharField(max_length=SOURCE_LENGTH)
    file_name = models.CharField(max_length=255)
    person_name = models.CharField(max_length=200, blank=True, default="")
    status = models.CharField(
        max_length=10, choices=[(one.value, one.value) for one in Intake], default=Intake.DONE.value
    )
    step = models.CharField(max_length=200, blank=True, default="", help_text="What is being done now.")
    problem = models.TextField(blank=True, default="", help_text="Why it stopped; nothing was changed then.")
    moved_at = models.DateTimeField(null=True, help_text="When it last got on.")
    shrink = models.BooleanField(default=False, help_text="More than half of the services may be gone.")
    tallies = models.JSONField(default=list, help_text="Per file: rows, used, quarantined.")
    changes = models.JSONField(default=dict, help_text="Per kind: new, changed, gone, unchanged.")
    troubles = models.JSONField(
        default=list, help_text="Per file, column and reason: how many, and the first row."
    )
    notes = models.JSONField(default=list, help_text="What was read otherwise than it stands.")
    not_kept = models.JSONField(default=dict, help_text="Files the directory has no use for.")
    quarantine = models.BinaryField(
        default=b"", help_text="The rows that could not be used: CSV, compressed (gzip)."
    )

    class Meta:
        ordering: ClassVar[list[str]] = ["-created_at"]

    @property
    def under_way(self) -> bool:
        """Is it waiting or running?"""
        return self.status in (Intake.WAITING, Intake.RUNNING)

    def may_start_again(self, now: datetime) -> bool:
        """Did it stop, or lose its worker?"""
        status = Intake(self.status)
        return status is Intake.FAILED or intake_is_lost(status, self.moved_at, now)

    @property
    def rows(self) -> int:
        """Rows in the package's tables."""
        return sum(tally["rows"] for tally in self.tallies)

    @property
    def used(self) -> int:
        """Rows that were used."""
        return sum(tally["used"] for tally in self.tallies)

    @property
    def quarantined(self) -> int:
        """Rows that were not."""
        return sum(tally["quarantined"] for tally in self.tallies)
