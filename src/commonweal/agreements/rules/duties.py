"""When what was promised falls due, and whether it was kept: by fact. Plain Python."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum, unique
from uuid import UUID

from commonweal.agreements.rules.terms import Informing, Reporting, Terms

MONTHS = {"month": 1, "quarter": 3, "year": 12}
CONTRIBUTION_WITHIN = 31
"""Days after the end of a year in which a contribution is to have been brought."""
ONCE_WITHIN = 30
"""Days after coming into force in which a contribution promised once is to have been brought."""


@dataclass(frozen=True)
class Duty:
    """One thing that one organisation is to do by a day. `clause`: group and position, as “reporting.1”."""

    clause: str
    what: str
    by: UUID
    to: frozenset[UUID]
    due: date
    first: date
    last: date
    follows: str = ""


@unique
class State(Enum):
    """What has become of a duty."""

    KEPT = ("kept", "Kept")
    KEPT_LATE = ("kept_late", "Kept, late")
    LATE = ("late", "Late")
    AHEAD = ("ahead", "To come")

    def __init__(self, key: str, title: str) -> None:
        self.key = key
        self.title = title


def state(due: date, done: date | None, today: date) -> State:
    """Kept, late or to come: a duty is late from the day after it was due."""
    if done is not None:
        return State.KEPT if done <= due else State.KEPT_LATE
    return State.LATE if today > due else State.AHEAD


def periods(every: str, start: date, until: date) -> Iterator[tuple[date, date]]:
    """Calendar periods that end on or after `start` and on or before `until`: (first day counted, last day).

    The first one begins on `start`: nothing is reported of the time before the agreement.
    """
    months = MONTHS[every]
    first = start
    while True:
        last = _end_of_period(first, months)
        if last > until:
            return
        yield first, last
        first = last + timedelta(days=1)


def _end_of_period(day: date, months: int) -> date:
    month = (day.month - 1) // months * months + months
    year = day.year + month // 12
    return date(year, month % 12 + 1, 1) - timedelta(days=1)


def duties(
    terms: Terms, *, parties: frozenset[UUID], start: date, until: date, ends: date | None = None
) -> list[Duty]:
    """Everything that falls due up to `until` (a day) under terms in force from `start`, by due day.

    `ends`: the last day in force. A period that ends later owes nothing more.
    """
    found: list[Duty] = []
    groups: dict[str, tuple[Informing | Reporting, ...]] = {
        "reporting": terms.reporting,
        "informing": terms.informing,
        "joining": tuple(
            Informing(
                given.what,
                given.every,
                given.by,
                within=ONCE_WITHIN if given.every == "once" else CONTRIBUTION_WITHIN,
            )
            for given in terms.joining
        ),
    }
    for group, clauses in groups.items():
        for position, clause in enumerate(clauses, start=1):
            found += _of_clause(f"{group}.{position}", clause, parties, start, until, ends)
    return sorted(found, key=lambda one: (one.due, one.clause, one.by))


def _of_clause(
    key: str,
    clause: Informing | Reporting,
    parties: frozenset[UUID],
    start: date,
    until: date,
    ends: date | None,
) -> Iterator[Duty]:
    spans: Iterable[tuple[date, date]]
    if clause.every == "once":
        spans = [(start, start)]
    else:
        spans = periods(clause.every, start, min(until, ends) if ends else until)
    follows = clause.follows if isinstance(clause, Reporting) else ""
    for first, last in spans:
        due = last + timedelta(days=clause.within)
        if due > until:
            return
        for organisation in sorted(clause.by or parties):
            to = (clause.to or parties) - {organisation}
            yield Duty(key, clause.what, organisation, to, due, first, last, follows)


@dataclass(frozen=True)
class ExitStep:
    """One entry of the checklist at an end: what, until when, for whom (None: for all parties)."""

    text: str
    due: date
    organisation: UUID | None = None


def checklist(
    terms: Terms, *, on: date, leaving: UUID | None = None, noticed: bool = False
) -> list[ExitStep]:
    """What the exit terms ask for after an end on this day; nothing where none were agreed.

    `noticed`: the days of notice are over on this day, so that what is owed is settled now.
    """
    agreed = terms.leaving
    if agreed is None:
        return []
    steps = []
    if agreed.transition_days:
        steps.append(
            ExitStep(
                "Finish what is under way, or hand it over to somebody else",
                on + timedelta(days=agreed.transition_days),
                leaving,
            )
        )
    if agreed.data_days:
        steps.append(
            ExitStep(
                "Return or delete what was received under the agreement, and say so in writing",
                on + timedelta(days=agreed.data_days),
                leaving,
            )
        )
    if agreed.notice_days:
        steps.append(
            ExitStep(
                "What was promised under the agreement ends on this day: settle what is still owed",
                on if noticed else on + timedelta(days=agreed.notice_days),
                leaving,
            )
        )
    last = on + timedelta(days=max(agreed.transition_days, agreed.notice_days, agreed.data_days, 30))
    return steps + [ExitStep(text, last) for text in agreed.tasks]
