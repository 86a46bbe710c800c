"""Feedback: forms, paper, themes, answers, and what was done."""

from __future__ import annotations

import hashlib
import json
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from commonweal import audit
from commonweal.access import Actor, Permission, Refused, require
from commonweal.communications import events
from commonweal.communications.actions.common import locked
from commonweal.communications.models import (
    Audience,
    FeedbackForm,
    Reply,
    Response,
    Site,
    Sorting,
    Theme,
    YouSaid,
)
from commonweal.communications.models.common import ours, who
from commonweal.communications.rules import pages
from commonweal.communications.site_words import words
from commonweal.components.letters import Letter, post
from commonweal.database import clock

WORDY = 20
"""Letters in words from which two equal answers on one day are one answer sent twice."""


def mark_of(form: FeedbackForm, answers: dict[str, Any]) -> str:
    """What tells that the same words came twice; nothing for answers with few words, which people may share."""
    if sum(len(value) for value in answers.values() if isinstance(value, str)) < WORDY:
        return ""
    return hashlib.sha256(json.dumps([str(form.pk), answers], sort_keys=True).encode()).hexdigest()


def keep_form(*, by: Actor, form: FeedbackForm | None = None, **facts: Any) -> FeedbackForm:
    """Write a form, or change it. Raises Refused where answers were given to other questions."""
    require(by, Permission.DRAFT_COMMUNICATIONS, on=form)
    with transaction.atomic():
        row = locked(form) if form is not None else FeedbackForm(**ours(by))
        slug = facts.get("slug", row.slug)
        if fault := pages.slug_fault(slug):
            raise Refused(fault)
        if FeedbackForm.objects.filter(slug=slug).exclude(pk=row.pk).exists():
            raise Refused(_("There is a form with this address already."))
        if row.published_at is not None and "questions" in facts and facts["questions"] != row.questions:
            raise Refused(_("The form is open: its questions stay. Close it and write a new one."))
        for name, value in (facts | who(by)).items():
            setattr(row, name, value)
        row.save()
        audit.record(by, events.FORM_KEPT, on=row, title=row.title())
    return row


def open_form(*, by: Actor, form: FeedbackForm, opened: bool) -> FeedbackForm:
    """Let people answer, or no longer."""
    require(by, Permission.ANSWER_FEEDBACK, on=form)
    with transaction.atomic():
        row = locked(form)
        if opened:
            if not row.questions:
                raise Refused(_("The form has no questions."))
            row.published_at, row.closed_at = row.published_at or clock.now(), None
        else:
            row.closed_at = clock.now()
        row.save(update_fields=["published_at", "closed_at"])
        audit.record(by, events.FORM_OPENED if opened else events.FORM_CLOSED, on=row, title=row.title())
    return row


def enter_paper(
    *,
    by: Actor,
    form: FeedbackForm,
    answers: dict[str, Any],
    language: str,
    given_on: date,
    audience: Audience | None = None,
    name: str = "",
    email: str = "",
) -> Response:
    """Type in what somebody wrote on paper."""
    require(by, Permission.ANSWER_FEEDBACK, on=form)
    if not any(value not in ("", None) for value in answers.values()):
        raise Refused(_("Nothing was answered."))
    with transaction.atomic():
        row = Response.objects.create(
            alliance_id=form.alliance_id, form=form, audience=form.audience or audience, language=language,
            answers=answers, source="paper", entered_by=by.person_name, given_on=given_on, digest="",
            name=name if form.asks_contact else "", email=email if form.asks_contact else "",
        )  # fmt: skip
        audit.record(by, events.PAPER_ENTERED, on=row, title=form.title())
    return row


def add_theme(*, by: Actor, name: str) -> Theme:
    """Name a theme. Raises Refused where it is there already."""
    require(by, Permission.ANSWER_FEEDBACK)
    with transaction.atomic():
        if Theme.objects.filter(name__iexact=name.strip()).exists():
            raise Refused(_("There is a theme of this name already."))
        row = Theme.objects.create(name=name.strip(), **ours(by))
        audit.record(by, events.THEME_ADDED, on=row, name=row.name)
    return row


def sort(*, by: Actor, response: Response, theme: Theme, under: bool = True) -> None:
    """Put a response under a theme, or take it from there."""
    require(by, Permission.ANSWER_FEEDBACK, on=response)
    with transaction.atomic():
        row = locked(response)
        if under:
            Sorting.objects.get_or_create(response=row, theme=theme, defaults=ours(by))
        else:
            Sorting.objects.filter(response=row, theme=theme).delete()
        audit.record(by, events.SORTED if under else events.UNSORTED, on=row, theme=theme.name)


def reply(*, by: Actor, response: Response, text: str) -> Reply:
    """Answer a response: by e-mail where an address was left."""
    require(by, Permission.ANSWER_FEEDBACK, on=response)
    if not text.strip():
        raise Refused(_("Write the answer."))
    with transaction.atomic():
        row = locked(response)
        row_form = row.form
        given = Reply.objects.create(
            response=row, text=text.strip(), mailed_at=clock.now() if row.email else None, **ours(by)
        )
        if row.email:
            site = Site.objects.first()
            told = words(row.language)
            post(
                Letter(
                    to=row.email,
                    subject=told["mail_reply"] % {"alliance": by.alliance_name},
                    paragraphs=(text.strip(), told["mail_you_wrote"], row.words),
                    sender=f"{by.person_name}, {by.alliance_name}",
                    postal=site.contact_address if site else "",
                    language=row.language,
                )
            )
        audit.record(by, events.REPLIED, on=row, title=row_form.title())
    return given


def set_aside(*, by: Actor, response: Response) -> Response:
    """There is nothing to answer."""
    require(by, Permission.ANSWER_FEEDBACK, on=response)
    with transaction.atomic():
        row = locked(response)
        row.set_aside_at = clock.now()
        row.save(update_fields=["set_aside_at"])
        audit.record(by, events.SET_ASIDE, on=row, title=row.form.title())
    return row


def tell_done(*, by: Actor, said: dict[str, str], did: dict[str, str], theme: Theme | None = None) -> YouSaid:
    """Publish what people said and what was done about it."""
    require(by, Permission.ANSWER_FEEDBACK)
    if not any(said.values()) or {key for key, one in said.items() if one} != {
        key for key, one in did.items() if one
    }:
        raise Refused(_("Say both, what people said and what was done, in each language you write in."))
    with transaction.atomic():
        row = YouSaid.objects.create(
            theme=theme,
            said={key: one for key, one in said.items() if one},
            did={key: one for key, one in did.items() if one},
            published_at=clock.now(),
            **ours(by),
        )
        audit.record(by, events.DONE_TOLD, on=row, said=next(iter(row.said.values()))[:80])
    return row
