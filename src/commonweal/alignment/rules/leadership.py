"""Leadership feedback: what is asked, what may be shown of it, and the gap between oneself and others.

The wording is Commonweal's own. The concepts are those of the Health Ecosystem Leadership Model: four capabilities,
seven habits that build trust, six habits that derail.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

FEWEST = 3
"""Fewer people than this: nothing is shown."""
FEWEST_LEADERS = 4
"""The alliance's figures need so many leaders: each of them, knowing their own, still sees three others at once."""

SCALE: dict[int, str] = {
    1: "almost never",
    2: "rarely",
    3: "sometimes, or I cannot say",
    4: "often",
    5: "almost always",
}
"""Every question is answered: a question left out would show, round against round, who left it out."""


@dataclass(frozen=True)
class Item:
    """One question: what others see, in the third person; `good` is False where less of it is better."""

    key: str
    group: str
    name: str
    text: str
    good: bool = True


CAPABILITY, HABIT, DERAILER = "capability", "habit", "derailer"
GROUPS: dict[str, str] = {
    CAPABILITY: "The four capabilities",
    HABIT: "Seven habits that build trust",
    DERAILER: "Six habits that derail",
}

ITEMS: tuple[Item, ...] = (
    Item("envision", CAPABILITY, "Envision the future",
         "Paints a picture of what we could reach together in which every partner finds itself."),
    Item("envision-others", CAPABILITY, "Envision the future: with others",
         "Lets others change that picture, and uses their words."),
    Item("align", CAPABILITY, "Align stakeholders",
         "Knows what each partner must get and what it fears, and works with that."),
    Item("align-trust", CAPABILITY, "Align stakeholders: trust",
         "Does what was promised, so that others dare to go on."),
    Item("boundaries", CAPABILITY, "Manage boundaries and obstacles",
         "Brings conflicts to the table while they are small."),
    Item("boundaries-decide", CAPABILITY, "Manage boundaries and obstacles: decisions",
         "Makes clear who decides what, and keeps to it."),
    Item("act", CAPABILITY, "Act and learn",
         "Turns what was agreed into first steps with names and dates."),
    Item("act-learn", CAPABILITY, "Act and learn: learning",
         "Says openly what did not work, and changes course."),
    Item("pacing", HABIT, "Pacing",
         "Goes at a speed that others can follow, and slows down when they cannot."),
    Item("reactions", HABIT, "Watching reactions",
         "Notices how people take what is said, and responds to that."),
    Item("time", HABIT, "Time to know each other",
         "Sets time aside for people to get to know each other."),
    Item("background", HABIT, "Sharing of background and expertise",
         "Tells where they come from and what they know, and asks others for the same."),
    Item("assumptions", HABIT, "Leaving assumptions aside",
         "Checks what they take for granted about others before acting on it."),
    Item("inquiry", HABIT, "Inquiry before advocacy",
         "Asks and listens first, and argues their own case afterwards."),
    Item("asking", HABIT, "Sharing ideas and asking for reactions",
         "Offers ideas as ideas, and asks what others make of them."),
    Item("short-term", DERAILER, "Short-term focus",
         "Presses for quick wins at the cost of what should last.", good=False),
    Item("own-solution", DERAILER, "Unwilling to accept shared solutions",
         "Holds on to their own solution when others have agreed on another.", good=False),
    Item("distrust", DERAILER, "Too little trust and respect",
         "Treats others as if they had to be watched or were worth less.", good=False),
    Item("own-first", DERAILER, "Own organisation first",
         "Puts their own organisation first when the two interests differ.", good=False),
    Item("confirming", DERAILER, "Hearing only what confirms",
         "Takes in what fits their view and passes over the rest.", good=False),
    Item("narrow", DERAILER, "Problems defined too narrowly",
         "Cuts a problem down to what they can solve themselves.", good=False),
)  # fmt: skip
BY_KEY: dict[str, Item] = {item.key: item for item in ITEMS}


def wrong(answers: Mapping[str, int]) -> str | None:
    """What is wrong with answers, however few, in words; None where each is of a question and on the scale."""
    if unknown := sorted(set(answers) - set(BY_KEY)):
        return f"These questions are not known: {', '.join(unknown)}."
    if any(value not in SCALE for value in answers.values()):
        return "Answers go from 1 to 5."
    return None


def complete(answers: Mapping[str, int]) -> str | None:
    """What is wrong with a set of answers, in words; None where every question has one on the scale."""
    if fault := wrong(answers):
        return fault
    if left := [item.name for item in ITEMS if item.key not in answers]:
        return "Every question needs an answer. Still open: " + ", ".join(left) + "."
    return None


@dataclass(frozen=True)
class Round:
    """A round of feedback on one leader: when it closed, and who answered. The database keeps the who to itself."""

    id: UUID
    closed_at: datetime
    people: frozenset[UUID]


def shown(rounds: Sequence[Round]) -> frozenset[UUID]:
    """Which rounds of one leader may be shown.

    A round needs three people. And it must not differ by only one or two people from an earlier one: the two means
    together would say what those one or two answered. The policy in the database says the same in SQL; a property
    test holds that no two shown rounds differ by one or two people.
    """
    found: set[UUID] = set()
    earlier: list[Round] = []
    for one in sorted(rounds, key=lambda round_: (round_.closed_at, round_.id)):
        if len(one.people) < FEWEST:
            continue
        if all(len(one.people ^ other.people) not in range(1, FEWEST) for other in earlier):
            found.add(one.id)
        earlier.append(one)
    return frozenset(found)


@dataclass(frozen=True)
class Gap:
    """One question: oneself and others, on the scale of 1 to 5. None: not answered, or not shown."""

    item: Item
    own: int | None
    others: float | None

    @property
    def gap(self) -> float | None:
        """Oneself minus others; above zero one thinks more of it is there than others see."""
        return None if self.own is None or self.others is None else self.own - self.others

    @property
    def blind_spot(self) -> bool:
        """Does one see oneself better than others do, by a whole step or more?"""
        if self.gap is None:
            return False
        return (self.gap if self.item.good else -self.gap) >= 1


def compare(own: Mapping[str, int], others: Mapping[str, float]) -> list[Gap]:
    """All questions in their order, with oneself and others."""
    return [Gap(item, own.get(item.key), others.get(item.key)) for item in ITEMS]


def refusal_to_close(*, asked: int, answered: int, due: bool) -> str | None:
    """Why a round cannot be closed yet; None where it can."""
    if due or answered >= asked:
        return None
    return "It closes on its day, or when everybody who was asked has answered."
