"""E-mails of this room: letters (one look for all of them), and newsletters prepared once for each language.

Where a worker runs, letters are jobs put in with the transaction that wants them; elsewhere they leave when it
commits, as those about referrals do.
"""

from __future__ import annotations

import functools
import logging
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.core.mail.backends.base import BaseEmailBackend
from django.db import connection, transaction
from django.template.loader import render_to_string
from django.utils.safestring import mark_safe

from commonweal.communications import tokens
from commonweal.communications.models import Delivery
from commonweal.communications.render import clean
from commonweal.communications.rules import blocks
from commonweal.communications.site_words import words

log = logging.getLogger(__name__)
LEAVE_MARK = "https://leave.invalid/this-newsletter"
"""Stands in the prepared text where each reader's own way out goes."""
_WORKER_RUNS = (
    "select exists (select 1 from procrastinate_workers where last_heartbeat > now() - interval '1 minute')"
)


def absolute(path: str) -> str:
    """An address as it stands in an e-mail."""
    return settings.SITE_ADDRESS.rstrip("/") + path


def worker_runs() -> bool:
    """Is there anybody to do background work?"""
    with connection.cursor() as cursor:
        cursor.execute(_WORKER_RUNS)
        return bool(cursor.fetchone()[0])


def letter(
    *,
    to: str,
    subject: str,
    paragraphs: list[str],
    sender: str,
    address: str = "",
    url: str = "",
    act: str = "",
    language: str = "en",
) -> None:
    """Send one letter: as a job, or when the transaction commits. A subject is one line, whatever was typed."""
    facts = {
        "to": to,
        "subject": " ".join(subject.split())[:200],
        "paragraphs": paragraphs,
        "sender": sender,
        "address": address,
        "url": url,
        "act": act,
        "language": language,
    }
    if worker_runs():
        from commonweal.communications import tasks

        tasks.deliver.defer(facts=facts)
    else:
        transaction.on_commit(functools.partial(_deliver_now, facts), robust=True)


def _deliver_now(facts: dict[str, Any]) -> None:
    try:
        deliver(facts)
    except OSError:
        # What was recorded stands; the page of the record says to whom nothing was sent.
        log.exception("An e-mail of communications could not be sent.")


def deliver(facts: dict[str, Any]) -> None:
    """Send a letter now, as text and as HTML. Raises OSError when it cannot leave."""
    from mjml import mjml2html

    context = facts | {"heading": facts["subject"]}
    message = EmailMultiAlternatives(
        subject=facts["subject"],
        body=render_to_string("communications/mail/letter.txt", context),
        to=[facts["to"]],
    )
    html = mjml2html(render_to_string("communications/mail/letter.mjml", context))
    message.attach_alternative(html, "text/html")
    message.send()


@dataclass(frozen=True)
class Prepared:
    """A newsletter in one language, ready but for each reader's own way out."""

    subject: str
    text: str
    html: str


def prepare(*, subject: str, body: str, language: str, alliance: str, address: str, online: str) -> Prepared:
    """Lay out a newsletter once. `body` is Markdown without references."""
    from mjml import mjml2html

    w = words(language)
    context = {
        "subject": subject,
        "alliance": alliance,
        "address": address,
        "online": online,
        "language": language,
        "why": w["mail_why"] % {"alliance": alliance},
        "leave": w["mail_leave"],
        "read_online": w["mail_read_online"],
        "leave_mark": LEAVE_MARK,
    }
    html = render_to_string(
        "communications/mail/newsletter.mjml",
        context | {"body": mark_safe(clean(blocks.html_of(body)))},  # noqa: S308
    )
    text = render_to_string("communications/mail/newsletter.txt", context | {"body": blocks.plain_of(body)})
    return Prepared(" ".join(subject.split()), text, mjml2html(html))


def own_id(delivery: Delivery) -> str:
    """The Message-ID of a newsletter to one address: known before it is sent, and the same however often it is."""
    return f"<{delivery.pk.hex}@{urlsplit(settings.SITE_ADDRESS).hostname or 'localhost'}>"


def hand_over(prepared: Prepared, delivery: Delivery, site: str, backend: BaseEmailBackend) -> str:
    """Give one newsletter to the mail server or provider; answers with the message's identifier.

    One-click unsubscribe by RFC 8058; the same row always has the same Message-ID, so that a mail system which sees
    it twice can tell. Nothing in it reports that it was opened, and a provider is told not to add such a thing. A
    provider that gives messages identifiers of its own gets the row's with it and says it in its reports.
    """
    from django.urls import reverse

    token = tokens.sign(tokens.LEAVE, delivery.subscription_id)
    leave = absolute(reverse("site:unsubscribe", args=[site, token]))
    message_id = own_id(delivery)
    message = EmailMultiAlternatives(
        subject=prepared.subject,
        body=prepared.text.replace(LEAVE_MARK, leave),
        to=[delivery.email],
        connection=backend,
        headers={
            "Message-ID": message_id,
            "List-Unsubscribe": f"<{leave}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
            "List-Id": f"<newsletter.{site}.{urlsplit(settings.SITE_ADDRESS).hostname or 'localhost'}>",
            "Precedence": "bulk",
        },
    )
    message.attach_alternative(prepared.html.replace(LEAVE_MARK, leave), "text/html")
    # Read by providers' backends (anymail); a plain SMTP server knows nothing of them.
    message.metadata = {"delivery": delivery.pk.hex}  # type: ignore[attr-defined]
    message.track_opens = message.track_clicks = False  # type: ignore[attr-defined]
    message.send()
    status = getattr(message, "anymail_status", None)
    return str(getattr(status, "message_id", None) or message_id)
