"""The chain of acts, worked out a second time: the text of an act and its digest. Plain Python.

The database writes the chain by a trigger (migration 0002_chain). Here the same is computed from the rows alone,
so that a row changed behind the trigger's back no longer fits.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

SEPARATOR = "\x1f"
"""Unit separator: what stands between an act's facts, so that two facts never read as one."""


def act_text(facts: tuple[Any, ...]) -> str:
    """An act's twelve facts as one text: alliance, number, instant (UTC), person, name, organisation, name, kind,
    subject type, subject, person served, details as the database prints them. What is missing is empty.
    """
    return SEPARATOR.join(_word(fact) for fact in facts)


def _word(fact: Any) -> str:
    if fact is None:
        return ""
    if isinstance(fact, datetime):
        return fact.strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    return str(fact)


def link(previous: bytes, facts: tuple[Any, ...]) -> bytes:
    """SHA-256 of the previous digest followed by the act's text."""
    return hashlib.sha256(previous + act_text(facts).encode()).digest()


@dataclass(frozen=True)
class Verdict:
    """What became of a chain: how many acts fit, and the first that does not."""

    whole: int
    broken_at: int | None = None
    reason: str = ""


def verify(rows: Iterable[Any], *, number: int, digest: bytes) -> Verdict:
    """Go along a chain whose end says how many acts it has and with which digest.

    `rows`: in order, each with `facts`, `number`, `previous` and `digest`. Found are: an act that was changed, left
    out, put in between, renumbered, or cut off at the end.
    """
    before, count = b"", 0
    for row in rows:
        if row.number != count + 1:
            what = "appears twice" if row.number <= count else f"is missing; the next one is {row.number}"
            return Verdict(count, min(row.number, count + 1), what)
        if row.previous != before:
            return Verdict(count, row.number, "does not follow from the one before")
        before = link(before, row.facts)
        if row.digest != before:
            return Verdict(count, row.number, "was changed after it was recorded")
        count = row.number
    if count != number:
        return Verdict(count, count + 1, f"is missing; the chain should have {number}")
    if before != digest:
        return Verdict(count, count, "is not the one the chain ends with")
    return Verdict(count)
