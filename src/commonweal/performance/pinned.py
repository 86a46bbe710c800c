"""What other rooms pin to a month of an indicator: a room says at its start what it can tell; the page asks all.

# plans/apps.py, in ready()
pinned.register(reviews)
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from commonweal.access import Actor


@dataclass(frozen=True)
class Pin:
    """Something said of a month elsewhere. `month`: its first day; `quote`: in whose words, if there are some."""

    month: date
    title: str
    who: str
    at: datetime
    url: str
    quote: str = ""


Source = Callable[[Actor, str], list[Pin]]
_sources: list[Source] = []


def register(source: Source) -> None:
    """Ask this source, too. Asking twice changes nothing."""
    if source not in _sources:
        _sources.append(source)


def pins(by: Actor, measure: str) -> list[Pin]:
    """What is pinned to the months of a measure, of the last month first."""
    found = [pin for source in _sources for pin in source(by, measure)]
    return sorted(found, key=lambda pin: (pin.month, pin.at), reverse=True)
