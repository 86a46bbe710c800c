"""From a decision's facts to its status, and what it still needs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import Enum

ACT_WITHIN = timedelta(days=30)
"""A decision that nobody acts on within a month was only talk."""


class Status(Enum):
    """Where a decision stands."""

    SUPERSEDED = ("superseded", "Superseded")
    NOT_CARRIED = ("not-carried", "Not carried")
    REVIEW_DUE = ("review-due", "Review due")
    IN_FORCE = ("in-force", "In force")

    def __init__(self, key: str, title: str) -> None:
        self.key = key
        self.title = title


@dataclass(frozen=True)
class Facts:
    """What is recorded about a decision."""

    carried: bool
    superseded: bool
    decided_at: datetime
    review_on: date | None
    reviewed_at: datetime | None
    actions: int
    used: bool
    no_action_needed: bool


def status(facts: Facts, today: date) -> Status:
    """The ordered questions whose first answer is the status."""
    if facts.superseded:
        return Status.SUPERSEDED
    if not facts.carried:
        return Status.NOT_CARRIED
    if review_due(facts, today):
        return Status.REVIEW_DUE
    return Status.IN_FORCE


def review_due(facts: Facts, today: date) -> bool:
    """Is its day of review past, without a review since?"""
    if facts.superseded or not facts.carried or facts.review_on is None or facts.reviewed_at is not None:
        return False
    return facts.review_on <= today


def lacks_action(facts: Facts, now: datetime) -> bool:
    """Carried a month ago, and nobody does anything because of it."""
    if facts.superseded or not facts.carried or facts.no_action_needed or facts.actions or facts.used:
        return False
    return now - facts.decided_at >= ACT_WITHIN


def refusal_to_supersede(*, carried: bool, superseded: bool, same: bool) -> str | None:
    """Why one decision cannot be superseded."""
    if same:
        return "A decision cannot supersede itself."
    if superseded:
        return "That decision was superseded already; supersede the one that did."
    if not carried:
        return "What was not carried has nothing to supersede."
    return None
