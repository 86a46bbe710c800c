"""Many questions in one statement: each adds its rows as plain facts, under the name of what they are.

A page that gathers from many rooms would else ask the database several times for each of them. Here rows of every
shape become JSON, so that all of them are one union. Row policies hold in each part of it as they hold alone.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, TypeVar

from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.fields import ArrayField
from django.db import DEFAULT_DB_ALIAS
from django.db.models import (
    CharField,
    DateTimeField,
    DecimalField,
    F,
    Field,
    Func,
    Model,
    QuerySet,
    TextField,
    Value,
)
from django.db.models.functions import Cast, JSONObject
from django.utils.dateparse import parse_date, parse_datetime

Facts = dict[str, Any]
Rows = Mapping[str, list[Facts]]
M = TypeVar("M", bound=Model)


@dataclass(frozen=True)
class Question:
    """Rows of one kind, and which facts of each are wanted."""

    what: str
    rows: QuerySet[Any]
    facts: Mapping[str, Any]
    order: tuple[str, ...] = ()
    most: int | None = None

    def first(self, most: int, *order: str) -> Question:
        """Only so many of them, in this order."""
        return replace(self, most=most, order=order)

    def part(self, room: str) -> QuerySet[Any]:
        """It as part of a union."""
        rows = (
            self.rows.order_by()
            .prefetch_related(None)
            .annotate(
                asked_room=Value(room, output_field=CharField()),
                asked_what=Value(self.what, output_field=CharField()),
                asked_facts=JSONObject(**self.facts),
            )
        )
        cells = rows.values_list("asked_room", "asked_what", "asked_facts")
        asked: QuerySet[Any, Any] = cells if self.most is None else cells.order_by(*self.order)[: self.most]
        return asked


def question(what: str, rows: QuerySet[Any], /, **facts: Any) -> Question:
    """Rows of one kind with facts: names of fields, or expressions."""
    return Question(what, rows, facts)


def answers(questions: Mapping[str, Iterable[Question]]) -> dict[str, Rows]:
    """By room the facts of all its questions, by what they are: one statement, none without questions."""
    found: dict[str, Rows] = {room: defaultdict(list) for room in questions}
    parts = [one.part(room) for room, several in questions.items() for one in several]
    if parts:
        rows = parts[0].union(*parts[1:], all=True) if len(parts) > 1 else parts[0]
        for room, what, facts in rows:
            found[room][what].append(facts)
    return found


def answered(questions: Iterable[Question]) -> Rows:
    """The same for one room."""
    return answers({"": questions})[""]


def whole(model: type[Model], *names: str) -> JSONObject:
    """The columns of a row (those named, else all), of which `row` makes the row again.

    Decimals go as text: a number in JSON would be read as a float.
    """
    wanted = set(names)
    return JSONObject(
        **{
            one.attname: Cast(one.attname, TextField()) if isinstance(one, DecimalField) else F(one.attname)
            for one in model._meta.concrete_fields
            if not wanted or one.attname in wanted
        }
    )


def wholes(rows: QuerySet[Any], *names: str) -> ArraySubquery:
    """All rows of a subquery, as `whole` gives them; `row` reads each."""
    return ArraySubquery(rows.values(asked_row=whole(rows.model, *names)))


def row(model: type[M], facts: Facts, **related: list[Any] | Model | None) -> M:
    """The row that `whole` took apart, with what belongs to it already there.

    related: a list for what points to it, a row for what it points to (or None for a one-to-one without any).
    Columns that were not asked for are fetched when somebody reads them.
    """
    columns = [one for one in model._meta.concrete_fields if one.attname in facts]
    found = model.from_db(
        DEFAULT_DB_ALIAS,
        [one.attname for one in columns],
        [_read(one, facts[one.attname]) for one in columns],
    )
    for name, value in related.items():
        if isinstance(value, list):
            rows = getattr(found, name).get_queryset()
            rows._result_cache, rows._prefetch_done = value, True
            vars(found).setdefault("_prefetched_objects_cache", {})[name] = rows
        else:
            found._state.fields_cache[name] = value
    return found


def _read(column: Field[Any, Any], value: Any) -> Any:
    if isinstance(column, ArrayField) and value is not None:
        return [column.base_field.to_python(one) for one in value]
    return column.to_python(value)


def began(name: str = "period") -> Func:
    """The instant at which a period began."""
    return Func(F(name), function="lower", output_field=DateTimeField())


def instant(value: str | None) -> datetime:
    """An instant from the facts."""
    found = parse_datetime(value or "")
    assert found is not None
    return found


def instant_or_none(value: str | None) -> datetime | None:
    """The same where there may be none."""
    return instant(value) if value else None


def day(value: str | None) -> date:
    """A day from the facts."""
    found = parse_date(value or "")
    assert found is not None
    return found


def midnight(value: str | None, now: datetime) -> datetime:
    """The beginning of a day from the facts, in the time zone of `now`."""
    return datetime.combine(day(value), datetime.min.time(), tzinfo=now.tzinfo)
