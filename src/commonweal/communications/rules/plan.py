"""The calendar of messages: what is late, what falls on a holiday, which message is out of date."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from commonweal.communications.rules.consistency import OLD_FIGURE, Figure


class EntryState(StrEnum):
    """How an entry of the calendar stands."""

    PLANNED = "planned"
    DONE = "done"
    LATE = "late"
    CANCELLED = "cancelled"


def entry_state(*, on: date, done: bool, cancelled: bool, today: date) -> EntryState:
    """An ordered list of questions."""
    if cancelled:
        return EntryState.CANCELLED
    if done:
        return EntryState.DONE
    return EntryState.LATE if on < today else EntryState.PLANNED


@dataclass(frozen=True)
class Shown:
    """An evidence of a message: a measure, or a statement with a day until which it holds (none: always)."""

    measure: str = ""
    holds_until: date | None = None


def why_out_of_date(
    evidence: Sequence[Shown], figures: Iterable[Figure], review_on: date | None, today: date
) -> str:
    """Why a message must be looked at again, in words; nothing where it stands."""
    known = {one.measure: one for one in figures if not one.organisation}
    if not evidence:
        return "it has no evidence"
    for one in evidence:
        if one.measure:
            figure = known.get(one.measure)
            if figure is None or figure.value is None:
                return "the indicator behind it has no published figure"
            if today - figure.month_end > OLD_FIGURE:
                return f"the figure behind it is of {figure.month_end:%B %Y}"
        elif one.holds_until is not None and one.holds_until < today:
            return "the permission or validity of its evidence has ended"
    if review_on is not None and review_on < today:
        return f"it was to be looked at again on {review_on.day} {review_on:%B %Y}"
    return ""
