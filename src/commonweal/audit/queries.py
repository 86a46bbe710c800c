"""Every read of the record of acts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import QuerySet

from commonweal.access import Actor
from commonweal.audit.events import Event
from commonweal.audit.models import Act

_CHUNK = 5000

_FACTS = """
select alliance_id, number, at at time zone 'UTC', person_id, person_name, organisation_id, organisation_name, kind,
       subject_type, subject_id, client_id, details::text, previous, digest
  from audit_act
"""


def acts(by: Actor) -> QuerySet[Act]:
    """The acts that the actor may read, without viewings hidden: which ones exist is the row policy's matter."""
    return Act.objects.filter(alliance_id=by.alliance_id)


def kinds() -> list[tuple[str, str]]:
    """Every kind of act there can be, for a filter: its name and its words."""
    return sorted(
        ((name, name.replace(".", ": ").replace("_", " ")) for name in Event.known), key=lambda one: one[1]
    )


def organisations_in(by: Actor) -> list[tuple[UUID, str]]:
    """The organisations whose people may have acted, for a filter: all that ever were members.

    Asking the record itself would read every act there is.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "select id, name from partners_organisation where id in "
            "(select organisation_id from partners_membership where alliance_id = %s) order by name, id",
            [by.alliance_id],
        )
        return list(cursor.fetchall())


@dataclass(frozen=True)
class Row:
    """An act as the chain holds it."""

    alliance_id: UUID | None
    facts: tuple[Any, ...]
    number: int
    previous: bytes
    digest: bytes


def chains() -> list[tuple[UUID | None, str, int, bytes]]:
    """The ends of all chains: alliance, its name, the last number and digest. Only in maintenance mode."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select h.alliance_id, coalesce(a.name, ''), h.number, h.digest from audit_head h "
            "left join partners_alliance a on a.id = h.alliance_id order by a.name nulls first"
        )
        return [
            (alliance, name, number, bytes(digest)) for alliance, name, number, digest in cursor.fetchall()
        ]


def in_order(alliance_id: UUID | None, *, upto: int) -> Iterator[Row]:
    """The acts of one chain by number, some thousands at a time: a chain may be longer than memory.

    `upto`: where the chain ended when the check began; it may have grown since.
    """
    where = "number <= %s and " + ("alliance_id is null" if alliance_id is None else "alliance_id = %s")
    given: list[Any] = [upto] if alliance_id is None else [upto, alliance_id]
    last = None
    while True:
        after, more = ("", list[Any]()) if last is None else (" and (number, id) > (%s, %s)", list(last))
        with connection.cursor() as cursor:
            cursor.execute(
                _FACTS.replace(" from audit_act", ", id from audit_act")
                + f" where {where}{after} order by number, id limit {_CHUNK}",
                given + more,
            )
            rows = cursor.fetchall()
        for row in rows:
            yield Row(row[0], row[:12], row[1], bytes(row[12]), bytes(row[13]))
        if len(rows) < _CHUNK:
            return
        last = (rows[-1][1], rows[-1][14])


def strays() -> int:
    """Acts beyond the end of their chain, or of no chain: none, unless somebody wrote past the trigger."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select count(*) from audit_act a where not exists "
            "(select 1 from audit_head h where h.alliance_id is not distinct from a.alliance_id "
            "and h.number >= a.number)"
        )
        (found,) = cursor.fetchone()
    return int(found)
