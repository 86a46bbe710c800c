"""The list of people served. Its pages and filters are answered by `queries.find_people`, not by the table itself."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commonweal.access import Actor
from commonweal.access.http import Request
from commonweal.clients import choices, duplicates, queries
from commonweal.clients.models import Client
from commonweal.components.tables import Choice, Column, Empty, Table, Words
from commonweal.components.tables.paging import Page
from commonweal.directory.domains import NeedDomain


def _shown(rows: Any, value: Any) -> Any:
    """The filters below only say what is typed; the query narrows."""
    return rows


class PeopleTable(Table):
    """People in the order of their names, page by page."""

    name = "people"
    caption = gettext_lazy("People served")
    columns: Sequence[Column] = (
        Column(
            "name",
            gettext_lazy("Name"),
            value="full_name",
            link=lambda client: reverse("clients:show", args=[client.pk]),
            heading=True,
            export=lambda client: f"{client.given_name} {client.family_name}",
        ),
        Column(
            "birth_date",
            gettext_lazy("Born"),
            value=lambda client: date_format(client.birth_date, "j F Y") if client.birth_date else None,
            export=lambda client: client.birth_date,
        ),
        Column(
            "language",
            gettext_lazy("Language"),
            value=lambda client: choices.said(choices.LANGUAGES, client.language),
            under=lambda client: _("interpreter") if client.needs_interpreter else "",
        ),
        Column(
            "phone",
            gettext_lazy("Phone"),
            value=lambda client: duplicates.shown_phone(client.phone),
            export="phone",
            under=lambda client: "" if client.safe_to_contact else _("leave no message"),
        ),
        Column("recorded_by", gettext_lazy("Registered by"), value="recorded_by.name"),
    )
    filters = (
        Words("q", gettext_lazy("Name, phone, birth date or e-mail"), apply=_shown),
        Choice(
            "whose",
            gettext_lazy("Registered"),
            apply=_shown,
            choices=[("ours", gettext_lazy("by us")), ("others", gettext_lazy("by others"))],
        ),
        Choice("language", gettext_lazy("Language"), apply=_shown, choices=choices.LANGUAGES),
        Choice("need", gettext_lazy("Open need"), apply=_shown, choices=NeedDomain.choices),
        Choice(
            "only",
            gettext_lazy("Needs somebody"),
            apply=_shown,
            choices=[
                ("urgent", gettext_lazy("urgent need, no referral")),
                ("lapsing", gettext_lazy("consent lapses soon")),
            ],
        ),
    )
    empty = Empty(
        gettext_lazy("Nobody is registered yet"),
        gettext_lazy(
            "Here will be the people whom you registered, and those whose consent lets you see them."
        ),
    )

    def __init__(self, request: Request, by: Actor) -> None:
        super().__init__(request, [])
        self.by = by

    @cached_property
    def wanted(self) -> queries.Filters:
        """The filters as the query takes them."""
        said = {item.key: value for item, value in self.active}
        try:
            after = UUID(self._given("after"))
        except ValueError:
            after = None
        return queries.Filters(
            words=said.get("q", ""),
            whose=said.get("whose", ""),
            language=said.get("language", ""),
            need=said.get("need", ""),
            only=said.get("only", ""),
            after=after,
        )

    @cached_property
    def found(self) -> queries.People:
        """The page of people."""
        return queries.find_people(self.by, self.wanted)

    @cached_property
    def page(self) -> Page:
        # Names are read forward; the way back is the browser's.
        following = {"after": str(self.found.following)} if self.found.following else None
        return Page(rows=self.found.rows, previous=None, following=following)

    @cached_property
    def export_rows(self) -> list[Client]:
        """Everybody who matches, as far as an export goes."""
        return queries.export_rows(self.by, self.wanted)

    def _sorted(self) -> Any:
        return self.export_rows
