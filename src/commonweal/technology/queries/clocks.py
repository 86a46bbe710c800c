"""Service-level clocks of tickets: the calendar that was agreed, and how each clock stands."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from commonweal.technology.models import Holiday, Hours, Level, Partnership, Ticket, TicketStep
from commonweal.technology.rules import clocks, service
from commonweal.technology.rules.clocks import Calendar, Reading, Verdict


@dataclass(frozen=True)
class Agreed:
    """What a partnership agreed about service: the calendar of its desk, and the times by severity."""

    calendar: Calendar
    levels: dict[int, Level]

    def of(self, severity: int) -> tuple[Calendar, Level] | None:
        """The calendar and level of a severity; None where no time was agreed."""
        level = self.levels.get(severity)
        if level is None:
            return None
        if level.always:
            return Calendar(self.calendar.zone, always=True), level
        return (self.calendar, level) if any(self.calendar.hours.values()) else None


@dataclass(frozen=True)
class Clocks:
    """Both clocks of a ticket: to the first answer, and to the solution."""

    respond: Reading
    resolve: Reading
    warn_at: datetime | None = None
    """When the first clock that still runs comes near its end; None while both stand still or have stopped."""

    @property
    def worst(self) -> Verdict:
        """The verdict that needs somebody first."""
        order = (Verdict.BREACHED, Verdict.NEAR, Verdict.RUNNING, Verdict.PAUSED, Verdict.LATE, Verdict.MET)
        return min((self.respond.verdict, self.resolve.verdict), key=order.index)


def agreed(partnerships: Iterable[Partnership]) -> dict[UUID, Agreed]:
    """What was agreed, by partnership; three queries for all of them."""
    several = {one.pk: one for one in partnerships}
    hours: dict[UUID, dict[int, list[tuple[int, int]]]] = defaultdict(lambda: defaultdict(list))
    for row in Hours.objects.filter(partnership__in=several):
        hours[row.partnership_id][row.weekday].append((row.opens, row.closes))
    holidays: dict[UUID, set[date]] = defaultdict(set)
    for key, day in Holiday.objects.filter(partnership__in=several).values_list("partnership_id", "day"):
        holidays[key].add(day)
    levels: dict[UUID, dict[int, Level]] = defaultdict(dict)
    for level in Level.objects.filter(partnership__in=several):
        levels[level.partnership_id][level.severity] = level
    return {
        key: Agreed(Calendar(ZoneInfo(row.timezone), dict(hours[key]), frozenset(holidays[key])), levels[key])
        for key, row in several.items()
    }


def read(
    ticket: Ticket, terms: Agreed, now: datetime, steps: Iterable[TicketStep] | None = None
) -> Clocks | None:
    """How a ticket's clocks stand; None where no time was agreed, and for problems, which have none.

    Without `steps`, those of the ticket, which should be fetched before.
    """
    found = terms.of(ticket.severity)
    if found is None or ticket.kind == "problem":
        return None
    calendar, level = found
    pauses = service.pauses(
        service.Step(one.what, one.at) for one in (ticket.steps.all() if steps is None else steps)
    )
    agreed_times = (
        (timedelta(minutes=level.respond_minutes), [], ticket.responded_at),
        (timedelta(minutes=level.resolve_minutes), pauses, ticket.resolved_at),
    )
    try:
        respond, resolve = (
            clocks.read(
                calendar, start=ticket.opened_at, allowed=allowed, now=now, pauses=stops, stopped=stopped
            )
            for allowed, stops, stopped in agreed_times
        )
        warnings = [
            clocks.due(
                calendar,
                ticket.opened_at,
                allowed * clocks.WARN_AT.numerator / clocks.WARN_AT.denominator,
                stops,
            )
            for allowed, stops, stopped in agreed_times
            if stopped is None
        ]
    except clocks.NeverOpen:
        return None
    return Clocks(respond, resolve, min((one for one in warnings if one is not None), default=None))
