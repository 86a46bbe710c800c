"""A year at the service desk of the made-up partnership: levels, incidents, an outage, maintenance, what is open now."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from commonweal.technology import models as rows
from commonweal.technology.queries import clocks
from commonweal.technology.rules.clocks import due

if TYPE_CHECKING:
    from commonweal.demo.technology import Scene

LEVELS = ((1, 30, 240, True), (2, 60, 480, True), (3, 240, 1440, False), (4, 480, 4800, False))
"""Severity, minutes to an answer, minutes to a solution, around the clock."""
WORDS = {
    "Image archive": ("Images open slowly", "An examination is missing", "The viewer shows an old report"),
    "Interface engine": ("Orders arrive late", "A result has no patient number", "Messages pile up"),
    "Alarm routing": ("An alarm reached the wrong phone", "Alarms come twice"),
    "Pumps, medical wards": ("A pump does not find its library", "Battery lasts an hour"),
    "Video visits": ("No sound in the visit", "The link does not open"),
}
HOUR = timedelta(hours=1)


def write(scene: Scene) -> None:
    """The agreed levels, then the year."""
    for severity, respond, resolve, always in LEVELS:
        scene.add(
            rows.Level, severity=severity, respond_minutes=respond, resolve_minutes=resolve, always=always
        )
    for weekday in range(5):
        scene.add(rows.Hours, weekday=weekday, opens=7 * 60, closes=18 * 60)
    for year in range(scene.now.year - 2, scene.now.year + 2):
        for month, number, name in ((1, 1, "New Year"), (7, 4, "Independence Day"), (12, 25, "Christmas")):
            scene.add(rows.Holiday, day=date(year, month, number), name=name)
    terms = clocks.agreed([scene.partnership])[scene.partnership.pk]
    numbers = iter(range(1, 1000))
    problem = _ticket(
        scene,
        terms,
        next(numbers),
        260,
        "problem",
        2,
        "Interface engine",
        "Messages pile up at midnight",
        None,
    )
    _past(scene, terms, numbers, problem)
    _outage(scene, terms, next(numbers))
    _now(scene, terms, numbers)
    at = scene.now + timedelta(days=9)
    scene.add(
        rows.Maintenance, scene.now - timedelta(days=3), told_by="supplier", asset=scene.assets["Image archive"],
        title="Archive moves to faster disks", text="Older images open slowly for two hours. New ones are not concerned.",
        starts_at=at, ends_at=at + 2 * HOUR, told=["Daniel Osei", "Grace Tran", "Dr. Lena Whitfield"],
    )  # fmt: skip
    scene.add(
        rows.Notice, scene.now - 5 * HOUR, told_by="supplier", asset=scene.assets["Interface engine"],
        text="Some orders arrive up to ten minutes late. We are working on it.",
    )  # fmt: skip


def _past(scene: Scene, terms: clocks.Agreed, numbers: Any, problem: rows.Ticket) -> None:
    """Twelve months: more incidents before people were trained, fewer since."""
    for month in range(12, 0, -1):
        for _number in range(scene.dice.randint(7, 10) if month > 7 else scene.dice.randint(3, 6)):
            about = scene.dice.choice(list(WORDS))
            kind = "incident" if scene.dice.random() < 0.75 else "request"
            severity = scene.dice.choices([2, 3, 4], [0.15, 0.55, 0.3])[0]
            title = (
                scene.dice.choice(WORDS[about])
                if kind == "incident"
                else f"A new account for {about.lower()}"
            )
            ago = month * 30 - scene.dice.randint(1, 29)
            ticket = _ticket(
                scene, terms, next(numbers), ago, kind, severity, about, title, scene.dice.uniform(0.15, 1.25)
            )
            if "pile up" in title:
                ticket.problem = problem
                ticket.save(update_fields=["problem"])


def _ticket(
    scene: Scene,
    terms: clocks.Agreed,
    number: int,
    ago: float,
    kind: str,
    severity: int,
    about: str,
    title: str,
    share: float | None,
) -> rows.Ticket:
    """A ticket solved at this share of its agreed time (None: still open)."""
    opened = scene.now - timedelta(days=ago)
    row: rows.Ticket = scene.add(
        rows.Ticket, opened, number=number, kind=kind, severity=severity, title=title, asset=scene.assets[about],
        way=scene.dice.choice(["form", "email", "api"]) if kind == "incident" else "form",
        reporter=scene.dice.choice(["Grace Tran", "Ward 4", "Monitoring", "Emergency desk"]), opened_at=opened,
    )  # fmt: skip
    if share is None:
        _clocks(row, terms, scene.now, [])
        return row
    respond, resolve = next((one[1], one[2]) for one in LEVELS if one[0] == severity)
    calendar, _level = terms.of(severity) or (terms.calendar, None)
    answered = due(calendar, opened, timedelta(minutes=respond * min(share, 0.9)))
    solved = due(calendar, opened, timedelta(minutes=resolve * share))
    assert answered is not None and solved is not None
    if solved >= scene.now:
        _clocks(row, terms, scene.now, [])
        return row
    steps = [
        _step(scene, row, "respond", answered, ""),
        _step(scene, row, "resolve", solved, "Restarted, checked with the ward, cause noted."),
        _step(scene, row, "close", min(solved + 20 * HOUR, scene.now), "", by="customer"),
    ]
    row.state, row.owner = "closed", "Tariq Haddad"
    row.responded_at, row.resolved_at = answered, solved
    _clocks(row, terms, scene.now, steps)
    return row


def _step(
    scene: Scene, row: rows.Ticket, what: str, at: datetime, text: str, by: str = "supplier"
) -> rows.TicketStep:
    step: rows.TicketStep = scene.add(
        rows.TicketStep, at, told_by=by, ticket=row, what=what, at=at, text=text
    )
    return step


def _clocks(row: rows.Ticket, terms: clocks.Agreed, now: datetime, steps: list[rows.TicketStep]) -> None:
    found = clocks.read(row, terms, now, steps)
    if found is not None:
        row.respond_by, row.resolve_by, row.warn_at = (
            found.respond.due_at,
            found.resolve.due_at,
            found.warn_at,
        )
    row.save()


def _outage(scene: Scene, terms: clocks.Agreed, number: int) -> None:
    """The gravest day of the year: the engine stood still for seven hours; both sides were called; a review followed."""
    row = _ticket(
        scene, terms, number, 152, "incident", 1, "Interface engine", "No orders and no results", 1.75
    )
    for level, after in ((1, 3), (2, 4), (3, 6)):
        for side, name in (("customer", ("Grace Tran", "Daniel Osei", "Dr. Lena Whitfield")[level - 1]),
                           ("supplier", ("Tariq Haddad", "Nadia Brandt", "Henrik Aalto")[level - 1])):  # fmt: skip
            at = row.opened_at + after * HOUR
            scene.add(
                rows.Escalation, at, told_by=side, ticket=row, level=level, side=side, to_name=name, at=at,
                reason=f"Level {level} of the ladder: the clock asked for it.",
                answered_at=at + timedelta(minutes=20 * level), answered_by=name, answer="On the call.",
            )  # fmt: skip
    scene.add(
        rows.Review, row.opened_at + timedelta(days=6), told_by="supplier", ticket=row,
        what_happened="A certificate ran out at 02:00. Messages stopped; the wards found out at 03:10 and worked on paper.",
        why="Only one person knew the date, and the reminder went to a mailbox nobody reads.",
        what_changes="Certificates stand in the inventory with an owner; monitoring warns thirty days before; paper drill twice a year.",
        by_whom="Nadia Brandt", by=scene.day(110),
    )  # fmt: skip


def _now(scene: Scene, terms: clocks.Agreed, numbers: Any) -> None:
    """What is open: one near its end and called up the ladder, one that waits, two new ones."""
    row = _ticket(
        scene, terms, next(numbers), 7.2 / 24, "incident", 2, "Interface engine", "Orders arrive late", None
    )
    answered = row.opened_at + timedelta(minutes=40)
    steps = [_step(scene, row, "respond", answered, "")]
    row.state, row.owner, row.responded_at = "working", "Tariq Haddad", answered
    _clocks(row, terms, scene.now, steps)
    at = scene.now - 3 * HOUR
    for side, name in (("customer", "Grace Tran"), ("supplier", "Tariq Haddad")):
        scene.add(
            rows.Escalation, at, ticket=row, level=1, side=side, to_name=name, at=at, reason="Nobody said when it ends.",
            answered_at=at + HOUR if side == "supplier" else None, answered_by=name if side == "supplier" else "",
            answer="Queue is cleared by hand until noon." if side == "supplier" else "",
        )  # fmt: skip
    waiting = _ticket(
        scene,
        terms,
        next(numbers),
        6,
        "incident",
        3,
        "Pumps, medical wards",
        "A pump does not find its library",
        None,
    )
    steps = [
        _step(scene, waiting, "respond", waiting.opened_at + HOUR, ""),
        _step(
            scene,
            waiting,
            "pause",
            waiting.opened_at + 3 * HOUR,
            "Which serial number? We wait for the ward.",
        ),
    ]
    waiting.state, waiting.owner, waiting.responded_at = "paused", "Tariq Haddad", waiting.opened_at + HOUR
    _clocks(waiting, terms, scene.now, steps)
    _ticket(scene, terms, next(numbers), 0.05, "incident", 3, "Video visits", "No sound in the visit", None)
    _ticket(
        scene,
        terms,
        next(numbers),
        0.3,
        "request",
        4,
        "Image archive",
        "Two accounts for new colleagues",
        None,
    )
