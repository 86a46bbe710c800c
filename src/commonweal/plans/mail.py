"""E-mails about actions. Where a worker runs they are jobs; elsewhere they leave when the transaction commits."""

from __future__ import annotations

import functools
import logging
from datetime import date

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import connection, transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

log = logging.getLogger(__name__)

_WORKER_RUNS = (
    "select exists (select 1 from procrastinate_workers where last_heartbeat > now() - interval '1 minute')"
)


def ask(*, to: str, name: str, title: str, due: date, token: str) -> None:
    """Ask the owner of an action how it stands."""
    from commonweal.plans import tasks

    address = settings.SITE_ADDRESS.rstrip("/") + reverse("plans:check-in", args=[token])
    facts = {"name": name, "title": title, "due": date_format(due, "j F Y"), "address": address}
    subject = _("How does “%(title)s” stand?") % {"title": " ".join(title.split())}
    with connection.cursor() as cursor:
        cursor.execute(_WORKER_RUNS)
        (running,) = cursor.fetchone()
    if running:
        tasks.deliver.defer(to=to, subject=subject, facts=facts)
    else:
        transaction.on_commit(
            functools.partial(_deliver_now, to=to, subject=subject, facts=facts), robust=True
        )


def _deliver_now(*, to: str, subject: str, facts: dict[str, str]) -> None:
    try:
        deliver(to=to, subject=subject, facts=facts)
    except OSError:
        log.exception("An e-mail about an action could not be sent; ask again from the action's page.")


def deliver(*, to: str, subject: str, facts: dict[str, str]) -> None:
    """Send it now, as text and as HTML. Raises OSError when it cannot leave."""
    from mjml import mjml2html

    message = EmailMultiAlternatives(
        subject=subject, body=render_to_string("plans/mail/check_in.txt", facts), to=[to]
    )
    message.attach_alternative(mjml2html(render_to_string("plans/mail/check_in.mjml", facts)), "text/html")
    message.send()
