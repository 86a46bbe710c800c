"""A meeting as a calendar file (RFC 5545), as invitation or as taking it back (RFC 5546)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from icalendar import Calendar, Event, vCalAddress, vText

PRODUCT = "-//Commonweal//Meetings//EN"


@dataclass(frozen=True)
class Guest:
    """Somebody who is invited, or who invites."""

    name: str
    email: str


def meeting_file(
    *,
    uid: str,
    sequence: int,
    title: str,
    starts: datetime,
    ends: datetime,
    place: str,
    text: str,
    url: str,
    organiser: Guest,
    guests: Sequence[Guest],
    now: datetime,
    cancelled: bool = False,
) -> bytes:
    """The file. The same `uid` with a higher `sequence` takes the place of what was sent before."""
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", "CANCEL" if cancelled else "REQUEST")
    event = Event()
    event.add("uid", uid)
    event.add("sequence", sequence)
    event.add("dtstamp", now.astimezone(UTC))
    event.add("dtstart", starts.astimezone(UTC))
    event.add("dtend", ends.astimezone(UTC))
    event.add("summary", title)
    event.add("status", "CANCELLED" if cancelled else "CONFIRMED")
    if place:
        event.add("location", place)
    event.add("description", text)
    event.add("url", url)
    event["organizer"] = _address(organiser)
    for guest in guests:
        event.add("attendee", _address(guest, invited=True), encode=False)
    calendar.add_component(event)
    content: bytes = calendar.to_ical()
    return content


def _address(guest: Guest, *, invited: bool = False) -> vCalAddress:
    address = vCalAddress(f"mailto:{guest.email}")
    address.params["CN"] = vText(guest.name)
    if invited:
        address.params["ROLE"] = vText("REQ-PARTICIPANT")
        address.params["RSVP"] = vText("TRUE")
    return address
