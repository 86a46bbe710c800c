"""What people here said otherwise than the source of an entry."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from commonweal.database.models import Row
from commonweal.directory.models.services import Service
from commonweal.directory.parts import TITLES
from commonweal.partners.models import Alliance

SAID = ("number", "extension", "byday", "opens_at", "closes_at", "name", "code", "description")
"""Columns that say what a row beside a service says, in this order."""


class HandEdit(Row):
    """That a part of an imported service was changed by hand: imports leave it alone from then on (decision 166).

    `theirs` is what its source said of the part when somebody last looked; `theirs_now` what it says since, where it
    came to say something else: a conflict that somebody settles.
    """

    alliance = models.ForeignKey(Alliance, on_delete=models.PROTECT, related_name="+", db_index=False)
    service = models.ForeignKey(Service, on_delete=models.CASCADE, related_name="hand_edits")
    part = models.CharField(max_length=40, help_text="A column of the service, or a kind of row beside it.")
    theirs = models.JSONField(null=True)
    theirs_now = models.JSONField(null=True)
    differs_at = models.DateTimeField(null=True, help_text="When its source came to say something else.")
    edited_by = models.CharField(max_length=200)
    edited_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["service", "part"], name="a_part_is_edited_once")
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                fields=["alliance"], name="handedit_conflicts", condition=models.Q(differs_at__isnull=False)
            )
        ]

    @property
    def title(self) -> str:
        """The part's name on a page."""
        return str(TITLES.get(self.part, self.part))

    @property
    def said_there(self) -> list[str]:
        """What the source says now, a line for each row."""
        if not isinstance(self.theirs_now, list):
            return ["" if self.theirs_now is None else str(self.theirs_now)]
        return [
            ", ".join(str(row[name]) for name in SAID if row.get(name) not in (None, ""))
            for row in self.theirs_now
        ]
