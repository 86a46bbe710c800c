"""What happens in a meeting: who came, who spoke, what was decided and taken on."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from uuid import UUID

from django.db import transaction

from commonweal import audit
from commonweal.access import Actor, Permission, Refused, require
from commonweal.access.rules import Conflict
from commonweal.alignment import events
from commonweal.alignment.actions.meetings.held import held
from commonweal.alignment.models import AgendaItem, Captured, Meeting, MeetingSeat, Voice
from commonweal.alignment.rules import meetings as rules
from commonweal.database import clock, live
from commonweal.partners.queries import current_seats


def attend(*, by: Actor, meeting: Meeting, came: Mapping[UUID, str]) -> None:
    """Write down who came, by the row of the seat and how. Raises NotAllowed; Refused before it begins."""
    require(by, Permission.HOLD_MEETINGS, on=meeting)
    with transaction.atomic():
        row = _begun(meeting)
        if set(came.values()) - set(rules.ATTENDANCE):
            raise Refused("Choose for each how they came, or that they did not. Nothing was kept.")
        seats = list(row.seats.filter(pk__in=came))
        for seat in seats:
            seat.attendance, seat.recorded_at, seat.recorded_by = came[seat.pk], clock.now(), by.person_name
        MeetingSeat.objects.bulk_update(seats, ["attendance", "recorded_at", "recorded_by"])
        audit.record(by, events.MEETING_ATTENDANCE, on=row, meeting=row.title)
        live.notify("meetings", alliance=row.alliance_id)


def hear(*, by: Actor, item: AgendaItem, seat: MeetingSeat, said: str = "") -> Voice:
    """In the round of voices somebody spoke, or passed (no words). Raises NotAllowed; Refused; Conflict."""
    require(by, Permission.HOLD_MEETINGS, on=item)
    with transaction.atomic():
        row = _begun(item.meeting)
        if seat.meeting_id != row.pk:
            raise Refused("They are not invited to this meeting.")
        if Voice.objects.filter(item=item, seat=seat).exists():
            raise Conflict(f"What {seat.name} said in this round is written down already.")
        voice = Voice.objects.create(
            meeting=row, item=item, seat=seat, said=said.strip(), person_name=by.person_name
        )
        audit.record(by, events.MEETING_VOICE, on=row, meeting=row.title, name=seat.name)
        live.notify("meetings", alliance=row.alliance_id)
    return voice


def capture(
    *,
    by: Actor,
    meeting: Meeting,
    kind: str,
    text: str,
    item: AgendaItem | None = None,
    owner: UUID | None = None,
    due: date | None = None,
) -> Captured:
    """Write down a decision, an action or a note as it happens.

    Raises NotAllowed; Refused for an action without an owner or a day.
    """
    require(by, Permission.HOLD_MEETINGS, on=meeting)
    with transaction.atomic():
        row = _begun(meeting)
        name = ""
        if kind == "action":
            seat = current_seats(by).filter(person_id=owner).first() if owner else None
            if seat is None or due is None:
                raise Refused(
                    "An action needs somebody who does it, and a day. Otherwise write it down as a note."
                )
            name = seat.holder.name
        if item is not None and item.meeting_id != row.pk:
            raise Refused("This item is of another meeting.")
        made = Captured.objects.create(
            meeting=row, item=item, kind=kind, text=text.strip(), owner_id=owner if name else None, owner_name=name,
            due=due if name else None, person_name=by.person_name,
        )  # fmt: skip
        audit.record(
            by, events.MEETING_CAPTURED, on=row, meeting=row.title, kind=rules.CAPTURES[kind].lower()
        )
        live.notify("meetings", alliance=row.alliance_id)
    return made


def take_out(*, by: Actor, captured: Captured) -> None:
    """It was written down by mistake. Raises NotAllowed; Refused once the minutes are closed."""
    require(by, Permission.HOLD_MEETINGS, on=captured)
    with transaction.atomic():
        row = held(captured.meeting)
        captured.delete()
        audit.record(by, events.MEETING_TAKEN_OUT, on=row, meeting=row.title)
        live.notify("meetings", alliance=row.alliance_id)


def _begun(meeting: Meeting) -> Meeting:
    row = held(meeting)
    if clock.now() < row.starts_at:
        raise Refused("The meeting has not begun yet.")
    return row
