"""Communication that needs somebody: messages out of date, feedback unanswered, events without outcome."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

from django.db.models import Count, Min
from django.urls import reverse
from django.utils.translation import gettext as _

from commonweal.access import Actor, Permission, may
from commonweal.communications.models import Event, Newsletter, Response
from commonweal.communications.queries import planning
from commonweal.communications.rules import approval, sending
from commonweal.communications.rules.events import OUTCOME_DUE
from commonweal.components.attention import Attention

ANSWER_DUE = timedelta(days=7)
"""Whoever wrote to the alliance should have an answer by then."""


def attention(by: Actor, now: datetime) -> list[Attention]:
    """What the actor can do something about."""
    found: list[Attention] = []
    if may(by, Permission.APPROVE_COMMUNICATIONS):
        found += _messages(by, now) + _newsletters(now)
    if may(by, Permission.ANSWER_FEEDBACK):
        found += _feedback(now)
    if may(by, Permission.APPROVE_COMMUNICATIONS) and may(by, Permission.DRAFT_COMMUNICATIONS):
        found += _events(now)
    return found


def _messages(by: Actor, now: datetime) -> list[Attention]:
    """Approved messages whose evidence no longer holds; for whoever writes and approves."""
    if not may(by, Permission.DRAFT_COMMUNICATIONS):
        return []
    rows = list(planning.messages())
    if not rows:
        return []
    day = now.date()
    found = []
    for line in planning.message_lines(day, planning.figures()):
        if not line.out_of_date or line.state is not approval.State.APPROVED:
            continue
        page = reverse("communications:message", args=[line.row.pk])
        ended = [
            one.holds_until for one in line.row.evidence.all() if one.holds_until and one.holds_until < day
        ]
        past = [*ended, *([line.row.review_on] if line.row.review_on and line.row.review_on < day else [])]
        since = datetime.combine(min(past), time(), UTC) if past else line.row.created_at
        found.append(
            Attention(
                "act", f"message-old:{line.row.pk}",
                _("The message “%(key)s” is out of date: %(why)s.") % {"key": line.row.key, "why": line.out_of_date},
                since, page, _("Look at the message"), page, "alliance",
            )
        )  # fmt: skip
    return found


def _newsletters(now: datetime) -> list[Attention]:
    found = []
    for row in Newsletter.objects.filter(started_at__isnull=False, finished_at=None):
        if sending.stage(row.sending(), now) is not sending.Stage.STALLED:
            continue
        page = reverse("communications:newsletter", args=[row.pk])
        found.append(
            Attention(
                "act", f"newsletter-stalled:{row.pk}",
                _("The sending of the newsletter “%(name)s” broke off.") % {"name": row.name},
                row.moved_at or row.started_at, page, _("Go on sending"), page, "alliance",
            )
        )  # fmt: skip
    return found


def _feedback(now: datetime) -> list[Attention]:
    """One entry for each form with answers that wait; a flood is one entry, too."""
    rows = (
        Response.objects.filter(set_aside_at=None, replies=None, created_at__lt=now - ANSWER_DUE)
        .values("form_id", "form__slug", "form__texts", "held")
        .annotate(number=Count("pk"), since=Min("created_at"))
    )
    found = []
    for row in rows:
        page = reverse("communications:form", args=[row["form_id"]])
        texts = row["form__texts"]
        title = (texts.get("en") or next(iter(texts.values()), {})).get("title", row["form__slug"])
        why = (
            _("%(n)d responses to “%(title)s” came in a flood and were held back.")
            if row["held"]
            else _("%(n)d responses to “%(title)s” have waited for an answer for more than a week.")
        )
        found.append(
            Attention(
                "act", f"feedback-waiting:{row['form_id']}:{row['held']}",
                why % {"n": row["number"], "title": title}, row["since"] + ANSWER_DUE, page,
                _("Read and answer"), reverse("communications:feedback"), "alliance",
            )
        )  # fmt: skip
    return found


def _events(now: datetime) -> list[Attention]:
    rows = Event.objects.filter(
        published_at__isnull=False, cancelled_at=None, outcome_at=None, ends__lt=now - OUTCOME_DUE
    )
    return [
        Attention(
            "act", f"event-outcome:{row.pk}",
            _("“%(title)s” is over, and nobody has said what came out of it.") % {"title": row.title()},
            row.ends + OUTCOME_DUE, reverse("communications:event", args=[row.pk]), _("Say what came out of it"),
            reverse("communications:outcome", args=[row.pk]), "alliance",
        )
        for row in rows
    ]  # fmt: skip
