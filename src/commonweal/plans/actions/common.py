"""What acts on plans share."""

from __future__ import annotations

from uuid import UUID

from django.db import connection

from commonweal.access import Actor, Refused
from commonweal.database import live
from commonweal.partners.models import Organisation, Seat
from commonweal.partners.queries import current_seats, members

LONGEST = 2000


def hold(row_id: UUID) -> None:
    """Wait until nobody else acts on this row."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(hashtextextended(%s, 0))", [str(row_id)])


def refuse(reason: str | None) -> None:
    """Raise Refused with the reason, where there is one."""
    if reason is not None:
        raise Refused(reason)


def said(text: str, missing: str, longest: int = LONGEST) -> str:
    """What somebody wrote, without the spaces around it. Raises Refused where it is missing or too long."""
    stripped = text.strip()
    if not stripped:
        raise Refused(missing)
    if len(stripped) > longest:
        raise Refused(f"{len(stripped)} characters are too many; the most are {longest}.")
    return stripped


def seat_of(by: Actor, person: UUID) -> Seat:
    """The seat of somebody in the alliance. Raises Refused where they have none."""
    seat = current_seats(by).filter(person_id=person).first()
    if seat is None or seat.person is None:
        raise Refused("Choose somebody with a seat in the alliance.")
    return seat


def member(by: Actor, organisation: UUID) -> Organisation:
    """A member of the alliance. Raises Refused where it is none."""
    found = members(by).filter(pk=organisation).first()
    if found is None:
        raise Refused("Choose a partner of the alliance.")
    return found


def who(by: Actor) -> dict[str, object]:
    """The columns that say who said something for whom."""
    return {
        "alliance_id": by.alliance_id,
        "organisation_id": by.organisation_id,
        "person_id": by.person_id,
        "person_name": by.person_name,
    }


def tell(by: Actor) -> None:
    """Open pages of the alliance renew themselves."""
    live.notify("plans", alliance=by.alliance_id)
