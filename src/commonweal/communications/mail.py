"""E-mails of this room: letters of the alliance, and newsletters prepared once for each language."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.core.mail.backends.base import BaseEmailBackend
from django.template.loader import render_to_string
from django.utils.safestring import mark_safe

from commonweal.communications import tokens
from commonweal.communications.models import Delivery
from commonweal.communications.render import clean
from commonweal.communications.rules import blocks
from commonweal.communications.site_words import words
from commonweal.components import letters

LEAVE_MARK = "https://leave.invalid/this-newsletter"
"""Stands in the prepared text where each reader's own way out goes."""


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
    leave = letters.address(reverse("site:unsubscribe", args=[site, token]))
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
