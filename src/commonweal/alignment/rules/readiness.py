"""Readiness of an organisation before it partners: questions, gaps, and where the plan to close them stands."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

LOWEST, HIGHEST = 1, 4
READY_FROM = 3
"""From this level on a question is no gap."""
LEVELS: dict[int, str] = {
    1: "not yet",
    2: "begun",
    3: "mostly, with things to mend",
    4: "yes, and it has held",
}


@dataclass(frozen=True)
class Item:
    """One question; the answer to it is a level with evidence."""

    key: str
    text: str


@dataclass(frozen=True)
class Area:
    """Questions that belong together."""

    key: str
    title: str
    items: tuple[Item, ...]


AREAS: tuple[Area, ...] = (
    Area(
        "motivation",
        "Motivation",
        (
            Item("why", "We can say in two sentences what partnering would do for the people we serve."),
            Item("own-gain", "We know what we need to get out of it to stay, and have said so to others."),
            Item("give", "We have decided what we are willing to give up or do otherwise."),
        ),
    ),
    Area(
        "leadership",
        "Leadership and authority",
        (
            Item("backing", "Whoever leads us stands behind partnering and says so to staff and board."),
            Item("authority", "The person we send may agree to things without going back for each of them."),
            Item("successor", "Somebody else is ready to take over if that person leaves."),
        ),
    ),
    Area(
        "resources",
        "Resources",
        (
            Item("time", "People who work on it have the hours for it, on their calendar."),
            Item("money", "There is money for what partnering costs us in its first year."),
            Item("endure", "We could carry on for half a year if a promised payment came late."),
        ),
    ),
    Area(
        "skills",
        "Skills",
        (
            Item("facilitate", "We have people who can lead a talk between organisations that disagree."),
            Item("negotiate", "We have people who can read and negotiate an agreement."),
            Item("improve", "We have people who test a change on a small scale before spreading it."),
        ),
    ),
    Area(
        "data",
        "Data and technology",
        (
            Item("records", "What we do is written down so that it can be counted."),
            Item("share", "Our systems can give out and take in data in a standard form."),
            Item("protect", "We keep data safe, and know what to do when that fails."),
        ),
    ),
    Area(
        "culture",
        "Culture",
        (
            Item("openness", "Bad news reaches those who decide, and nobody is punished for bringing it."),
            Item("credit", "We let others have the credit for what was done together."),
            Item("people-served", "People we serve have a say in what we do, and it changes things."),
        ),
    ),
    Area(
        "experience",
        "Experience",
        (
            Item("before", "We have worked with other organisations on something that lasted over a year."),
            Item("lessons", "We wrote down what we learned from a partnership that did not go well."),
            Item("kept", "Partners would say that we deliver what we promise."),
        ),
    ),
    Area(
        "legal",
        "Legal",
        (
            Item("mandate", "Our statutes, licences and funders allow what we would do together."),
            Item("privacy-law", "We know which privacy laws bind us, and what we may disclose to whom."),
            Item("liability", "We know who is liable for what, and are insured for our part."),
        ),
    ),
)
ITEMS: dict[str, Item] = {item.key: item for area in AREAS for item in area.items}


@dataclass(frozen=True)
class Answer:
    """An answer as given."""

    item: str
    level: int
    at: datetime


@dataclass(frozen=True)
class Step:
    """A step of the plan, and how it ended: "done", "dropped" or nothing yet."""

    item: str
    due: date
    ends: str = ""


def newest(answers: Sequence[Answer]) -> dict[str, Answer]:
    """The answer that counts for each question that still exists: the newest."""
    found: dict[str, Answer] = {}
    for answer in sorted(answers, key=lambda one: one.at):
        if answer.item in ITEMS:
            found[answer.item] = answer
    return found


def gaps(counting: Mapping[str, Answer]) -> list[str]:
    """Questions answered below the level at which one is ready, the lowest first."""
    low = [answer for answer in counting.values() if answer.level < READY_FROM]
    order = list(ITEMS)
    return [answer.item for answer in sorted(low, key=lambda one: (one.level, order.index(one.item)))]


def area_mean(area: Area, counting: Mapping[str, Answer]) -> float | None:
    """The mean level of an area's answered questions; None where none is answered."""
    levels = [counting[item.key].level for item in area.items if item.key in counting]
    return sum(levels) / len(levels) if levels else None


def gap_state(item: str, counting: Mapping[str, Answer], steps: Sequence[Step], today: date) -> str:
    """Where a gap stands: "closed", "overdue", "planned", "answer anew" (its steps are done) or "no plan".

    A gap is closed by a better answer with its evidence, never by ending a step.
    """
    answer = counting.get(item)
    if answer is not None and answer.level >= READY_FROM:
        return "closed"
    mine = [step for step in steps if step.item == item]
    open_ = [step for step in mine if not step.ends]
    if any(step.due < today for step in open_):
        return "overdue"
    if open_:
        return "planned"
    return "answer anew" if any(step.ends == "done" for step in mine) else "no plan"


@dataclass(frozen=True)
class Progress:
    """How much of the questions was ready at an instant."""

    at: datetime
    ready: int
    answered: int


def course(answers: Sequence[Answer]) -> list[Progress]:
    """After each day on which something was answered: questions answered, and those at which one is ready."""
    levels: dict[str, int] = {}
    found: list[Progress] = []
    for answer in sorted(answers, key=lambda one: one.at):
        if answer.item not in ITEMS:
            continue
        levels[answer.item] = answer.level
        reached = Progress(answer.at, sum(level >= READY_FROM for level in levels.values()), len(levels))
        if found and found[-1].at.date() == answer.at.date():
            found[-1] = reached
        else:
            found.append(reached)
    return found
