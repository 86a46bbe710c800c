"""What acts about technology share."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import connection

from commonweal.access import Actor, NotAllowed, Permission, Refused, require
from commonweal.database import clock, live
from commonweal.technology.models import Kept, Partnership


def hold(row_id: UUID) -> None:
    """Wait until nobody else acts on this row."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(hashtextextended(%s, 0))", [str(row_id)])


def ask(by: Actor, permission: Permission, on: Partnership | Kept) -> Partnership:
    """The partnership, if the actor may do this and sits on one of its sides. Raises NotAllowed.

    The alliance may look on; it never writes.
    """
    partnership = on if isinstance(on, Partnership) else on.partnership
    require(by, permission, on=partnership)
    if not partnership.side_of(by.organisation_id):
        raise NotAllowed(by, permission)
    return partnership


def refuse(reason: str | None) -> None:
    """Raise Refused with the reason, where there is one."""
    if reason is not None:
        raise Refused(reason)


def said(by: Actor) -> dict[str, Any]:
    """Who records a fact."""
    return {"person_id": by.person_id, "person_name": by.person_name, "organisation_id": by.organisation_id}


def today(partnership: Partnership) -> date:
    """The day it is where the partnership works."""
    return clock.now().astimezone(ZoneInfo(partnership.timezone)).date()


def tell(partnership: Partnership) -> None:
    """Open pages of both sides renew themselves."""
    live.notify("technology", organisations=[partnership.customer_id, partnership.supplier_id])
