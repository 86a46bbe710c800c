"""Where a test of change stands, and what may be done with it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Decision(StrEnum):
    """What follows from a test."""

    ADOPT = "adopt"
    ADAPT = "adapt"
    ABANDON = "abandon"

    @classmethod
    def choices(cls) -> list[tuple[str, str]]:
        """For the database."""
        return [(one.value, DECIDED[one]) for one in cls]


DECIDED = {
    Decision.ADOPT: "adopted",
    Decision.ADAPT: "adapted: try it another way",
    Decision.ABANDON: "abandoned",
}


class Stage(StrEnum):
    """Plan, do, study, act."""

    PLANNED = "planned"
    RUNNING = "running"
    LATE = "result missing"
    TO_DECIDE = "to be decided"
    ADOPTED = "adopted"
    ADAPTED = "adapted"
    ABANDONED = "abandoned"


@dataclass(frozen=True)
class Facts:
    """What the stage follows from."""

    starts: date
    result_due: date
    has_result: bool = False
    decision: Decision | None = None


def stage(facts: Facts, today: date) -> Stage:
    """An ordered list of questions: decided, result in, past its date, begun."""
    if facts.decision is not None:
        return {
            Decision.ADOPT: Stage.ADOPTED,
            Decision.ADAPT: Stage.ADAPTED,
            Decision.ABANDON: Stage.ABANDONED,
        }[facts.decision]
    if facts.has_result:
        return Stage.TO_DECIDE
    if facts.result_due < today:
        return Stage.LATE
    return Stage.RUNNING if facts.starts <= today else Stage.PLANNED


def refusal_to_plan(facts: Facts) -> str | None:
    """Why the plan and its prediction cannot be changed any more."""
    return (
        "The result is in. What was predicted before stays as it was; plan another cycle."
        if facts.has_result
        else None
    )


def refusal_of_result(facts: Facts, today: date) -> str | None:
    """Why no result can be written down now."""
    if facts.has_result:
        return "The result is written down already. Say what else was learned in the next cycle."
    if today < facts.starts:
        return "The test has not begun: there can be no result yet."
    return None


def refusal_to_decide(facts: Facts) -> str | None:
    """Why nothing can be decided now."""
    if not facts.has_result:
        return "First write down what happened and what you learned."
    return None if facts.decision is None else "It is decided. A change of mind is another cycle."


def refusal_of_next(facts: Facts, has_next: bool) -> str | None:
    """Why there can be no next cycle."""
    if facts.decision is None:
        return "Decide about this cycle first: adopt, adapt or abandon."
    if facts.decision is Decision.ABANDON:
        return "The change was abandoned. Bring the new thought as an idea."
    return "The next cycle is planned already." if has_next else None


def refusal_to_spread(facts: Facts) -> str | None:
    """Why the change cannot be spread."""
    return None if facts.decision is Decision.ADOPT else "Only a change that was adopted is spread."
