"""Several questions in one query: each adds its rows as plain facts, under the name of what they are."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from typing import Any

from django.db.models import DateTimeField, F, Func, QuerySet, Value
from django.db.models.functions import JSONObject
from django.utils.dateparse import parse_date, parse_datetime

Facts = dict[str, Any]
Rows = Mapping[str, list[Facts]]


def question(what: str, rows: QuerySet[Any], /, **facts: Any) -> QuerySet[Any]:
    """Rows of one kind, each as (what it is, its facts); to be joined with others into one query."""
    about = rows.order_by().annotate(asked_what=Value(what), asked_facts=JSONObject(**facts))
    return about.values_list("asked_what", "asked_facts")


def answers(questions: Iterable[QuerySet[Any]]) -> Iterator[tuple[str, Facts]]:
    """All rows of all questions, in one query; none without questions."""
    first, *others = [*questions, None]
    if first is not None:
        yield from first.union(*[one for one in others if one is not None], all=True)


def began(name: str = "period") -> Func:
    """The instant at which a period began."""
    return Func(F(name), function="lower", output_field=DateTimeField())


def instant(value: str | None) -> datetime:
    """An instant from the facts."""
    found = parse_datetime(value or "")
    assert found is not None
    return found


def day(value: str | None) -> date:
    """A day from the facts."""
    found = parse_date(value or "")
    assert found is not None
    return found


def midnight(value: str | None, now: datetime) -> datetime:
    """The beginning of a day from the facts, in the time zone of `now`."""
    return datetime.combine(day(value), datetime.min.time(), tzinfo=now.tzinfo)
