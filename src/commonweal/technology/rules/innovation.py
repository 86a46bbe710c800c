"""Innovation: from a problem through an idea, a test and a pilot to spread, with a gate before each stage."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class Stage(Enum):
    """Where an idea stands: the key, the words a page uses, and what the gate before it asks."""

    IDEA = ("idea", "Idea", "a problem that somebody has, and who has it")
    TEST = ("test", "Small test", "an owner, effort and value rated, and a plan with a prediction")
    PILOT = (
        "pilot",
        "Pilot",
        "a test that is over, with what was learned, and who owns what agreed by both sides",
    )
    SPREAD = (
        "spread",
        "Spread",
        "a pilot's test that is over and an outcome measured against its prediction",
    )
    STOPPED = ("stopped", "Stopped", "a reason, so that nobody begins it again unknowing")

    def __init__(self, key: str, title: str, asks: str) -> None:
        self.key = key
        self.title = title
        self.asks = asks

    @classmethod
    def of(cls, key: str) -> Stage:
        """The stage with this key. Raises KeyError."""
        return {one.key: one for one in cls}[key]

    @classmethod
    def choices(cls) -> list[tuple[str, str]]:
        """For a form or a model."""
        return [(one.key, one.title) for one in cls]


ORDER = (Stage.IDEA, Stage.TEST, Stage.PILOT, Stage.SPREAD)


@dataclass(frozen=True)
class Facts:
    """What the gates ask about an idea."""

    stage: Stage
    has_owner: bool = False
    rated: bool = False
    planned_cycles: int = 0
    """Tests planned at the present stage, with a prediction."""
    finished_cycles: int = 0
    """Of these, how many are over with what was learned."""
    measured_cycles: int = 0
    """Of these, how many have an outcome measured."""
    agreed_by_both: bool = False
    """Both sides agreed who owns what."""


def next_stage(stage: Stage) -> Stage | None:
    """The stage after this one; none after spread, and none after a stop."""
    at = ORDER.index(stage) if stage in ORDER else len(ORDER)
    return ORDER[at + 1] if at + 1 < len(ORDER) else None


def refusal(facts: Facts, to: Stage, reason: str) -> str | None:
    """Why an idea cannot go there now, if it cannot: one gate at a time, stopping from anywhere."""
    if facts.stage is Stage.STOPPED:
        return "This idea was stopped. Bring it in again as a new one, and say what has changed."
    if not reason.strip():
        return "Say why: the reason is what others learn from."
    if to is Stage.STOPPED:
        return None
    if next_stage(facts.stage) is not to:
        after = next_stage(facts.stage)
        return (
            f"After “{facts.stage.title}” comes “{after.title}”." if after else "There is no further stage."
        )
    missing = _missing(facts, to)
    return f"Before “{to.title}” the gate asks for {', '.join(missing)}." if missing else None


def _missing(facts: Facts, to: Stage) -> list[str]:
    asked = {
        Stage.TEST: [
            (facts.has_owner, "an owner"),
            (facts.rated, "effort and value, each rated"),
            (facts.planned_cycles > 0, "a planned test with a prediction"),
        ],
        Stage.PILOT: [
            (facts.finished_cycles > 0, "a finished test with what was learned"),
            (facts.agreed_by_both, "both sides' word on who owns what"),
        ],
        Stage.SPREAD: [
            (facts.finished_cycles > 0, "a finished test of the pilot with what was learned"),
            (facts.measured_cycles > 0, "an outcome measured against the prediction"),
        ],
    }
    return [name for holds, name in asked.get(to, []) if not holds]
