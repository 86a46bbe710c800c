"""What was promised and kept, counted: kept, kept late, late, still to come. Plain Python."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from commonweal.agreements.rules import State


@dataclass(frozen=True)
class Counts:
    """How many promises fell due, and what became of them. `kept` means by the day agreed."""

    kept: int = 0
    kept_late: int = 0
    late: int = 0
    ahead: int = 0

    @property
    def fell_due(self) -> int:
        """Those of which the day has come, or that were kept before it."""
        return self.kept + self.kept_late + self.late


def count(states: Iterable[State]) -> Counts:
    """Counts of promises by what became of them."""
    listed = list(states)
    return Counts(*(listed.count(one) for one in (State.KEPT, State.KEPT_LATE, State.LATE, State.AHEAD)))
