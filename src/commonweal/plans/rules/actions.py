"""How an action stands, what may be reported of it, and what its dependencies say."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import TypeVar

MANY = 60
"""Open actions above which a plan is so long that the page says what is known of such plans."""


class Kind(StrEnum):
    """What can be reported of an action."""

    BEGUN = "begun"
    ON_TRACK = "on_track"
    NOTE = "note"
    BLOCKED = "blocked"
    UNBLOCKED = "unblocked"
    MOVED = "moved"
    HANDED = "handed"
    DONE = "done"
    REOPENED = "reopened"
    DROPPED = "dropped"

    @classmethod
    def choices(cls) -> list[tuple[str, str]]:
        """For the database."""
        return [(kind.value, SAID[kind]) for kind in cls]


SAID: dict[Kind, str] = {
    Kind.BEGUN: "began",
    Kind.ON_TRACK: "said that it is on track",
    Kind.NOTE: "reported",
    Kind.BLOCKED: "is held up",
    Kind.UNBLOCKED: "goes on",
    Kind.MOVED: "moved the date",
    Kind.HANDED: "handed it over",
    Kind.DONE: "finished it",
    Kind.REOPENED: "opened it again",
    Kind.DROPPED: "gave it up",
}


class Standing(StrEnum):
    """Where an action stands, by its facts."""

    DONE = "done"
    DROPPED = "given up"
    BLOCKED = "held up"
    OVERDUE = "overdue"
    SILENT = "nothing heard"
    MOVING = "under way"
    LATE_START = "should have begun"
    WAITING = "to come"


@dataclass(frozen=True)
class Facts:
    """What the standing follows from."""

    starts: date
    due: date
    heard_at: datetime
    begun: bool = False
    blocked: bool = False
    done_at: datetime | None = None
    dropped: bool = False

    @property
    def open(self) -> bool:
        """Is it neither done nor given up?"""
        return self.done_at is None and not self.dropped


def standing(facts: Facts, now: datetime, silent_after: timedelta) -> Standing:
    """An ordered list of questions: ended, held up, late, silent, under way.

    `silent_after`: an owner of whom nothing was heard for so long needs somebody.
    """
    today = now.date()
    if facts.done_at is not None:
        return Standing.DONE
    if facts.dropped:
        return Standing.DROPPED
    if facts.blocked:
        return Standing.BLOCKED
    if facts.due < today:
        return Standing.OVERDUE
    if facts.starts <= today and now - facts.heard_at >= silent_after:
        return Standing.SILENT
    if facts.begun:
        return Standing.MOVING
    return Standing.LATE_START if facts.starts < today else Standing.WAITING


def after(facts: Facts, kind: Kind, at: datetime, *, by_owner: bool, due: date | None = None) -> Facts:
    """The facts once this was said at this instant. `by_owner`: by somebody of the owner's organisation; `due`: the
    new date, where one was moved.
    """
    begun = facts.begun or kind in {Kind.BEGUN, Kind.ON_TRACK, Kind.NOTE, Kind.BLOCKED, Kind.DONE}
    goes_on = kind in {Kind.UNBLOCKED, Kind.ON_TRACK, Kind.DONE, Kind.DROPPED}
    reopened = kind is Kind.REOPENED
    return Facts(
        starts=facts.starts,
        due=due if kind is Kind.MOVED and due is not None else facts.due,
        heard_at=at if by_owner or kind is Kind.HANDED else facts.heard_at,
        begun=begun,
        blocked=kind is Kind.BLOCKED or (facts.blocked and not goes_on),
        done_at=at if kind is Kind.DONE else None if reopened else facts.done_at,
        dropped=kind is Kind.DROPPED or (facts.dropped and not reopened),
    )


def needs_somebody(at: Standing) -> bool:
    """Does this standing ask for a person?"""
    return at in {Standing.BLOCKED, Standing.OVERDUE, Standing.SILENT}


def refusal(facts: Facts, kind: Kind, unfinished: Iterable[str] = ()) -> str | None:
    """Why this cannot be reported now; None where it can. `unfinished`: titles of open actions that must come first."""
    if kind is Kind.REOPENED:
        return "Only an action that is done or given up can be opened again." if facts.open else None
    if not facts.open:
        return "The action is closed. Open it again first, with a reason."
    if kind is Kind.BEGUN and facts.begun:
        return "It has begun already."
    if kind is Kind.BLOCKED and facts.blocked:
        return "It is held up already; add a note instead."
    if kind is Kind.UNBLOCKED and not facts.blocked:
        return "Nothing holds it up."
    if kind is Kind.DONE and (waiting := list(unfinished)):
        listed = ", ".join(f"“{title}”" for title in waiting)
        return f"It depends on {listed}, which {'is' if len(waiting) == 1 else 'are'} not done. Finish or unlink first."
    return None


def refusal_to_move(facts: Facts, due: date, reason: str) -> str | None:
    """Why the date cannot be changed to `due`; None where it can."""
    if not facts.open:
        return "The action is closed; its date stands."
    if due == facts.due:
        return "That is the date it has."
    if due < facts.starts:
        return "It cannot be due before it starts."
    return None if reason.strip() else "Say why the date changes; it is kept."


def kept(facts: Facts, promised: date) -> bool | None:
    """Was the promise kept: done by the date first promised? None while it is open and that date has not come."""
    if facts.dropped:
        return False
    return None if facts.done_at is None else facts.done_at.date() <= promised


K = TypeVar("K", bound=Hashable)


def circle(needs: Mapping[K, Iterable[K]], action: K, on: K) -> list[K] | None:
    """The way from `on` back to `action`, if making `action` depend on `on` would close a circle; else None."""
    if action == on:
        return [action]
    way: dict[K, K | None] = {on: None}
    waiting = [on]
    while waiting:
        at = waiting.pop()
        for before in needs.get(at, ()):
            if before in way:
                continue
            way[before] = at
            if before == action:
                path: list[K] = [action]
                step = way[before]
                while step is not None:
                    path.append(step)
                    step = way[step]
                return path[::-1]
            waiting.append(before)
    return None
