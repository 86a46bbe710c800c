"""Cells drawn without a template, for tables of many rows: `Column("sent", _("Sent"), draw=cells.ago)`."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString

from commonweal.components import words
from commonweal.components.tables.columns import Column
from commonweal.components.templatetags import plain

EMPTY = SafeString("")


def ago(moment: date | datetime | None) -> str:
    """“2 days ago”, with the exact time."""
    return plain.ago(moment)


def day(moment: date | datetime | None) -> str:
    """“Tuesday, 3 March”, with the exact time."""
    return plain.day(moment)


def last_day(end: datetime | None) -> str:
    """The last day of a period that ends at this instant, with the exact time."""
    return plain.last_day(end)


def second(moment: datetime | None) -> str:
    """“3 Mar 2026, 14:05:09”, with the exact time."""
    return plain.second(moment)


def percent(share: float | Decimal | None) -> str:
    """“79 %”; nothing for nothing."""
    return "" if share is None else words.percent(share)


def draw_row(row: Any, pk: Any, columns: Sequence[tuple[Column, str, bool]], pick: str) -> SafeString:
    """One row of a table as HTML: its box where rows can be chosen, its heading cell, its other cells.

    `columns` are the columns with their label and whether they head the row; `pick` is the word for choosing.
    """
    parts, name = [], ""
    for column, label, heading in columns:
        shown = column.shown(row)
        if heading:
            name = name or plain.text_of(shown)
            parts.append(
                format_html('<th role="rowheader" scope="row" class="is-{}">{}</th>', column.align, shown)
            )
            continue
        blank = " is-blank" if shown == "" or not column.narrow else ""
        parts.append(
            format_html(
                '<td role="cell" class="is-{}{}" data-label="{}"><div>{}</div></td>',
                column.align,
                blank,
                label,
                shown,
            )
        )
    box = EMPTY
    if pick:
        box = format_html(
            '<td role="cell" class="is-pick">'
            '<input type="checkbox" name="selected" value="{}" aria-label="{} {}"></td>',
            pk,
            pick,
            name,
        )
    key = format_html(' data-row="{}"', pk) if pk not in (None, "") else EMPTY
    return format_html('<tr role="row"{}>{}{}</tr>', key, box, SafeString("".join(parts)))
