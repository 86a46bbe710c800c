"""Feedback that one was asked for, a round that can be closed, what one set out to do and is late with."""

from __future__ import annotations

from datetime import UTC, datetime, time

from django.urls import reverse
from django.utils.translation import gettext as _

from commonweal.access import Actor, Permission, may
from commonweal.alignment.queries import leadership as queries
from commonweal.components.attention import Attention


def attention(by: Actor, now: datetime) -> list[Attention]:
    """All of it is one's own: nobody else is told of it."""
    if not may(by, Permission.TAKE_FEEDBACK):
        return []
    found: list[Attention] = []
    today = now.date()

    def add(key: str, why: str, since: datetime, page: str, label: str) -> None:
        found.append(Attention("align", key, why, since, page, label, page, "me"))

    for one in queries.waiting(by, today):
        add(
            f"feedback-asked:{one.feedback_id}",
            _("%(name)s asks for your feedback on their leadership.") % {"name": one.feedback.leader_name},
            one.created_at,
            reverse("alignment:give-feedback", args=[one.feedback_id]),
            _("Answer the questions"),
        )
    for row in queries.led(by).filter(closed_at=None, closes_on__lt=today):
        add(
            f"feedback-to-close:{row.pk}",
            _("The time for feedback on your leadership is over; close the round to see it."),
            datetime.combine(row.closes_on, time(), tzinfo=UTC),
            reverse("alignment:feedback", args=[row.pk]),
            _("Close the round"),
        )
    for action in queries.actions_due(by, today):
        add(
            f"development-overdue:{action.pk}",
            _("You set out to do this by now: %(what)s.") % {"what": action.what.rstrip(".")},
            datetime.combine(action.due, time(), tzinfo=UTC),
            reverse("alignment:feedback", args=[action.feedback_id]),
            _("Say what came of it"),
        )
    return found
