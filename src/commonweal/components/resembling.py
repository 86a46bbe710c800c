"""What was learned before that resembles what somebody begins now: lessons tell, any room may ask.

`plans` registers its lessons at its start; a room below it (goals, templates) shows what `resembling` gives.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from commonweal.access import Actor


@dataclass(frozen=True)
class Resembling:
    """Something that was learned: its title, its verdict in words, and its page."""

    title: str
    said: str
    url: str


Source = Callable[[Actor, str], list[Resembling]]
_sources: list[Source] = []


def register(source: Source) -> None:
    """Ask this source, too. Asking twice changes nothing."""
    if source not in _sources:
        _sources.append(source)


def resembling(by: Actor, text: str) -> list[Resembling]:
    """What resembles these words; nothing where there are hardly any."""
    if len(text.strip()) < 8:
        return []
    return [one for source in _sources for one in source(by, text)]
