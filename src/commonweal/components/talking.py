"""Talk about the record of a page: communications keeps it, the page of any room below shows the way to it.

`communications` registers its source at the start; the frame of every page (`base.html`) asks with the page's route.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from commonweal.access import Actor


@dataclass(frozen=True)
class Talk:
    """Where people talk about a record, and where a page asks how many talks there are.

    The page itself does not count: it asks as few questions of the database as it can, and the number comes when the
    link is scrolled into view, where scripts run.
    """

    url: str
    count_url: str


Source = Callable[[Actor, str, UUID], Talk | None]
_sources: list[Source] = []


def register(source: Source) -> None:
    """Ask this source, too. Asking twice changes nothing."""
    if source not in _sources:
        _sources.append(source)


def about(by: Actor, route: str, pk: UUID) -> Talk | None:
    """The talk about the record that a page of this route shows; nothing where nobody talks about such records."""
    return next((found for source in _sources if (found := source(by, route, pk)) is not None), None)
