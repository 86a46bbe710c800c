"""The months that a run is about."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from commonweal.evidence.cohorts.time import month_end, month_number


@dataclass(frozen=True)
class Period:
    """The months asked for, by number; both are counted."""

    first: int
    last: int

    @classmethod
    def of(cls, first: date, last: date) -> Period:
        """The months of two days. Raises ValueError when the second is before the first."""
        if last < first:
            raise ValueError("the last month is before the first")
        return cls(month_number(first), month_number(last))

    @property
    def last_day(self) -> date:
        """The last day of the last month."""
        return month_end(self.last)

    @property
    def months(self) -> range:
        """The numbers of all months."""
        return range(self.first, self.last + 1)
