"""What needs somebody about boundaries, gathered from the nouns of the room."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from commonweal.access import Actor
from commonweal.components.attention import Attention
from commonweal.database.together import Question, Rows
from commonweal.governance.attention import bodies, conflicts, deciding, promises, risks

NOUNS = (bodies, deciding, conflicts, risks, promises)
"""Each says what it asks (`questions`), and makes cards of what comes back (`cards`)."""


def questions(by: Actor, now: datetime) -> Iterator[Question]:
    """What all of them ask."""
    for noun in NOUNS:
        yield from noun.questions(by, now)


def cards(by: Actor, now: datetime, rows: Rows) -> Iterator[Attention]:
    """What all of them say."""
    for noun in NOUNS:
        yield from noun.cards(by, now, rows)
