"""Events as calendar files (RFC 5545), with the time zone written into them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from zoneinfo import ZoneInfo

import icalendar

from commonweal.communications.models import Event


def calendar(
    events: Iterable[tuple[Event, str]], *, name: str, zone: str, language: str, host: str, now: datetime
) -> bytes:
    """Events with their addresses as one file; a cancelled one says so, so that calendars take it away."""
    made = icalendar.Calendar()
    made.add("prodid", "-//Commonweal//Communications//EN")
    made.add("version", "2.0")
    made.add("x-wr-calname", name)
    there = ZoneInfo(zone)
    for row, url in events:
        told = row.told(language)
        one = icalendar.Event()
        one.add("uid", f"{row.pk}@{host}")
        one.add("dtstamp", now)
        one.add("dtstart", row.starts.astimezone(there))
        one.add("dtend", row.ends.astimezone(there))
        one.add("summary", told.get("title", ""))
        one.add("description", told.get("text", ""))
        if row.place or row.online_url:
            one.add("location", row.place or row.online_url)
        one.add("url", url)
        if row.cancelled_at is not None:
            one.add("status", "CANCELLED")
            one.add("sequence", 1)
        made.add_component(one)
    made.add_missing_timezones()
    return bytes(made.to_ical())
