"""Service: the desk's list, one ticket, agreed levels and trend, and the status page."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db import connection
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from commonweal.access import Actor, Permission
from commonweal.access.http import Request
from commonweal.components.charts import Bar, bars
from commonweal.components.tables import Choice, Column, Empty, Table, Words, cells
from commonweal.components.words import ago, day, duration, exact, figure, local
from commonweal.database import clock
from commonweal.technology.models import Hours, Maintenance, Partnership, Ticket
from commonweal.technology.parts import Cell, Link, Listing, Page, add, edit, hours
from commonweal.technology.presenters.overview import keeps
from commonweal.technology.queries import tickets as queries
from commonweal.technology.queries.clocks import Clocks, agreed
from commonweal.technology.rules.clocks import Reading, Verdict
from commonweal.technology.rules.service import SEVERITIES, Health, State, health

STATE = {"new": "waiting", "working": "moving", "paused": "waiting", "resolved": "done", "closed": "done"}
VERDICT = {
    Verdict.MET: "done",
    Verdict.LATE: "stopped",
    Verdict.BREACHED: "needs",
    Verdict.PAUSED: "waiting",
    Verdict.NEAR: "needs",
    Verdict.RUNNING: "moving",
}
HEALTH = {
    Health.RUNNING: "done",
    Health.MAINTENANCE: "moving",
    Health.DEGRADED: "moving",
    Health.DOWN: "needs",
}
STILL = (Verdict.NEAR, Verdict.BREACHED, Verdict.RUNNING)


class TicketTable(Table):
    """All tickets one may see."""

    name = "tickets"
    caption = _lazy("Requests, incidents and problems")
    columns = (
        Column(
            "title",
            _lazy("What"),
            value="title",
            link=lambda row: reverse("technology:ticket", args=[row.pk]),
            under=lambda row: f"{row.partnership.title}, {row.number}",
        ),
        Column("kind", _lazy("Kind"), value="get_kind_display", sort="kind"),
        Column("severity", _lazy("Severity"), value="severity", sort="severity", align="end"),
        Column("state", _lazy("State"), value=lambda row: State.of(row.state).title, sort="state"),
        Column(
            "opened",
            _lazy("Opened"),
            value="opened_at",
            sort="opened_at",
            draw=cells.day,
        ),
        Column(
            "due",
            _lazy("Solution due"),
            value="resolve_by",
            sort="resolve_by",
            draw=lambda at: date_format(local(at), "SHORT_DATETIME_FORMAT") if at else "",
        ),
        Column("owner", _lazy("Works on it"), value="owner"),
    )
    filters = (
        Words("q", _lazy("Words in the ticket"), lookups=("title__icontains", "text__icontains")),
        Choice("state", _lazy("State"), choices=Ticket.STATES, lookup="state"),
        Choice("kind", _lazy("Kind"), choices=Ticket.KINDS, lookup="kind"),
        Choice("severity", _lazy("Severity"), choices=list(SEVERITIES.items()), lookup="severity"),
    )
    default_sort = "-opened"
    empty = Empty(
        title=_lazy("No tickets yet"),
        text=_lazy(
            "Requests, incidents and problems of your partnerships will be here. Open a partnership to report one."
        ),
    )


def table(request: Request) -> TicketTable:
    """The desk's list."""
    return TicketTable(request, Ticket.mine())


def told(reading: Reading | None, now: datetime) -> Cell:
    """A clock in words."""
    if reading is None:
        return Cell(_("no time agreed"))
    shape, word = VERDICT[reading.verdict], str(reading.verdict.title)
    if reading.verdict in STILL and reading.due_at is not None:
        under = _("due %(when)s") % {"when": ago(reading.due_at, now=now)}
    else:
        under = _("%(used)s of %(allowed)s") % {
            "used": hours(reading.used),
            "allowed": hours(reading.allowed),
        }
    return Cell(word, shape=shape, under=under)


