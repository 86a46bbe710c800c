"""What a review is prepared from that lies within reach: plans, indicators, money. Other rooms register theirs
(components/reviewing.py)."""

from __future__ import annotations

from datetime import date, datetime

from commonweal.access import Actor
from commonweal.components.reviewing import Section
from commonweal.plans.sources.figures import indicators
from commonweal.plans.sources.promises import ideas_and_tests, promises
from commonweal.plans.sources.spending import money

__all__ = ["own"]


def own(by: Actor, first: date, last: date, at: datetime | None = None) -> list[Section]:
    """The sections of this room and of those below it, in the order of a meeting. `at`: what was said after that
    instant is not told; None: all of it is.
    """
    return [
        promises(by, first, last, at),
        indicators(by, first, last),
        ideas_and_tests(by, first, last, at),
        money(by, first, last),
    ]
