"""Trust and value: the six dimensions on which organisations rate each other from 1 to 4.

Trust is the mean of reliability, support for the mission and openness to discussion; value that of power and
influence, level of involvement and resources contributed. Self-ratings are kept apart.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

RATERS = 3
"""With fewer raters nothing is shown."""
FAR_APART = 1.0
"""Trust given and received this far apart, on the scale from 1 to 4, needs a conversation."""


@dataclass(frozen=True)
class Dimension:
    """What is rated, which of the two scores it belongs to, and our own question."""

    title: str
    score: str
    question: str


DIMENSIONS: dict[str, Dimension] = {
    "reliability": Dimension("Reliability", "trust", "How far can you count on what they promise?"),
    "mission": Dimension(
        "Support for the mission", "trust", "How far do they stand behind what we do together?"
    ),
    "openness": Dimension(
        "Openness to discussion", "trust", "How openly can you talk with them, also when you differ?"
    ),
    "power": Dimension(
        "Power and influence", "value", "How much can they move in the community for our purpose?"
    ),
    "involvement": Dimension("Level of involvement", "value", "How much do they take part in our work?"),
    "resources": Dimension(
        "Resources contributed", "value", "How much do they bring: money, people, data, space?"
    ),
}
FREQUENCY = {1: "A few times a year", 2: "Monthly", 3: "Weekly", 4: "Daily"}
DEPTH = {
    1: "We know of each other and tell each other news",
    2: "We coordinate what each does",
    3: "We do work together",
    4: "We share people, money or premises",
}
PEOPLE = {1: "One person here", 2: "Two people here", 3: "Three or more people here"}


def score(means: Mapping[str, float | None], which: str) -> float | None:
    """`trust` or `value`: the mean over its three dimensions; None unless all three are known."""
    found = [means.get(key) for key, one in DIMENSIONS.items() if one.score == which]
    known = [value for value in found if value is not None]
    return sum(known) / len(known) if len(known) == len(found) else None


def far_apart(given: float | None, received: float | None) -> bool:
    """Is trust given and trust received so far apart that somebody should talk about it?"""
    return given is not None and received is not None and abs(given - received) >= FAR_APART
