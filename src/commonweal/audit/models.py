"""Acts, as recorded."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models.functions import Now

from commonweal.audit.events import Event


class Act(models.Model):
    """Somebody did something. Written once; the database refuses change and removal.

    `number` counts within the alliance without gaps; `digest` is
    SHA-256(previous digest ‖ the row's facts as text), computed by a trigger as the row is added. Acts of
    the deployment, outside any alliance, form a chain of their own.
    """

    id = models.BigAutoField(primary_key=True)
    alliance_id = models.UUIDField(null=True, editable=False)
    number = models.BigIntegerField(editable=False, default=0)
    at = models.DateTimeField(db_default=Now(), editable=False)
    person_id = models.UUIDField(null=True)
    person_name = models.TextField(default="")
    organisation_id = models.UUIDField(null=True)
    organisation_name = models.TextField(default="")
    kind = models.CharField(max_length=80)
    subject_type = models.CharField(max_length=80, default="")
    subject_id = models.UUIDField(null=True)
    client_id = models.UUIDField(null=True)
    details = models.JSONField(default=dict)
    previous = models.BinaryField(editable=False, default=b"")
    digest = models.BinaryField(editable=False, default=b"")

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["alliance_id", "number"], name="act_number", nulls_distinct=False
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                fields=["client_id", "at"], name="act_client", condition=models.Q(client_id__isnull=False)
            ),
            models.Index(fields=["subject_id"], name="act_subject"),
        ]

    @property
    def sentence(self) -> str:
        """What was done, in words (the actor's name stands before it)."""
        event = Event.known.get(self.kind)
        return event.say(self.details) if event is not None else self.kind
