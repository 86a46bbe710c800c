"""E-mails about referrals. None names a person served, a need or a service: mailboxes are open places.

Where a worker runs they are jobs, put in with the transaction that wants them; elsewhere they leave when it
commits.
"""

from __future__ import annotations

import functools
import logging

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import connection, transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _

log = logging.getLogger(__name__)

_WORKER_RUNS = (
    "select exists (select 1 from procrastinate_workers where last_heartbeat > now() - interval '1 minute')"
)


def send_link(*, to: str, sender: str, token: str) -> None:
    """The signed link of one referral."""
    address = settings.SITE_ADDRESS.rstrip("/") + reverse("referrals:link", args=[token])
    _post(
        to=to,
        subject=_("A referral from %(sender)s waits for your answer") % {"sender": " ".join(sender.split())},
        template="link",
        facts={"sender": sender, "address": address},
    )


def send_withdrawal(*, to: str) -> None:
    """A referral ended because of a withdrawn consent."""
    _post(
        to=to,
        subject=_("A referral to you has ended"),
        template="withdrawal",
        facts={"address": settings.SITE_ADDRESS.rstrip("/")},
    )


def _post(*, to: str, subject: str, template: str, facts: dict[str, str]) -> None:
    from commonweal.referrals import tasks

    if _worker_runs():
        tasks.deliver.defer(to=to, subject=subject, template=template, facts=facts)
    else:
        transaction.on_commit(
            functools.partial(_deliver_now, to=to, subject=subject, template=template, facts=facts),
            robust=True,
        )


def _worker_runs() -> bool:
    with connection.cursor() as cursor:
        cursor.execute(_WORKER_RUNS)
        return bool(cursor.fetchone()[0])


def _deliver_now(*, to: str, subject: str, template: str, facts: dict[str, str]) -> None:
    try:
        deliver(to=to, subject=subject, template=template, facts=facts)
    except OSError:
        # The act stands. The sender's page says when a link was sent and can send it again.
        log.exception("An e-mail about a referral could not be sent; send it again from the referral's page.")


def deliver(*, to: str, subject: str, template: str, facts: dict[str, str]) -> None:
    """Send it now, as text and as HTML. Raises OSError (smtplib's errors among them) when it cannot leave."""
    from mjml import mjml2html

    text = render_to_string(f"referrals/mail/{template}.txt", facts)
    html = mjml2html(render_to_string(f"referrals/mail/{template}.mjml", facts))
    message = EmailMultiAlternatives(subject=subject, body=text, to=[to])
    message.attach_alternative(html, "text/html")
    message.send()
