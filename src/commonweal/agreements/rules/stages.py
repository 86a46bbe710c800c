"""How complete a relationship is: eight stages in our own words, after ISO 44001 on collaborative relationships.

The standard speaks of a life cycle from noticing a need to letting go. Each stage here asks for a record that must
exist; a stage that has none is a gap, not a fault.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from enum import Enum, unique


@unique
class Stage(Enum):
    """A stage of a relationship and the record that shows it."""

    AWARENESS = ("awareness", "Both know why they need each other", "both belong to the alliance")
    KNOWLEDGE = ("knowledge", "Each knows how the other works", "both profiles are filled in")
    ASSESSMENT = ("assessment", "Each looked at itself first", "both have assessed their own readiness")
    SELECTION = ("selection", "They chose each other", "an agreement names both, signed or being signed")
    TOGETHER = ("together", "They work together by agreed steps", "a joint workflow is in force")
    VALUE = ("value", "Both get something out of it", "value for both is recorded")
    STAYING = ("staying", "They look after the relationship", "each reviewed the other in the last year")
    EXIT = ("exit", "They know how they would part", "exit terms are in force")

    def __init__(self, key: str, title: str, record: str) -> None:
        self.key = key
        self.title = title
        self.record = record


@dataclass(frozen=True)
class Standing:
    """One stage: is there a record, none, or does nothing in the alliance keep such records yet?"""

    stage: Stage
    there: bool
    kept: bool = True


def standing(there: Collection[Stage], *, not_kept: Collection[Stage] = ()) -> list[Standing]:
    """All eight stages in their order."""
    return [Standing(stage, stage in there, stage not in not_kept) for stage in Stage]


def complete(stages: list[Standing]) -> tuple[int, int]:
    """How many stages have their record, of those for which records are kept."""
    asked = [one for one in stages if one.kept]
    return sum(one.there for one in asked), len(asked)
