"""Who has a place at an event follows from when people registered; nobody types it in."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Generic, TypeVar

K = TypeVar("K")
OUTCOME_DUE = timedelta(days=7)
"""So long after its end an event without an outcome needs somebody."""


class Stage(StrEnum):
    """How an event stands."""

    DRAFT = "draft"
    CANCELLED = "cancelled"
    OPEN = "open"
    FULL = "full"
    CLOSED = "closed"
    """Registration is over."""
    OVER = "over"
    DONE = "done"
    """Over, with what came out of it."""


@dataclass(frozen=True)
class Facts:
    """What is known of an event. Without a number of places everybody has one."""

    published_at: datetime | None
    cancelled_at: datetime | None
    starts: datetime
    ends: datetime
    registration_until: datetime
    places: int | None
    registered: int
    outcome_at: datetime | None


@dataclass(frozen=True)
class Places(Generic[K]):
    """Who has a place, and who waits, in order."""

    placed: tuple[K, ...]
    waiting: tuple[K, ...]


def divide(registered: Iterable[K], places: int | None) -> Places[K]:
    """The first have the places; whoever gave theirs up is no longer among them, so that the next moves up."""
    several = tuple(registered)
    return Places(several, ()) if places is None else Places(several[:places], several[places:])


def stage(facts: Facts, now: datetime) -> Stage:
    """An ordered list of questions."""
    if facts.cancelled_at is not None:
        return Stage.CANCELLED
    if facts.published_at is None:
        return Stage.DRAFT
    if now >= facts.ends:
        return Stage.DONE if facts.outcome_at is not None else Stage.OVER
    if now >= facts.registration_until:
        return Stage.CLOSED
    if facts.places is not None and facts.registered >= facts.places:
        return Stage.FULL
    return Stage.OPEN


def lacks_outcome(facts: Facts, now: datetime) -> bool:
    """Did it take place a week ago without anybody saying what came of it?"""
    return stage(facts, now) is Stage.OVER and now - facts.ends > OUTCOME_DUE
