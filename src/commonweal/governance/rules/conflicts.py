"""The ladder of a conflict: steps with clocks, who may handle it, when it may move up. Plain Python, no clock."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum, unique
from uuid import UUID

from commonweal.governance.rules.bodies import Kind as BodyKind


@unique
class Step(Enum):
    """A step of the ladder: stored key, title, days of its clock, who handles it, the kind of body that does.

    Where a kind of body is named, its sitting members who are no party are the handlers, all of them.
    """

    BETWEEN = ("between", "Between the two parties", 14, "the parties themselves")
    FACILITATED = ("facilitated", "Facilitated", 21, "somebody who is no party")
    COMMITTEE = ("committee", "Before the committee", 30, "members of the committee", BodyKind.EXECUTIVE)
    BOARD = (
        "board",
        "Before the board or a mediator",
        45,
        "the board, or an independent mediator",
        BodyKind.BOARD,
    )
    EXIT = ("exit", "By the exit terms", 60, "the board, by what the agreements say", BodyKind.BOARD)

    def __init__(
        self, key: str, title: str, days: int, handled_by: str, body: BodyKind | None = None
    ) -> None:
        self.key = key
        self.title = title
        self.days = days
        self.handled_by = handled_by
        self.body = body

    @classmethod
    def of(cls, key: str) -> Step:
        """The step with this stored key."""
        return {step.key: step for step in cls}[key]

    @property
    def number(self) -> int:
        """Its place on the ladder, from 1."""
        return list(Step).index(self) + 1

    @property
    def above(self) -> Step | None:
        """The next step; none above the exit terms."""
        steps = list(Step)
        return steps[self.number] if self.number < len(steps) else None


TOPICS: dict[str, str] = {
    "money": "money and resources",
    "data": "data and privacy",
    "referrals": "referrals and daily work",
    "promises": "something promised and not kept",
    "decisions": "how something was decided",
    "credit": "recognition and visibility",
    "behaviour": "how people treat each other",
    "other": "something else",
}
NOTE_KINDS: dict[str, str] = {
    "position": "Position: what one side asks for",
    "interest": "Interest: why it matters to them",
    "option": "Option: what could be done",
    "fact": "Fact: what both can agree happened",
}
OUTCOMES: dict[str, str] = {
    "settled": "settled between the parties",
    "withdrawn": "withdrawn by whoever raised it",
    "parted": "the parties part by the exit terms",
}


def due(step: Step, since: datetime) -> datetime:
    """When the clock of a step runs out."""
    return since + timedelta(days=step.days)


@dataclass(frozen=True)
class Facts:
    """What the rules need to know of a conflict."""

    step: Step
    due: datetime
    closed: bool
    parties: frozenset[UUID]
    """The organisations between which it is."""
    raised_by: UUID
    """The person."""


def past_clock(facts: Facts, now: datetime) -> bool:
    """Has the clock of its step run out?"""
    return not facts.closed and facts.due < now


def refusal_to_handle(organisation: UUID, parties: Collection[UUID]) -> str | None:
    """Why somebody of this organisation cannot handle it; None when they can."""
    return "Somebody of a party cannot handle the conflict." if organisation in parties else None


def refusal_to_move_up(facts: Facts, handlers: Collection[UUID]) -> str | None:
    """Why it cannot go one step up with these handlers (their organisations); None when it can."""
    if facts.closed:
        return "This conflict is closed. Reopen it first."
    if facts.step.above is None:
        return "There is no step above the exit terms."
    if not handlers:
        return "Choose at least one person who handles it from here: nobody climbs a ladder alone."
    return next((why for one in handlers if (why := refusal_to_handle(one, facts.parties))), None)


def refusal_to_close(facts: Facts, *, outcome: str, by: UUID, words: str) -> str | None:
    """Why it cannot be closed like this by this person; None when it can."""
    if facts.closed:
        return "This conflict is closed already."
    if outcome not in OUTCOMES:
        return "Say how it ended."
    if outcome == "withdrawn" and by != facts.raised_by:
        return "Only whoever raised it withdraws it."
    if outcome == "parted" and facts.step is not Step.EXIT:
        return "Parting is the last step: walk it up the ladder first."
    if not words.strip():
        return "Say in a few words what was agreed, or why it ends."
    return None


def refusal_to_reopen(facts: Facts, *, outcome: str) -> str | None:
    """Why it cannot be taken up again; None when it can."""
    if not facts.closed:
        return "This conflict is open."
    return "The parties have parted. Raise a new one." if outcome == "parted" else None
