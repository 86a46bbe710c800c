"""Facts that may need somebody, of all nouns of this room, in one question to the database.

The first page asks every room. A query for each noun, and another for what belongs to it, would be twenty; so the
nouns bring parts of one union, in rows of one shape, and each makes of its rows what its rules say.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import DateTimeField, QuerySet
from django.db.models.functions import Cast

from commonweal.database import together
from commonweal.database.together import Question


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


Facts = Mapping[str, list[Fact]]
INSTANTS = frozenset({"since", "until"})


def part(rows: QuerySet[Any], kind: str, *, pk: str = "pk", **columns: Any) -> Question:
    """Rows as part of the union; a column is a field's name or an expression, and empty where it is not given."""
    cells = {
        name: Cast(value, output_field=DateTimeField()) if name in INSTANTS else value
        for name, value in columns.items()
    }
    return together.question(kind, rows, pk=pk, **cells)


def gathered(rows: together.Rows) -> Facts:
    """What the parts found, by kind, the oldest first."""
    found: dict[str, list[Fact]] = defaultdict(list)
    for row in sorted((_fact(kind, told) for kind, several in rows.items() for told in several), key=_age):
        found[row.kind].append(row)
    return found


def _fact(kind: str, told: together.Facts) -> Fact:
    """A row with its instants and identifiers as such."""
    instants = {name: together.instant(told[name]) for name in INSTANTS if told.get(name)}
    identifiers = {name: UUID(told[name]) for name in ("pk", "page") if told.get(name)}
    times = [together.instant(one) for one in told["times"]] if told.get("times") else None
    empty = {"page": None, "since": None, "name": ""}
    return Fact(kind, **{**empty, **told, **instants, **identifiers, "times": times})


def _age(row: Fact) -> tuple[bool, float, UUID]:
    return row.since is None, row.since.timestamp() if row.since else 0.0, row.pk
