"""Rows stored in one statement, or as a part of the one with which an act ends."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import connection
from django.db.models import Model
from django.db.models.expressions import DatabaseDefault

from commonweal.database.models import column


def change(row: Model, columns: Iterable[str]) -> tuple[str, list[Any]]:
    """The statement that stores these columns of a row as they now are in memory, and its values."""
    fields = [column(type(row), name) for name in columns]
    values = [one.get_db_prep_save(getattr(row, one.attname), connection) for one in fields]
    setting = ", ".join(f'"{one.column}" = %s' for one in fields)
    return f"update {row._meta.db_table} set {setting} where id = %s", [*values, row.pk]


def add_once(row: Model, *, by: tuple[str, ...]) -> bool:
    """Insert a new row unless one with the same `by` (columns of a unique constraint) is there; whether it was.

    Of two transactions that add the same at the same instant the second waits for the first, and nothing fails in
    it. What the database filled in is read back.
    """
    given, filled = [], []
    for field in row._meta.concrete_fields:
        if isinstance(value := getattr(row, field.attname), DatabaseDefault):
            filled.append(field)
        elif not field.generated:
            given.append((field.column, field.get_db_prep_save(value, connection)))
    names = ", ".join(f'"{name}"' for name, _value in given)
    back = ", ".join(f'"{field.column}"' for field in filled)
    places = ", ".join(["%s"] * len(given))
    with connection.cursor() as cursor:
        cursor.execute(
            f"insert into {row._meta.db_table} ({names}) values ({places}) "
            f"on conflict ({', '.join(by)}) do nothing returning {back}",
            [value for _name, value in given],
        )
        found = cursor.fetchone()
    if found is None:
        return False
    for field, value in zip(filled, found, strict=True):
        setattr(row, field.attname, value)
    row._state.adding, row._state.db = False, connection.alias
    return True
