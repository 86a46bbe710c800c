"""Rows in bulk: copied into a temporary table, then inserted where they belong.

COPY cannot write into a table under row security, and needs not: the insert that follows is one statement,
checked by the same policies (the owner's, in maintenance) and constraints as any other.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from django.db import connection


def load(table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> int:
    """Insert rows of Python values; returns how many."""
    names = ", ".join(columns)
    with connection.cursor() as cursor:
        cursor.execute("drop table if exists pg_temp.loading")
        cursor.execute(f"create temporary table loading as select {names} from {table} with no data")
        with cursor.copy(f"copy loading ({names}) from stdin") as copy:
            for row in rows:
                copy.write_row(row)
        cursor.execute(f"insert into {table} ({names}) select {names} from loading")
        count = cursor.rowcount
        cursor.execute("drop table loading")
    return int(count)


def load_acts(alliance: UUID, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Add acts to an alliance's chain, ordered by their time."""
    names = ", ".join(columns)
    with connection.cursor() as cursor:
        cursor.execute("drop table if exists pg_temp.acts")
        cursor.execute("create temporary table acts as select * from audit_act with no data")
        with cursor.copy(f"copy acts ({names}) from stdin") as copy:
            for row in rows:
                copy.write_row(row)
        cursor.execute("select commonweal.chain_acts(%s)", [alliance])
        cursor.execute("drop table acts")
