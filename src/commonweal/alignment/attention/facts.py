"""Facts that may need somebody, of the nouns of this room: most in rows of one shape, some as they are.

The first page asks every room, in one statement for all (`commonweal.database.together`). Each noun brings its
questions and makes of what comes back what its rules say.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
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
)
from django.db.models.functions import Cast

from commonweal.database.together import Question, Rows, instant, instant_or_none, question


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


class Facts:
    """What came back: facts by kind, the oldest first; `rows` for kinds that are no such facts."""

    def __init__(self, rows: Rows) -> None:
        self.rows = rows

    def __getitem__(self, kind: str) -> list[Fact]:
        return sorted((_read(kind, one) for one in self.rows[kind]), key=_age)


def part(rows: QuerySet[Any], kind: str, *, pk: str = "pk", **columns: Any) -> Question:
    """A question for facts; a column is a field's name or an expression, and empty where it is not given."""
    cells = {name: Cast(of, output_field=KINDS[name]) for name, of in columns.items()}
    return question(kind, rows, pk=pk, **cells)


def _read(kind: str, told: Mapping[str, Any]) -> Fact:
    times = told.get("times")
    return Fact(
        kind=kind,
        pk=UUID(told["pk"]),
        page=UUID(told["page"]) if told.get("page") else None,
        name=told.get("name"),  # type: ignore[arg-type]
        since=instant_or_none(told.get("since")),
        about=told.get("about"),
        until=instant_or_none(told.get("until")),
        number=told.get("number"),
        mine=told.get("mine"),
        words=told.get("words"),
        times=None if times is None else [instant(one) for one in times],
    )


def _age(row: Fact) -> tuple[bool, float, UUID]:
    return row.since is None, row.since.timestamp() if row.since else 0.0, row.pk
