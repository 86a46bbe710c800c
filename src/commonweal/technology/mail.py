"""E-mails about service: to a name on the ladder, or about planned maintenance. They carry a link and few words."""

from __future__ import annotations

import functools
import logging

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import connection, transaction

log = logging.getLogger(__name__)

_WORKER_RUNS = (
    "select exists (select 1 from procrastinate_workers where last_heartbeat > now() - interval '1 minute')"
)


def address(path: str) -> str:
    """A page's address as a letter says it."""
    return settings.SITE_ADDRESS.rstrip("/") + path


def post(*, to: str, subject: str, text: str) -> None:
    """Send a letter once the transaction stands: by the worker where one runs, else when it commits."""
    from commonweal.technology import tasks

    subject = " ".join(subject.split())[:180]
    with connection.cursor() as cursor:
        cursor.execute(_WORKER_RUNS)
        (runs,) = cursor.fetchone()
    if runs:
        tasks.deliver.defer(to=to, subject=subject, text=text)
    else:
        transaction.on_commit(functools.partial(_now, to=to, subject=subject, text=text), robust=True)


def _now(*, to: str, subject: str, text: str) -> None:
    try:
        deliver(to=to, subject=subject, text=text)
    except OSError:
        # The act stands; whom it was meant for is on the ticket's page with name and time.
        log.exception("An e-mail about service could not be sent.")


def deliver(*, to: str, subject: str, text: str) -> None:
    """Send it now. Raises OSError (smtplib's errors among them) when it cannot leave."""
    # Our letters say so, so that no machine on the other side answers them with a ticket (RFC 3834).
    EmailMessage(subject=subject, body=text, to=[to], headers={"Auto-Submitted": "auto-generated"}).send()
