"""What every row has: an identifier that sorts by time, and when it was recorded."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models.functions import Now


class UUIDv7(models.Func):
    """PostgreSQL 18's time-ordered identifier (RFC 9562)."""

    function = "uuidv7"
    output_field = models.UUIDField()


def column(model: type[models.Model], name: str) -> models.Field[Any, Any]:
    """A column of a model's own table, by the name of its field: not what points to it from elsewhere."""
    field = model._meta.get_field(name)
    assert isinstance(field, models.Field)
    return field


class Row(models.Model):
    """A fact with an identifier and the instant at which it was recorded."""

    id = models.UUIDField(primary_key=True, db_default=UUIDv7(), editable=False)
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        abstract = True
