"""What a review is prepared from that lies within reach: plans, indicators, money. Other rooms register theirs
(components/reviewing.py)."""

from __future__ import annotations

from datetime import date

from commonweal.access import Actor
from commonweal.components.reviewing import Section
from commonweal.plans.sources.figures import indicators
from commonweal.plans.sources.promises import ideas_and_tests, promises
from commonweal.plans.sources.spending import money

__all__ = ["own"]


def own(by: Actor, first: date, last: date) -> list[Section]:
    """The sections of this room and of those below it, in the order of a meeting."""
    return [source(by, first, last) for source in (promises, indicators, ideas_and_tests, money)]
