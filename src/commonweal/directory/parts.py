"""The parts of a service that people change by hand: columns of its row, and rows beside it.

What an import does with them stands here, too, in SQL for a whole package at once.
"""

from __future__ import annotations

from django.db import connection
from django.utils.translation import gettext_lazy as _

COLUMNS = {
    "name": _("Name"),
    "description": _("Description"),
    "status": _("Offered"),
    "eligibility_description": _("Who is eligible"),
    "minimum_age": _("Youngest age"),
    "maximum_age": _("Oldest age"),
    "application_process": _("How to apply"),
    "fees_description": _("Cost"),
    "email": _("E-mail"),
    "url": _("Web page"),
}
"""Columns of a service, and their names on a page."""

ROWS = {
    "phone": ("directory_phone", _("Phones")),
    "schedule": ("directory_schedule", _("Hours")),
    "language": ("directory_language", _("Languages")),
    "service_area": ("directory_servicearea", _("Area served")),
    "cost_option": ("directory_costoption", _("Costs one by one")),
}
_SAYS = {
    "phone": ("number", "extension", "description"),
    "schedule": ("days", "opens_at", "closes_at", "valid_from", "valid_to", "interval", "description"),
    "language": ("codes",),
    "service_area": ("name", "description"),
    "cost_option": ("option", "amount", "currency", "amount_description"),
}
"""Columns by which two such rows say the same."""

"""Kinds of rows beside a service (their HSDS names), with table and name on a page."""

TITLES = COLUMNS | {kind: title for kind, (_table, title) in ROWS.items()}

BESIDE = "array['alliance_id', 'source', 'created_at', 'gone_at']"
"""Columns of a row that a package does not fill."""


def said(table: str, service: str) -> str:
    """SQL: the rows of a table that belong to a service, as a package would bring them."""
    return f"""(select coalesce(jsonb_agg(to_jsonb(x) - {BESIDE} order by x.id), '[]')
                  from {table} x where x.service_id = {service})"""


def content(kind: str, rows: str) -> str:
    """SQL: what such rows say, in one order: two that are equal say the same."""
    says = "jsonb_build_array(" + ", ".join(f"e -> '{name}'" for name in _SAYS[kind]) + ")"
    return f"(select jsonb_agg({says} order by {says}) from jsonb_array_elements({rows}) e)"


_NOTE = """
update directory_handedit h
   set theirs_now = case when {same} then null else {incoming} end,
       differs_at = case when {same} then null else coalesce(h.differs_at, now()) end
  from {source}
 where h.part = %s and {joined}
   and (h.theirs_now is distinct from case when {same} then null else {incoming} end)
"""


def set_aside(edited: set[str], arrived: set[str]) -> None:
    """Keep what was changed by hand out of the way of what has arrived, and note where the two now differ.

    `arrived`: the kinds of records that came, services among them. Must run after all records have arrived and before
    the first of them is brought in.
    """
    for column in COLUMNS:
        if column in edited:
            _set_aside_column(column)
    for kind, (table, _title) in ROWS.items():
        if kind in edited and kind in arrived:
            _set_aside_rows(kind, table, languages="language" in arrived)


def edited_parts() -> set[str]:
    """The parts that somebody has changed anywhere in the directory."""
    with connection.cursor() as cursor:
        cursor.execute("select distinct part from directory_handedit")
        return {part for (part,) in cursor.fetchall()}


def _set_aside_column(column: str) -> None:
    incoming = f"to_jsonb(i.{column})"
    same = (
        f"(h.theirs is not distinct from {incoming} or {incoming} is not distinct from to_jsonb(t.{column}))"
    )
    note = _NOTE.format(
        same=same,
        incoming=incoming,
        source="incoming_service i join directory_service t on t.id = i.id",
        joined="h.service_id = i.id",
    )
    with connection.cursor() as cursor:
        cursor.execute(note, [column])
        cursor.execute(
            f"update incoming_service i set {column} = t.{column} from directory_service t "
            "join directory_handedit h on h.service_id = t.id and h.part = %s where t.id = i.id",
            [column],
        )


def _set_aside_rows(kind: str, table: str, *, languages: bool) -> None:
    incoming, ours = said(f"incoming_{kind}", "h.service_id"), said(table, "h.service_id")
    news = content(kind, "n.incoming")
    theirs, mine = content(kind, "h.theirs"), content(kind, "n.ours")
    same = f"({news} is not distinct from {theirs} or {news} is not distinct from {mine})"
    note = _NOTE.format(
        same=same,
        incoming="n.incoming",
        source=f"(select h.id, {incoming} as incoming, {ours} as ours from directory_handedit h "
        "join incoming_service s on s.id = h.service_id) n",
        joined="h.id = n.id",
    )
    with connection.cursor() as cursor:
        cursor.execute(note, [kind])
        if kind == "phone" and languages:
            # A language spoken on a number that stays away stays away with it.
            cursor.execute(
                "delete from incoming_language l using incoming_phone i, directory_handedit h "
                "where l.phone_id = i.id and i.service_id = h.service_id and h.part = %s",
                [kind],
            )
        cursor.execute(
            f"delete from incoming_{kind} i using directory_handedit h "
            "where h.part = %s and i.service_id = h.service_id",
            [kind],
        )
