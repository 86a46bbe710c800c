"""Answering: each section is saved as one goes; handing in closes the sheet for good."""

from __future__ import annotations

import json
from collections.abc import Mapping
from uuid import UUID

from django.db import connection, transaction

from commonweal import audit
from commonweal.access import Actor, Permission, Refused, require
from commonweal.alignment import events, links
from commonweal.alignment.models import Asked
from commonweal.alignment.rules import rounds
from commonweal.alignment.rules.given import Given


def save_answers(*, by: Actor, asked: Asked, given: Mapping[UUID, Given], hand_in: bool = False) -> None:
    """Keep answers; with `hand_in` for good. What lies outside a question's scale is not kept.

    Sections saved on the way are nobody's business and leave no act behind; that somebody handed in is recorded,
    without what. Raises NotAllowed; Refused when the round is over, the answers are handed in, or the seat ended.
    """
    require(by, Permission.ANSWER_SURVEYS, on=asked)
    rows = [
        {"question": str(question), "value": one.value, "importance": one.importance, "words": one.words}
        for question, one in given.items()
    ]
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(
                "select commonweal.survey_save(%s, %s, %s::jsonb, %s)",
                [asked.pk, links.key_of(asked.pk), json.dumps(rows), hand_in],
            )
            (refusal,) = cursor.fetchone()
        if refusal:
            raise Refused(rounds.REFUSALS[refusal])
        if hand_in:
            audit.record(by, events.HANDED_IN, on=asked, survey=asked.round.survey.title)
