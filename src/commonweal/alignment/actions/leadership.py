"""Asking for feedback on one's leadership, giving it, closing the round, sharing it, planning what to do.

What others answered goes through `commonweal.give_feedback` in the database: who answered and what was answered are
parted there, and nobody reads the answers row by row.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from datetime import date
from uuid import UUID

from django.db import IntegrityError, connection, transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from commonweal import audit
from commonweal.access import Actor, NotAllowed, Permission, Refused, require
from commonweal.access.rules import Conflict
from commonweal.alignment import events
from commonweal.alignment.models import (
    DevelopmentAction,
    Feedback,
    FeedbackDraft,
    FeedbackRequest,
    FeedbackShare,
    SelfAnswer,
)
from commonweal.alignment.queries import leadership as queries
from commonweal.alignment.rules import leadership as rules
from commonweal.components import letters
from commonweal.database import clock
from commonweal.partners.queries import alliance_day, current_seats


def ask(*, by: Actor, people: Collection[UUID], closes_on: date) -> Feedback:
    """Ask people for feedback on oneself; each gets an e-mail. Raises NotAllowed; Refused; Conflict."""
    require(by, Permission.TAKE_FEEDBACK)
    with transaction.atomic():
        seats = {seat.person_id: seat.holder for seat in current_seats(by) if seat.person_id in set(people)}
        seats.pop(by.own_person_id, None)
        if len(seats) < rules.FEWEST:
            raise Refused(
                f"Ask at least {rules.FEWEST} people who sit in the alliance: with fewer, nothing could be shown. "
                "Five or more is better, since some will not answer."
            )
        if closes_on <= alliance_day(by):
            raise Refused("Give people some days to answer: choose a later day.")
        try:
            with transaction.atomic():
                row = Feedback.objects.create(
                    alliance_id=by.own_alliance_id, leader_id=by.own_person_id, leader_name=by.person_name,
                    closes_on=closes_on,
                )  # fmt: skip
        except IntegrityError as error:
            raise Conflict("You have a round that is still open. Close it before you ask again.") from error
        FeedbackRequest.objects.bulk_create(
            FeedbackRequest(feedback=row, person=person, person_name=person.name) for person in seats.values()
        )
        letters.post(*[_letter(by, row, person.email) for person in seats.values()])
        audit.record(by, events.FEEDBACK_ASKED, count=len(seats))
    return row


def _letter(by: Actor, row: Feedback, to: str) -> letters.Letter:
    return letters.Letter(
        to,
        _("%(name)s asks for your feedback") % {"name": by.person_name},
        (
            _("Twenty-one short questions about how %(name)s leads; about six minutes.") % {"name": by.person_name},
            _(
                "Nobody sees what you answered, not even %(name)s: only means, once three people or more have answered "
                "and the round is closed, on %(day)s."
            ) % {"name": by.person_name, "day": row.closes_on.isoformat()},
        ),
        act=_("Answer the questions"),
        path=reverse("alignment:give-feedback", args=[row.pk]),
    )  # fmt: skip


def keep_draft(*, by: Actor, asked: FeedbackRequest, answers: Mapping[str, int]) -> None:
    """Keep answers until they are sent; others kept before stay. It leaves no act behind: nobody is told.

    Raises NotAllowed for somebody who was not asked; Refused for what is no answer.
    """
    require(by, Permission.TAKE_FEEDBACK)
    if asked.person_id != by.person_id:
        raise NotAllowed(by, Permission.TAKE_FEEDBACK)
    if wrong := rules.wrong(answers):
        raise Refused(wrong)
    with transaction.atomic():
        draft, _made = FeedbackDraft.objects.get_or_create(request=asked, person_id=by.person_id)
        draft.answers |= dict(answers)
        draft.save(update_fields=["answers"])


def give(*, by: Actor, feedback: Feedback, answers: Mapping[str, int]) -> None:
    """Answer, once. Raises NotAllowed for somebody who was not asked; Refused; Conflict when answered or closed."""
    require(by, Permission.TAKE_FEEDBACK, on=feedback)
    with transaction.atomic():
        if not FeedbackRequest.objects.filter(feedback=feedback, person_id=by.own_person_id).exists():
            raise NotAllowed(by, Permission.TAKE_FEEDBACK)
        if wrong := rules.complete(answers):
            raise Refused(wrong)
        with connection.cursor() as cursor:
            cursor.execute(
                "select commonweal.give_feedback(%s, %s::jsonb)", [feedback.pk, json.dumps(dict(answers))]
            )
            (kept,) = cursor.fetchone()
        if not kept:
            raise Conflict("Nothing was kept: you have answered already, or the round is closed.")
        audit.record(by, events.FEEDBACK_GIVEN)


def answer_oneself(*, by: Actor, feedback: Feedback, answers: Mapping[str, int]) -> None:
    """How the leader sees themselves; may be changed until the round closes. Raises NotAllowed; Refused."""
    with transaction.atomic():
        row = _own(by, feedback)
        if row.closed_at is not None:
            raise Refused("The round is closed: what you said of yourself stands beside what others said.")
        if wrong := rules.complete(answers):
            raise Refused(wrong)
        SelfAnswer.objects.bulk_create(
            [SelfAnswer(feedback=row, item=item, value=value) for item, value in answers.items()],
            update_conflicts=True, unique_fields=["feedback", "item"], update_fields=["value"],
        )  # fmt: skip
        audit.record(by, events.FEEDBACK_SELF)


def close(*, by: Actor, feedback: Feedback) -> Feedback:
    """Close the round: nobody can answer any more, and the means are shown. Raises NotAllowed; Refused."""
    with transaction.atomic():
        row = _own(by, feedback)
        if row.closed_at is not None:
            raise Conflict("The round is closed already.")
        counts = queries.counts()[row.pk]
        due = alliance_day(by) > row.closes_on
        if refusal := rules.refusal_to_close(asked=counts.asked, answered=counts.answered, due=due):
            raise Refused(refusal)
        row.closed_at = clock.now()
        row.save(update_fields=["closed_at"])
        audit.record(by, events.FEEDBACK_CLOSED)
    return row


def share(*, by: Actor, feedback: Feedback, person: UUID) -> FeedbackShare:
    """Let somebody see a round. Raises NotAllowed; Refused for somebody who does not sit in the alliance."""
    with transaction.atomic():
        row = _own(by, feedback)
        seat = current_seats(by).filter(person_id=person).exclude(person_id=by.own_person_id).first()
        if seat is None:
            raise Refused("Choose somebody else who sits in the alliance now.")
        if row.shares.filter(person_id=person, ended_at=None).exists():
            raise Conflict(f"{seat.holder.name} sees it already.")
        made = FeedbackShare.objects.create(feedback=row, person_id=person, person_name=seat.holder.name)
        audit.record(by, events.FEEDBACK_SHARED)
    return made


def end_share(*, by: Actor, share: FeedbackShare) -> None:
    """They no longer see it. Raises NotAllowed."""
    with transaction.atomic():
        _own(by, share.feedback)
        share.ended_at = clock.now()
        share.save(update_fields=["ended_at"])
        audit.record(by, events.FEEDBACK_SHARED)


def plan(*, by: Actor, feedback: Feedback, item: str, what: str, due: date) -> DevelopmentAction:
    """Set out to do something about a question. Raises NotAllowed; Refused for a day that is past."""
    with transaction.atomic():
        row = _own(by, feedback)
        if item not in rules.BY_KEY:
            raise Refused("Choose the question that it is about.")
        if due < alliance_day(by):
            raise Refused("That day is past. Choose one that can still be kept.")
        made = DevelopmentAction.objects.create(feedback=row, item=item, what=what.strip(), due=due)
        audit.record(by, events.DEVELOPMENT)
    return made


def done(*, by: Actor, action: DevelopmentAction, note: str) -> DevelopmentAction:
    """It was done, and this came of it. Raises NotAllowed; Conflict when it was reported before."""
    with transaction.atomic():
        _own(by, action.feedback)
        row = DevelopmentAction.objects.select_for_update().get(pk=action.pk)
        if row.done_at is not None:
            raise Conflict("This was reported as done already.")
        row.done_at, row.done_note = clock.now(), note.strip()
        row.save(update_fields=["done_at", "done_note"])
        audit.record(by, events.DEVELOPMENT)
    return row


def _own(by: Actor, feedback: Feedback) -> Feedback:
    """The leader's own round, held until the transaction ends."""
    require(by, Permission.TAKE_FEEDBACK, on=feedback)
    if feedback.leader_id != by.person_id:
        raise NotAllowed(by, Permission.TAKE_FEEDBACK)
    return Feedback.objects.select_for_update().get(pk=feedback.pk)
