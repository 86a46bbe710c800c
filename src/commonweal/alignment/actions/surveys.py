"""Building surveys: from one of the product's own instruments or from nothing, question by question."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from commonweal import audit
from commonweal.access import Actor, Permission, Refused, require
from commonweal.alignment import events
from commonweal.alignment.models import Question, Survey
from commonweal.alignment.rules.instruments import INSTRUMENTS


def build_survey(*, by: Actor, title: str, purpose: str, instruments: list[str]) -> Survey:
    """Begin a survey with the questions of these instruments, in this order. Raises NotAllowed."""
    require(by, Permission.RUN_SURVEYS)
    with transaction.atomic():
        survey = Survey.objects.create(
            alliance_id=by.own_alliance_id,
            title=title.strip(),
            purpose=purpose.strip(),
            person_id=by.own_person_id,
            person_name=by.person_name,
        )
        items = [item for key in instruments for item in INSTRUMENTS[key].items]
        Question.objects.bulk_create(
            Question(
                survey=survey, position=at, section=item.section, concept=item.concept, topic=item.topic,
                text=item.text, low=item.low, high=item.high, asks_importance=item.importance,
            )
            for at, item in enumerate(items, 1)
        )  # fmt: skip
        audit.record(by, events.SURVEY_BUILT, on=survey, survey=survey.title)
    return survey


def add_question(*, by: Actor, survey: Survey, **facts: Any) -> Question:
    """Add a question at the end. Raises NotAllowed; Refused once a round was sent: rounds must be comparable."""
    require(by, Permission.RUN_SURVEYS, on=survey)
    with transaction.atomic():
        row = _unsent(survey)
        last = row.questions.order_by("-position").values_list("position", flat=True).first() or 0
        question = Question.objects.create(survey=row, position=last + 1, **facts)
        audit.record(by, events.SURVEY_CHANGED, on=row, survey=row.title, what="a question was added")
    return question


def remove_question(*, by: Actor, survey: Survey, question: Question) -> None:
    """Take a question out. Raises NotAllowed; Refused once a round was sent."""
    require(by, Permission.RUN_SURVEYS, on=survey)
    with transaction.atomic():
        row = _unsent(survey)
        row.questions.filter(pk=question.pk).delete()
        audit.record(by, events.SURVEY_CHANGED, on=row, survey=row.title, what="a question was taken out")


def move_question(*, by: Actor, survey: Survey, question: Question) -> None:
    """Move a question one place up. Raises NotAllowed; Refused once a round was sent."""
    require(by, Permission.RUN_SURVEYS, on=survey)
    with transaction.atomic():
        row = _unsent(survey)
        here = row.questions.get(pk=question.pk)
        above = row.questions.filter(position__lt=here.position).order_by("-position").first()
        if above is not None:
            here.position, above.position = above.position, here.position
            Question.objects.bulk_update([here, above], ["position"])
        audit.record(by, events.SURVEY_CHANGED, on=row, survey=row.title, what="a question was moved up")


def _unsent(survey: Survey) -> Survey:
    row = Survey.objects.select_for_update().get(pk=survey.pk)
    if row.rounds.exists():
        raise Refused(
            "This survey has been sent. Its questions stay as they are, so that rounds can be compared. "
            "Build a new survey for other questions."
        )
    return row
