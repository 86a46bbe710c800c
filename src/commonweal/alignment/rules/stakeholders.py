"""Stakeholders: what is held of each, where that places them, and when somebody must act."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

KINDS: dict[str, str] = {
    "member": "A member of the alliance",
    "patients": "Patients and people served",
    "physicians": "Physicians and clinical staff",
    "community": "Community members and their groups",
    "regulator": "Regulators and elected officials",
    "funder": "Funders",
    "press": "Press",
    "other": "Somebody else",
}
SUPPORT: dict[int, str] = {
    -2: "works against it",
    -1: "doubts it",
    0: "stands aside",
    1: "supports it",
    2: "works for it",
}
LEVELS: dict[int, str] = {1: "very low", 2: "low", 3: "middling", 4: "high", 5: "very high"}
"""The five levels of interest and of influence."""

HIGH = 4
"""From this level on influence and interest count as high: the middle level belongs to nobody's corner."""


@dataclass(frozen=True)
class Reading:
    """What was held of a stakeholder from `on` on."""

    on: date
    interest: int
    influence: int
    support: int
    support_needed: int
    keeper: str = ""
    why: str = ""


@dataclass(frozen=True)
class Corner:
    """A part of the influence × interest picture, and what it asks for (after Mendelow 1991)."""

    key: str
    title: str


INVOLVE = Corner("involve", "Work closely with them")
SATISFY = Corner("satisfy", "Keep their concerns met")
INFORM = Corner("inform", "Keep them informed")
WATCH = Corner("watch", "Watch")
CORNERS = (INVOLVE, SATISFY, INFORM, WATCH)


def corner(interest: int, influence: int) -> Corner:
    """Where a stakeholder stands in the picture."""
    if influence >= HIGH:
        return INVOLVE if interest >= HIGH else SATISFY
    return INFORM if interest >= HIGH else WATCH


def support_missing(reading: Reading) -> int:
    """How many levels of support are missing; 0 where it is as much as is needed, or more."""
    return max(0, reading.support_needed - reading.support)


def changes(readings: Sequence[Reading]) -> list[tuple[Reading, list[str]]]:
    """Each reading, the newest first, with what it changed against the one before it, in words."""
    ordered = sorted(readings, key=lambda one: one.on)
    found: list[tuple[Reading, list[str]]] = []
    before: Reading | None = None
    for reading in ordered:
        found.append((reading, _against(before, reading)))
        before = reading
    return found[::-1]


def _against(before: Reading | None, now: Reading) -> list[str]:
    if before is None:
        return []
    said: list[str] = []
    for name in ("interest", "influence"):
        old, new = getattr(before, name), getattr(now, name)
        if old != new:
            said.append(f"{name} from {LEVELS[old]} to {LEVELS[new]}")
    if before.support != now.support:
        said.append(f"from “{SUPPORT[before.support]}” to “{SUPPORT[now.support]}”")
    if before.support_needed != now.support_needed:
        said.append(f"needed now: “{SUPPORT[now.support_needed]}”")
    if before.keeper != now.keeper:
        said.append(f"contact kept by {now.keeper or 'nobody'}")
    return said


@dataclass(frozen=True)
class Standing:
    """What is known of a stakeholder today."""

    reading: Reading
    keeper_sits: bool
    """Whether whoever keeps the contact still has a seat; False also where nobody keeps it."""
    last_contact: date | None
    known_since: date


def trouble(standing: Standing, today: date, silent_for: timedelta) -> str | None:
    """What needs somebody, in words; None where nothing does. The gravest comes first.

    `silent_for`: after this time without contact somebody who matters counts as silent.
    """
    reading = standing.reading
    matters = reading.influence >= HIGH
    if reading.keeper and not standing.keeper_sits:
        return f"{reading.keeper}, who kept the contact, has no seat any more"
    if matters and not reading.keeper:
        return "nobody keeps the contact"
    since = standing.last_contact or standing.known_since
    if matters and support_missing(reading) and today - since > silent_for:
        return f"support is missing and nobody has spoken with them for {(today - since).days} days"
    return None
