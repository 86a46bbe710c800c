"""The end of support, and whether the roadmap has an answer to it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

AHEAD = timedelta(days=365)
"""Support that ends within a year needs a plan now: budgets and purchases take that long."""


@dataclass(frozen=True)
class Support:
    """When an asset's support ends, and the steps about it: each its last decision (empty: none yet) and if done."""

    ends: date | None
    retired: bool = False
    steps: tuple[tuple[str, bool], ...] = ()


def unplanned(facts: Support, today: date) -> bool:
    """Does support end within a year (or has it ended) with no chosen step that is still to come?"""
    if facts.ends is None or facts.retired or facts.ends - today > AHEAD:
        return False
    return not any(decision == "chosen" and not done for decision, done in facts.steps)
