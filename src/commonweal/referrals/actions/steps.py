"""What every step shares: lock the row, ask the table, store the move, tell the pages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import DatabaseError, connection
from django.db.models import F, QuerySet
from django.utils.translation import gettext as _

from commonweal import audit
from commonweal.access import Actor, NotAllowed, Permission, Refused, may
from commonweal.access.rules import Conflict
from commonweal.audit.record import statement
from commonweal.database import clock, live
from commonweal.database.kept import kept
from commonweal.database.storing import change
from commonweal.referrals import places, rules
from commonweal.referrals.models import Referral
from commonweal.referrals.rules import Side, Status

TOPIC = "referrals"
LONGEST_TEXT = 10_000
_OF_EVERY_STEP = ("status", "status_at", "reason", "closed_at", "waitlisted", "holds_place")


def locked(referral: Referral) -> Referral:
    """The row as it is now, with its sender, held until the transaction ends.

    `moves_places` says whether it moves places of its service.

    Raises Conflict when the actor may change it no more: an open one that somebody else took, or one
    that a consent no longer shows.
    """
    rows = _held(pk=referral.pk)
    if not rows:
        raise Conflict(
            _(
                "This referral is no longer yours to answer: another organisation was first, or it was withdrawn."
            )
        )
    return rows[0]


@kept
def _held(pk: Any) -> QuerySet[Referral]:
    rows = Referral.objects.select_related("recorded_by").annotate(  # type: ignore[no-redef]  # the model tells of it
        moves_places=F("service__moves_with_referrals")
    )
    return rows.select_for_update(of=("self",)).filter(pk=pk)


def standing(by: Actor, row: Referral) -> frozenset[Side]:
    """On which sides the actor stands, as far as their permissions go."""
    found = set()
    if may(by, Permission.SEND_REFERRALS, on=row):
        found.add(Side.SENDER)
    if may(by, Permission.ANSWER_REFERRALS, on=row):
        found.add(Side.RECEIVER)
    return frozenset(found)


def require_side(by: Actor, row: Referral) -> frozenset[Side]:
    """The actor's sides. Raises NotAllowed for somebody on none."""
    if not (found := standing(by, row)):
        raise NotAllowed(by, Permission.ANSWER_REFERRALS)
    return found


def words(text: str) -> str:
    """What somebody wrote, without blanks around it. Raises Refused when it is too long to keep."""
    text = text.replace("\x00", "").strip()
    if len(text) > LONGEST_TEXT:
        raise Refused(
            _(
                "The text has %(n)d characters; %(most)d is the most. Nothing was saved. Put the rest into a file."
            )
            % {"n": len(text), "most": LONGEST_TEXT}
        )
    return text


@dataclass(frozen=True)
class Moved:
    """A step that was taken and is not yet stored."""

    before: str
    note: str
    columns: tuple[str, ...] = ()
    """Columns of the referral that changed with it."""


def step(
    by: Actor, row: Referral, to: Status, side: Side, *, reason: str = "", note: str = "", **facts: Any
) -> Moved:
    """Move a locked referral. `facts` are columns that change with it. `conclude` stores both.

    Raises Refused with the table's words.
    """
    reason = words(reason)
    if refusal := rules.may_move(row.facts(), to, side, reason=reason):
        raise Refused(refusal.reason)
    now = clock.now()
    before = row.status
    row.status, row.status_at = to.value, now
    if to in rules.NEEDS_REASON:
        row.reason = reason
    if to in rules.TERMINAL:
        row.closed_at, row.waitlisted = now, False
        if row.holds_place:
            places.give_back(by, row.service_id)
            row.holds_place = False
    for name, value in facts.items():
        setattr(row, name, value)
    columns = tuple(dict.fromkeys((*_OF_EVERY_STEP, *facts)))
    if "receiver_id" in facts:
        # Only a side of a referral writes its moves, and a statement does not see what it changes itself.
        row.save(update_fields=columns)
        columns = ()
    return Moved(before, reason or words(note), columns)


_MOVE = """
insert into referrals_move (referral_id, organisation_id, person_name, before, after, note, at)
values (%s, %s, %s, %s, %s, %s, %s)
"""


def remember(by: Actor, row: Referral, moved: Moved) -> None:
    """Store a step where another referral's act is the one recorded."""
    _store(by, row, moved, ending="select 1")


def conclude(
    by: Actor, row: Referral, moved: Moved, event: audit.Event, *, everybody: bool = False, **details: Any
) -> None:
    """The end of an act that moved a referral, in one statement: what changed, the move, the act, the notification."""
    recorded, values = statement(by, event, on=row, **details)
    message = _message(row, everybody=everybody)
    _store(
        by,
        row,
        moved,
        recorded=recorded,
        ending=live.NOTIFY,
        values=[*values, live.CHANNEL, message],
    )


def _store(
    by: Actor, row: Referral, moved: Moved, *, ending: str, recorded: str = "", values: Sequence[Any] = ()
) -> None:
    said = [
        row.pk,
        by.organisation_id,
        by.person_name[:200],
        moved.before,
        row.status,
        moved.note,
        clock.now(),
    ]
    parts, given = [f"moved as ({_MOVE})"], [*said, *values]
    if moved.columns:
        changing, changed = change(row, moved.columns)
        parts.insert(0, f"changed as ({changing} returning id)")
        given, ending = [*changed, *given], f"{ending} from changed"
    if recorded:
        parts.append(f"recorded as ({recorded})")
    with connection.cursor() as cursor:
        cursor.execute(f"with {', '.join(parts)} {ending}", given)
        if cursor.rowcount != 1:
            raise DatabaseError("The step of a referral was not stored: its row is not there to change.")


def tell(row: Referral, *, everybody: bool = False) -> None:
    """Open boards of both sides ask anew; of the whole alliance where it is, or was, open to all."""
    with connection.cursor() as cursor:
        cursor.execute(live.NOTIFY, [live.CHANNEL, _message(row, everybody=everybody)])


def _message(row: Referral, *, everybody: bool) -> str:
    if everybody or row.receiver_id is None:
        return live.message(TOPIC, alliance=row.alliance_id)
    return live.message(TOPIC, organisations=[row.recorded_by_id, row.receiver_id])


def receiver_name(row: Referral) -> str:
    """The receiver in an event's sentence."""
    return row.receiver.name if row.receiver is not None else "all that match"
