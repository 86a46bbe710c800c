"""What happened around a person, from whatever rooms tell of it, in the order of time.

A room that keeps rows about people registers a source in its `AppConfig.ready`:

    timeline.register(referral_entries)

where `referral_entries(client)` gives `Entry`s of the rows that the actor sees. Nothing is filtered here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from commonweal.clients.models import Client


@dataclass(frozen=True)
class Entry:
    """One event on a person's page."""

    at: datetime
    said: str
    who: str
    """The organisation, and who there where that is known."""
    shape: str = "done"
    """waiting, moving, done, stopped or needs, as everywhere."""
    quote: str = ""
    """Words that somebody wrote."""
    url: str = ""


Source = Callable[[Client], Iterable[Entry]]

_sources: list[Source] = []


def register(source: Source) -> None:
    """Tell of these rows on people's pages from now on; twice is once."""
    if source not in _sources:
        _sources.append(source)


def entries(client: Client, own: Iterable[Entry]) -> list[Entry]:
    """All entries that the actor sees, newest first. `own` are this room's."""
    told = [*own, *(entry for source in _sources for entry in source(client))]
    return sorted(told, key=lambda entry: entry.at, reverse=True)
