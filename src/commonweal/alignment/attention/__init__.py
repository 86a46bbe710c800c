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
from commonweal.alignment.attention.facts import gathered
from commonweal.components.attention import Attention

NOUNS = (stakeholders, readiness, prospects, surveys, network, leadership, meetings, learning)


def attention(by: Actor, now: datetime) -> list[Attention]:
    """What the actor can do something about, in at most four queries."""
    facts = gathered(part for noun in NOUNS for part in noun.parts(by, now))
    return [item for noun in NOUNS for item in noun.attention(by, now, facts)]
