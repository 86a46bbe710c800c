"""What needs somebody so that people stay aligned. Each noun says its own."""

from __future__ import annotations

from datetime import datetime

from commonweal.access import Actor
from commonweal.alignment.attention import leadership, meetings, prospects, readiness, stakeholders
from commonweal.components.attention import Attention

SOURCES = (
    stakeholders.attention,
    readiness.attention,
    prospects.attention,
    leadership.attention,
    meetings.attention,
)


def attention(by: Actor, now: datetime) -> list[Attention]:
    """All of it."""
    return [item for source in SOURCES for item in source(by, now)]
