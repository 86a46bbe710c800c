"""Who is acting, told to the database for one transaction.

PostgreSQL's row policies read these settings and what follows from them (alliance, organisation, roles, purposes:
looked up once, by `commonweal.act_as`); where they are unset, no row is visible. The settings are local to the
transaction, so a connection that goes back to the pool carries nobody's identity.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from uuid import UUID

from django.db import connection, transaction

from commonweal.database import clock
from commonweal.database.embedded import APPLICATION


@dataclass(frozen=True)
class Identity:
    """What the row policies need to know of whoever is acting."""

    person: UUID | None = None
    seat: UUID | None = None
    only_client: UUID | None = None
    """Where set, rows about other people served are hidden: the signed link of one referral."""


NOBODY = Identity()

_SET = "select commonweal.act_as(%s, %s, %s, %s, %s)"
_GET = """
select current_user, current_setting('commonweal.person', true), current_setting('commonweal.seat', true),
       current_setting('commonweal.only_client', true), current_setting('commonweal.maintenance', true)
"""


@contextmanager
def acting(identity: Identity) -> Iterator[None]:
    """One transaction in the application's role, seen by the database as `identity`."""
    with _settings(APPLICATION, identity, maintenance=False):
        yield


@contextmanager
def maintenance() -> Iterator[None]:
    """One transaction in which the owner passes row security, on purpose and by name.

    For migrations of data, bulk generation, backup and the background worker's housekeeping; a
    connection that signed on as the application's role cannot use it: its policies do not ask this.
    """
    with _settings("none", NOBODY, maintenance=True):
        yield


@contextmanager
def _settings(role: str, identity: Identity, *, maintenance: bool) -> Iterator[None]:
    nested = connection.in_atomic_block
    with transaction.atomic():
        with connection.cursor() as cursor:
            before = None
            if nested:
                cursor.execute(_GET)
                before = cursor.fetchone()
            cursor.execute(
                _SET,
                [
                    role,
                    str(identity.person or ""),
                    str(identity.seat or ""),
                    str(identity.only_client or ""),
                    "on" if maintenance else "",
                ],
            )
            (instant,) = cursor.fetchone()
        with clock.standing_at(instant):
            yield
        # Inside an outer transaction the settings would outlive this block. After a failure they do not:
        # rolling back to the savepoint brings the earlier ones back.
        if before is not None:
            current, *rest = before
            with connection.cursor() as cursor:
                cursor.execute(
                    _SET,
                    [APPLICATION if current == APPLICATION else "none", *(value or "" for value in rest)],
                )
