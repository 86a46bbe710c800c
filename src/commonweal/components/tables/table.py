"""A table declared once: its state comes from the address, its rows from a query."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.http import urlencode
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commonweal.access.http import Request
from commonweal.components import words
from commonweal.components.tables.cells import draw_row
from commonweal.components.tables.columns import Column, Text, look_up
from commonweal.components.tables.export import csv_response
from commonweal.components.tables.filters import Filter
from commonweal.components.tables.paging import Page, by_key, by_offset

EXPORT = "csv"
CHUNK = 2000


class Paging(StrEnum):
    """How pages are found."""

    OFFSET = "offset"
    """Numbered pages with a count, capped: for tables somebody looks through."""
    KEY = "key"
    """Next and previous without a count: as fast on page 10,000 as on the first. QuerySets only."""


@dataclass(frozen=True)
class Empty:
    """What an empty table says: what will be here, and how to begin."""

    title: Text = field(default=gettext_lazy("Nothing here yet"))
    text: Text = ""
    href: str = ""
    act: Text = ""


@dataclass(frozen=True)
class Head:
    """A column's head as the page needs it."""

    column: Column
    href: str
    """The address that sorts by it, or nothing."""
    sorted: str
    """"ascending", "descending", or nothing: the words of aria-sort."""


@dataclass(frozen=True)
class Row:
    """One row, ready to be printed."""

    row: Any
    pk: Any
    html: SafeString


