"""Background work of communications: newsletters, reminders, digests. Each passes identifiers only."""

from __future__ import annotations

from uuid import UUID

from procrastinate.contrib.django import app

from commonweal.access import Actor
from commonweal.communications import due, sender
from commonweal.database.identity import Identity, acting
from commonweal.database.jobs import PATIENT
from commonweal.partners.queries import actor_on


@app.task(name="communications.send_newsletter", retry=PATIENT)
def send_newsletter(newsletter: str, person: str, seat: str) -> None:
    """Send on for a while, as whoever began it, if they still have the seat; then make room for other jobs."""
    by = holder(UUID(person), UUID(seat))
    if by is not None and sender.carry_on(by, UUID(newsletter), seconds=sender.SLICE_SECONDS):
        send_newsletter.defer(newsletter=newsletter, person=person, seat=seat)


@app.periodic(cron="*/10 * * * *")
@app.task(name="communications.due", queueing_lock="communications.due")
def send_what_is_due(timestamp: int) -> None:
    """Reminders of events, and notices in digests, as people wish them."""
    due.remind()
    due.tell_people()


def holder(person: UUID, seat: UUID) -> Actor | None:
    """The actor on a seat, while it is held."""
    with acting(Identity(person=person, seat=seat)):
        return actor_on(seat, person_id=person)
