"""What the application's role may do with tables: use them, own nothing.

Row security decides which rows; this only opens the tables. Tables that are never changed or deleted
(the audit chain) take the right away again in their own migration, by trigger; columns in UNREAD are closed.
"""

from __future__ import annotations

from typing import Any

from django.db import connections

from commonweal.database.embedded import APPLICATION

GRANTS = f"""
grant usage on schema public, commonweal to {APPLICATION};
grant select, insert, update, delete on all tables in schema public to {APPLICATION};
grant usage, select on all sequences in schema public to {APPLICATION};
grant execute on all functions in schema public, commonweal to {APPLICATION};
"""


UNREAD: dict[str, tuple[str, ...]] = {
    # Identity data may be left unsaid to whoever helps: it is counted by the owner's functions, never read in a row.
    "referrals_referral": ("identity_group",),
}
"""Columns that the application neither reads nor writes, by table. They stand in no model."""

_ALL_BUT = """
select string_agg(quote_ident(attname), ', ') from pg_attribute
 where attrelid = to_regclass(%s) and attnum > 0 and not attisdropped and not attname = any (%s)
"""


def _close_columns(cursor: Any) -> None:
    """A right to a whole table holds for each of its columns, so it is taken back and given column by column."""
    for table, columns in UNREAD.items():
        cursor.execute(_ALL_BUT, [table, list(columns)])
        (others,) = cursor.fetchone()
        if others is not None:
            cursor.execute(
                f"revoke select, insert, update on {table} from {APPLICATION};"
                f"grant select ({others}), insert ({others}), update ({others}) on {table} to {APPLICATION}"
            )


def grant_to_application(using: str = "default", **_: Any) -> None:
    """After each migration the application's role may use what the migration made."""
    with connections[using].cursor() as cursor:
        cursor.execute("select to_regnamespace('commonweal') is not null")
        if cursor.fetchone()[0]:
            cursor.execute(GRANTS)
            _close_columns(cursor)
