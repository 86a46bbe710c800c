"""The numbers at which the software says that something needs somebody: a default each, and where that comes from.

A number of ours is a beginning, no norm: an alliance may choose its own within the bounds. Each room declares those it
uses and registers them when the application starts; what an alliance chose stands in its row (`Alliance.numbers`) and
comes with whoever acts, so that asking for one costs no query.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from commonweal.access.actor import Actor


@dataclass(frozen=True)
class Threshold:
    """What a number decides, in which unit (“percent” or “days”), its default with its source, and its bounds."""

    key: str
    title: str
    unit: str
    default: int
    least: int
    most: int
    source: str
    off: str = ""
    """Where 0 may be chosen, too: what it means."""


_known: dict[str, Threshold] = {}


def register(*thresholds: Threshold) -> None:
    """A room's numbers, when the application starts."""
    _known.update({one.key: one for one in thresholds})


def known() -> list[Threshold]:
    """All numbers of all rooms, by what they decide."""
    return sorted(_known.values(), key=lambda one: one.title)


def named(key: str) -> Threshold | None:
    """The threshold of that name."""
    return _known.get(key)


def refusal(threshold: Threshold, value: int) -> str:
    """Why this number cannot be chosen; empty if it can."""
    if threshold.least <= value <= threshold.most or (threshold.off and value == 0):
        return ""
    bounds = f"Choose a number from {threshold.least} to {threshold.most}"
    return f"{bounds}, or 0: {threshold.off}." if threshold.off else f"{bounds}."


def values(chosen: Mapping[str, Mapping[str, Any]]) -> dict[str, int]:
    """The bare numbers of what an alliance chose (`Alliance.numbers`)."""
    return {key: int(one["value"]) for key, one in chosen.items()}


def number(by: Actor, threshold: Threshold) -> int:
    """What holds in the actor's alliance."""
    return by.numbers.get(threshold.key, threshold.default)


def days(by: Actor, threshold: Threshold) -> timedelta:
    """What holds in the actor's alliance, as a time."""
    return timedelta(days=number(by, threshold))
