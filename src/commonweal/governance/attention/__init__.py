"""What governance needs somebody for, gathered from its nouns."""

from __future__ import annotations

from datetime import datetime

from commonweal.access import Actor
from commonweal.components.attention import Attention
from commonweal.governance.attention import conflicts, promises, risks

PARTS = (conflicts.attention, risks.attention, promises.attention)


def attention(by: Actor, now: datetime) -> list[Attention]:
    """All of them."""
    return [item for part in PARTS for item in part(by, now)]
