"""What a room says needs somebody, asked alone: the product asks all rooms together."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from commonweal.access import Actor
from commonweal.components.attention import Attention
from commonweal.database.together import answered
from commonweal.helm.queries import rooms


def attention_of(name: str) -> Callable[[Actor, datetime], list[Attention]]:
    """What the room of that name says to an actor at an instant."""
    room = rooms()[name]
    if not hasattr(room, "questions"):
        return room.attention  # type: ignore[no-any-return]
    return lambda by, now: [*room.cards(by, now, answered(room.questions(by, now)))]
