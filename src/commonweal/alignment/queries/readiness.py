"""An organisation's readiness: the answers that count, how they came about, and its plan.

Which organisation's is not asked here: the database shows each its own only.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Prefetch, QuerySet

from commonweal.alignment.models import ReadinessAnswer, ReadinessReport, ReadinessStep
from commonweal.alignment.rules import readiness as rules


def answers() -> list[ReadinessAnswer]:
    """Every answer, the newest first."""
    return list(ReadinessAnswer.objects.all())


def steps() -> QuerySet[ReadinessStep]:
    """Every step with its reports, the newest first, and its owner."""
    return ReadinessStep.objects.select_related("owner").prefetch_related(
        Prefetch("reports", ReadinessReport.objects.all())
    )


def ending(step: ReadinessStep) -> str:
    """How a step ended: "done", "dropped", or nothing yet."""
    return next((one.ends for one in step.reports.all() if one.ends), "")


def facts(rows: list[ReadinessAnswer]) -> list[rules.Answer]:
    """Answers for the rules."""
    return [rules.Answer(one.item, one.level, one.created_at) for one in rows]


def plan(rows: list[ReadinessStep]) -> list[rules.Step]:
    """Steps for the rules."""
    return [rules.Step(one.item, one.due, ending(one)) for one in rows]


@dataclass(frozen=True)
class Line:
    """One question on the page."""

    item: rules.Item
    answer: ReadinessAnswer | None
    level: str
    state: str
    """Of a gap: closed, overdue, planned, answer anew, no plan. Empty where it is none, and never was answered."""
    earlier: list[ReadinessAnswer]


def lines(rows: list[ReadinessAnswer], planned: list[ReadinessStep], today: date) -> dict[str, Line]:
    """Every question with what was answered and where its gap stands."""
    counting = rules.newest(facts(rows))
    steps_ = plan(planned)
    found = {}
    for key, item in rules.ITEMS.items():
        mine = [one for one in rows if one.item == key]
        state = rules.gap_state(key, counting, steps_, today) if mine else ""
        level = rules.LEVELS[mine[0].level] if mine else ""
        found[key] = Line(item, mine[0] if mine else None, level, state, mine[1:])
    return found
