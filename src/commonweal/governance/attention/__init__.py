"""What needs somebody about boundaries, gathered from the nouns of the room."""

from __future__ import annotations

from datetime import datetime

from commonweal.access import Actor
from commonweal.components.attention import Attention
from commonweal.governance.attention import bodies, conflicts, deciding, promises, risks

SOURCES = (bodies.attention, deciding.attention, conflicts.attention, risks.attention, promises.attention)


def attention(by: Actor, now: datetime) -> list[Attention]:
    """What the actor can do something about."""
    return [item for source in SOURCES for item in source(by, now)]
