"""Background work of the home page: the weekly letters."""

from __future__ import annotations

import logging
from uuid import UUID

from procrastinate.contrib.django import app

from commonweal.access.models import Person
from commonweal.database import clock
from commonweal.database.identity import Identity, acting, maintenance
from commonweal.helm import actions, mail, queries, rules
from commonweal.partners.models import Seat
from commonweal.partners.queries import actor_for, seats_of

log = logging.getLogger(__name__)


@app.periodic(cron="5 * * * *")
@app.task(name="helm.digests", queueing_lock="helm.digests")
def digests(timestamp: int) -> int:
    """Send the letters that are due; gives how many. Each is made in a transaction of its own reader's."""
    with maintenance():
        seats = list(
            Seat.objects.current().filter(person__isnull=False).order_by("pk").values_list("pk", "person_id")
        )
    return sum(send(seat_id, person_id) for seat_id, person_id in seats)


def send(seat_id: UUID, person_id: UUID) -> bool:
    """Send one letter if it is due. A mail server that cannot be reached leaves it due for the next hour."""
    with acting(Identity(person=person_id, seat=seat_id)):
        person = Person.objects.filter(pk=person_id, is_active=True).first()
        seat = seats_of(person).filter(pk=seat_id).first() if person is not None else None
        if person is None or seat is None:
            return False
        by = actor_for(person, seat)
        row = queries.digest_of(by)
        zone = by.zone
        wanted = rules.Wanted(row.wanted, row.weekday, row.hour)
        last = row.sent_at.astimezone(zone) if row.sent_at else None
        if not rules.is_due(wanted, last=last, now=clock.now().astimezone(zone)):
            return False
        try:
            mail.digest(by).send()
        except OSError:
            log.exception("A weekly letter could not be sent; it is tried again in an hour.")
            return False
        actions.note_sent(by=by)
        return True
