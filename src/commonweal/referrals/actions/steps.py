"""What every step shares: lock the row, ask the table, store the move, tell the pages."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from commonweal.access import Actor, NotAllowed, Permission, Refused, may
from commonweal.access.rules import Conflict
from commonweal.database import clock, live
from commonweal.referrals import places, rules
from commonweal.referrals.models import Move, Referral
from commonweal.referrals.rules import Side, Status

TOPIC = "referrals"
LONGEST_TEXT = 10_000


def locked(referral: Referral) -> Referral:
    """The row as it is now, held until the transaction ends.

    Raises Conflict when the actor may change it no more: an open one that somebody else took, or one
    that a consent no longer shows.
    """
    row = Referral.objects.select_for_update(of=("self",)).filter(pk=referral.pk).first()
    if row is None:
        raise Conflict(
            _(
                "This referral is no longer yours to answer: another organisation was first, or it was withdrawn."
            )
        )
    return row


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


def step(
    by: Actor, row: Referral, to: Status, side: Side, *, reason: str = "", note: str = "", **facts: Any
) -> None:
    """Move a locked referral and store the move. `facts` are columns that change with it.

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
    row.save(
        update_fields=[
            "status",
            "status_at",
            "reason",
            "closed_at",
            "waitlisted",
            "holds_place",
            *facts,
        ]
    )
    remember(by, row, before=before, note=reason or words(note))


def remember(by: Actor, row: Referral, *, before: str, note: str) -> None:
    """The move that explains the status."""
    Move.objects.create(
        referral=row,
        organisation_id=by.organisation_id,
        person_name=by.person_name[:200],
        before=before,
        after=row.status,
        note=note,
        at=clock.now(),
    )


def tell(row: Referral, *, everybody: bool = False) -> None:
    """Open boards of both sides ask anew; of the whole alliance where it is, or was, open to all."""
    if everybody or row.receiver_id is None:
        live.notify(TOPIC, alliance=row.alliance_id)
    else:
        live.notify(TOPIC, organisations=[row.recorded_by_id, row.receiver_id])


def receiver_name(row: Referral) -> str:
    """The receiver in an event's sentence."""
    return row.receiver.name if row.receiver is not None else "all that match"
