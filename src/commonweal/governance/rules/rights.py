"""Decision rights: kinds of decision × who is accountable, responsible, consulted, informed; what is wrong with them.

Exactly one accountable, at least one responsible; somebody who has left holds nothing. See docs/methods/decisions.md.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum

KINDS: dict[str, str] = {
    "budget": "Spending",
    "new_partner": "Bringing a partner in",
    "data_use": "Sharing and using data",
    "charter_change": "Changing the charter",
    "agreement": "Making or changing an agreement",
    "conflict": "Settling a conflict",
    "hiring": "Hiring",
    "technology": "Technology",
    "communication": "What goes out in the alliance's name",
    "strategy": "Goals and priorities",
    "governance": "Bodies, seats and decision rights",
    "other": "Something else",
}
"""The kinds of decision. The first four, and `agreement`, are asked for by acts of the product."""

MANY = 5
"""More consulted than this slow every decision."""


class Part(Enum):
    """The part somebody has in a kind of decision."""

    ACCOUNTABLE = ("accountable", "Decides and answers for it")
    RESPONSIBLE = ("responsible", "Prepares it and carries it out")
    CONSULTED = ("consulted", "Is asked before")
    INFORMED = ("informed", "Is told afterwards")
    RESERVED = ("reserved", "Must consent")

    def __init__(self, key: str, title: str) -> None:
        self.key = key
        self.title = title

    @classmethod
    def of(cls, key: str) -> Part:
        """The part stored under this key. Raises KeyError."""
        return {one.key: one for one in cls}[key]


@dataclass(frozen=True)
class RightFacts:
    """One right, as far as checking needs it."""

    kind: str
    part: Part
    holder: str
    """Body, role or organisation, in words."""
    over: Decimal | None = None
    left: bool = False
    """The body has ended, the organisation left, or nobody holds the role."""
    organisation: str = ""
    """The organisation that stands behind the holder, where one does (more than half of a body's seats)."""


@dataclass(frozen=True)
class Finding:
    """Something wrong (an error) or doubtful (a warning) about decision rights."""

    error: bool
    kind: str
    sentence: str


def check(rights: Sequence[RightFacts]) -> list[Finding]:
    """What is wrong with decision rights, kind by kind; kinds without any right are left to custom."""
    found: list[Finding] = []
    for kind, mine in _by_kind(rights).items():
        title = KINDS.get(kind, kind)
        for over, level in _by_level(mine).items():
            where = f"{title}, over {over:,.2f}" if over is not None else title
            accountable = [one for one in level if one.part is Part.ACCOUNTABLE]
            if not accountable:
                found.append(Finding(True, kind, f"{where}: nobody is accountable."))
            if len(accountable) > 1:
                names = " and ".join(sorted(one.holder for one in accountable))
                found.append(
                    Finding(True, kind, f"{where}: {names} are both accountable; exactly one must be.")
                )
            if not any(one.part is Part.RESPONSIBLE for one in (*level, *mine)):
                found.append(Finding(True, kind, f"{where}: nobody is responsible for preparing it."))
            if sum(one.part is Part.CONSULTED for one in level) > MANY:
                found.append(
                    Finding(False, kind, f"{where}: more than {MANY} are consulted; each adds waiting.")
                )
        found += [
            Finding(True, kind, f"{title}: {one.holder} ({one.part.key}) is no longer there.")
            for one in mine
            if one.left
        ]
    return found + _concentrated(rights)


def _by_kind(rights: Iterable[RightFacts]) -> dict[str, list[RightFacts]]:
    kinds: dict[str, list[RightFacts]] = {}
    for one in rights:
        kinds.setdefault(one.kind, []).append(one)
    return kinds


def _by_level(rights: Iterable[RightFacts]) -> Mapping[Decimal | None, list[RightFacts]]:
    """Rights by the amount above which they hold: each amount named needs its own accountable."""
    levels: dict[Decimal | None, list[RightFacts]] = {}
    for one in rights:
        levels.setdefault(one.over, []).append(one)
    if None in levels and not any(one.part is Part.ACCOUNTABLE for one in levels[None]) and len(levels) > 1:
        # Only responsible, consulted or informed at every amount: the amounts name who is accountable.
        general = levels.pop(None)
        for level in levels.values():
            level.extend(general)
    return levels


def concentration(rights: Iterable[RightFacts]) -> tuple[str, int, int] | None:
    """An organisation accountable for more than half: its name, for how many, of how many. At least three count."""
    accountable = [one for one in rights if one.part is Part.ACCOUNTABLE]
    behind = Counter(one.organisation for one in accountable if one.organisation)
    if not behind:
        return None
    name, count = min(behind.items(), key=lambda one: (-one[1], one[0]))
    return (name, count, len(accountable)) if len(accountable) >= 3 and count * 2 > len(accountable) else None


def _concentrated(rights: Sequence[RightFacts]) -> list[Finding]:
    if (most := concentration(rights)) is None:
        return []
    name, count, of = most
    return [Finding(False, "", f"{name} is accountable for {count} of {of} kinds of decision.")]


def applying(overs: Iterable[Decimal | None], amount: Decimal | None) -> Decimal | bool | None:
    """Which amount's right applies: the highest that `amount` exceeds; None for the one without an amount; False
    where none applies.
    """
    levels = set(overs)
    above = [one for one in levels if one is not None and amount is not None and amount > one]
    if above:
        return max(above)
    return None if None in levels else False
