"""Facts that may need somebody, of all nouns of this room, in one question to the database.

The first page asks every room. A query for each noun, and another for what belongs to it, would be twenty; so the
nouns bring parts of one union, in rows of one shape, and each makes of its rows what its rules say.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib.postgres.fields import ArrayField
from django.db.models import (
    BooleanField,
    DateTimeField,
    Field,
    IntegerField,
    QuerySet,
    TextField,
    UUIDField,
    Value,
)
from django.db.models.functions import Cast


@dataclass(frozen=True)
class Fact:
    """A row that may need somebody. What a column holds beside the first five, its noun says."""

    kind: str
    pk: UUID
    page: UUID | None
    """The row on whose page it is shown."""
    name: str
    since: datetime | None
    about: str | None = None
    until: datetime | None = None
    number: int | None = None
    mine: bool | None = None
    words: Sequence[str] | None = None
    times: Sequence[datetime] | None = None


KINDS: dict[str, Field[Any, Any]] = {
    "page": UUIDField(),
    "name": TextField(),
    "since": DateTimeField(),
    "about": TextField(),
    "until": DateTimeField(),
    "number": IntegerField(),
    "mine": BooleanField(),
    "words": ArrayField(TextField()),
    "times": ArrayField(DateTimeField()),
}
Facts = Mapping[str, list[Fact]]


def part(rows: QuerySet[Any], kind: str, *, pk: str = "pk", **columns: Any) -> QuerySet[Any, Any]:
    """Rows as part of the union; a column is a field's name or an expression, and empty where it is not given."""
    cells = [Cast(columns.get(name, Value(None)), output_field=held) for name, held in KINDS.items()]
    return rows.order_by().values_list(Value(kind, output_field=TextField()), pk, *cells)


def gathered(parts: Iterable[QuerySet[Any, Any]]) -> Facts:
    """What the parts find, by kind, the oldest first; one query, or none where there is no part."""
    found: dict[str, list[Fact]] = defaultdict(list)
    several = list(parts)
    if several:
        rows = several[0].union(*several[1:], all=True) if len(several) > 1 else several[0]
        for row in sorted((Fact(*cells) for cells in rows), key=_age):
            found[row.kind].append(row)
    return found


def _age(row: Fact) -> tuple[bool, float, UUID]:
    return row.since is None, row.since.timestamp() if row.since else 0.0, row.pk
