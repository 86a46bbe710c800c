"""Goals: what one still lacks before it can be accepted, how far it has come, and who moves it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import Enum, unique

LONGEST_WAY = 10
"""A goal further away than so many years is a vision."""


@dataclass(frozen=True)
class Facts:
    """What is known of a goal or an objective."""

    title: str = ""
    statement: str = ""
    measure: str = ""
    event: str = ""
    measure_known: bool = True
    """Is `measure` in the catalogue of this version?"""
    measure_direction: str = ""
    """Which way the catalogue says is better: up, down, or nothing."""
    unit: str = ""
    baseline: Decimal | None = None
    target: Decimal | None = None
    direction: str = ""
    owner: str = ""
    owner_organisation: str = ""
    owner_sits: bool = True
    """Does the owner hold a seat now?"""
    due: date | None = None
    has_sentence: bool = False
    is_objective: bool = False
    parent_accepted: bool = True
    parent_due: date | None = None
    accepted_at: datetime | None = None
    ended_at: datetime | None = None
    ended_how: str = ""


@unique
class State(Enum):
    """What a goal is now: key, word, shape of its status."""

    DRAFT = ("draft", "Not accepted yet", "waiting")
    ACCEPTED = ("accepted", "Accepted", "moving")
    OVERDUE = ("overdue", "Past its date", "needs")
    REACHED = ("reached", "Reached", "done")
    ENDED = ("ended", "Ended", "stopped")

    def __init__(self, key: str, title: str, shape: str) -> None:
        self.key = key
        self.title = title
        self.shape = shape


def state(facts: Facts, today: date) -> State:
    """The first of these questions that is answered with yes."""
    if facts.ended_at is not None:
        return State.REACHED if facts.ended_how == "reached" else State.ENDED
    if facts.accepted_at is None:
        return State.DRAFT
    if facts.due is not None and facts.due < today:
        return State.OVERDUE
    return State.ACCEPTED


def missing(facts: Facts, today: date) -> list[str]:
    """What the goal lacks before it can be accepted, each as one sentence; empty: nothing.

    Specific, measured, owned, dated (Doran 1981), and tied to the charter.
    """
    return [*_specific(facts), *_measured(facts), *_owned(facts), *_dated(facts, today), *_tied(facts)]


def _specific(facts: Facts) -> list[str]:
    found = []
    if not facts.title.strip():
        found.append("It has no title.")
    if not facts.statement.strip():
        found.append("It does not say what will be different, for whom, and where.")
    return found


def _measured(facts: Facts) -> list[str]:
    if not facts.measure and not facts.event:
        return ["It has no indicator, and no event that can be counted."]
    found = []
    if facts.measure and not facts.measure_known:
        found.append(f"The catalogue has no indicator “{facts.measure}”.")
    if facts.event and not facts.unit.strip():
        found.append("It does not say in what the event is counted (homes, people, visits).")
    if facts.baseline is None:
        found.append("It has no baseline: where things stand now.")
    if facts.target is None:
        found.append("It has no target: where things shall be.")
    if not facts.direction:
        found.append("It does not say whether more or less is better.")
    elif facts.measure_direction and facts.measure_direction != facts.direction:
        better = "more" if facts.measure_direction == "up" else "less"
        found.append(f"Of this indicator {better} is better; the goal says the contrary.")
    if facts.baseline is not None and facts.target is not None and facts.direction:
        if facts.baseline == facts.target:
            found.append("Target and baseline are the same: nothing would change.")
        elif (facts.target > facts.baseline) != (facts.direction == "up"):
            side = "above" if facts.direction == "up" else "below"
            better = "more" if facts.direction == "up" else "less"
            found.append(f"The target must lie {side} the baseline, since {better} is better.")
    return found


def _owned(facts: Facts) -> list[str]:
    if not facts.owner:
        return ["Nobody owns it: name a person, and the organisation they answer for."]
    if not facts.owner_organisation:
        return ["It does not say for which organisation its owner answers."]
    if not facts.owner_sits:
        return [f"{facts.owner} holds no seat in the alliance any more."]
    return []


def _dated(facts: Facts, today: date) -> list[str]:
    if facts.due is None:
        return ["It has no date by which it shall be reached."]
    if facts.due <= today and facts.accepted_at is None:
        return ["Its date has passed."]
    if facts.due.year - today.year > LONGEST_WAY:
        return [f"Its date is more than {LONGEST_WAY} years away; that is a vision, not a goal."]
    if facts.is_objective and facts.parent_due is not None and facts.due > facts.parent_due:
        return [f"Its date is after that of its goal ({facts.parent_due:%-d %B %Y})."]
    return []


def _tied(facts: Facts) -> list[str]:
    if facts.is_objective:
        return [] if facts.parent_accepted else ["The goal above it is not accepted yet."]
    return [] if facts.has_sentence else ["It is not tied to a sentence of the charter."]


def way(baseline: Decimal | None, target: Decimal | None, latest: float | None) -> float | None:
    """How much of the way from baseline to target is done: 0 none, 1 all; below 0 it got worse. None: not known."""
    if baseline is None or target is None or latest is None or baseline == target:
        return None
    return (latest - float(baseline)) / (float(target) - float(baseline))


def refusal_to_end(facts: Facts, how: str, reason: str) -> str | None:
    """Why a goal cannot be ended so; None when it can."""
    if facts.ended_at is not None:
        return "This goal has ended."
    if facts.accepted_at is None and how == "reached":
        return "What was never accepted cannot be reached. Accept it first, or give it up."
    if not reason.strip():
        return "Say why; it is kept with the goal."
    return None


@dataclass(frozen=True)
class Hang:
    """A driver as its tree needs it."""

    key: str
    parent: str | None
    kind: str


ALLOWED_UNDER = {"primary": None, "secondary": "primary", "idea": "secondary"}


def refusal_to_hang(kind: str, parent_kind: str | None) -> str | None:
    """Why a driver cannot hang there; None when it can. An idea may also hang on a primary driver."""
    if kind == "primary":
        return None if parent_kind is None else "A primary driver hangs on the goal itself."
    if parent_kind is None:
        return "Choose the driver that it moves."
    if kind == "secondary" and parent_kind != "primary":
        return "A secondary driver moves a primary one."
    if kind == "idea" and parent_kind == "idea":
        return "An idea of change moves a driver, not another idea."
    return None


def without_partner(goals: Sequence[tuple[str, bool, int]]) -> list[str]:
    """Of running goals those to which no partner contributes. Each: key, is it accepted and running, contributions."""
    return [key for key, running, contributions in goals if running and contributions == 0]
