"""Bodies: their kinds, and whether sectors and the community's own voice are in balance."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import Enum
from fractions import Fraction


class Kind(Enum):
    """What a body is, from the whole alliance down."""

    BOARD = ("board", "Alliance board")
    EXECUTIVE = ("executive", "Executive committee")
    MANAGEMENT = ("management", "Management team")
    CLINICAL = ("clinical", "Clinical working group")
    INNOVATION = ("innovation", "Innovation working group")
    DATA = ("data", "Data working group")
    COMMUNITY = ("community", "Community working group")
    WORKING = ("working", "Working group")

    def __init__(self, key: str, title: str) -> None:
        self.key = key
        self.title = title


@dataclass(frozen=True)
class SeatFacts:
    """A seat as far as balance matters."""

    organisation: str
    sector: str
    community: bool
    held: bool
    skills: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Balance:
    """How a body's seats spread."""

    seats: int
    held: int
    sectors: tuple[tuple[str, int], ...]
    """Sector and seats, most first."""
    community: int
    dominant: str
    """An organisation with more than half of the seats; empty where there is none."""
    absent_sectors: tuple[str, ...]
    """Sectors of the alliance without a seat here."""
    missing_skills: tuple[str, ...]
    """Skills wanted that nobody brings."""

    @property
    def warnings(self) -> tuple[str, ...]:
        """What is out of balance, in sentences."""
        found = []
        if not self.seats:
            found.append("The body has no seats, so it can decide nothing.")
            return tuple(found)
        if self.dominant:
            found.append(f"{self.dominant} has more than half of the seats.")
        elif (
            self.sectors
            and Fraction(self.sectors[0][1], self.seats) > Fraction(1, 2)
            and len(self.sectors) > 1
        ):
            found.append(f"One sector ({self.sectors[0][0]}) has more than half of the seats.")
        if not self.community:
            found.append("No seat is the community's own.")
        if self.held < self.seats:
            empty = self.seats - self.held
            found.append("One seat is empty." if empty == 1 else f"{empty} seats are empty.")
        if self.missing_skills:
            found.append(f"Nobody on it brings: {', '.join(self.missing_skills)}.")
        return tuple(found)


def balance(seats: Sequence[SeatFacts], alliance_sectors: Iterable[str], wanted: Iterable[str]) -> Balance:
    """How seats spread over sectors and organisations, and what is missing."""
    sectors = Counter(one.sector for one in seats)
    organisations = Counter(one.organisation for one in seats)
    present = {skill.casefold() for one in seats for skill in one.skills}
    top = organisations.most_common(1)
    dominant = top[0][0] if len(organisations) > 1 and top[0][1] * 2 > len(seats) else ""
    return Balance(
        seats=len(seats),
        held=sum(one.held for one in seats),
        sectors=tuple(sorted(sectors.items(), key=lambda one: (-one[1], one[0]))),
        community=sum(one.community for one in seats),
        dominant=dominant,
        absent_sectors=tuple(sorted(set(alliance_sectors) - set(sectors))),
        missing_skills=tuple(one for one in wanted if one.casefold() not in present),
    )
