"""The network by one dimension, as a table: each group with what became of its referrals."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commonweal.access.http import Request
from commonweal.components import words
from commonweal.components.tables import Column, Empty, Table, Words
from commonweal.referrals.network.queries import Line
from commonweal.referrals.network.rules import Dimension


@dataclass(frozen=True)
class Shown:
    """A line with the addresses of the rows behind its figures."""

    line: Line
    href: dict[str, str]


def _share(measure: str) -> Callable[[Shown], Decimal | None]:
    def share(row: Shown) -> Decimal | None:
        part, whole = getattr(row.line.counts, measure), row.line.counts.sent
        return Decimal(part) / Decimal(whole) if part is not None and whole else None

    return share


def _drawn(share: Decimal | None) -> str:
    if share is None:
        return format_html('<span class="muted">{}</span>', _("too few"))
    return words.percent(share)


def _count(measure: str) -> Callable[[Shown], SafeString | str]:
    """How many that share is of, leading to them where the viewer may see any."""

    def count(row: Shown) -> SafeString | str:
        part, href = getattr(row.line.counts, measure), row.href.get(measure)
        if part is None:
            return ""
        said = words.number(part)
        return format_html('<a href="{}">{}</a>', href, said) if href else said

    return count


def _part(measure: str, label: Any) -> Column:
    return Column(
        measure, label, value=_share(measure), draw=_drawn, under=_count(measure), align="end", sort=measure
    )


class Breakdown(Table):
    """Groups, most sent first; those too small to show are only counted, below."""

    name = "breakdown"
    prefix = "group-"
    columns: Sequence[Column] = (
        Column(
            "group",
            gettext_lazy("Group"),
            value="line.name",
            link=lambda row: row.href.get("sent"),
            sort="name",
        ),
        Column(
            "sent",
            gettext_lazy("Sent"),
            value="line.counts.sent",
            draw=words.number,
            align="end",
            sort="sent",
        ),
        _part("accepted", gettext_lazy("Accepted")),
        _part("declined", gettext_lazy("Declined")),
        _part("closed", gettext_lazy("Closed")),
        _part("helped", gettext_lazy("Got help")),
        _part("waiting", gettext_lazy("Waiting")),
    )
    exportable = False
    empty = Empty(
        gettext_lazy("No group is large enough to show"),
        gettext_lazy("Choose a longer period or another dimension."),
    )

    def __init__(self, request: Request, dimension: Dimension, rows: Sequence[Shown]) -> None:
        super().__init__(request, rows)
        group, *parts = type(self).columns
        self.caption = dimension.title
        self.columns = (replace(group, label=dimension.title), *parts)
        if len(rows) > self.page_size:
            self.filters = (Words("q", _("Name"), paths=("line.name",)),)
