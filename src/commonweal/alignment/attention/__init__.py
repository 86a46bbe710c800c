"""What needs somebody in this room, gathered from its nouns."""

from __future__ import annotations

from datetime import datetime

from commonweal.access import Actor
from commonweal.alignment.attention import network, surveys
from commonweal.components.attention import Attention

SOURCES = (surveys.attention, network.attention)


def attention(by: Actor, now: datetime) -> list[Attention]:
    """What the actor can do something about."""
    return [item for source in SOURCES for item in source(by, now)]
