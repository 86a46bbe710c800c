"""What every row of the directory has that may have come from a package."""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.search import SearchVectorField
from django.db import models

from commonweal.database.models import Row
from commonweal.partners.models import Alliance

SOURCE_LENGTH = 80


def text() -> models.TextField[str, str]:
    """Text that may be missing."""
    return models.TextField(blank=True, default="")


class Listed(Row):
    """A row of an alliance's directory.

    A row that came from a package carries the package's source and the identifier it has there; its own
    key is derived from alliance and identifier, so that the same import finds it again. A row made by hand carries
    neither.
    """

    alliance = models.ForeignKey(Alliance, on_delete=models.PROTECT, related_name="+", db_index=False)
    source = models.CharField(max_length=SOURCE_LENGTH, blank=True, default="")
    hsds_id = models.UUIDField(null=True, blank=True, editable=False)

    class Meta:
        abstract = True

    @property
    def public_id(self) -> str:
        """The identifier under which the row leaves in an export."""
        return str(self.hsds_id or self.pk)


class Lasting(Listed):
    """A row that others may point to for ever: gone from its source it is marked, not deleted."""

    gone_at = models.DateTimeField(
        null=True, blank=True, help_text="Since when its source no longer lists it; empty while it does."
    )

    class Meta:
        abstract = True


class _Weighed(models.Func):
    """Words of some columns for PostgreSQL's text search, without accents, with a weight A to D."""

    output_field = SearchVectorField()

    def __init__(self, weight: str, *columns: str, **extra: Any) -> None:
        super().__init__(*(models.F(column) for column in columns), weight=weight, **extra)

    template = "setweight(to_tsvector('english'::regconfig, commonweal.plain(%(expressions)s)), '%(weight)s')"
    arg_joiner = " || ' ' || "


class _Joined(models.Func):
    template = "%(expressions)s"
    arg_joiner = " || "
    output_field = SearchVectorField()


def search_field(**weights: tuple[str, ...]) -> models.GeneratedField:
    """A column that PostgreSQL keeps: the words of other columns by weight (`A=("name",)`)."""
    parts = [_Weighed(weight, *columns) for weight, columns in weights.items()]
    return models.GeneratedField(
        expression=_Joined(*parts) if len(parts) > 1 else parts[0],
        output_field=SearchVectorField(),
        db_persist=True,
    )


def plain_field(*columns: str) -> models.GeneratedField:
    """A column that PostgreSQL keeps: other columns in small letters without accents, for near misses."""
    return models.GeneratedField(
        expression=models.Func(
            *(models.F(column) for column in columns),
            template="commonweal.plain(%(expressions)s)",
            arg_joiner=" || ' ' || ",
            output_field=models.TextField(),
        ),
        output_field=models.TextField(),
        db_persist=True,
    )
