"""Opening a partnership, changing its record, and opening and closing the ways in."""

from __future__ import annotations

import hashlib
import secrets
from datetime import date
from uuid import UUID
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.db import transaction

from commonweal import audit
from commonweal.access import Actor, Permission, Refused, require
from commonweal.database import clock
from commonweal.partners.queries import members
from commonweal.technology import events
from commonweal.technology.actions.common import ask, tell
from commonweal.technology.actions.tickets import read_clocks_anew
from commonweal.technology.models import Contact, Door, Partnership
from commonweal.technology.rules.relationship import CUSTOMER


def open_partnership(
    *,
    by: Actor,
    title: str,
    customer: UUID,
    supplier: UUID,
    starts: date,
    ends: date,
    purpose: str = "",
    timezone: str = "America/New_York",
    alliance_sees: bool = False,
) -> Partnership:
    """Open the relationship record; whoever does becomes the delivery manager of their side.

    Raises NotAllowed; Refused when a side is no member, is both sides, or is not the actor's own.
    """
    require(by, Permission.KEEP_TECHNOLOGY)
    _check(timezone, starts, ends)
    if customer == supplier:
        raise Refused("A partnership has two different sides.")
    if by.organisation_id not in (customer, supplier):
        raise Refused("Your organisation must be one of the two sides.")
    with transaction.atomic():
        sides = {one.pk: one for one in members(by).filter(pk__in=[customer, supplier])}
        if len(sides) != 2:
            raise Refused("Both sides must be members of the alliance now.")
        if Partnership.objects.filter(alliance_id=by.own_alliance_id, title=title.strip()).exists():
            raise Refused(f"There is a partnership called {title.strip()} already.")
        row = Partnership.objects.create(
            alliance_id=by.own_alliance_id, title=title.strip(), customer=sides[customer], supplier=sides[supplier],
            starts=starts, ends=ends, purpose=purpose.strip(), timezone=timezone, alliance_sees=alliance_sees,
        )  # fmt: skip
        Contact.objects.create(
            partnership=row,
            side=row.side_of(by.organisation_id),
            role="delivery",
            name=by.person_name,
            since=starts,
        )
        audit.record(by, events.OPENED, on=row, partnership=row.title)
        tell(row)
    return row


def change(
    *,
    by: Actor,
    partnership: Partnership,
    title: str,
    starts: date,
    ends: date,
    purpose: str,
    timezone: str,
    alliance_sees: bool,
) -> Partnership:
    """Change the record. Showing it to the alliance, or hiding it again, is the health system's side to say.

    Raises NotAllowed; Refused.
    """
    ask(by, Permission.KEEP_TECHNOLOGY, partnership)
    _check(timezone, starts, ends)
    with transaction.atomic():
        row = Partnership.objects.select_for_update(of=("self",)).get(pk=partnership.pk)
        if alliance_sees != row.alliance_sees and row.side_of(by.organisation_id) != CUSTOMER:
            raise Refused("Whether the whole alliance sees it is for the health system's side to say.")
        if (
            Partnership.objects.filter(alliance_id=row.alliance_id, title=title.strip())
            .exclude(pk=row.pk)
            .exists()
        ):
            raise Refused(f"There is a partnership called {title.strip()} already.")
        row.title, row.starts, row.ends, row.purpose = title.strip(), starts, ends, purpose.strip()
        turned = timezone != row.timezone
        row.timezone, row.alliance_sees = timezone, alliance_sees
        row.save()
        if turned:
            read_clocks_anew(row)
        audit.record(by, events.CHANGED, on=row, partnership=row.title)
        tell(row)
    return row


def _check(timezone: str, starts: date, ends: date) -> None:
    try:
        ZoneInfo(timezone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise Refused(f"There is no time zone called {timezone}. One looks like America/Chicago.") from None
    if ends < starts:
        raise Refused("The partnership would end before it starts.")


def digest(secret: str) -> bytes:
    """What is kept of a door's secret: its SHA-256."""
    return hashlib.sha256(secret.encode("utf-8", "replace")).digest()


def open_door(*, by: Actor, partnership: Partnership, kind: str, label: str) -> tuple[Door, str]:
    """Open a way in by machine, or the status page's address. The secret is told once and never again.

    Raises NotAllowed.
    """
    ask(by, Permission.KEEP_TECHNOLOGY, partnership)
    # Mail servers may write an address in small letters.
    secret = secrets.token_hex(20) if kind == "email" else secrets.token_urlsafe(32)
    with transaction.atomic():
        door = Door.objects.create(
            partnership=partnership, kind=kind, label=label.strip(), secret_digest=digest(secret),
            person_id=by.own_person_id, person_name=by.person_name, seat_id=by.own_seat_id,
        )  # fmt: skip
        audit.record(by, events.DOOR_OPENED, on=door, partnership=partnership.title, label=door.label)
    return door, secret


def close_door(*, by: Actor, door: Door) -> None:
    """Close a way in; what comes with its secret from now on is refused. Raises NotAllowed; Refused."""
    partnership = ask(by, Permission.KEEP_TECHNOLOGY, door)
    with transaction.atomic():
        row = Door.objects.select_for_update().get(pk=door.pk)
        if row.closed_at is not None:
            raise Refused("It is closed already.")
        row.closed_at = clock.now()
        row.save(update_fields=["closed_at"])
        audit.record(by, events.DOOR_CLOSED, on=door, partnership=partnership.title, label=row.label)
