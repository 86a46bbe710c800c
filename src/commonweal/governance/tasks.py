"""Background work of governance: reminders of votes that are about to close."""

from __future__ import annotations

from procrastinate.contrib.django import app

from commonweal.database import clock
from commonweal.database.identity import maintenance
from commonweal.governance import mail
from commonweal.governance.models import CastBallot
from commonweal.governance.queries import proposals
from commonweal.governance.rules.proposals import SOON


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
