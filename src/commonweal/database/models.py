"""What every row has: an identifier that sorts by time, and when it was recorded."""

from __future__ import annotations

from django.db import models
from django.db.models.functions import Now


class UUIDv7(models.Func):
    """PostgreSQL 18's time-ordered identifier (RFC 9562)."""

    function = "uuidv7"
    output_field = models.UUIDField()


class Row(models.Model):
    """A fact with an identifier and the instant at which it was recorded."""

    id = models.UUIDField(primary_key=True, db_default=UUIDv7(), editable=False)
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        abstract = True
