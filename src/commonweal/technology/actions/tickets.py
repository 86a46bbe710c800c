"""Tickets: opening one, every step, and what its clocks say afterwards."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Max

from commonweal import audit
from commonweal.access import Actor, Permission, Refused
from commonweal.database import clock
from commonweal.technology import events
from commonweal.technology.actions.common import ask, hold, refuse, said, tell
from commonweal.technology.models import Asset, Partnership, Review, Ticket, TicketStep
from commonweal.technology.queries import clocks
from commonweal.technology.queries.tickets import OPEN
from commonweal.technology.rules import service as rules

WORDS = {
    "respond": "took it on",
    "pause": "waits for the customer",
    "resume": "goes on",
    "resolve": "solved it",
    "reopen": "opened it again",
    "close": "closed it",
    "note": "a note",
    "severity": "another severity",
    "escalate": "took it up the ladder",
}


def open_ticket(
    *,
    by: Actor,
    partnership: Partnership,
    kind: str,
    title: str,
    text: str = "",
    severity: int = 3,
    asset: Asset | None = None,
    way: str = "form",
    reporter: str = "",
    reporter_email: str = "",
) -> Ticket:
    """Open a request, an incident or a problem; the clocks start now. Raises NotAllowed; Refused."""
    ask(by, Permission.REPORT_INCIDENTS, partnership)
    if severity not in rules.SEVERITIES:
        raise Refused("A severity is 1, 2, 3 or 4.")
    if asset is not None and asset.partnership_id != partnership.pk:
        raise Refused("That belongs to another partnership.")
    with transaction.atomic():
        hold(partnership.pk)
        last = Ticket.objects.filter(partnership=partnership).aggregate(last=Max("number"))["last"] or 0
        row = Ticket(
            partnership=partnership, number=last + 1, kind=kind, title=title.strip()[:200], text=text.strip(),
            severity=severity, asset=asset, way=way, reporter=reporter or by.person_name,
            reporter_email=reporter_email, opened_at=clock.now(),
        )  # fmt: skip
        row.save()
        _set_clocks(row, [])
        audit.record(
            by, events.REPORTED, on=row, number=row.number, partnership=partnership.title, title=row.title
        )
        tell(partnership)
    return row


def held(ticket_id: UUID) -> Ticket:
    """The ticket as it stands now, held until the transaction ends."""
    hold(ticket_id)
    return Ticket.mine().prefetch_related("steps").get(pk=ticket_id)


def step(
    *,
    by: Actor,
    ticket: Ticket,
    what: str,
    text: str = "",
    severity: int | None = None,
    owner: str = "",
    from_outside: str = "",
) -> TicketStep:
    """One step of a ticket: respond, pause, resume, resolve, reopen, close, note, severity.

    Raises NotAllowed; Refused where the step does not fit, or words are missing that others need.
    """
    needed = (
        Permission.REPORT_INCIDENTS if what in ("note", "reopen", "close") else Permission.WORK_ON_SERVICE
    )
    partnership = ask(by, needed, ticket)
    if what not in WORDS or what == "escalate":
        raise Refused("There is no such step.")
    with transaction.atomic():
        row = held(ticket.pk)
        refuse(rules.refusal(rules.State.of(row.state), what))
        if what in ("pause", "resolve", "reopen", "note", "severity") and not text.strip():
            raise Refused("Write down what it is about: the other side reads it.")
        if what == "severity":
            if severity not in rules.SEVERITIES or severity == row.severity:
                raise Refused("Choose another severity.")
            text = f"{rules.SEVERITIES[row.severity]} → {rules.SEVERITIES[severity]}. {text}"
            row.severity = severity
        done = TicketStep.objects.create(
            partnership=partnership, ticket=row, what=what, at=clock.now(), text=text.strip(),
            from_outside=from_outside[:254], **said(by),
        )  # fmt: skip
        _after(row, what, done.at, owner or by.person_name)
        audit.record(
            by, events.STEPPED, on=row, number=row.number, partnership=partnership.title, step=WORDS[what]
        )
        tell(partnership)
    return done


def _after(row: Ticket, what: str, at: datetime, owner: str) -> None:
    """What follows for the ticket: its state, its owner, and both clocks."""
    after = rules.STEPS[what][1]
    if after is not None:
        row.state = after.key
    if what in ("respond", "resolve") and row.responded_at is None:
        row.responded_at = at
    if what == "respond":
        row.owner = owner
    if what == "resolve":
        row.resolved_at = at
    elif what == "reopen":
        row.resolved_at = None
    _set_clocks(row, list(TicketStep.objects.filter(ticket=row)))


def _set_clocks(row: Ticket, steps: list[TicketStep]) -> None:
    terms = clocks.agreed([row.partnership])[row.partnership_id]
    found = clocks.read(row, terms, clock.now(), steps)
    row.respond_by = found.respond.due_at if found else None
    row.resolve_by = found.resolve.due_at if found else None
    row.warn_at = found.warn_at if found else None
    row.save()


def read_clocks_anew(partnership: Partnership) -> None:
    """What was agreed has changed: the open tickets' clocks follow it from now on."""
    for row in Ticket.mine().filter(partnership=partnership, state__in=OPEN).prefetch_related("steps"):
        _set_clocks(row, list(row.steps.all()))


def set_problem(*, by: Actor, ticket: Ticket, problem: Ticket) -> None:
    """Say that an incident comes from a problem. Raises NotAllowed; Refused."""
    partnership = ask(by, Permission.WORK_ON_SERVICE, ticket)
    if problem.kind != "problem" or ticket.kind == "problem" or problem.partnership_id != partnership.pk:
        raise Refused("An incident or request comes from a problem of the same partnership.")
    with transaction.atomic():
        row = held(ticket.pk)
        row.problem = problem
        row.save(update_fields=["problem"])
        audit.record(
            by, events.STEPPED, on=row, number=row.number, partnership=partnership.title,
            step=f"comes from problem {problem.number}",
        )  # fmt: skip
        tell(partnership)


def review(*, by: Actor, ticket: Ticket, **facts: object) -> Review:
    """Write what was learned from an incident. Raises NotAllowed; Refused before it is solved, or a second time."""
    partnership = ask(by, Permission.WORK_ON_SERVICE, ticket)
    with transaction.atomic():
        row = held(ticket.pk)
        if not row.closed:
            raise Refused("Solve the incident first; then look at what it teaches.")
        if Review.objects.filter(ticket=row).exists():
            raise Refused("There is a review already.")
        written = Review.objects.create(partnership=partnership, ticket=row, **said(by), **facts)
        audit.record(by, events.REVIEWED, on=row, number=row.number, partnership=partnership.title)
        tell(partnership)
    return written
