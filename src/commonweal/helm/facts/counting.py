"""Many counts in one question to the database."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db.models import Expression, IntegerField, QuerySet, Subquery

from commonweal.partners.models import Alliance
from commonweal.partners.thresholds import Threshold

Counted = Mapping[str, Any]
Limits = Mapping[Threshold, int]


class HowMany(Subquery):
    """The number of rows of a query, as one value of another."""

    template = "(SELECT count(*) FROM (%(subquery)s) counted)"
    output_field = IntegerField()

    def __init__(self, rows: QuerySet[Any]) -> None:
        super().__init__(rows.order_by())


def latest(rows: QuerySet[Any], field: str) -> Subquery:
    """A field of the first row of an ordered query; None without rows."""
    return Subquery(rows.values(field)[:1])


def count(alliance_id: UUID, wanted: Mapping[str, Expression | Subquery]) -> Counted:
    """All wanted values by their names; one query, however many they are."""
    return dict(Alliance.objects.filter(pk=alliance_id).values(**wanted).get())
