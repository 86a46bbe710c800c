"""Facts for a review, from any room: a room says at its start what it can tell of a period.

    # alignment/apps.py, in ready()
    reviewing.register("relationships", "How partners see each other", sections.relationships)

A review asks all of them (`gather`). What no room has registered is left out and said to be missing.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commonweal.access import Actor


@dataclass(frozen=True)
class Line:
    """One fact: a sentence, and where it can be seen. `shape` is that of a status (components/status.py)."""

    said: str
    url: str = ""
    shape: str = "moving"


@dataclass(frozen=True)
class Section:
    """What a room tells of the period."""

    key: str
    title: str
    lead: str = ""
    lines: list[Line] = field(default_factory=list)
    missing: bool = False
    """No room tells of this in this alliance."""


Source = Callable[[Actor, date, date], Section]

WANTED: dict[str, object] = {
    "relationships": gettext_lazy("How partners get on with each other"),
    "conflicts": gettext_lazy("Conflicts"),
    "decisions": gettext_lazy("Decisions due"),
    "said": gettext_lazy("What people said"),
}
"""What a review should have besides plans, indicators and money, and its heading."""

_sources: dict[str, Source] = {}


def register(key: str, source: Source) -> None:
    """Tell of a period under this key; a second one under the same key takes its place."""
    _sources[key] = source


def gather(by: Actor, first: date, last: date) -> list[Section]:
    """All sections of the period; those that are wanted and that nobody tells are marked missing."""
    found = [source(by, first, last) for source in _sources.values()]
    lacking = [
        Section(key, str(title), _("Nothing in this alliance records this yet."), missing=True)
        for key, title in WANTED.items()
        if key not in _sources
    ]
    return found + lacking