class Table:
    """Subclass it with columns and filters; make it with a request and all rows it may show.

    Rows are a QuerySet, or a sequence of objects or mappings. A table never asks who may see what:
    it is given what may be seen.
    """

    name: str = "table"
    """Its id on the page and the name of its export."""
    caption: Text = ""
    columns: Sequence[Column] = ()
    filters: Sequence[Filter] = ()
    default_sort: str = ""
    """A column's key, with "-" before it for the largest or newest first."""
    page_size: int = 25
    paging: Paging = Paging.OFFSET
    empty: Empty = Empty()
    exportable: bool = True
    selectable: bool = False
    """A box before each row, `name="selected"`, for acts on several at once."""
    beside: bool = False
    """Details open beside the list on wide screens."""
    row_key: str = "pk"
    prefix: str = ""
    """Set it where a page has two tables, so that their states in the address do not meet."""

    def __init__(self, request: Request, rows: Any) -> None:
        self.request = request
        self.all_rows = rows

    # What the address says

    def _given(self, name: str) -> str:
        return self.request.GET.get(f"{self.prefix}{name}", "")

    @cached_property
    def sort(self) -> tuple[Column, bool] | None:
        """The column sorted by and whether downward. An unknown one in the address is as if not there."""
        for wanted in (self._given("sort"), self.default_sort):
            descending, key = wanted.startswith("-"), wanted.removeprefix("-")
            for column in self.columns:
                if column.key == key and column.sort is not None:
                    return column, descending
        return None

    @cached_property
    def form(self) -> forms.Form:
        """The filters as a form, filled with what the address says."""
        fields: dict[str, Any] = {f"{self.prefix}{item.key}": item.form_field() for item in self.filters}
        form: forms.Form = type("FilterForm", (forms.Form,), fields)(
            self.request.GET, auto_id=f"{self.name}-%s"
        )
        form.is_valid()
        return form

    @cached_property
    def active(self) -> list[tuple[Filter, Any]]:
        """The filters that are set to something that makes sense, with their values."""
        cleaned = self.form.cleaned_data
        pairs = ((item, cleaned.get(f"{self.prefix}{item.key}")) for item in self.filters)
        return [(item, value) for item, value in pairs if value not in (None, "", [])]

    def address(self, **changes: str | None) -> str:
        """The query string of this table's state with some of it changed; always begins with “?”.

        Other tables' parameters stay. A change of filter or sort begins at the first page again.
        """
        query = self.request.GET.copy()
        for name in ("page", "after", "before", "format"):
            query.pop(f"{self.prefix}{name}", None)
        for name, value in changes.items():
            query.pop(f"{self.prefix}{name}", None)
            if value is not None:
                query[f"{self.prefix}{name}"] = value
        return "?" + urlencode([(key, value) for key, values in query.lists() for value in values if value])

    # Rows

    @cached_property
    def narrowed(self) -> Any:
        """All rows that pass the filters, in no order yet."""
        rows = self.all_rows
        for item, value in self.active:
            rows = item.narrow(rows, value)
        return rows

    def _sorted(self) -> Any:
        rows = self.narrowed
        if isinstance(rows, QuerySet):
            if self.sort is None:
                return rows if rows.ordered else rows.order_by("pk")
            column, descending = self.sort
            # The key last: equal values would otherwise change places from page to page.
            return rows.order_by(
                column.order(descending=descending, nulls_last=True), "-pk" if descending else "pk"
            )
        if self.sort is None:
            return list(rows)
        column, descending = self.sort
        filled = [row for row in rows if column.of(row) is not None]
        blank = [row for row in rows if column.of(row) is None]
        return sorted(filled, key=lambda row: _comparable(column.of(row)), reverse=descending) + blank

    @cached_property
    def page(self) -> Page:
        """The rows shown, and the way to their neighbours."""
        if self.paging is Paging.KEY and isinstance(self.narrowed, QuerySet):
            column, descending = self.sort or (None, False)
            return by_key(
                self.narrowed, column.sort if column else None, descending=descending,  # type: ignore[arg-type]
                after=self._given("after"), before=self._given("before"), size=self.page_size,
            )  # fmt: skip
        return by_offset(self._sorted(), self._given("page"), self.page_size)

    # What the page prints

    @property
    def heads(self) -> list[Head]:
        """The heads, with the address that sorts by each: a second click turns the order round."""
        heads = []
        for column in self.columns:
            if column.sort is None:
                heads.append(Head(column, "", ""))
                continue
            by, descending = self.sort or (None, False)
            turned = by is column and not descending
            state = ("descending" if descending else "ascending") if by is column else ""
            heads.append(Head(column, self.address(sort=f"-{column.key}" if turned else column.key), state))
        return heads

    @property
    def rows(self) -> Iterator[Row]:
        """The rows of this page, drawn."""
        named = any(column.heading for column in self.columns)
        columns = [
            (column, str(column.label), column.heading if named else index == 0)
            for index, column in enumerate(self.columns)
        ]
        pick = _("Choose") if self.selectable else ""
        for row in self.page.rows:
            pk = self._pk(row)
            yield Row(row, pk, draw_row(row, pk, columns, pick))

    def _pk(self, row: Any) -> Any:
        if isinstance(row, Mapping) or not hasattr(row, "pk"):
            return look_up(row, self.row_key) if self.row_key != "pk" else ""
        return look_up(row, self.row_key)

    @property
    def fields(self) -> list[tuple[Filter, forms.BoundField]]:
        """Each filter with its field."""
        return [(item, self.form[f"{self.prefix}{item.key}"]) for item in self.filters]

    @property
    def kept(self) -> list[tuple[str, str]]:
        """What else the address says, to be kept when the filters are sent."""
        own = {f"{self.prefix}{item.key}" for item in self.filters}
        own |= {f"{self.prefix}{name}" for name in ("page", "after", "before", "format")}
        return [
            (key, value) for key, values in self.request.GET.lists() for value in values if key not in own
        ]

    @property
    def said(self) -> list[str]:
        """The filters in words: “Status: waiting”."""
        return [f"{item.label}: {item.said(value)}" for item, value in self.active]

    @property
    def amount(self) -> str:
        """How many rows there are, in words."""
        page = self.page
        if page.total is None:
            return _("%(n)s shown") % {"n": words.number(len(page.rows))}
        if page.capped:
            return _("more than %(n)s") % {"n": words.number(page.total)}
        if page.first is None or page.total <= self.page_size:
            return _("%(n)s in all") % {"n": words.number(page.total)}
        return _("%(first)s to %(last)s of %(n)s") % {
            "first": words.number(page.first),
            "last": words.number(page.first + len(page.rows) - 1),
            "n": words.number(page.total),
        }

    @property
    def sortable(self) -> bool:
        """Whether any column can be sorted by."""
        return any(column.sort is not None for column in self.columns)

    @property
    def is_filtered(self) -> bool:
        """Whether any filter is set."""
        return bool(self.active)

    @property
    def address_unfiltered(self) -> str:
        """The address without any filter."""
        return self.address(**{item.key: None for item in self.filters})

    @property
    def address_previous(self) -> str:
        """The address of the page before, or nothing."""
        return self.address(**self.page.previous) if self.page.previous else ""

    @property
    def address_following(self) -> str:
        """The address of the page after, or nothing."""
        return self.address(**self.page.following) if self.page.following else ""

    @property
    def address_export(self) -> str:
        """The address of the export of all rows that pass the filters."""
        return self.address(format=EXPORT)

    # Answers

    @property
    def wants_export(self) -> bool:
        """Whether the address asks for the export."""
        return self.exportable and self._given("format") == EXPORT

    def export(self) -> HttpResponseBase:
        """All rows that pass the filters, in the order shown, as CSV."""
        rows = self._sorted()
        each = rows.iterator(chunk_size=CHUNK) if isinstance(rows, QuerySet) else rows
        heads = [column.label for column in self.columns]
        cells = ([column.exported(row) for column in self.columns] for row in each)
        return csv_response(self.name, heads, cells)

    def respond(self, template: str, context: Mapping[str, Any] | None = None) -> HttpResponseBase:
        """The export if it was asked for, else the page, which gets the table as `table`."""
        if self.wants_export:
            return self.export()
        response: HttpResponse = render(self.request, template, {"table": self, **(context or {})})
        return response


def _comparable(value: Any) -> Any:
    return value.casefold() if isinstance(value, str) else value
