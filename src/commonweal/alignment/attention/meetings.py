"""Actions from meetings that are late, questions that wait for an answer, minutes that nobody has closed."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

from django.urls import reverse
from django.utils.translation import gettext as _

from commonweal.access import Actor, Permission, may
from commonweal.alignment.models import Meeting
from commonweal.alignment.queries import meetings as queries
from commonweal.components.attention import Attention

MINUTES_WITHIN = timedelta(days=3)
INVITED_BEFORE = timedelta(days=7)


def attention(by: Actor, now: datetime) -> list[Attention]:
    """What is one's own, and for those who hold meetings what they called."""
    if not may(by, Permission.VIEW_ALIGNMENT):
        return []
    found: list[Attention] = []

    def add(key: str, why: str, since: datetime, name: str, label: str, row: Meeting, to: str = "") -> None:
        page = reverse(f"alignment:{name}", args=[row.pk])
        found.append(Attention("align", key, why, since, page, label, to or page, "me"))

    for one in queries.open_actions(by).filter(due__lt=now.date()):
        add(
            f"meeting-action:{one.pk}",
            _("In “%(meeting)s” you took this on, and it is late: %(what)s.")
            % {"meeting": one.meeting.title, "what": one.text.rstrip(".")},
            datetime.combine(one.due, time(), tzinfo=UTC),
            "minutes",
            _("Report it as done"),
            one.meeting,
            reverse("alignment:action-done", args=[one.pk]),
        )
    for row in queries.to_answer(by, now):
        why = _("How was “%(meeting)s”? Four questions, one minute.") % {"meeting": row.title}
        add(f"meeting-questions:{row.pk}", why, row.ends_at, "answer-meeting", _("Answer the questions"), row)
    if may(by, Permission.HOLD_MEETINGS):
        mine = Meeting.objects.filter(person_id=by.person_id, cancelled_at=None, closed_at=None)
        for row in mine.filter(starts_at__lt=now + INVITED_BEFORE):
            if row.ends_at < now - MINUTES_WITHIN:
                why = _("The minutes of “%(meeting)s” are not closed.") % {"meeting": row.title}
                add(f"meeting-minutes:{row.pk}", why, row.ends_at, "meeting", _("Close the minutes"), row)
            elif row.starts_at > now and row.invited_at is None:
                why = _("“%(meeting)s” is near and nobody has been invited.") % {"meeting": row.title}
                add(
                    f"meeting-uninvited:{row.pk}",
                    why,
                    row.created_at,
                    "meeting",
                    _("Send the invitations"),
                    row,
                )
    return found
