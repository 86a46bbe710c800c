"""Filters above a table: a form field, and how its value narrows the rows."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import reduce
from operator import or_
from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.utils.dateparse import parse_date
from django.utils.translation import gettext_lazy as _

from commonweal.components.tables.columns import Getter, Text, look_up

Rows = Any
"""A QuerySet, or a sequence of plain rows."""
Option = tuple[Any, Text]


@dataclass(frozen=True)
class Filter:
    """The general filter: any form field, any function that narrows."""

    key: str
    label: Text
    apply: Callable[[Rows, Any], Rows] | None = None
    """Narrows the rows; without it the filter's own way is used."""

    wide = False

    def form_field(self) -> forms.Field:
        """The field people fill in. Never required: an empty filter leaves all rows."""
        return forms.CharField(label=self.label, required=False)

    def narrow(self, rows: Rows, value: Any) -> Rows:
        """The rows that the value lets through."""
        if self.apply is not None:
            return self.apply(rows, value)
        raise NotImplementedError(f"The filter {self.key!r} has no way to narrow rows: give it `apply`.")

    def said(self, value: Any) -> str:
        """The value in words, for the line that says what is filtered."""
        return str(value)


@dataclass(frozen=True)
class Words(Filter):
    """Words somebody types: each must be in one of the lookups (in plain rows: of the paths)."""

    lookups: Sequence[str] = ()
    paths: Sequence[Getter] = ()

    wide = True

    def form_field(self) -> forms.Field:
        return forms.CharField(
            label=self.label,
            required=False,
            max_length=200,
            widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
        )

    def narrow(self, rows: Rows, value: str) -> Rows:
        if self.apply is not None:
            return self.apply(rows, value)
        for word in value.split():
            if isinstance(rows, QuerySet):
                rows = rows.filter(reduce(or_, (Q(**{lookup: word}) for lookup in self.lookups)))
            else:
                rows = [row for row in rows if self._found(row, word.casefold())]
        return rows

    def _found(self, row: Any, word: str) -> bool:
        return any(word in str(look_up(row, path) or "").casefold() for path in self.paths)


@dataclass(frozen=True)
class Choice(Filter):
    """One of a few. `choices` may be a function, so that it is read anew for each request."""

    choices: Iterable[Option] | Callable[[], Iterable[Option]] = ()
    lookup: str = ""
    path: Getter = ""
    any_label: Text = field(default=_("All"))

    def options(self) -> list[Option]:
        """The choices there are now."""
        return list(self.choices() if callable(self.choices) else self.choices)

    def form_field(self) -> forms.Field:
        return forms.ChoiceField(
            label=self.label, required=False, choices=[("", self.any_label), *self.options()]
        )

    def narrow(self, rows: Rows, value: str) -> Rows:
        if self.apply is not None:
            return self.apply(rows, value)
        if isinstance(rows, QuerySet):
            return rows.filter(**{self.lookup or self.key: value})
        return [row for row in rows if str(look_up(row, self.path or self.key)) == value]

    def said(self, value: str) -> str:
        return next((str(label) for key, label in self.options() if str(key) == value), value)


@dataclass(frozen=True)
class Days(Filter):
    """From a day on, or until a day (`until=True`), the day itself included."""

    lookup: str = ""
    path: Getter = ""
    until: bool = False

    def form_field(self) -> forms.Field:
        return forms.DateField(
            label=self.label,
            required=False,
            widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        )

    def narrow(self, rows: Rows, value: date | str) -> Rows:
        if self.apply is not None:
            return self.apply(rows, value)
        limit = value if isinstance(value, date) else parse_date(value)
        if limit is None:
            return rows
        if isinstance(rows, QuerySet):
            return rows.filter(**{f"{self.lookup or self.key}__{'lte' if self.until else 'gte'}": limit})
        return [row for row in rows if self._within(look_up(row, self.path or self.key), limit)]

    def _within(self, then: date | None, limit: date) -> bool:
        if then is None:
            return False
        return then <= limit if self.until else then >= limit
