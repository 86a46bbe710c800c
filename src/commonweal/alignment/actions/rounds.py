"""Sending a survey, reminding, closing, and saying what follows."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from uuid import UUID

from django.db import connection, transaction

from commonweal import audit
from commonweal.access import Actor, Permission, Refused, require
from commonweal.access.rules import Conflict
from commonweal.alignment import events, mail
from commonweal.alignment.models import Asked, FollowUp, Round, Survey
from commonweal.alignment.queries import surveys as queries
from commonweal.alignment.rules import instruments, rounds
from commonweal.components import letters
from commonweal.database import clock, jobs, live
from commonweal.partners.queries import current_seats, members


def open_round(*, by: Actor, survey: Survey, closes_at: datetime) -> Round:
    """Send the survey to everybody who sits in the alliance now, once each, by e-mail link.

    Whoever holds several seats is asked once, for the organisation first in the alphabet. Two reminders are put in
    for those who have not answered: half-way, and two days before the end. Raises NotAllowed; Refused without
    questions, when it takes too long, while a round is open, or when the time is too short or too long.
    """
    require(by, Permission.RUN_SURVEYS, on=survey)
    now = clock.now()
    with transaction.atomic():
        row = Survey.objects.select_for_update().get(pk=survey.pk)
        rated = queries.efforts(row.pk)
        open_now = row.rounds.filter(closed_at=None).exists()
        if reason := rounds.refusal_to_open(rated, open_now=open_now, now=now, closes_at=closes_at):
            raise Refused(reason)
        last = row.rounds.order_by("-number").values_list("number", flat=True).first() or 0
        opened = Round.objects.create(
            alliance_id=row.alliance_id, survey=row, number=last + 1, seat_id=by.own_seat_id, closes_at=closes_at,
            person_id=by.own_person_id, person_name=by.person_name,
        )  # fmt: skip
        seats = {
            seat.person_id: seat
            for seat in reversed(list(current_seats(by).filter(organisation__in=members(by))))
        }
        Asked.objects.bulk_create(
            Asked(
                alliance_id=row.alliance_id, round=opened, seat=seat, person=seat.person,
                organisation=seat.organisation, sector=seat.organisation.sector,
            )
            for seat in seats.values() if seat.holder.is_active
        )  # fmt: skip
        asked = list(opened.asked.select_related("person", "round__survey"))
        _post(by, asked, instruments.minutes(rated), reminder=False)
        _remind_later(by, opened, now)
        audit.record(
            by, events.ROUND_OPENED, on=opened, number=opened.number, survey=row.title, people=len(asked)
        )
        live.notify("surveys", alliance=row.alliance_id)
    return opened


def _post(by: Actor, asked: Iterable[Asked], minutes: float, *, reminder: bool) -> None:
    takes = max(1, round(minutes))
    letters.post(
        *(mail.ask(one, alliance=by.alliance_name, minutes=takes, reminder=reminder) for one in asked)
    )


def _remind_later(by: Actor, opened: Round, now: datetime) -> None:
    from commonweal.alignment import tasks

    if not jobs.worker_runs():
        return
    for at in rounds.reminders(now, opened.closes_at):
        tasks.remind.configure(schedule_at=at).defer(
            survey_round=str(opened.pk), person=str(by.person_id), seat=str(by.seat_id)
        )


def remind(*, by: Actor, sent: Round) -> int:
    """Send the link again to those who have not answered; how many. Raises NotAllowed; Refused with the reason."""
    require(by, Permission.RUN_SURVEYS, on=sent)
    now = clock.now()
    with transaction.atomic():
        row = _held(sent)
        waiting = list(
            row.asked.filter(begun_on=None, person__in=current_seats(by).values("person_id"))
            .select_related("person", "round__survey")
            .order_by("pk")
        )
        last = max((one.reminded_at for one in waiting if one.reminded_at), default=None)
        if reason := rounds.refusal_to_remind(
            closed=row.closed_at is not None or row.closes_at <= now, waiting=len(waiting), last=last, now=now
        ):
            raise Refused(reason)
        rated = queries.efforts(row.survey_id)
        _post(by, waiting, instruments.minutes(rated), reminder=True)
        for one in waiting:
            one.reminded_at, one.reminders = now, one.reminders + 1
        Asked.objects.bulk_update(waiting, ["reminded_at", "reminders"])
        audit.record(by, events.ROUND_REMINDED, on=row, survey=row.survey.title, people=len(waiting))
    return len(waiting)


def close_round(*, by: Actor, sent: Round) -> Round:
    """Close a round: results are published, and nobody's sheet can be found any more.

    Raises NotAllowed; Conflict when it is closed already.
    """
    require(by, Permission.RUN_SURVEYS, on=sent)
    with transaction.atomic():
        response = queries.response(sent)
        with connection.cursor() as cursor:
            cursor.execute("select commonweal.survey_publish(%s)", [sent.pk])
            (published,) = cursor.fetchone()
        if published is None:
            raise Conflict("This round is closed already.")
        row = Round.objects.select_related("survey").get(pk=sent.pk)
        audit.record(
            by, events.ROUND_CLOSED, on=row, number=row.number, survey=row.survey.title,
            answered=response.answered, asked=response.asked,
        )  # fmt: skip
        live.notify("surveys", alliance=row.alliance_id)
    return row


def say_what_follows(
    *, by: Actor, sent: Round, text: str, organisation: UUID | None = None, due: date | None = None
) -> FollowUp:
    """Say one thing that will be done about the results. Raises NotAllowed; Refused while the round is open."""
    require(by, Permission.RUN_SURVEYS, on=sent)
    if sent.closed_at is None:
        raise Refused("Close the round first: nobody knows its results yet.")
    with transaction.atomic():
        said = FollowUp.objects.create(
            round=sent, text=text.strip(), organisation_id=organisation, due=due, person_id=by.own_person_id,
            person_name=by.person_name,
        )  # fmt: skip
        audit.record(by, events.FOLLOW_UP_SAID, on=said, survey=sent.survey.title)
        live.notify("surveys", alliance=by.alliance_id)
    return said


def _held(sent: Round) -> Round:
    """The round as it stands, and nobody else acts on it until the transaction ends.

    The lock is on its identifier: the application never changes a round itself, so it cannot lock its row.
    """
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(hashtextextended(%s, 0))", [str(sent.pk)])
    return Round.objects.select_related("survey").get(pk=sent.pk)
