"""Projects of integration and adoption: milestones that wait for each other, readiness, benefits."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import Enum
from graphlib import CycleError, TopologicalSorter
from uuid import UUID


@dataclass(frozen=True)
class Milestone:
    """A milestone: when it is due, when it was reached, and which others it waits for."""

    key: UUID
    due: date
    done: date | None = None
    needs: frozenset[UUID] = field(default_factory=frozenset)


class Standing(Enum):
    """Where a milestone stands: the key, and the words a page uses."""

    DONE = ("done", "Reached")
    LATE = ("late", "Late")
    BLOCKED = ("blocked", "Waits for a late one")
    OPEN = ("open", "To come")

    def __init__(self, key: str, title: str) -> None:
        self.key = key
        self.title = title


def circle(needs: Mapping[UUID, Iterable[UUID]]) -> bool:
    """Do milestones wait for each other in a circle, so that none could begin?"""
    try:
        TopologicalSorter({key: set(several) for key, several in needs.items()}).prepare()
    except CycleError:
        return True
    return False


def standings(milestones: Iterable[Milestone], today: date) -> dict[UUID, Standing]:
    """Where each milestone stands: one that waits, through however many others, for a late one is blocked."""
    by_key = {one.key: one for one in milestones}
    found: dict[UUID, Standing] = {}
    order = TopologicalSorter({key: one.needs & set(by_key) for key, one in by_key.items()}).static_order()
    for key in order:
        one = by_key[key]
        before = [found[other] for other in one.needs if other in found]
        if one.done is not None:
            found[key] = Standing.DONE
        elif one.due < today:
            found[key] = Standing.LATE
        elif any(other in (Standing.LATE, Standing.BLOCKED) for other in before):
            found[key] = Standing.BLOCKED
        else:
            found[key] = Standing.OPEN
    return found


def refusal_to_reach(milestone: Milestone, others: Iterable[Milestone]) -> str | None:
    """Why a milestone cannot be called reached now, if it cannot."""
    if milestone.done is not None:
        return "This milestone was reached already."
    waiting = [one for one in others if one.key in milestone.needs and one.done is None]
    if waiting:
        return f"{len(waiting)} of the milestones that this one waits for are not reached yet."
    return None


def refusal_to_accept(*, unreached: int, unready: int, unchecked: int) -> str | None:
    """Why a project cannot be accepted now, if it cannot: milestones to reach, checks that failed or were not made."""
    missing = [
        words
        for count, words in (
            (unreached, f"{unreached} milestones to reach"),
            (unready, f"{unready} readiness checks that failed"),
            (unchecked, f"{unchecked} readiness checks not made"),
        )
        if count
    ]
    return f"The project cannot be accepted yet: there are {', '.join(missing)}." if missing else None


def kept(promised: Decimal, baseline: Decimal, measured: Decimal | None) -> Decimal | None:
    """How much of a promised change has come: (measured − before) ÷ (promised − before), to the hundredth.

    None while nothing is measured, and where nothing was to change. Works whether higher or lower is better.
    """
    if measured is None or promised == baseline:
        return None
    return ((measured - baseline) / (promised - baseline)).quantize(Decimal("0.01"))
