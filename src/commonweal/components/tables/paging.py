"""Paging that stays fast on big tables: by offset with a capped count, or by key."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db.models import Expression, F, Field, Q, QuerySet
from django.db.models.constants import LOOKUP_SEP

COUNT_CAP = 10_000
"""Counting stops here: “more than 10,000” is as good an answer, and counting all may take seconds."""

SORT_VALUE = "table_sort_value"


@dataclass(frozen=True)
class Page:
    """The rows of one page and where its neighbours are: parameters for the address, or None."""

    rows: Sequence[Any]
    previous: dict[str, str] | None
    following: dict[str, str] | None
    first: int | None = None
    """The number of the first row, from 1, where it is known."""
    total: int | None = None
    """How many rows there are; with `capped`, at least this many; None if not counted."""
    capped: bool = False


def count(rows: Any, cap: int = COUNT_CAP) -> tuple[int, bool]:
    """How many rows there are, and whether counting stopped at the cap."""
    if not isinstance(rows, QuerySet):
        return len(rows), False
    found = rows.order_by()[: cap + 1].count()
    return min(found, cap), found > cap


def by_offset(rows: Any, number: str, size: int) -> Page:
    """Page `number`, counted from 1. A number that is none, or too large, gives the first or last page."""
    total, capped = count(rows)
    wanted = int(number) if number.isascii() and number.isdigit() and len(number) < 9 else 1
    last = max(1, -(-total // size))
    page = max(1, wanted) if capped else max(1, min(wanted, last))
    start = (page - 1) * size
    found = list(rows[start : start + size + 1])
    return Page(
        rows=found[:size],
        previous={"page": str(page - 1)} if page > 1 else None,
        following={"page": str(page + 1)} if len(found) > size else None,
        first=start + 1 if found else None,
        total=total,
        capped=capped,
    )


def by_key(
    rows: QuerySet[Any],
    sort: str | Expression | None,
    *,
    descending: bool,
    after: str,
    before: str,
    size: int,
) -> Page:
    """The page after or before a row, found through an index however deep it lies.

    The order is the sort expression, empty values last, then the primary key. A key that cannot be
    read (an old link, a changed sort) gives the first page.
    """
    expression = F(sort) if isinstance(sort, str) else sort
    field, nullable = _sort_field(rows, sort)
    if expression is not None:
        rows = rows.annotate(**{SORT_VALUE: expression})
        if field is None:
            field = rows.query.annotations[SORT_VALUE].output_field
    key = _read(after or before, rows.model._meta.pk, field)
    backward = bool(before) and not after and key is not None
    if key is not None:
        rows = rows.filter(
            _beyond(
                key,
                sorts=expression is not None,
                nullable=nullable,
                up=descending == backward,
                toward_null=not backward,
            )
        )
    found = list(rows.order_by(*_order(expression is not None, nullable, descending, backward))[: size + 1])
    more, shown = len(found) > size, found[:size]
    if backward:
        shown.reverse()
    has_previous = more if backward else key is not None
    has_following = True if backward else more
    return Page(
        rows=shown,
        previous={"before": _write(shown[0])} if shown and has_previous else None,
        following={"after": _write(shown[-1])} if shown and has_following else None,
    )


def _sort_field(rows: QuerySet[Any], sort: str | Expression | None) -> tuple[Field[Any, Any] | None, bool]:
    if not isinstance(sort, str):
        return None, sort is not None
    model, nullable, field = rows.model, False, None
    for part in sort.split(LOOKUP_SEP):
        field = model._meta.pk if part == "pk" else model._meta.get_field(part)
        nullable = nullable or bool(getattr(field, "null", True))
        model = field.related_model or model
    return field, nullable


def _order(sorts: bool, nullable: bool, descending: bool, backward: bool) -> list[Any]:
    downward = descending != backward
    keys: list[Any] = []
    if sorts:
        # Only a sort that can be empty says where the empty go: otherwise a plain index would not serve.
        first, last = (True, None) if backward else (None, True)
        by = F(SORT_VALUE)
        nulls = {"nulls_first": first, "nulls_last": last} if nullable else {}
        keys.append(by.desc(**nulls) if downward else by.asc(**nulls))
    keys.append("-pk" if downward else "pk")
    return keys


def _beyond(key: tuple[Any, Any], *, sorts: bool, nullable: bool, up: bool, toward_null: bool) -> Q:
    """The rows past the key. Bounded on the sort value alone first, so that the database can start there."""
    value, pk = key
    way = "gt" if up else "lt"
    past_pk = Q(**{f"pk__{way}": pk})
    if not sorts:
        return past_pk
    empty = Q(**{f"{SORT_VALUE}__isnull": True})
    if value is None:
        return (empty & past_pk) if toward_null else (~empty | (empty & past_pk))
    past = Q(**{f"{SORT_VALUE}__{way}e": value}) & (
        Q(**{f"{SORT_VALUE}__{way}": value}) | (Q(**{SORT_VALUE: value}) & past_pk)
    )
    return past | empty if nullable and toward_null else past


def _write(row: Any) -> str:
    pair = [_plain(getattr(row, SORT_VALUE, None)), _plain(row.pk)]
    return base64.urlsafe_b64encode(json.dumps(pair, ensure_ascii=False).encode()).decode().rstrip("=")


def _plain(value: Any) -> Any:
    match value:
        # Django's own JSON encoder drops microseconds, and the key would point beside its row.
        case datetime() | date() | time():
            return value.isoformat()
        case Decimal() | UUID():
            return str(value)
        case _:
            return value


def _read(token: str, pk: Field[Any, Any], field: Field[Any, Any] | None) -> tuple[Any, Any] | None:
    if not token or len(token) > 2000:
        return None
    try:
        value, key = json.loads(base64.urlsafe_b64decode(token + "=" * (-len(token) % 4)))
        if key is None or (value is not None and field is None):
            return None
        return (None if value is None or field is None else field.to_python(value)), pk.to_python(key)
    except (ValueError, TypeError, binascii.Error, UnicodeDecodeError, ValidationError, RecursionError):
        return None
