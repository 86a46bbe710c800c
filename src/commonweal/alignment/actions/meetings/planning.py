"""Calling a meeting, its agenda, who is invited, the invitations, calling it off."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Max
from django.urls import reverse
from django.utils.translation import gettext as _

from commonweal import audit
from commonweal.access import Actor, Permission, Refused, require
from commonweal.access.models import Person
from commonweal.alignment import events
from commonweal.alignment.actions.meetings.held import held
from commonweal.alignment.calendar import Guest, meeting_file
from commonweal.alignment.models import AgendaItem, Meeting, MeetingSeat, Voice
from commonweal.alignment.queries import meetings as queries
from commonweal.alignment.rules import meetings as rules
from commonweal.components import letters
from commonweal.database import clock, live
from commonweal.database.models import column
from commonweal.partners.queries import current_seats

LONGEST = timedelta(hours=12)


def call(
    *,
    by: Actor,
    title: str,
    purpose: str,
    starts: datetime,
    ends: datetime,
    place: str = "",
    seats: Collection[UUID] = (),
    items: Sequence[tuple[str, str, int]] = (),
) -> Meeting:
    """Call a meeting; `items` are (title, kind, minutes). Raises NotAllowed; Refused for times that cannot be."""
    require(by, Permission.HOLD_MEETINGS)
    with transaction.atomic():
        _refuse_times(starts, ends)
        row = Meeting.objects.create(
            alliance_id=by.own_alliance_id, title=title.strip(), purpose=purpose.strip(), place=place.strip(),
            starts_at=starts, ends_at=ends, person_id=by.own_person_id, person_name=by.person_name,
        )  # fmt: skip
        AgendaItem.objects.bulk_create(
            AgendaItem(meeting=row, position=place_, title=name, kind=kind, minutes=minutes)
            for place_, (name, kind, minutes) in enumerate(items, 1)
        )
        _seat(by, row, seats)
        audit.record(by, events.MEETING_CALLED, on=row, meeting=row.title)
        live.notify("meetings", alliance=row.alliance_id)
    return row


def change(*, by: Actor, meeting: Meeting, **facts: Any) -> Meeting:
    """Title, purpose, place or time (`starts_at`, `ends_at`). Raises NotAllowed; Refused once it is over."""
    require(by, Permission.HOLD_MEETINGS, on=meeting)
    with transaction.atomic():
        row = _plannable(meeting)
        for name, value in facts.items():
            setattr(row, name, value)
        _refuse_times(row.starts_at, row.ends_at)
        row.save(update_fields=list(facts))
        what = ", ".join(str(column(Meeting, name).verbose_name) for name in facts)
        _changed(by, row, what)
    return row


def choose_seats(*, by: Actor, meeting: Meeting, seats: Collection[UUID]) -> None:
    """Who is invited, from now on: seats left out are taken off, unless they spoke. Raises NotAllowed; Refused."""
    require(by, Permission.HOLD_MEETINGS, on=meeting)
    with transaction.atomic():
        row = _plannable(meeting)
        spoke = Voice.objects.filter(meeting=row).values("seat_id")
        row.seats.exclude(seat_id__in=seats).exclude(pk__in=spoke).delete()
        _seat(by, row, seats)
        _changed(by, row, "who is invited")


def add_item(
    *, by: Actor, meeting: Meeting, title: str, kind: str, minutes: int, led_by: str = ""
) -> AgendaItem:
    """Put an item at the end of the agenda. Raises NotAllowed; Refused once the minutes are closed."""
    require(by, Permission.HOLD_MEETINGS, on=meeting)
    with transaction.atomic():
        row = held(meeting)
        last = row.items.aggregate(last=Max("position"))["last"] or 0
        item = AgendaItem.objects.create(
            meeting=row, position=last + 1, title=title.strip(), kind=kind, minutes=minutes,
            led_by=led_by.strip(),
        )  # fmt: skip
        _changed(by, row, "agenda")
    return item


def move_item(*, by: Actor, item: AgendaItem) -> None:
    """One place up. Raises NotAllowed; Refused once the minutes are closed."""
    require(by, Permission.HOLD_MEETINGS, on=item)
    with transaction.atomic():
        row = held(item.meeting)
        ordered = list(row.items.all())
        place = [one.pk for one in ordered].index(item.pk)
        if place:
            ordered[place - 1], ordered[place] = ordered[place], ordered[place - 1]
            for position, one in enumerate(ordered, 1):
                one.position = position
            AgendaItem.objects.bulk_update(ordered, ["position"])
        _changed(by, row, "agenda")


def remove_item(*, by: Actor, item: AgendaItem) -> None:
    """Take it off the agenda. Raises NotAllowed; Refused where something was said or written down under it."""
    require(by, Permission.HOLD_MEETINGS, on=item)
    with transaction.atomic():
        row = held(item.meeting)
        if item.voices.exists() or item.captured.exists():
            raise Refused("Something was said or written down under this item; it stays.")
        item.delete()
        _changed(by, row, "agenda")


def invite(*, by: Actor, meeting: Meeting) -> int:
    """Send everybody invited an e-mail with the calendar file; sent again it takes the earlier one's place.

    Returns how many were sent. Raises NotAllowed; Refused without an agenda or guests, and once it is over.
    """
    require(by, Permission.HOLD_MEETINGS, on=meeting)
    with transaction.atomic():
        row = held(meeting)
        refusal = rules.refusal_to_invite(
            queries.agenda(row), seats=row.seats.count(), cancelled=row.cancelled_at is not None,
            over=row.ends_at <= clock.now(),
        )  # fmt: skip
        if refusal:
            raise Refused(refusal)
        if row.invited_at is not None:
            row.sequence += 1
        row.invited_at = clock.now()
        row.save(update_fields=["sequence", "invited_at"])
        sent = _post(by, row, _("Invitation: %(title)s") % {"title": row.title})
        audit.record(by, events.MEETING_INVITED, on=row, meeting=row.title, count=sent)
        live.notify("meetings", alliance=row.alliance_id)
    return sent


def call_off(*, by: Actor, meeting: Meeting, why: str) -> Meeting:
    """It does not take place; whoever was invited is told. Raises NotAllowed; Refused without a reason."""
    require(by, Permission.HOLD_MEETINGS, on=meeting)
    with transaction.atomic():
        row = _plannable(meeting)
        if not why.strip():
            raise Refused("Say why, so that nobody has to ask.")
        row.cancelled_at, row.cancelled_why = clock.now(), why.strip()
        row.sequence += 1
        row.save(update_fields=["cancelled_at", "cancelled_why", "sequence"])
        if row.invited_at is not None:
            _post(by, row, _("Called off: %(title)s") % {"title": row.title})
        audit.record(by, events.MEETING_CANCELLED, on=row, meeting=row.title, why=row.cancelled_why)
        live.notify("meetings", alliance=row.alliance_id)
    return row


def invitation(row: Meeting) -> bytes:
    """The meeting's calendar file as it stands now."""
    guests = [Guest(person.name, person.email) for person in queries.guests(row)]
    caller = Person.objects.get(pk=row.person_id)
    lines = [
        row.purpose,
        "",
        *(f"{one.item.minutes} min  {one.item.title}" for one in queries.timetable(row)),
    ]
    return meeting_file(
        uid=f"{row.pk}@commonweal",
        sequence=row.sequence,
        title=row.title,
        starts=row.starts_at,
        ends=row.ends_at,
        place=row.place,
        text="\n".join(lines),
        url=settings.SITE_ADDRESS.rstrip("/") + reverse("alignment:meeting", args=[row.pk]),
        organiser=Guest(caller.name, caller.email),
        guests=guests,
        now=clock.now(),
        cancelled=row.cancelled_at is not None,
    )


