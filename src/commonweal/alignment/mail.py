"""E-mails about surveys. They name the survey and the alliance, never an answer.

Where a worker runs they are jobs, put in with the transaction that wants them; elsewhere they leave when it commits.
"""

from __future__ import annotations

import functools
import logging

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import connection, transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from commonweal.alignment import links
from commonweal.alignment.models import Asked

log = logging.getLogger(__name__)

_WORKER_RUNS = (
    "select exists (select 1 from procrastinate_workers where last_heartbeat > now() - interval '1 minute')"
)


def worker_runs() -> bool:
    """Does a background worker run now?"""
    with connection.cursor() as cursor:
        cursor.execute(_WORKER_RUNS)
        return bool(cursor.fetchone()[0])


def send(asked: Asked, *, alliance: str, minutes: int, reminder: bool, queued: bool) -> None:
    """Send somebody their link. `asked` comes with person, round and survey."""
    from commonweal.alignment import tasks

    survey = asked.round.survey
    token = links.sign(links.Link(asked.pk, asked.seat_id, asked.person_id))
    subject = _("Still open: %(survey)s") if reminder else _("%(alliance)s asks you: %(survey)s")
    message = {
        "to": asked.person.email,
        "subject": " ".join((subject % {"survey": survey.title, "alliance": alliance}).split()),
        "facts": {
            "alliance": alliance,
            "survey": survey.title,
            "purpose": survey.purpose,
            "minutes": str(minutes),
            "until": date_format(timezone.localtime(asked.round.closes_at), "j F"),
            "address": settings.SITE_ADDRESS.rstrip("/") + reverse("alignment:survey-link", args=[token]),
        },
    }
    if queued:
        tasks.deliver.defer(**message)
    else:
        transaction.on_commit(functools.partial(_deliver_now, **message), robust=True)


def _deliver_now(*, to: str, subject: str, facts: dict[str, str]) -> None:
    try:
        deliver(to=to, subject=subject, facts=facts)
    except OSError:
        # The round stands; a reminder sends the link again.
        log.exception("An e-mail with a survey's link could not be sent; a reminder sends it again.")


def deliver(*, to: str, subject: str, facts: dict[str, str]) -> None:
    """Send it now, as text and as HTML. Raises OSError (smtplib's errors among them) when it cannot leave."""
    from mjml import mjml2html

    text = render_to_string("alignment/surveys/mail.txt", facts)
    message = EmailMultiAlternatives(subject=subject, body=text, to=[to])
    message.attach_alternative(mjml2html(render_to_string("alignment/surveys/mail.mjml", facts)), "text/html")
    message.send()
