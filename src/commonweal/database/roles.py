"""What the application's role may do with tables: use them, own nothing.

Row security decides which rows; this only opens the tables. Tables that are never changed or deleted
(the audit chain) take the right away again in their own migration, by trigger.
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


def grant_to_application(using: str = "default", **_: Any) -> None:
    """After each migration the application's role may use what the migration made."""
    with connections[using].cursor() as cursor:
        cursor.execute("select to_regnamespace('commonweal') is not null")
        if cursor.fetchone()[0]:
            cursor.execute(GRANTS)
