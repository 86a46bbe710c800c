"""Meetings with their agenda, who is invited, what was said and written down, and how they felt."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection
from django.db.models import Count, Prefetch, Q, QuerySet
from django.db.models.functions import Now

from commonweal.access import Actor
from commonweal.access.models import Person
from commonweal.alignment.models import Captured, Meeting, MeetingAnswered, MeetingSeat, Voice
from commonweal.alignment.rules import meetings as rules


def meetings() -> QuerySet[Meeting]:
    """Meetings, the latest first, with how many are invited and came."""
    return Meeting.objects.annotate(
        invited_count=Count("seats", distinct=True),
        came_count=Count("seats", distinct=True, filter=Q(seats__attendance__in=rules.CAME)),
    ).order_by("-starts_at")


def whole() -> QuerySet[Meeting]:
    """Meetings with everything a page shows of one."""
    voices = Voice.objects.select_related("seat")
    return Meeting.objects.prefetch_related(
        "items",
        Prefetch("seats", MeetingSeat.objects.select_related("seat__person")),
        Prefetch("voices", voices),
        Prefetch("captured", Captured.objects.all()),
    )


def guests(row: Meeting) -> list[Person]:
    """The people invited who still sit, each once: whoever has left gets no more letters."""
    held = row.seats.filter(seat__period__contains=Now()).select_related("seat__person")
    return list({one.seat.person_id: one.seat.holder for one in held}.values())


def agenda(row: Meeting) -> list[rules.Item]:
    """The agenda for the rules."""
    return [rules.Item(one.title, one.minutes, one.kind) for one in row.items.all()]


def timetable(row: Meeting) -> list[rules.Timed]:
    """When each item begins."""
    return rules.timetable(row.starts_at, agenda(row))


def stand(row: Meeting, now: datetime) -> str:
    """Where it stands."""
    return rules.stand(
        starts=row.starts_at, ends=row.ends_at, now=now, invited=row.invited_at is not None,
        cancelled=row.cancelled_at is not None, closed=row.closed_at is not None,
    )  # fmt: skip


def open_actions(by: Actor) -> QuerySet[Captured]:
    """Actions that one took on and has not done."""
    return (
        Captured.objects.filter(kind="action", owner_id=by.person_id, done_at=None)
        .select_related("meeting")
        .order_by("due")
    )


def to_answer(by: Actor, now: datetime) -> QuerySet[Meeting]:
    """Meetings one was at, whose questions one can still answer and has not."""
    return (
        Meeting.objects.filter(
            seats__seat__person_id=by.own_person_id, cancelled_at=None, ends_at__lte=now,
            ends_at__gt=now - rules.ANSWERS_FOR,
        )
        .exclude(
            pk__in=MeetingSeat.objects.filter(
                seat__person_id=by.own_person_id, attendance__in=("apologies", "absent")
            ).values("meeting_id")
        )
        .exclude(pk__in=MeetingAnswered.objects.filter(person_id=by.own_person_id).values("meeting_id"))
        .distinct()
        .order_by("ends_at")
    )  # fmt: skip


@dataclass(frozen=True)
class Felt:
    """The mean of a question after a meeting."""

    meeting: UUID
    question: str
    people: int
    mean: float


def results() -> list[Felt]:
    """Means of every meeting that may be shown."""
    with connection.cursor() as cursor:
        cursor.execute("select * from commonweal.meeting_results()")
        return [Felt(*row) for row in cursor.fetchall()]
