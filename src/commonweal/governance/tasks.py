"""Background work of governance: letters, and reminders of votes that are about to close."""

from __future__ import annotations

from typing import Any

from procrastinate.contrib.django import app
from procrastinate.retry import RetryStrategy

from commonweal.database import clock
from commonweal.database.identity import maintenance
from commonweal.governance import mail
from commonweal.governance.models import CastBallot
from commonweal.governance.queries import proposals
from commonweal.governance.rules.proposals import SOON


@app.task(
    name="governance.deliver",
    retry=RetryStrategy(max_attempts=8, exponential_wait=4, retry_exceptions={OSError}),
)
def deliver(to: str, subject: str, template: str, facts: dict[str, Any]) -> None:
    """Send one letter; tried again, ever later, while the mail server cannot be reached."""
    mail.deliver(to=to, subject=subject, template=template, facts=facts)


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
