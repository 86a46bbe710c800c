"""Success for each partner: where what they want meets, and where it collides."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

KINDS: dict[str, str] = {
    "money": "money",
    "staff": "people and their time",
    "space": "rooms, beds and homes",
    "data": "data and analysis",
    "technology": "technology",
    "reach": "trust of the people to be reached",
    "referrals": "referrals and the capacity to take them",
    "clinical": "clinical skill",
    "voice": "standing and influence",
    "learning": "knowledge of what works",
}
"""What partners bring and must get, in kinds that can be put side by side."""

EFFECTS: dict[int, str] = {
    2: "It is why we are here",
    1: "It helps us",
    0: "It is neither here nor there",
    -1: "It costs us",
    -2: "It harms us",
}


@dataclass(frozen=True)
class Stake:
    """What a goal does to an organisation, in its own eyes."""

    goal: str
    organisation: str
    effect: int


@dataclass(frozen=True)
class Meeting:
    """What a goal does to everybody: who gains, who loses, who has not said."""

    goal: str
    gains: tuple[str, ...]
    loses: tuple[str, ...]
    silent: tuple[str, ...]

    @property
    def collides(self) -> bool:
        """Does it help some and cost others?"""
        return bool(self.gains and self.loses)

    @property
    def meets(self) -> bool:
        """Does it help at least two, and cost nobody that has spoken?"""
        return len(self.gains) >= 2 and not self.loses


def meetings(goals: Sequence[str], organisations: Sequence[str], stakes: Iterable[Stake]) -> list[Meeting]:
    """For each goal, in the order given, who gains and who loses by it; strongest first, then by name."""
    said = {(one.goal, one.organisation): one.effect for one in stakes}
    found = []
    for goal in goals:
        effects = {one: said[goal, one] for one in organisations if (goal, one) in said}
        gains = sorted((one for one in effects if effects[one] > 0), key=lambda one: (-effects[one], one))
        loses = sorted((one for one in effects if effects[one] < 0), key=lambda one: (effects[one], one))
        silent = tuple(sorted(one for one in organisations if one not in effects))
        found.append(Meeting(goal, tuple(gains), tuple(loses), silent))
    return found


def colliding_pairs(found: Iterable[Meeting]) -> list[tuple[str, str, tuple[str, ...]]]:
    """Pairs of organisations of which one gains where the other loses, with the goals; those with most goals first."""
    pairs: dict[tuple[str, str], list[str]] = {}
    for meeting in found:
        for one in meeting.gains:
            for other in meeting.loses:
                first, second = sorted((one, other))
                pairs.setdefault((first, second), []).append(meeting.goal)
    ranked = sorted(pairs.items(), key=lambda item: (-len(item[1]), item[0]))
    return [(one, other, tuple(goals)) for (one, other), goals in ranked]


@dataclass(frozen=True)
class Exchange:
    """One kind of thing: who must get it, and who brings it."""

    kind: str
    wanted_by: tuple[str, ...]
    brought_by: tuple[str, ...]

    @property
    def unmet(self) -> bool:
        """Is it wanted by somebody to whom nobody else brings it?"""
        return any(not (set(self.brought_by) - {one}) for one in self.wanted_by)


def exchanges(brings: Mapping[str, Iterable[str]], gets: Mapping[str, Iterable[str]]) -> list[Exchange]:
    """What is wanted and what is brought, by kind, in the order of `KINDS`; kinds nobody names are left out.

    brings, gets: organisation → kinds.
    """
    found = []
    for kind in KINDS:
        wanted = tuple(sorted(one for one, kinds in gets.items() if kind in set(kinds)))
        brought = tuple(sorted(one for one, kinds in brings.items() if kind in set(kinds)))
        if wanted or brought:
            found.append(Exchange(kind, wanted, brought))
    return found