def page(by: Actor, partnership: Partnership) -> Page:
    """Service of one partnership: what is open, what was agreed, the trend, what is planned."""
    now = clock.now()
    works = keeps(by, partnership, Permission.WORK_ON_SERVICE)
    lines = queries.lines(queries.open_tickets().filter(partnership=partnership)[:40], now)
    return Page(
        title=_("Service"),
        partnership=partnership,
        current="service",
        method="service-level-clocks",
        primary=Link(_("Report or ask for something"), reverse("technology:report", args=[partnership.pk]))
        if keeps(by, partnership, Permission.REPORT_INCIDENTS)
        else None,
        charts=_trend(partnership, now),
        listings=[
            Listing(
                _("Open now"),
                [_("Ticket"), _("Severity"), _("State"), _("First answer"), _("Solution")],
                [
                    [
                        Cell(
                            one.row.title,
                            reverse("technology:ticket", args=[one.row.pk]),
                            under=str(one.row.number),
                        ),
                        Cell(SEVERITIES[one.row.severity]),
                        Cell(State.of(one.row.state).title, shape=STATE[one.row.state], under=one.row.owner),
                        told(one.clocks.respond if one.clocks else None, now),
                        told(one.clocks.resolve if one.clocks else None, now),
                    ]
                    for one in lines
                ],
                empty=_("Nothing is open."),
                add=[Link(_("All tickets"), reverse("technology:tickets"))],
            ),
            _levels(partnership, works),
            _maintenance(partnership, works, now),
        ],
    )


def at(minutes: int) -> str:
    """A time of day kept as minutes after midnight."""
    return f"{minutes // 60:02}:{minutes % 60:02}"


def _levels(partnership: Partnership, works: bool) -> Listing:
    terms = agreed([partnership])[partnership.pk]
    days = dict(Hours.DAYS)
    open_at = ", ".join(
        f"{days[weekday]} {at(opens)}–{at(closes)}"
        for weekday, spans in sorted(terms.calendar.hours.items())
        for opens, closes in spans
    )
    ways = [
        add(partnership, "level", _("Agree on a level")),
        add(partnership, "hours", _("Add opening hours")),
        add(partnership, "holiday", _("Add a holiday")),
        Link(_("Hours and holidays"), reverse("technology:calendar", args=[partnership.pk])),
    ]
    return Listing(
        _("What was agreed"),
        [_("Severity"), _("First answer within"), _("Solution within"), _("Counts")],
        [
            [
                Cell(SEVERITIES[severity], edit("level", one.key) if works else ""),
                Cell(hours(timedelta(minutes=one.respond_minutes))),
                Cell(hours(timedelta(minutes=one.resolve_minutes))),
                Cell(_("around the clock") if one.always else _("while the desk is open")),
            ]
            for severity, one in terms.levels.items()
        ],
        empty=_("No times are agreed yet, so no clock runs."),
        note=_("The desk is open %(hours)s, %(zone)s.")
        % {"hours": open_at, "zone": partnership.timezone.replace("_", " ")}
        if open_at
        else "",
        add=ways if works else (),
    )


def _maintenance(partnership: Partnership, works: bool, now: datetime) -> Listing:
    rows = (
        Maintenance.mine()
        .select_related("asset")
        .filter(partnership=partnership, ends_at__gt=now, cancelled_at=None)
    )
    ways = [
        Link(_("Plan maintenance"), reverse("technology:maintenance", args=[partnership.pk])),
        add(partnership, "notice", _("Write a notice on the status page")),
    ]
    return Listing(
        _("Planned maintenance"),
        [_("What"), _("On"), _("When"), _("Told"), _("Call it off")],
        [
            [
                Cell(one.title, under=one.text[:120]),
                Cell(one.asset.name if one.asset else _("everything")),
                Cell(
                    exact(one.starts_at), under=_("for %(d)s") % {"d": duration(one.ends_at - one.starts_at)}
                ),
                Cell(_("%(n)s people") % {"n": len(one.told)}),
                Cell(_("Call it off"), post=reverse("technology:cancel", args=[one.pk])) if works else Cell(),
            ]
            for one in rows
        ],
        empty=_("Nothing is planned."),
        add=ways if works else (),
    )


def _trend(partnership: Partnership, now: datetime) -> list[Any]:
    months = queries.trend(partnership, now - timedelta(days=365))
    if len(months) < 2:
        return []
    solved, in_time = sum(one.solved for one in months), sum(one.in_time for one in months)
    title = _("Solved in time this year: %(figure)s") % {"figure": figure(in_time, solved)}
    drawn = [Bar(one.month.strftime("%b %Y"), one.incidents) for one in months]
    return [bars(drawn, title=title, subtitle=_("Incidents reported, by month"))]


