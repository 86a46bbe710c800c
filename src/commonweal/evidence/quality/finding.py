"""What a check found: how grave it is, how often, where, and which measures it spoils."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum


class Severity(StrEnum):
    """How grave a finding is."""

    NOTE = "note"
    """Worth knowing; figures stand."""
    WARNING = "warning"
    """Figures stand, but somebody should look."""
    SEVERE = "severe"
    """The measures it names are not computed."""


FIELDS = ("check", "severity", "table", "columns", "count", "total", "message", "samples", "spoils")
"""The columns of quality.csv, in order."""


@dataclass(frozen=True)
class Finding:
    """One thing a check found.

    `columns`: the columns it concerns; none means the whole table. `count` of `total` rows. `samples`:
    some of
    the rows, as "column=value" texts. `spoils`: names of the measures it stops (severe) or weakens.
    """

    check: str
    severity: Severity
    table: str
    columns: tuple[str, ...]
    count: int
    total: int
    message: str
    samples: tuple[str, ...] = ()
    spoils: tuple[str, ...] = ()

    def spoiling(self, measures: tuple[str, ...]) -> Finding:
        """The same finding, naming the measures it concerns."""
        return replace(self, spoils=measures)


def grave_from(count: int, total: int, share: float = 0.05) -> Severity:
    """Severe when more than `share` of the rows are concerned, else a warning."""
    return Severity.SEVERE if count > share * total else Severity.WARNING