def _post(by: Actor, row: Meeting, subject: str) -> int:
    cancelled = row.cancelled_at is not None
    file = letters.Calendar(invitation(row).decode(), "CANCEL" if cancelled else "REQUEST")
    here = row.starts_at.astimezone(by.zone)
    when = f"{here:%A, %-d %B %Y, %H:%M}" + (f", {row.place}" if row.place else "")
    body = (when, row.cancelled_why if cancelled else row.purpose)
    people = queries.guests(row)
    page = reverse("alignment:meeting", args=[row.pk])
    letters.post(
        *(
            letters.Letter(person.email, subject, body, act=_("See the meeting"), path=page, calendar=file)
            for person in people
        )
    )
    return len(people)


def _seat(by: Actor, row: Meeting, seats: Collection[UUID]) -> None:
    there = set(row.seats.values_list("seat_id", flat=True))
    chosen = [seat for seat in current_seats(by) if seat.pk in set(seats)]
    if len(chosen) < len(set(seats) - there):
        raise Refused("Only people who sit in the alliance now can be invited. Nothing was changed.")
    MeetingSeat.objects.bulk_create(
        MeetingSeat(meeting=row, seat=seat, name=seat.holder.name, organisation_name=seat.organisation.name)
        for seat in chosen
        if seat.pk not in there
    )


def _refuse_times(starts: datetime, ends: datetime) -> None:
    if ends <= starts:
        raise Refused("A meeting ends after it begins.")
    if ends - starts > LONGEST:
        raise Refused("A meeting lasts twelve hours at most. Call several.")


def _plannable(meeting: Meeting) -> Meeting:
    row = held(meeting)
    if row.ends_at <= clock.now():
        raise Refused("This meeting is over; call another one.")
    return row


def _changed(by: Actor, row: Meeting, what: str) -> None:
    audit.record(by, events.MEETING_CHANGED, on=row, meeting=row.title, what=what)
    live.notify("meetings", alliance=row.alliance_id)
