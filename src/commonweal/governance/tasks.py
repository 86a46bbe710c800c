"""Background work of governance: reminders of votes about to close, the count when a deadline has come."""

from __future__ import annotations

import logging

from django.db.models import Q
from procrastinate.contrib.django import app

from commonweal.access import Refused
from commonweal.database import clock
from commonweal.database.identity import acting, maintenance
from commonweal.governance import mail
from commonweal.governance.actions.voting import close_at_deadline
from commonweal.governance.models import CastBallot, Proposal
from commonweal.governance.queries import proposals
from commonweal.governance.rules.proposals import SOON
from commonweal.partners.queries import OFFICE, somebody_of

log = logging.getLogger(__name__)


@app.periodic(cron="*/15 * * * *")
@app.task(name="governance.remind", queueing_lock="governance.remind")
def remind(timestamp: int) -> int:
    """Remind those who have not voted of votes that close soon, once; gives the number of letters."""
    sent = 0
    with maintenance():
        now = clock.now()
        for row in proposals.uncounted().filter(closes_at__gt=now, closes_at__lte=now + SOON):
            voted = CastBallot.objects.filter(proposal=row).values_list("seat_id", flat=True)
            sent += mail.remind(row, "closing", set(voted))
    return sent


@app.periodic(cron="* * * * *")
@app.task(name="governance.count", queueing_lock="governance.count")
def count(timestamp: int) -> int:
    """Count the votes in writing whose deadline has come, each once and in a transaction of its own; gives how many."""
    with maintenance():
        ended = proposals.uncounted().filter(closes_at__lte=clock.now(), in_meeting=False)
        found = list(ended.order_by("closes_at", "pk"))
    return sum(count_one(row) for row in found)


def count_one(row: Proposal) -> bool:
    """Count one vote as the database shows it to its proposer or the office; what it cannot waits for people."""
    with maintenance():
        somebody = somebody_of(row.alliance_id, Q(person_id=row.person_id), OFFICE)
    if somebody is None:
        return False
    try:
        with acting(somebody):
            close_at_deadline(row)
    except Refused as why:
        log.info("A vote was not counted at its deadline: %s", why)
        return False
    return True
