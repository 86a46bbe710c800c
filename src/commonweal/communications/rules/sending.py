"""A newsletter on its way: what it is, what may be done, and what a stop leaves uncertain."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

SILENT = timedelta(minutes=10)
"""A sending that has not moved for so long has lost its worker."""


class Stage(StrEnum):
    """How far a newsletter is."""

    DRAFT = "draft"
    SENDING = "sending"
    STALLED = "stalled"
    """Begun, not finished, and nobody works on it."""
    PAUSED = "paused"
    SENT = "sent"


@dataclass(frozen=True)
class Facts:
    """What happened to it."""

    started_at: datetime | None
    moved_at: datetime | None
    paused_at: datetime | None
    finished_at: datetime | None


def stage(facts: Facts, now: datetime) -> Stage:
    """An ordered list of questions."""
    if facts.started_at is None:
        return Stage.DRAFT
    if facts.finished_at is not None:
        return Stage.SENT
    if facts.paused_at is not None:
        return Stage.PAUSED
    if now - (facts.moved_at or facts.started_at) > SILENT:
        return Stage.STALLED
    return Stage.SENDING


def refusal_to_start(facts: Facts, *, approved: bool, stops: int, addresses: int) -> str | None:
    """Why a newsletter cannot be sent, or nothing."""
    if facts.started_at is not None:
        return "This newsletter was sent already. Begin a new one."
    if not approved:
        return "This text is not approved. Somebody else who may approve must read it first."
    if stops:
        return f"The check found {stops} things that must be mended first."
    if not addresses:
        return "Nobody has subscribed in the chosen languages and interests."
    return None


def uncertain(*, interrupted: bool, first_unmarked: int | None) -> int | None:
    """The one position that a sending which broke off may have left in the hands of the mail server.

    One sender goes along the positions and writes each down as soon as the server has taken it, so that only the
    first that is not written down can have been handed over. Nothing is uncertain after an orderly pause.
    """
    return first_unmarked if interrupted else None
