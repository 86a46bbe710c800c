"""The product's own instruments: our words, mapped to the concepts by name.

Published instruments are protected; none of their wording is here. A concept says what a question is about, so that
questions of several surveys and rounds can be laid side by side; which answers count as good follows from it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

MINUTES = 12
"""A survey that takes longer is not finished on a phone."""
SECONDS_A_QUESTION = 14
SECONDS_A_RATING = 6
SECONDS_TO_WRITE = 40
SECONDS_TO_OPEN = 45


@dataclass(frozen=True)
class Concept:
    """What a question is about."""

    title: str
    about: str


CONCEPTS: dict[str, Concept] = {
    "goals": Concept("Agreement on goals", "whether people want the same"),
    "priorities": Concept("Priorities", "whether this comes first"),
    "benefits": Concept("Benefits felt", "what taking part brings one's organisation"),
    "costs": Concept("Costs felt", "what taking part costs one's organisation"),
    "power": Concept("Power-sharing", "whether weight is shared beyond the largest"),
    "transparency": Concept("Decision transparency", "whether one sees how decisions come about"),
    "inclusiveness": Concept("Decision inclusiveness", "whether all who are concerned are heard before"),
    "meetings": Concept("Meeting quality", "whether meetings are worth their time"),
    "leadership": Concept("Leadership", "whether those who lead hold the alliance together"),
    "efficiency": Concept("Efficiency", "whether time and money are used well"),
    "trust": Concept("Trust", "whether one relies on the others"),
    "delivery": Concept("Record of having delivered", "whether what was promised was done"),
    "other": Concept("Something else", "what the alliance wants to know besides"),
}
HEARD = frozenset({"inclusiveness", "power"})
"""Concepts by which a sector says whether it feels heard."""


@dataclass(frozen=True)
class Item:
    """A question of ours."""

    section: str
    concept: str
    topic: str
    text: str
    low: str = "Not at all"
    high: str = "Fully"
    importance: bool = False


@dataclass(frozen=True)
class Instrument:
    """A set of questions that can be sent as it is, or changed before."""

    title: str
    purpose: str
    items: tuple[Item, ...]


_GOALS = "Where we are going"
_WORTH = "What it costs and brings"
_SAY = "Who has a say"
_MEET = "How we meet"
_LEAD = "How we are led"

INSTRUMENTS: dict[str, Instrument] = {
    "goals": Instrument(
        "Goals and priorities",
        "To see where we want the same, and what should come first.",
        (
            Item(
                _GOALS,
                "goals",
                "Shared purpose",
                "Our organisation and this alliance want the same thing for the people we serve.",
                importance=True,
            ),
            Item(
                _GOALS,
                "goals",
                "Goals clear",
                "I could tell a colleague in two sentences what this alliance is trying to reach.",
                importance=True,
            ),
            Item(
                _GOALS,
                "goals",
                "Right people served",
                "The people this alliance works for are the ones who need it most.",
                importance=True,
            ),
            Item(
                _GOALS,
                "priorities",
                "Housing first",
                "Housing should come before our other projects in the coming year.",
                importance=True,
            ),
            Item(
                _GOALS,
                "priorities",
                "Sharing data",
                "Sharing information about people we help should come before our other projects.",
                importance=True,
            ),
            Item(
                _GOALS,
                "priorities",
                "Funding together",
                "Paying for shared services from one purse should come before our other projects.",
                importance=True,
            ),
            Item(
                _GOALS,
                "delivery",
                "Promises kept",
                "What this alliance said it would do in the past year, it did.",
            ),
        ),
    ),
    "benefits": Instrument(
        "Benefits and costs",
        "To see whether taking part is worth it, for each kind of organisation.",
        (
            Item(
                _WORTH,
                "benefits",
                "Better help for people",
                "Because of this alliance we help people better than we could alone.",
                importance=True,
            ),
            Item(
                _WORTH,
                "benefits",
                "Know-how gained",
                "We have learned things here that we use in our own work.",
            ),
            Item(
                _WORTH,
                "benefits",
                "Money or standing",
                "Taking part has brought us money, standing or new contacts.",
            ),
            Item(
                _WORTH,
                "costs",
                "Time taken",
                "Taking part takes time from our own work.",
                low="Hardly any",
                high="Far too much",
                importance=True,
            ),
            Item(
                _WORTH,
                "costs",
                "Own freedom",
                "Taking part limits what our organisation can decide by itself.",
                low="Hardly",
                high="Very much",
            ),
            Item(
                _WORTH,
                "costs",
                "Money spent",
                "Taking part costs us money that nobody gives back.",
                low="Hardly any",
                high="Very much",
            ),
        ),
    ),
    "say": Instrument(
        "Power and decisions",
        "To see whether everybody is heard, and understands how we decide.",
        (
            Item(
                _SAY,
                "power",
                "Weight of the small",
                "What a small organisation says here counts as much as what a large one says.",
                importance=True,
            ),
            Item(
                _SAY,
                "power",
                "Who sets the agenda",
                "Organisations other than the largest put topics on the agenda and lead projects.",
            ),
            Item(
                _SAY,
                "transparency",
                "How we decide",
                "I can tell how the last important decision came about, and why.",
                importance=True,
            ),
            Item(
                _SAY,
                "transparency",
                "Told in time",
                "I hear of decisions that concern us before others tell me about them.",
            ),
            Item(
                _SAY,
                "inclusiveness",
                "Heard before",
                "Those whom a decision concerns are asked before it is made.",
                importance=True,
            ),
            Item(
                _SAY,
                "inclusiveness",
                "Objections",
                "When somebody objects here, the objection is talked through.",
            ),
        ),
    ),
    "meetings": Instrument(
        "How we meet",
        "To make our meetings worth the time of everybody in them.",
        (
            Item(_MEET, "meetings", "Worth the time", "Our meetings are worth the time they take."),
            Item(
                _MEET, "meetings", "All voices", "In our meetings everybody speaks who has something to say."
            ),
            Item(
                _MEET,
                "meetings",
                "Questions first",
                "People ask and listen before they argue for their own answer.",
            ),
            Item(
                _MEET,
                "meetings",
                "Something follows",
                "After a meeting it is clear who does what until when.",
            ),
            Item(
                _MEET,
                "efficiency",
                "Time and money",
                "This alliance uses its people's time and its money well.",
            ),
        ),
    ),
    "leadership": Instrument(
        "How we are led",
        "To see what those who lead the alliance should keep up, and what change; about nobody in person.",
        (
            Item(
                _LEAD,
                "leadership",
                "A picture of the future",
                "Those who lead paint a future that I want to work for.",
            ),
            Item(
                _LEAD,
                "leadership",
                "Bringing people together",
                "Those who lead bring organisations together that would not have met.",
            ),
            Item(
                _LEAD,
                "leadership",
                "Obstacles and conflict",
                "When organisations get in each other's way, those who lead bring it to the table.",
            ),
            Item(_LEAD, "leadership", "Learning", "Those who lead ask what did not work, and change it."),
            Item(
                _LEAD,
                "trust",
                "Relying on each other",
                "I can rely on the other organisations of this alliance.",
            ),
        ),
    ),
}


def minutes(importance: Sequence[bool | None]) -> float:
    """How long a survey takes on a phone, in minutes.

    One entry a question: is importance asked too? None: it is answered in one's own words.
    """
    seconds = SECONDS_TO_OPEN + sum(
        SECONDS_TO_WRITE if rated is None else SECONDS_A_QUESTION + (SECONDS_A_RATING if rated else 0)
        for rated in importance
    )
    return seconds / 60
