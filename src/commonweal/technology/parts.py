"""What pages of this room are made of, as data: lists with cells, facts, links. Templates only print them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

from commonweal.components.words import local, number
from commonweal.technology.models import Partnership


@dataclass(frozen=True)
class Cell:
    """One cell: words, where they lead, a status' shape, a quieter second line, or a button that acts."""

    text: Any = ""
    url: str = ""
    shape: str = ""
    under: Any = ""
    end: bool = False
    post: str = ""
    """An address: the words are a button that posts there."""

    @property
    def is_blank(self) -> bool:
        """Has it nothing to say? A phone leaves it out."""
        return self.text in ("", None) and not self.under


@dataclass(frozen=True)
class Link:
    """A way on."""

    label: Any
    url: str


@dataclass(frozen=True)
class Listing:
    """A list under a heading, or what to do while it is empty."""

    title: Any
    heads: Sequence[Any]
    rows: Sequence[Sequence[Cell]]
    empty: Any = ""
    add: Sequence[Link] = ()
    note: Any = ""

    @property
    def columns(self) -> list[tuple[Any, bool]]:
        """Heads, each with whether its cells stand at the end."""
        first = self.rows[0] if self.rows else ()
        return [
            (head, bool(len(first) > number and first[number].end)) for number, head in enumerate(self.heads)
        ]

    @property
    def lines(self) -> list[list[tuple[Any, Cell]]]:
        """Rows, each cell with its head (which a phone shows beside it)."""
        return [list(zip(self.heads, row, strict=True)) for row in self.rows]


@dataclass(frozen=True)
class Page:
    """A page of a partnership."""

    title: Any
    partnership: Partnership | None = None
    context: Any = ""
    status: tuple[str, Any] | None = None
    primary: Link | None = None
    warnings: Sequence[Link] = ()
    facts: Sequence[tuple[Any, Any]] = ()
    charts: Sequence[Any] = ()
    listings: Sequence[Listing] = ()
    asides: Sequence[tuple[Any, Sequence[Any]]] = ()
    """Below everything: a title, and links or sentences. Beside the lists they would leave these too little room."""
    current: str = ""
    method: str = ""
    """The page of `docs/methods` that says how its figures are worked out."""
    extra: dict[str, Any] = field(default_factory=dict)

    def context_data(self) -> dict[str, Any]:
        """For the template."""
        tabs = tabs_of(self.partnership, self.current) if self.partnership is not None else []
        return {"page": self, "tabs": tabs, **self.extra}


TABS = (
    ("partnership", gettext_noop("Record")),
    ("plan", gettext_noop("Plan")),
    ("training", gettext_noop("Training")),
    ("delivery", gettext_noop("Delivery")),
    ("service", gettext_noop("Service")),
    ("money", gettext_noop("Money")),
    ("analytics", gettext_noop("Analytics")),
    ("goals", gettext_noop("Goals")),
)


def tabs_of(partnership: Partnership, current: str) -> list[dict[str, Any]]:
    """The pages of a partnership beside each other."""
    return [
        {
            "title": _(title),
            "url": reverse(f"technology:{name}", args=[partnership.pk]),
            "current": name == current,
            "count": None,
        }
        for name, title in TABS
    ]


def add(partnership: Partnership, kind: str, label: Any, **given: Any) -> Link:
    """The way to add an entry, with what is known of it already."""
    query = "&".join(f"{name}={value}" for name, value in given.items())
    url = reverse("technology:add", args=[partnership.pk, kind])
    return Link(label, f"{url}?{query}" if query else url)


def edit(kind: str, pk: UUID) -> str:
    """Where an entry is changed."""
    return reverse("technology:edit", args=[kind, pk])


def short(on: date | datetime | None) -> str:
    """A day as lists say it: “3 Mar 2026”. Empty for none."""
    # Translators: Django date format of a day in a list. Example: 3 Mar 2026
    return date_format(local(on), _("j M Y")) if on is not None else ""


def hours(span: timedelta) -> str:
    """A span that a clock counts: in minutes up to two hours, else in hours, since a desk's day has no 24 of them."""
    minutes = int(span.total_seconds()) // 60
    if minutes < 120:
        return ngettext("%(n)d minute", "%(n)d minutes", minutes) % {"n": minutes}
    return _("%(n)s hours") % {"n": number(minutes / 60, 0 if minutes % 60 == 0 else 1)}


def of_five(rating: int | None) -> str:
    """A rating from 1 to 5."""
    return f"{rating}/5" if rating else ""
