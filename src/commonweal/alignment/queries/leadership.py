"""Rounds of feedback one leads, was asked in, or is shown; means through the database's functions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import connection
from django.db.models import QuerySet

from commonweal.access import Actor
from commonweal.alignment.models import DevelopmentAction, Feedback, FeedbackDraft, FeedbackRequest
from commonweal.alignment.rules import leadership as rules


@dataclass(frozen=True)
class Counts:
    """How many were asked and answered, and whether the means may be shown."""

    asked: int
    answered: int
    shown: bool


def led(by: Actor) -> QuerySet[Feedback]:
    """One's own rounds, the newest first."""
    return Feedback.objects.filter(leader_id=by.person_id)


def shown_to(by: Actor) -> list[Feedback]:
    """Rounds of others that they let one see."""
    return list(
        Feedback.objects.filter(shares__person_id=by.own_person_id, shares__ended_at=None).exclude(
            leader_id=by.person_id
        )
    )


def readable(by: Actor) -> QuerySet[Feedback]:
    """Rounds whose page one may open: one's own, and those that one is shown."""
    return (
        led(by) | Feedback.objects.filter(shares__person_id=by.own_person_id, shares__ended_at=None)
    ).distinct()


def waiting(by: Actor, today: date) -> QuerySet[FeedbackRequest]:
    """Requests that one has not answered and still can."""
    return FeedbackRequest.objects.filter(
        person_id=by.own_person_id, feedback__closed_at=None, feedback__closes_on__gte=today, given=None
    ).select_related("feedback")


def draft(asked: FeedbackRequest) -> dict[str, int]:
    """What the rater has answered so far and not sent."""
    row = FeedbackDraft.objects.filter(request=asked).first()
    return dict(row.answers) if row is not None else {}


def counts() -> dict[UUID, Counts]:
    """Of each round that one leads or is shown."""
    with connection.cursor() as cursor:
        cursor.execute("select * from commonweal.feedback_counts()")
        return {pk: Counts(asked, answered, shown) for pk, asked, answered, shown in cursor.fetchall()}


def others(feedback: Feedback) -> dict[str, tuple[int, float]]:
    """How many answered each question, and their mean; nothing where it may not be shown."""
    with connection.cursor() as cursor:
        cursor.execute("select * from commonweal.feedback_results(%s)", [feedback.pk])
        return {item: (people, mean) for item, people, mean in cursor.fetchall()}


def own_answers(feedback: Feedback) -> dict[str, int]:
    """How the leader sees themselves."""
    return dict(feedback.own_answers.values_list("item", "value"))


def gaps(feedback: Feedback, own: dict[str, int]) -> list[rules.Gap]:
    """Oneself and others, question by question."""
    return rules.compare(own, {item: mean for item, (_people, mean) in others(feedback).items()})


@dataclass(frozen=True)
class AllianceMean:
    """The alliance's mean of a question in a half-year."""

    half: date
    item: str
    leaders: int
    people: int
    mean: float


def alliance_means() -> list[AllianceMean]:
    """Finished half-years with at least four leaders; the newest first."""
    with connection.cursor() as cursor:
        cursor.execute("select * from commonweal.leadership_means() order by half desc")
        return [AllianceMean(*row) for row in cursor.fetchall()]


def actions_due(by: Actor, today: date) -> QuerySet[DevelopmentAction]:
    """One's own actions that are overdue."""
    return DevelopmentAction.objects.filter(
        feedback__leader_id=by.person_id, done_at=None, due__lt=today
    ).select_related("feedback")
