"""E-mails about aligning: plain text and HTML, calendar files beside them; sent once the transaction holds."""

from __future__ import annotations

import functools
import logging
from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.db import transaction
from django.template.loader import render_to_string

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Calendar:
    """A calendar file and what it asks of whoever gets it: REQUEST or CANCEL (RFC 5546)."""

    content: bytes
    method: str


@dataclass(frozen=True)
class Letter:
    """One e-mail: to whom, about what, sentences, and where its button leads."""

    to: str
    subject: str
    sentences: tuple[str, ...]
    button: str
    path: str
    calendar: Calendar | None = None


def send(letters: Sequence[Letter]) -> None:
    """Send them after commit, over one connection. A mail server that cannot be reached spoils no act."""
    if letters:
        transaction.on_commit(functools.partial(_deliver, list(letters)), robust=True)


def _deliver(letters: Sequence[Letter]) -> None:
    try:
        get_connection().send_messages([message(letter) for letter in letters])
    except OSError:
        log.exception("%s e-mails could not be sent; what they tell stands on the first page.", len(letters))


def message(letter: Letter) -> EmailMultiAlternatives:
    """The e-mail as it leaves."""
    from mjml import mjml2html

    facts = {"letter": letter, "address": settings.SITE_ADDRESS.rstrip("/") + letter.path}
    made = EmailMultiAlternatives(
        subject=" ".join(letter.subject.split()),
        body=render_to_string("alignment/mail/letter.txt", facts),
        to=[letter.to],
    )
    made.attach_alternative(mjml2html(render_to_string("alignment/mail/letter.mjml", facts)), "text/html")
    if letter.calendar is not None:
        kind = f"text/calendar; charset=utf-8; method={letter.calendar.method}"
        made.attach("meeting.ics", letter.calendar.content.decode(), kind)
    return made
