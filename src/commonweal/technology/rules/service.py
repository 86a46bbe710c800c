"""Requests, incidents and problems: where one stands, when it goes up the ladder, and what a service's state is."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum
from fractions import Fraction

SEVERITIES: dict[int, str] = {
    1: "1: care stops or is unsafe",
    2: "2: many cannot work",
    3: "3: some work with a workaround",
    4: "4: a question or a wish",
}
LADDER: dict[int, Fraction] = {1: Fraction(3, 4), 2: Fraction(1), 3: Fraction(3, 2)}
"""The share of the agreed time to a solution at which each level of the ladder is due, on both sides."""
ANSWER_WITHIN = timedelta(hours=2)
"""An escalation that nobody has taken up after two hours is unanswered."""


class State(Enum):
    """Where a ticket stands: the key, and the words a page uses."""

    NEW = ("new", "New")
    WORKING = ("working", "Being worked on")
    PAUSED = ("paused", "Waiting for the customer")
    RESOLVED = ("resolved", "Solved, to be confirmed")
    CLOSED = ("closed", "Closed")

    def __init__(self, key: str, title: str) -> None:
        self.key = key
        self.title = title

    @classmethod
    def of(cls, key: str) -> State:
        """The state with this key. Raises KeyError."""
        return {one.key: one for one in cls}[key]


OPEN = (State.NEW, State.WORKING, State.PAUSED)

STEPS: dict[str, tuple[tuple[State, ...], State | None]] = {
    "respond": ((State.NEW,), State.WORKING),
    "pause": ((State.WORKING,), State.PAUSED),
    "resume": ((State.PAUSED,), State.WORKING),
    "resolve": ((State.NEW, State.WORKING, State.PAUSED), State.RESOLVED),
    "reopen": ((State.RESOLVED, State.CLOSED), State.WORKING),
    "close": ((State.RESOLVED,), State.CLOSED),
    "note": (tuple(State), None),
    "severity": (OPEN, None),
    "escalate": (OPEN, None),
}
"""Every step: from which states, and to which; None leaves the state as it is."""


@dataclass(frozen=True)
class Step:
    """One thing that happened to a ticket."""

    what: str
    at: datetime


def state(steps: Iterable[Step]) -> State:
    """Where a ticket stands after these steps, in the order in which they happened."""
    at = State.NEW
    for one in steps:
        after = STEPS[one.what][1] if one.what in STEPS else None
        at = after or at
    return at


def refusal(at: State, step: str) -> str | None:
    """Why this step cannot be taken now, if it cannot."""
    allowed, _to = STEPS[step]
    return None if at in allowed else f"This ticket is “{at.title.lower()}”; that cannot be done to it now."


def pauses(steps: Iterable[Step]) -> list[tuple[datetime, datetime | None]]:
    """When the clock stood still: from each pause to whatever took the ticket out of it. Between solution and
    reopening it stands still, too: nobody was asked to work then.
    """
    found: list[tuple[datetime, datetime | None]] = []
    begun: datetime | None = None
    for one in steps:
        if one.what in ("pause", "resolve") and begun is None:
            begun = one.at
        elif one.what in ("resume", "reopen") and begun is not None:
            found.append((begun, one.at))
            begun = None
    if begun is not None:
        found.append((begun, None))
    return found


def levels_due(share: Fraction, made: Iterable[int]) -> list[int]:
    """The levels of the ladder that a clock's share calls for and that have not been called yet."""
    done = set(made)
    return [level for level, at in LADDER.items() if share >= at and level not in done]


class Health(Enum):
    """The state of a service on the status page, from best to worst."""

    RUNNING = ("running", "Running")
    MAINTENANCE = ("maintenance", "Planned maintenance")
    DEGRADED = ("degraded", "Slow or in part")
    DOWN = ("down", "Not working")

    def __init__(self, key: str, title: str) -> None:
        self.key = key
        self.title = title


def health(severities: Sequence[int], in_maintenance: bool) -> Health:
    """What open incidents and maintenance make of a service: severity 1 stops it, 2 and 3 slow it."""
    worst = min(severities, default=4)
    if worst == 1:
        return Health.DOWN
    if worst in (2, 3):
        return Health.DEGRADED
    return Health.MAINTENANCE if in_maintenance else Health.RUNNING
