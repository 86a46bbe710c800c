"""What needs somebody in this room, gathered from its nouns."""

from __future__ import annotations

from datetime import datetime

from commonweal.access import Actor
from commonweal.alignment.attention import (
    leadership,
    learning,
    meetings,
    network,
    prospects,
    readiness,
    stakeholders,
    surveys,
)
from commonweal.components.attention import Attention

SOURCES = (
    stakeholders.attention,
    readiness.attention,
    prospects.attention,
    surveys.attention,
    network.attention,
    leadership.attention,
    meetings.attention,
    learning.attention,
)


def attention(by: Actor, now: datetime) -> list[Attention]:
    """What the actor can do something about."""
    return [item for source in SOURCES for item in source(by, now)]
