"""Evaluations of published figures, and lessons."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db import transaction

from commonweal import audit
from commonweal.access import Actor, Permission, Refused, require
from commonweal.database import clock
from commonweal.performance.models import measure_of
from commonweal.plans import evaluating, events
from commonweal.plans.actions.common import said, tell, who
from commonweal.plans.models import Evaluated, Lesson, Test


def evaluate(
    *,
    by: Actor,
    measure: str,
    start: date,
    group: str = "",
    comparisons: Sequence[str] = (),
    delay: int = 0,
    test: Test | None = None,
) -> Evaluated:
    """Ask the published figures what changed. A design that cannot answer is kept with its reason.

    Raises NotAllowed; Refused where nothing is published of the measure or of a group.
    """
    require(by, Permission.EVALUATE)
    known = measure_of(measure)
    if known is None:
        raise Refused("This version of the catalogue has no such indicator.")
    asked = evaluating.Question(known, start, group, tuple(comparisons), delay)
    answer = evaluating.ask(asked)
    with transaction.atomic():
        row = Evaluated.objects.create(
            **who(by),
            title=evaluating.title(asked)[:160],
            measure=measure,
            start=start.replace(day=1),
            group=group,
            comparisons=list(comparisons),
            delay=delay,
            version=answer.version,
            fingerprint=answer.fingerprint,
            found=answer.found,
            refused=answer.refused,
            sureness=answer.sureness,
            test=test,
        )
        told = f"the design cannot answer ({answer.refused})" if answer.refused else answer.changed
        audit.record(by, events.EVALUATED, on=row, title=row.title, found=told)
        tell(by)
    return row


def keep_lesson(
    *,
    by: Actor,
    title: str,
    verdict: str,
    what: str,
    for_whom: str,
    learned: str,
    evidence: str,
    conditions: str = "",
    test: Test | None = None,
    evaluated: Evaluated | None = None,
) -> Lesson:
    """Keep what was learned, with what shows it. Raises NotAllowed, Refused."""
    require(by, Permission.RUN_TESTS)
    if verdict not in dict(Lesson.VERDICTS):
        raise Refused("Say whether it worked.")
    with transaction.atomic():
        row = Lesson.objects.create(
            **who(by),
            title=said(title, "Say the lesson in one line.", 160),
            verdict=verdict,
            what=said(what, "Say what was done.", 4000),
            for_whom=said(for_whom, "Say for whom and where.", 500),
            learned=said(learned, "Say what was learned.", 4000),
            conditions=conditions.strip()[:2000],
            evidence=said(evidence, "Say what shows it; a lesson without evidence is an opinion.", 4000),
            test=test,
            goal=test.goal if test is not None else None,
            evaluated=evaluated,
        )
        audit.record(by, events.LESSON_KEPT, on=row, title=row.title)
        tell(by)
    return row


def set_aside(*, by: Actor, lesson: Lesson, reason: str) -> Lesson:
    """A lesson that turned out otherwise is no longer found; its page stays. Raises NotAllowed, Refused."""
    require(by, Permission.RUN_TESTS, on=lesson)
    with transaction.atomic():
        row = Lesson.objects.select_for_update().get(pk=lesson.pk)
        if row.set_aside_at is not None:
            raise Refused("The lesson was set aside already.")
        facts: dict[str, Any] = {
            "set_aside_at": clock.now(),
            "set_aside_by": by.person_name,
            "set_aside_reason": said(reason, "Say why it holds no longer.", 1000),
        }
        Lesson.objects.filter(pk=row.pk).update(**facts)
        audit.record(by, events.LESSON_SET_ASIDE, on=row, title=row.title, reason=reason.strip())
        tell(by)
    row.refresh_from_db()
    return row
