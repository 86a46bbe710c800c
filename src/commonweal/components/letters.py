"""E-mails to one person each: one look for all rooms, as text and as HTML, a calendar file beside them if wanted.

post(Letter(to=person.email, subject=_("Your vote in the Board"), paragraphs=(question,),
            act=_("Open your ballot"), path=reverse("governance:ballot-link", args=[token])))

Where a worker runs, letters are jobs put in with the transaction that wants them; elsewhere they leave when it
commits. Either way an act stands whether or not its letter leaves, and the page of the act says how to send it again.
"""

from __future__ import annotations

import functools
import logging
from dataclasses import asdict, dataclass
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from commonweal.database import jobs

log = logging.getLogger(__name__)

LONGEST_SUBJECT = 180


@dataclass(frozen=True)
class Calendar:
    """A calendar file and what it asks of whoever gets it: REQUEST or CANCEL (RFC 5546)."""

    content: str
    method: str


@dataclass(frozen=True)
class Letter:
    """To whom, about what, sentences, and where its button leads.

    `heading` is the subject unless given; `path` is a page of ours (its whole address stands in the letter);
    `links` are further pages, each with its words; `notes` stand small below the button; `sender` and `postal`
    close it; `language` is the one it is written in.
    """

    to: str
    subject: str
    paragraphs: tuple[str, ...]
    heading: str = ""
    act: str = ""
    path: str = ""
    links: tuple[tuple[str, str], ...] = ()
    notes: tuple[str, ...] = ()
    sender: str = ""
    postal: str = ""
    language: str = "en"
    calendar: Calendar | None = None

    @classmethod
    def of(cls, told: dict[str, Any]) -> Letter:
        """A letter that was a job's argument."""
        calendar = Calendar(**told["calendar"]) if told["calendar"] else None
        tuples = {name: tuple(told[name]) for name in ("paragraphs", "notes")}
        links = tuple((words, path) for words, path in told["links"])
        return cls(**{**told, **tuples, "links": links, "calendar": calendar})


def address(path: str) -> str:
    """A page's address as a letter says it."""
    return str(settings.SITE_ADDRESS).rstrip("/") + path


def post(*letters: Letter, as_jobs: bool = True) -> None:
    """Send letters once the transaction stands; `as_jobs=False` for what no table may keep meanwhile."""
    if not letters:
        return
    if as_jobs and jobs.worker_runs():
        from commonweal.components import tasks

        told: list[dict[str, Any]] = [{"letter": asdict(one)} for one in letters]
        tasks.deliver.batch_defer(*told)
    else:
        transaction.on_commit(functools.partial(_now, letters), robust=True)


def _now(letters: tuple[Letter, ...]) -> None:
    server = get_connection()
    for one in letters:
        try:
            message(one, server).send()
        except OSError:
            log.exception("A letter could not be sent; what it tells stands on the pages.")


def message(letter: Letter, server: BaseEmailBackend | None = None) -> EmailMultiAlternatives:
    """The letter as it leaves. A subject is one line, whatever was typed into it."""
    subject = " ".join(letter.subject.split())[:LONGEST_SUBJECT]
    facts = {
        "letter": letter,
        "heading": letter.heading or subject,
        "address": address(letter.path) if letter.path else "",
        "links": [(words, address(path)) for words, path in letter.links],
    }
    made = laid_out(letter.to, subject, "components/mail/letter", facts)
    made.connection = server
    if letter.calendar is not None:
        kind = f"text/calendar; charset=utf-8; method={letter.calendar.method}"
        made.attach("invitation.ics", letter.calendar.content, kind)
    return made


def laid_out(to: str, subject: str, template: str, facts: dict[str, Any]) -> EmailMultiAlternatives:
    """A letter by templates of its own: `template`.txt, and `template`.mjml, which extends the common one."""
    from mjml import mjml2html

    made = EmailMultiAlternatives(
        subject=subject,
        body=render_to_string(f"{template}.txt", facts),
        to=[to],
        # No machine on the other side shall answer (RFC 3834).
        headers={"Auto-Submitted": "auto-generated"},
    )
    made.attach_alternative(SafeString(mjml2html(render_to_string(f"{template}.mjml", facts))), "text/html")
    return made
