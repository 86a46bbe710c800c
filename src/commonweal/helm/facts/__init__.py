"""The facts behind the four capabilities: what shows each result in this alliance, and what is missing.

A fact is a sentence with its figures, worked out from rows or from counts that the database makes for the whole
alliance, and it leads to the page where it stands; who cannot open that page is not told the fact. A count that would
come out differently for different readers, because a row policy hides some rows from one of them, is no fact of the
alliance and is not made here. None is a score, and nobody can raise one by typing.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from commonweal.access import Actor
from commonweal.access.views import opens
from commonweal.helm import queries
from commonweal.helm.facts import acting, aligning, bounding, envisioning
from commonweal.helm.facts.counting import count
from commonweal.helm.rules import Fact


def facts(by: Actor, now: datetime) -> list[Fact]:
    """All facts about the actor's alliance that they can look at, by capability."""
    if by.alliance_id is None:
        return []
    limits = queries.thresholds_of(by)
    rooms = (envisioning, aligning, bounding, acting)
    wanted: dict[str, Any] = {}
    for room in rooms:
        wanted |= room.wanted(by.alliance_id, now, limits)
    counted = count(by.alliance_id, wanted)
    found = [fact for room in rooms for fact in room.facts(by, now, limits, counted)]
    return [fact for fact in found if opens(by, fact.url)]


__all__ = ["facts"]
