"""What needs somebody in this room, gathered from its nouns."""

from __future__ import annotations

from collections.abc import Iterator
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
from commonweal.alignment.attention.facts import Facts
from commonweal.components.attention import Attention
from commonweal.database.together import Question, Rows

NOUNS = (stakeholders, readiness, prospects, surveys, network, leadership, meetings, learning)


def questions(by: Actor, now: datetime) -> Iterator[Question]:
    """What all of them ask."""
    for noun in NOUNS:
        yield from noun.parts(by, now)


def cards(by: Actor, now: datetime, rows: Rows) -> Iterator[Attention]:
    """What all of them say."""
    facts = Facts(rows)
    for noun in NOUNS:
        yield from noun.attention(by, now, facts)