def ticket(by: Actor, row: Ticket, clocks: Clocks | None, problems: list[Ticket]) -> Page:
    """One ticket: where it stands, its clocks, what happened, the ladder."""
    now, partnership = clock.now(), row.partnership
    called = list(row.escalations.all())
    side = partnership.side_of(by.organisation_id)
    review = getattr(row, "review", None)
    return Page(
        title=row.title,
        status=(STATE[row.state], State.of(row.state).title),
        context=_("ticket %(n)s, %(kind)s") % {"n": row.number, "kind": row.get_kind_display()},
        partnership=partnership,
        current="service",
        facts=[
            (_("Severity"), SEVERITIES[row.severity]),
            (_("About"), row.asset.name if row.asset else _("not known")),
            (_("Reported"), f"{row.reporter}, {row.get_way_display()}, {exact(row.opened_at)}"),
            (_("Works on it"), row.owner or _("nobody yet")),
            (_("Comes from"), str(row.problem) if row.problem else _("no known problem")),
        ],
        listings=[
            Listing(
                _("Clocks"),
                [_("Clock"), _("Stands"), _("Agreed")],
                [
                    [Cell(name), told(reading, now), Cell(hours(reading.allowed))]
                    for name, reading in (
                        (_("First answer"), clocks.respond),
                        (_("Solution"), clocks.resolve),
                    )
                ]
                if clocks
                else [],
                empty=_("No time is agreed for this."),
            ),
            Listing(
                _("The ladder"),
                [_("Called"), _("Side"), _("When"), _("Why"), _("Taken up")],
                [
                    [
                        Cell(_("%(name)s, level %(n)s") % {"name": one.to_name, "n": one.level}),
                        Cell(partnership.name_of(one.side)),
                        Cell(date_format(local(one.at), "SHORT_DATETIME_FORMAT")),
                        Cell(one.reason),
                        Cell(one.answered_by, shape="done", under=f"{one.answer} ({exact(one.answered_at)})")
                        if one.answered_at
                        else Cell(
                            _("Take it up"), reverse("technology:take-up", args=[one.pk]), shape="needs"
                        )
                        if one.side == side
                        else Cell(_("nobody yet"), shape="needs"),
                    ]
                    for one in called
                ],
                empty=_("It was not taken up the ladder."),
            ),
            *(
                [
                    Listing(
                        _("Comes from it"),
                        [_("Ticket"), _("State")],
                        [
                            [
                                Cell(str(one), reverse("technology:ticket", args=[one.pk])),
                                Cell(State.of(one.state).title, shape=STATE[one.state]),
                            ]
                            for one in row.incidents.all()
                        ],
                    )
                ]
                if row.kind == "problem"
                else []
            ),
            *(
                [
                    Listing(
                        _("What was learned"),
                        [_("Question"), _("Answer")],
                        [
                            [Cell(_("What happened")), Cell(review.what_happened)],
                            [Cell(_("Why could it happen?")), Cell(review.why)],
                            [
                                Cell(_("What changes")),
                                Cell(
                                    review.what_changes, under=f"{review.by_whom}, {day(review.by, now=now)}"
                                ),
                            ],
                        ],
                    )
                ]
                if review is not None
                else []
            ),
        ],
    )


def statuses(door: bytes | None = None) -> list[dict[str, Any]]:
    """What runs and what does not, by partnership: of one's alliance, or of the one behind a door."""
    with connection.cursor() as cursor:
        cursor.execute("select * from commonweal.technology_status(%s)", [door])
        services = cursor.fetchall()
        cursor.execute("select * from commonweal.technology_notices(%s)", [door])
        notices = cursor.fetchall()
    found: dict[Any, dict[str, Any]] = {}
    for key, title, supplier, _asset, asset, severities, in_maintenance, since in services:
        at = health(severities, in_maintenance)
        entry = found.setdefault(key, {"title": title, "supplier": supplier, "services": [], "notices": []})
        entry["services"].append(
            {"name": asset, "at": at.title, "shape": HEALTH[at], "since": since if severities else None}
        )
    for key, asset, kind, said, detail, from_at, until_at in notices:
        if key in found:
            found[key]["notices"].append(
                {
                    "asset": asset,
                    "planned": kind == "maintenance",
                    "said": said,
                    "detail": detail,
                    "from": from_at,
                    "until": until_at,
                }
            )
    return list(found.values())
