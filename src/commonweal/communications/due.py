"""What is due by the clock: reminders of events, and notices to people, each under an identity that may."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import connection

from commonweal.access import Actor
from commonweal.communications.actions import gatherings
from commonweal.communications.models import Event, Notice, Site
from commonweal.communications.rules import days, notices
from commonweal.components import letters
from commonweal.components.letters import Letter, post
from commonweal.database import clock
from commonweal.database.identity import Identity, acting
from commonweal.partners.models import Seat
from commonweal.partners.queries import actor_for

WORKING_DAYS_BEFORE = 2
EARLIEST = timedelta(days=14)


def _rows(statement: str) -> list[tuple[Any, ...]]:
    with acting(Identity()), connection.cursor() as cursor:
        cursor.execute(statement)
        found: list[tuple[Any, ...]] = cursor.fetchall()
    return found


def _office(person: UUID, seat: UUID) -> Actor:
    held = Seat.objects.select_related("person", "organisation", "alliance").get(pk=seat)
    return replace(actor_for(held.holder, held), person_name="Reminders, sent by themselves")


def remind() -> int:
    """Remind people two working days before an event (holidays and closed days do not count). Answers how many."""
    count = 0
    for person, seat in _rows("select * from commonweal.office_seats()"):
        with acting(Identity(person=person, seat=seat)):
            site = Site.objects.select_related("alliance").first()
            if site is None:
                continue
            now = clock.now()
            by = _office(person, seat)
            zone = ZoneInfo(site.alliance.timezone)
            coming = Event.objects.filter(
                published_at__isnull=False, cancelled_at=None, starts__gt=now, starts__lt=now + EARLIEST
            )
            for event in coming:
                from_day = days.working_day_before(
                    event.starts.astimezone(zone).date(), WORKING_DAYS_BEFORE, set(site.closed_days)
                )
                if now.astimezone(zone).date() >= from_day:
                    count += gatherings.remind(by=by, event=event, site=site)
    return count


def tell_people() -> int:
    """Write to everybody whose notices are due by their own wish. Answers how many letters."""
    count = 0
    for person, seat, email, wanted, quiet_from, quiet_until, zone, last in _rows(
        "select * from commonweal.people_to_tell()"
    ):
        with acting(Identity(person=person, seat=seat)):
            now = clock.now()
            wish = notices.Wish(notices.Mail(wanted), quiet_from, quiet_until, zone)
            if not notices.is_due(wish, now, last):
                continue
            waiting = list(
                Notice.objects.select_for_update(skip_locked=True, of=("self",))
                .filter(person_id=person, mailed_at=None, read_at=None)
                .select_related("alliance")[:100]
            )
            if not waiting:
                continue
            alliance = waiting[0].alliance.name
            post(
                Letter(
                    to=email,
                    subject=waiting[0].said
                    if len(waiting) == 1
                    else f"{alliance}: {len(waiting)} things for you",
                    paragraphs=tuple(f"{one.said}\n{letters.address(one.url)}" for one in waiting),
                    sender=alliance,
                    path="/communications/notices/",
                    act="See all, or change how you are told",
                )
            )
            Notice.objects.filter(pk__in=[one.pk for one in waiting]).update(mailed_at=now)
            count += 1
    return count
