"""Feedback that one was asked for, a round that can be closed, what one set out to do and is late with."""

from __future__ import annotations

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from commonweal.access import Actor, Permission, may
from commonweal.alignment.attention.facts import Facts, part
from commonweal.alignment.queries import leadership as queries
from commonweal.components.attention import Attention
from commonweal.database.together import Question

ASKED, TO_CLOSE, OVERDUE = "feedback-asked", "feedback-to-close", "development-overdue"


def parts(by: Actor, now: datetime) -> list[Question]:
    """What one was asked, one's own rounds past their day, one's own actions past theirs."""
    if not may(by, Permission.TAKE_FEEDBACK):
        return []
    today = now.date()
    over = queries.led(by).filter(closed_at=None, closes_on__lt=today)
    return [
        part(
            queries.waiting(by, today), ASKED,
            page="feedback_id", name="feedback__leader_name", since="created_at",
        ),
        part(over, TO_CLOSE, page="pk", name="leader_name", since="closes_on"),
        part(queries.actions_due(by, today), OVERDUE, page="feedback_id", name="what", since="due"),
    ]  # fmt: skip


def attention(by: Actor, now: datetime, facts: Facts) -> list[Attention]:
    """All of it is one's own: nobody else is told of it."""
    found: list[Attention] = []
    for kind, address, why, label in (
        (ASKED, "give-feedback", _("%(name)s asks for your feedback on their leadership."), _("Answer the questions")),
        (
            TO_CLOSE, "feedback", _("The time for feedback on your leadership is over; close the round to see it."),
            _("Close the round"),
        ),
        (OVERDUE, "feedback", _("You set out to do this by now: %(name)s."), _("Say what came of it")),
    ):  # fmt: skip
        for one in facts[kind]:
            page = reverse(f"alignment:{address}", args=[one.page])
            said = why % {"name": one.name.rstrip(".")}
            found.append(
                Attention("align", f"{kind}:{one.pk}", said, one.since or now, page, label, page, "me")
            )
    return found
