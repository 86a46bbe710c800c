"""Questions whose SQL is built once: for what every act asks.

Django builds the SQL of a query anew each time it is asked. For a row with its relations that takes several times as
long as asking it. A kept question is an ordinary queryset with places for values; its SQL stays.

    @kept
    def _held(pk: Any) -> QuerySet[Referral]:
        return Referral.objects.select_related("recorded_by").select_for_update(of=("self",)).filter(pk=pk)

    rows = _held(pk=referral.pk)                # a list of referrals
"""

from __future__ import annotations

from collections.abc import Callable
from copy import copy
from functools import wraps
from inspect import signature
from typing import Any, TypeVar

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import Expression, QuerySet

R = TypeVar("R")


class Place(Expression):
    """Where a value goes when the question is asked."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.name = name

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:  # type: ignore[override]  # no word yet
        """A parameter; what stands for its value is this place."""
        return "%s", [self]


def kept(build: Callable[..., QuerySet[Any, R]]) -> Callable[..., list[R]]:
    """Make a function of values into a question that is built at its first use, and then only asked.

    `build` is called once, with a `Place` for each of its arguments; it must not decide by them, nor pass None where
    SQL says `is null`. The values are given by name.
    """
    names = frozenset(signature(build).parameters)
    built: list[tuple[QuerySet[Any, R], Any, str, tuple[Any, ...], Any]] = []

    @wraps(build)
    def ask(**values: Any) -> list[R]:
        if values.keys() != names:
            raise TypeError(f"{build.__name__} asks for {', '.join(sorted(names))}")
        if not built:
            rows = build(**{name: Place(name) for name in names})
            compiler = rows.query.get_compiler(DEFAULT_DB_ALIAS)
            sql, places = compiler.as_sql()
            converters = compiler.get_converters([column for column, *_ in compiler.select])
            built.append((rows, compiler, sql, places, converters))
        rows, compiler, sql, places, converters = built[0]
        given = tuple(values[one.name] if isinstance(one, Place) else one for one in places)
        compiler, query = copy(compiler), copy(rows.query)
        compiler.connection = connections[DEFAULT_DB_ALIAS]
        compiler.as_sql = lambda *_args, **_options: (sql, given)
        compiler.get_converters = lambda _columns: converters
        query.get_compiler = lambda *_args, **_options: compiler  # type: ignore[method-assign]
        asked = type(rows)(rows.model, query, DEFAULT_DB_ALIAS)
        asked._iterable_class = rows._iterable_class
        asked._prefetch_related_lookups = rows._prefetch_related_lookups  # type: ignore[attr-defined]
        return list(asked)

    return ask
