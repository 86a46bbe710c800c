"""What follows a meeting: minutes are closed, actions are done, the four questions are answered."""

from __future__ import annotations

import json
from collections.abc import Mapping

from django.db import connection, transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from commonweal import audit
from commonweal.access import Actor, NotAllowed, Permission, Refused, may, require
from commonweal.access.rules import Conflict
from commonweal.alignment import events
from commonweal.alignment.models import Captured, Meeting
from commonweal.alignment.queries import meetings as queries
from commonweal.alignment.rules import meetings as rules
from commonweal.components import letters
from commonweal.database import clock, live


def close(*, by: Actor, meeting: Meeting) -> Meeting:
    """Close the minutes: they never change, and everybody invited gets a link to them.

    Raises NotAllowed; Refused before the meeting begins, or while it is not known who came.
    """
    require(by, Permission.HOLD_MEETINGS, on=meeting)
    with transaction.atomic():
        row = Meeting.objects.select_for_update().get(pk=meeting.pk)
        now = clock.now()
        refusal = rules.refusal_to_close(
            begun=row.starts_at <= now, cancelled=row.cancelled_at is not None,
            closed=row.closed_at is not None, unrecorded=row.seats.filter(attendance="").count(),
        )  # fmt: skip
        if refusal:
            raise Refused(refusal)
        row.closed_at = now
        row.save(update_fields=["closed_at"])
        people = queries.guests(row)
        letters.post(*[
                letters.Letter(
                    person.email,
                    _("Minutes: %(title)s") % {"title": row.title},
                    (
                        _("What was decided and who does what stands in the minutes."),
                        _("Those who were there are asked four short questions about how it went, without their name."),
                    ),
                    act=_("Read the minutes"),
                    path=reverse("alignment:minutes", args=[row.pk]),
                )
                for person in people
            ]
        )  # fmt: skip
        audit.record(by, events.MEETING_CLOSED, on=row, meeting=row.title)
        live.notify("meetings", alliance=row.alliance_id)
    return row


def done(*, by: Actor, action: Captured, note: str) -> Captured:
    """Report an action as done: its owner, or whoever holds meetings. Raises NotAllowed; Refused; Conflict."""
    require(by, Permission.VIEW_ALIGNMENT, on=action)
    if action.owner_id != by.person_id and not may(by, Permission.HOLD_MEETINGS, on=action):
        raise NotAllowed(by, Permission.HOLD_MEETINGS)
    with transaction.atomic():
        row = Captured.objects.select_for_update(of=("self",)).select_related("meeting").get(pk=action.pk)
        if row.kind != "action":
            raise Refused("Only an action can be done.")
        if row.done_at is not None:
            raise Conflict("This was reported as done already.")
        row.done_at, row.done_note = clock.now(), note.strip()
        row.save(update_fields=["done_at", "done_note"])
        audit.record(by, events.MEETING_DONE, on=row.meeting, meeting=row.meeting.title)
        live.notify("meetings", alliance=row.alliance_id)
    return row


def answer(*, by: Actor, meeting: Meeting, answers: Mapping[str, int]) -> None:
    """Answer the four questions, once, within seven days, by somebody who was there.

    Raises NotAllowed; Refused for answers that are not complete; Conflict when answered already or too late.
    """
    require(by, Permission.VIEW_ALIGNMENT, on=meeting)
    with transaction.atomic():
        if set(answers) != set(rules.QUESTIONS) or not set(answers.values()) <= set(rules.AGREEMENT):
            raise Refused("Each of the four questions needs an answer from 1 to 5.")
        with connection.cursor() as cursor:
            cursor.execute(
                "select commonweal.answer_meeting(%s, %s::jsonb)", [meeting.pk, json.dumps(dict(answers))]
            )
            (kept,) = cursor.fetchone()
        if not kept:
            raise Conflict(
                "Nothing was kept: you have answered already, were not there, or the seven days are over."
            )
        audit.record(by, events.MEETING_ANSWERED, on=meeting, meeting=meeting.title)
