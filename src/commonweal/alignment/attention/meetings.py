"""Actions from meetings that are late, questions that wait for an answer, minutes that nobody has closed."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.urls import reverse
from django.utils.translation import gettext as _

from commonweal.access import Actor, Permission, may
from commonweal.alignment.attention.facts import Facts, part
from commonweal.alignment.models import Meeting
from commonweal.alignment.queries import meetings as queries
from commonweal.components.attention import Attention
from commonweal.database.together import Question

MINUTES_WITHIN = timedelta(days=3)
INVITED_BEFORE = timedelta(days=7)
LATE, QUESTIONS, MINUTES, UNINVITED = (
    "meeting-action",
    "meeting-questions",
    "meeting-minutes",
    "meeting-uninvited",
)


def parts(by: Actor, now: datetime) -> list[Question]:
    """What is one's own, and for those who hold meetings what they called."""
    if not may(by, Permission.VIEW_ALIGNMENT):
        return []
    late = queries.open_actions(by).filter(due__lt=now.date())
    found = [
        part(late, LATE, page="meeting_id", name="meeting__title", about="text", since="due"),
        part(queries.to_answer(by, now), QUESTIONS, page="pk", name="title", since="ends_at"),
    ]
    if may(by, Permission.HOLD_MEETINGS):
        mine = Meeting.objects.filter(person_id=by.own_person_id, cancelled_at=None, closed_at=None)
        over = mine.filter(ends_at__lt=now - MINUTES_WITHIN)
        near = mine.filter(starts_at__gt=now, starts_at__lt=now + INVITED_BEFORE, invited_at=None)
        found += [
            part(over, MINUTES, page="pk", name="title", since="ends_at"),
            part(near, UNINVITED, page="pk", name="title", since="created_at"),
        ]
    return found


def attention(by: Actor, now: datetime, facts: Facts) -> list[Attention]:
    """All of it is one's own."""
    found: list[Attention] = []
    for kind, address, why, label in (
        (
            LATE, "minutes", _("In “%(meeting)s” you took this on, and it is late: %(what)s."),
            _("Report it as done"),
        ),
        (
            QUESTIONS, "answer-meeting", _("How was “%(meeting)s”? Four questions, one minute."),
            _("Answer the questions"),
        ),
        (MINUTES, "meeting", _("The minutes of “%(meeting)s” are not closed."), _("Close the minutes")),
        (
            UNINVITED, "meeting", _("“%(meeting)s” is near and nobody has been invited."),
            _("Send the invitations"),
        ),
    ):  # fmt: skip
        for one in facts[kind]:
            page = reverse(f"alignment:{address}", args=[one.page])
            to = reverse("alignment:action-done", args=[one.pk]) if kind == LATE else page
            said = why % {"meeting": one.name, "what": (one.about or "").rstrip(".")}
            found.append(
                Attention("align", f"{kind}:{one.pk}", said, one.since or now, page, label, to, "me")
            )
    return found
