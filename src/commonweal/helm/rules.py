"""What the home page shows to whom, and what the facts say of an alliance. Plain Python: no Django, no clock."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import Enum, unique
from typing import Generic, Protocol, TypeVar

LONGEST_ASIDE = timedelta(days=90)
"""Longer than a quarter, and putting aside would be forgetting."""


class Item(Protocol):
    """What the home page needs to know of something that needs somebody."""

    @property
    def key(self) -> str: ...
    @property
    def audience(self) -> str: ...
    @property
    def since(self) -> datetime: ...


APART = timedelta(days=3)
"""Two letters nearer to each other than this would say the same twice."""

Wanting = TypeVar("Wanting", bound=Item)


@dataclass(frozen=True)
class Handed:
    """Something handed from one seat to another."""

    by_me: bool
    name: str
    """Of the other side."""
    note: str


@dataclass(frozen=True)
class Shown(Generic[Wanting]):
    """An item as the page shows it: for whom, and what was done with it."""

    item: Wanting
    audience: str
    handed: Handed | None


def arrange(
    items: Iterable[Wanting], *, aside: Mapping[str, date], handed: Mapping[str, Handed], today: date
) -> list[Shown[Wanting]]:
    """What is shown, oldest first. What is put aside waits for its day; what was handed to me is mine, and what
    I handed on is my organisation's. Nothing ends here: an item ends with the fact behind it.
    """
    shown = []
    for item in items:
        if item.key in aside and today < aside[item.key]:
            continue
        passed = handed.get(item.key)
        audience = item.audience
        if passed is not None:
            audience = "organisation" if passed.by_me else "me"
        shown.append(Shown(item, audience, passed))
    return sorted(shown, key=lambda one: one.item.since)


def refusal_to_put_aside(*, until: date, today: date, reason: str) -> str:
    """Why something cannot be put aside until that day; empty if it can."""
    if until <= today:
        return "Choose a day after today."
    if until > today + LONGEST_ASIDE:
        return "It can be put aside for 90 days at most; what lasts longer needs a decision."
    return "" if reason.strip() else "Say why it can wait; it will stand beside it."


@dataclass(frozen=True)
class Wanted:
    """When somebody wants their letter, in their alliance's time zone."""

    wanted: bool = True
    weekday: int = 0
    hour: int = 8


def is_due(wanted: Wanted, *, last: datetime | None, now: datetime) -> bool:
    """Is the weekly letter due? `now` and `last` are in the alliance's time zone.

    A letter missed while the worker was down is sent late, once; two never come within the same week of its day,
    and a day's letter is left out where another one came less than three days before it (it was late, or the day
    was changed).
    """
    if not wanted.wanted:
        return False
    day = now.date() - timedelta(days=(now.weekday() - wanted.weekday) % 7)
    latest = datetime.combine(day, datetime.min.time(), now.tzinfo).replace(hour=wanted.hour)
    if latest > now:
        latest -= timedelta(days=7)
    if last is None:
        return now - latest < timedelta(days=1)
    return latest - last >= APART


@unique
class Capability(Enum):
    """The four capabilities of the Health Ecosystem Leadership Model, and the result each must show."""

    ENVISION = (
        "envision",
        "Envision the future",
        "A compelling vision that motivates and engages every stakeholder.",
    )
    ALIGN = (
        "align",
        "Align stakeholders",
        "Stakeholders organised around a shared purpose, with the trust to go on.",
    )
    BOUNDARIES = (
        "boundaries",
        "Manage boundaries",
        "Obstacles resolved: decision rights, financing and data sharing among them.",
    )
    ACT = ("act", "Act and learn", "Plans defined, carried out and improved, so that progress occurs.")

    def __init__(self, key: str, title: str, result: str) -> None:
        self.key = key
        self.title = title
        self.result = result


@unique
class Cause(Enum):
    """Why partnerships fail, each as a question that facts answer."""

    VISION = ("vision", "A vision that not everybody shaped")
    PURPOSE = ("purpose", "A purpose that is not shared")
    CONFLICTS = ("conflicts", "Conflicts that never came to the table")
    LEARNING = ("learning", "Learning and risk that only some took on")

    def __init__(self, key: str, title: str) -> None:
        self.key = key
        self.title = title


@dataclass(frozen=True)
class Fact:
    """One fact that shows a capability's result, or that it is missing; no score is made of them."""

    capability: Capability
    holds: bool
    text: str
    url: str
    causes: frozenset[Cause] = frozenset()


@dataclass(frozen=True)
class Standing:
    """A capability with the facts for it and what is missing."""

    capability: Capability
    shown: tuple[Fact, ...]
    missing: tuple[Fact, ...]


def standings(facts: Iterable[Fact]) -> list[Standing]:
    """The four capabilities in their order."""
    known = list(facts)
    return [
        Standing(
            one,
            tuple(fact for fact in known if fact.capability is one and fact.holds),
            tuple(fact for fact in known if fact.capability is one and not fact.holds),
        )
        for one in Capability
    ]


@dataclass(frozen=True)
class Check:
    """A cause of failure, with what speaks for it and what against it in this alliance."""

    cause: Cause
    speaks_for: tuple[Fact, ...]
    speaks_against: tuple[Fact, ...]


def checks(facts: Iterable[Fact]) -> list[Check]:
    """Why partnerships fail, held against the facts."""
    known = list(facts)
    return [
        Check(
            cause,
            tuple(fact for fact in known if cause in fact.causes and not fact.holds),
            tuple(fact for fact in known if cause in fact.causes and fact.holds),
        )
        for cause in Cause
    ]


@dataclass(frozen=True)
class Step:
    """A step of a convenor's first hour."""

    title: str
    text: str
    done: bool
    said: str
    """What was found, where it is done."""
    url: str
    label: str


def next_step(steps: Iterable[Step]) -> Step | None:
    """The first that is not done."""
    return next((step for step in steps if not step.done), None)
