"""A column: what it is called, what it shows of a row, what it sorts by, what it exports."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal

from django.db.models import F
from django.db.models.expressions import Combinable
from django.template.loader import get_template
from django.utils import formats
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString

from commonweal.components import status, words

Text = Any
"""Words for the reader: a string, or one that is translated when it is shown."""
Getter = str | Callable[[Any], Any]


def look_up(row: Any, getter: Getter) -> Any:
    """What a row has under a name, a dotted path or by a function; methods without arguments are called.

    A path that meets None on the way ends in None. A name the row does not have is a mistake in the
    table and raises AttributeError or KeyError.
    """
    if callable(getter):
        return getter(row)
    value = row
    for part in getter.split("."):
        if isinstance(value, Mapping):
            value = value[part]
        else:
            value = value[int(part)] if part.isdigit() else getattr(value, part)
        if callable(value):
            value = value()
        if value is None:
            return None
    return value


@dataclass(frozen=True, kw_only=True)
class _Extras:
    value: Getter | None = None
    """Name, dotted path or function of the row. Without it, the column's key."""
    link: Getter | None = None
    """Where the cell leads to, if anywhere."""
    draw: Callable[[Any], str] | None = None
    """Draws the cell from its value (see `cells`): the quick way for long tables."""
    shape: Getter | None = None
    """Makes the cell a status tag: the shape that stands before the value, which is its word."""
    template: str = ""
    """Where neither will do: a template that draws the cell, given `row`, `value` and `column`."""
    under: Getter | None = None
    """A second, quieter line in the cell."""
    sort: str | Combinable | None = None
    """Field path or expression to order by in the database; for plain rows any text means “by value”."""
    export: Getter | None = None
    """What goes into the export instead of the value."""
    align: Literal["start", "end"] = "start"
    """Numbers stand at the end."""
    heading: bool = False
    """The cell that names the row: read out first, and its title on a phone. By default the first column."""
    narrow: bool = True
    """Whether it is shown on a phone too: leave out what is not needed to decide."""
    hint: Text = ""
    """What the column's name means, on hover."""


@dataclass(frozen=True)
class Column(_Extras):
    """One column. `key` is its name in addresses and exports, `label` the words above it."""

    key: str
    label: Text

    def of(self, row: Any) -> Any:
        """The cell's value."""
        return look_up(row, self.key if self.value is None else self.value)

    def shown(self, row: Any) -> SafeString | str:
        """The cell as HTML, everything escaped."""
        value = self.of(row)
        if self.draw is not None:
            shown: str = conditional_escape(self.draw(value))
        elif self.shape is not None:
            shown = status.tag(look_up(row, self.shape), value)
        elif self.template:
            drawn: str = get_template(self.template).render({"row": row, "value": value, "column": self})
            shown = SafeString(drawn.strip())
        else:
            shown = conditional_escape(plain(value))
        address = look_up(row, self.link) if self.link is not None else None
        if address:
            shown = format_html('<a href="{}">{}</a>', address, shown)
        under = look_up(row, self.under) if self.under is not None else None
        if under:
            shown = format_html('{}<span class="under">{}</span>', shown, under)
        return shown

    def exported(self, row: Any) -> Any:
        """The cell's value for an export: numbers and dates stay what they are."""
        return self.of(row) if self.export is None else look_up(row, self.export)

    def order(self, *, descending: bool, nulls_last: bool) -> Any:
        """The column's order in the database."""
        by = F(self.sort) if isinstance(self.sort, str) else self.sort
        last = True if nulls_last else None
        return by.desc(nulls_last=last) if descending else by.asc(nulls_last=last)  # type: ignore[union-attr]


def plain(value: Any) -> Any:
    """A value in plain words where no template says otherwise."""
    match value:
        case None:
            return ""
        case bool():
            from django.utils.translation import gettext

            return gettext("yes") if value else gettext("no")
        case datetime():
            return formats.date_format(words.local(value), "DATETIME_FORMAT")
        case date():
            return formats.date_format(value, "DATE_FORMAT")
        case int() | float():
            return formats.number_format(value, force_grouping=True)
        case _:
            return value
