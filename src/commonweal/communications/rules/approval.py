"""Approval of a text holds for exactly that text: whoever changes a letter needs it anew."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID


class State(StrEnum):
    """How a text stands with those who approve."""

    DRAFT = "draft"
    APPROVED = "approved"
    DECLINED = "declined"
    CHANGED = "changed"
    """Approved once, and changed since."""


@dataclass(frozen=True)
class Answer:
    """What somebody who approves said of a text with this digest."""

    digest: str
    approved: bool
    person: UUID | None
    at: datetime
    note: str = ""


def digest(facts: Mapping[str, Any]) -> str:
    """SHA-256 of a text and all that goes out with it."""
    return hashlib.sha256(json.dumps(facts, sort_keys=True, default=str).encode()).hexdigest()


def state(current: str, answers: Iterable[Answer]) -> State:
    """The last answer to this very text decides; without one, whether an earlier text had been approved."""
    told = sorted(answers, key=lambda one: one.at)
    here = [one for one in told if one.digest == current]
    if here:
        return State.APPROVED if here[-1].approved else State.DECLINED
    return State.CHANGED if any(one.approved for one in told) else State.DRAFT


def refusal(writer: UUID | None, approver: UUID | None) -> str | None:
    """Four eyes: nobody approves what they wrote last. The reason in words, or nothing."""
    if writer is not None and writer == approver:
        return "You wrote this text; somebody else who may approve must look at it."
    return None
