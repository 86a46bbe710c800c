"""What is due by the clock: the ladder, spend against its forecast, and what the desk's mailbox holds."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from email import message_from_bytes, policy
from email.utils import getaddresses
from pathlib import Path
from uuid import UUID

from django.db import connection

from commonweal.access import Actor, NotAllowed, Permission, Refused
from commonweal.access.roles import roles_with
from commonweal.database.identity import Identity, acting
from commonweal.partners.models import Seat
from commonweal.partners.queries import actor_for
from commonweal.technology import actions
from commonweal.technology.actions.entries import read_spend
from commonweal.technology.models import Partnership
from commonweal.technology.rules import incoming

log = logging.getLogger(__name__)
BY_ITSELF = "The clock, by itself"
ADDRESSED = ("Delivered-To", "X-Original-To", "Envelope-To", "To", "Cc")
"""Where a message says to whom it was delivered: what mail servers add first, then what its sender wrote."""


def _each(act: Callable[[Actor, Partnership], int]) -> int:
    """Do it for every partnership, each in a transaction of its own. One that cannot be served stops no other."""
    with acting(Identity()), connection.cursor() as cursor:
        cursor.execute(
            "select * from commonweal.technology_watchers(%s)", [roles_with(Permission.WORK_ON_SERVICE)]
        )
        found: list[tuple[UUID, UUID, UUID]] = cursor.fetchall()
    count = 0
    for pk, person, seat_id in found:
        try:
            with acting(Identity(person=person, seat=seat_id)):
                seat = Seat.objects.select_related("person", "organisation", "alliance").get(pk=seat_id)
                by = replace(actor_for(seat.holder, seat), person_name=BY_ITSELF)
                row = Partnership.objects.select_related("customer", "supplier").get(pk=pk)
                count += act(by, row)
        except (Refused, NotAllowed):
            log.exception("The clocks of a technology partnership could not be watched.")
    return count


def watch() -> int:
    """Call every level of the ladder that a clock asks for, in all partnerships. Answers how many calls."""
    return _each(lambda by, row: len(actions.watch(by=by, partnership=row)))


def read_spend_anew() -> int:
    """Keep how spend stands as of today: months pass, and forecasts change, without anybody writing anything down."""

    def read(_by: Actor, row: Partnership) -> int:
        before = row.spend_course
        read_spend(row)
        return int(row.spend_course != before)

    return _each(read)


@dataclass
class TakenIn:
    """What became of a mailbox's new messages."""

    taken: int = 0
    again: int = 0
    left: int = 0
    """Unreadable, or for nobody: kept among the read ones, flagged."""


def take_in(mailbox: Path) -> TakenIn:
    """Take a maildir's new messages in, each as exactly one record of the partnership whose address it was sent to.

    The address is `anything+SECRET@host`, the secret that of a way in for e-mail. A message is moved to the read ones
    after it was taken, so that one that is read twice (the process was killed between) is the same record.
    """
    told = TakenIn()
    (mailbox / "cur").mkdir(parents=True, exist_ok=True)
    for file in sorted((mailbox / "new").glob("*")):
        try:
            new = _take(file.read_bytes())
        except (incoming.Unreadable, Refused, NotAllowed, LookupError) as why:
            log.warning("The message %s was not taken, and is flagged: %s", file.name, why)
            told.left += 1
            file.rename(mailbox / "cur" / f"{file.name}:2,FS")
            continue
        told.taken += new
        told.again += not new
        file.rename(mailbox / "cur" / f"{file.name}:2,S")
    return told


def _take(content: bytes) -> bool:
    """Was it new? Raises Unreadable, LookupError where no way in has its address, Refused, NotAllowed."""
    message = incoming.from_email(content)
    for secret in secrets_in(content):
        with acting(Identity()), connection.cursor() as cursor:
            cursor.execute(
                "select * from commonweal.technology_door('email', %s)", [actions.digest(secret.lower())]
            )
            door = cursor.fetchone()
        if door is None:
            continue
        _key, pk, person, seat_id = door
        with acting(Identity(person=person, seat=seat_id)):
            seat = Seat.objects.select_related("person", "organisation", "alliance").get(pk=seat_id)
            row = Partnership.objects.select_related("customer", "supplier").get(pk=pk)
            by = actor_for(seat.holder, seat)
            return actions.receive(by=by, partnership=row, incoming=message, way="email").new
    raise LookupError("no way in for e-mail has its address")


def secrets_in(content: bytes) -> Iterator[str]:
    """What stands behind the plus signs of the addresses to which a message was delivered, each once."""
    message = message_from_bytes(content, policy=policy.compat32)
    values = [str(value) for name in ADDRESSED for value in message.get_all(name, [])]
    seen = set()
    for _name, address in getaddresses(values):
        _box, plus, secret = address.partition("@")[0].partition("+")
        if plus and secret and secret not in seen:
            seen.add(secret)
            yield secret
