"""Service-level clocks of tickets: the calendar that was agreed, and how each clock stands."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import CharField, DateField, F, IntegerField, Value
from django.db.models.functions import Cast

from commonweal.technology.models import Holiday, Hours, Level, Partnership, Ticket, TicketStep
from commonweal.technology.rules import clocks, service
from commonweal.technology.rules.clocks import Calendar, Reading, Verdict


@dataclass(frozen=True)
class Times:
    """The agreed times of a severity, in minutes, and whether they count around the clock."""

    key: UUID
    respond_minutes: int
    resolve_minutes: int
    always: bool


@dataclass(frozen=True)
class Agreed:
    """What a partnership agreed about service: the calendar of its desk, and the times by severity."""

    calendar: Calendar
    levels: dict[int, Times]

    def of(self, severity: int) -> tuple[Calendar, Times] | None:
        """The calendar and times of a severity; None where no time was agreed."""
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
    """What was agreed, by partnership; one query for hours, holidays and levels of all of them."""
    several = {one.pk: one for one in partnerships}
    hours: dict[UUID, dict[int, list[tuple[int, int]]]] = defaultdict(lambda: defaultdict(list))
    holidays: dict[UUID, set[date]] = defaultdict(set)
    levels: dict[UUID, dict[int, Times]] = defaultdict(dict)
    mine = {"partnership__in": list(several)}
    none, no = Value(None, output_field=DateField()), Value(0, output_field=IntegerField())
    rows = (
        _same(Hours.objects.filter(**mine), "hours", F("weekday"), F("opens"), F("closes"), none)
        .union(
            _same(Holiday.objects.filter(**mine), "holiday", no, no, no, F("day")),
            _same(
                Level.objects.filter(**mine, always=False), "level", F("severity"), F("respond_minutes"),
                F("resolve_minutes"), none,
            ),
            _same(
                Level.objects.filter(**mine, always=True), "always", F("severity"), F("respond_minutes"),
                F("resolve_minutes"), none,
            ),
            all=True,
        )
    )  # fmt: skip
    for what, pk, key, first, second, third, on in rows:
        if what == "hours":
            hours[key][first].append((second, third))
        elif what == "holiday":
            holidays[key].add(on)
        else:
            levels[key][first] = Times(pk, second, third, what == "always")
    return {
        key: Agreed(
            Calendar(ZoneInfo(row.timezone), dict(hours[key]), frozenset(holidays[key])),
            dict(sorted(levels[key].items())),
        )
        for key, row in several.items()
    }


def _same(rows: Any, what: str, first: Any, second: Any, third: Any, on: Any) -> Any:
    """Rows of different tables in one shape: what, identifier, partnership, three numbers, a day."""
    return (
        rows.order_by()
        .annotate(
            what=Value(what, output_field=CharField()),
            first_number=Cast(first, IntegerField()),
            second_number=Cast(second, IntegerField()),
            third_number=Cast(third, IntegerField()),
            on_day=Cast(on, DateField()),
        )
        .values_list(
            "what", "pk", "partnership_id", "first_number", "second_number", "third_number", "on_day"
        )
    )


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
    agreed_times: tuple[tuple[timedelta, Sequence[clocks.Pause], datetime | None], ...] = (
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
            if stopped is None and not any(ended is None for _begun, ended in stops)
        ]
    except clocks.NeverOpen:
        return None
    return Clocks(respond, resolve, min((one for one in warnings if one is not None), default=None))
