"""The ladder on both sides, planned maintenance told to those concerned, and messages that come in."""

from __future__ import annotations

import contextlib
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F, Q
from django.urls import reverse

from commonweal import audit
from commonweal.access import Actor, Permission, Refused
from commonweal.components import letters
from commonweal.database import clock
from commonweal.technology import events
from commonweal.technology.actions import tickets
from commonweal.technology.actions.common import ask, hold, refuse, said, tell, today
from commonweal.technology.models import (
    Asset,
    Contact,
    Escalation,
    Maintenance,
    Message,
    Partnership,
    Ticket,
    TicketStep,
)
from commonweal.technology.queries import clocks
from commonweal.technology.rules import service as rules
from commonweal.technology.rules.incoming import Incoming


def ladder(partnership: Partnership, level: int) -> list[Contact]:
    """Who stands on a step of the ladder now, on both sides."""
    day = today(partnership)
    rows = Contact.objects.filter(partnership=partnership, role=f"level-{level}", since__lte=day)
    found = rows.filter(Q(until__isnull=True) | Q(until__gt=day)).order_by("side", "-since")
    return list({one.side: one for one in reversed(list(found))}.values())


def escalate(*, by: Actor, ticket: Ticket, reason: str, level: int | None = None) -> list[Escalation]:
    """Take a ticket up the ladder: the next level, or this one, on both sides, by name and with a letter to each.

    Raises NotAllowed; Refused when the ladder ends, nobody is named there, or no reason is given.
    """
    partnership = ask(by, Permission.REPORT_INCIDENTS, ticket)
    if not reason.strip():
        raise Refused("Say why it goes up: whoever is called reads it first.")
    with transaction.atomic():
        row = tickets.held(ticket.pk)
        refuse(rules.refusal(rules.State.of(row.state), "escalate"))
        made = set(Escalation.objects.filter(ticket=row).values_list("level", flat=True))
        level = level or max(made, default=0) + 1
        if level > max(rules.LADDER):
            raise Refused("The ladder has three levels, and all of them were called.")
        if level in made:
            raise Refused("This level was called already.")
        people = ladder(partnership, level)
        if not people:
            raise Refused(
                f"Nobody is named for level {level} of the ladder. Name somebody on each side first."
            )
        called = [_call(by, row, level, one, reason) for one in people]
        TicketStep.objects.create(
            partnership=partnership,
            ticket=row,
            what="escalate",
            at=clock.now(),
            text=reason.strip(),
            **said(by),
        )
        names = ", ".join(f"{one.to_name} ({partnership.name_of(one.side)})" for one in called)
        audit.record(by, events.ESCALATED, on=row, number=row.number, partnership=partnership.title, to=names)
        tell(partnership)
    return called


def _call(by: Actor, row: Ticket, level: int, person: Contact, reason: str) -> Escalation:
    called = Escalation.objects.create(
        partnership=row.partnership, ticket=row, level=level, side=person.side, to_name=person.name,
        to_email=person.email, reason=reason.strip(), at=clock.now(), **said(by),
    )  # fmt: skip
    if person.email:
        letters.post(
            letters.Letter(
                to=person.email,
                subject=f"[ticket {row.number}] needs you: level {level}",
                paragraphs=(
                    f"{person.name}, ticket {row.number} of {row.partnership.title} was taken to you "
                    f"by {by.person_name}.",
                ),
                act="Read it and say that you have it",
                path=reverse("technology:ticket", args=[row.pk]),
            )
        )
    return called


def take_up(*, by: Actor, escalation: Escalation, answer: str) -> None:
    """Say that one has it, for the side that was called. Raises NotAllowed; Refused."""
    partnership = ask(by, Permission.REPORT_INCIDENTS, escalation)
    if partnership.side_of(by.organisation_id) != escalation.side:
        raise Refused("The other side was called here; yours has a call of its own.")
    if not answer.strip():
        raise Refused("Say what happens next.")
    with transaction.atomic():
        row = Escalation.objects.select_for_update(of=("self",)).get(pk=escalation.pk)
        if row.answered_at is not None:
            raise Refused(f"{row.answered_by} has it already.")
        row.answered_at, row.answered_by, row.answer = clock.now(), by.person_name, answer.strip()
        row.save(update_fields=["answered_at", "answered_by", "answer"])
        ticket = escalation.ticket
        audit.record(by, events.TAKEN_UP, on=ticket, number=ticket.number, partnership=partnership.title)
        tell(partnership)


def watch(*, by: Actor, partnership: Partnership) -> list[Escalation]:
    """Call every level of the ladder that a clock's share asks for and nobody has called. Raises NotAllowed.

    Doing it again calls nobody again; a ticket that somebody takes up the ladder at the same moment is left to them.
    """
    ask(by, Permission.WORK_ON_SERVICE, partnership)
    now, called = clock.now(), []
    terms = clocks.agreed([partnership])[partnership.pk]
    rows = Ticket.mine().filter(partnership=partnership, state__in=("new", "working"))
    for row in rows.prefetch_related("steps", "escalations"):
        if (found := clocks.read(row, terms, now)) is None:
            continue
        made = {one.level for one in row.escalations.all()}
        for level in rules.levels_due(found.resolve.share, made):
            if ladder(partnership, level):
                share = int(found.resolve.share * 100)
                reason = f"{share} % of the agreed time to a solution has passed."
                with contextlib.suppress(Refused):
                    called += escalate(by=by, ticket=row, reason=reason, level=level)
    return called


def plan_maintenance(
    *,
    by: Actor,
    partnership: Partnership,
    title: str,
    starts_at: datetime,
    ends_at: datetime,
    text: str = "",
    asset: Asset | None = None,
) -> Maintenance:
    """Plan work and tell everybody who carries the partnership now, on both sides. Raises NotAllowed; Refused."""
    ask(by, Permission.WORK_ON_SERVICE, partnership)
    if ends_at <= starts_at:
        raise Refused("The work would end before it begins.")
    if ends_at <= clock.now():
        raise Refused("Maintenance is planned beforehand; what is over is an incident or a note.")
    if asset is not None and asset.partnership_id != partnership.pk:
        raise Refused("That belongs to another partnership.")
    with transaction.atomic():
        day = today(partnership)
        people = Contact.objects.filter(partnership=partnership, since__lte=day).exclude(email="")
        people = people.filter(Q(until__isnull=True) | Q(until__gt=day))
        told = sorted({(one.name, one.email) for one in people})
        row = Maintenance.objects.create(
            partnership=partnership, asset=asset, title=title.strip(), text=text.strip(), starts_at=starts_at,
            ends_at=ends_at, told=[name for name, _email in told], **said(by),
        )  # fmt: skip
        _tell_of(row, sorted({email for _name, email in told}), "Planned maintenance")
        audit.record(
            by, events.PLANNED, on=row, partnership=partnership.title, title=row.title, count=len(told)
        )
        tell(partnership)
    return row


def cancel_maintenance(*, by: Actor, maintenance: Maintenance) -> None:
    """Call planned work off, and tell those who were told. Raises NotAllowed; Refused once it is over."""
    partnership = ask(by, Permission.WORK_ON_SERVICE, maintenance)
    with transaction.atomic():
        row = Maintenance.mine().select_for_update(of=("self",)).get(pk=maintenance.pk)
        if row.cancelled_at is not None or row.ends_at <= clock.now():
            raise Refused("It is over or called off already.")
        row.cancelled_at = clock.now()
        row.save(update_fields=["cancelled_at"])
        people = Contact.objects.filter(partnership=partnership, name__in=row.told).exclude(email="")
        _tell_of(row, sorted({one.email for one in people}), "Called off")
        audit.record(by, events.CANCELLED, on=row, partnership=partnership.title, title=row.title)
        tell(partnership)


def _tell_of(row: Maintenance, emails: Sequence[str], what: str) -> None:
    when = f"{row.starts_at:%A, %d %B %Y, %H:%M} to {row.ends_at:%H:%M} UTC"
    letters.post(
        *(
            letters.Letter(
                to=email,
                subject=f"{what}: {row.title}",
                paragraphs=(f"{what} in {row.partnership.title}: {row.title}", when, row.text),
                act="See the status",
                path=reverse("technology:status"),
            )
            for email in emails
        )
    )


@dataclass(frozen=True)
class Taken:
    """What became of a message: the ticket it is on (None for a machine's answer), and whether it was new."""

    message: Message
    ticket: Ticket | None
    new: bool


def receive(
    *, by: Actor, partnership: Partnership, incoming: Incoming, way: str, asset: Asset | None = None
) -> Taken:
    """Take a message in, exactly once: a new ticket, or a note on the one it answers.

    The message's key is unique in the partnership; the same message again changes nothing but a count. A message
    is put on an existing ticket only if it comes from the ticket's reporter or somebody named in the partnership;
    otherwise a stranger could write into any ticket by guessing its number. Raises NotAllowed.
    """
    ask(by, Permission.REPORT_INCIDENTS, partnership)
    key = f"{way}:{incoming.key}"
    with transaction.atomic():
        hold(partnership.pk)
        seen = Message.objects.select_related("ticket").filter(partnership=partnership, key=key).first()
        if seen is not None:
            Message.objects.filter(pk=seen.pk).update(times=F("times") + 1)
            return Taken(seen, seen.ticket, new=False)
        ticket, outcome = _place(by, partnership, incoming, way, asset)
        text = f"{incoming.sender}\n{incoming.subject}\n{incoming.text}"
        message = Message.objects.create(
            partnership=partnership, key=key, way=way, sender=incoming.sender, subject=incoming.subject[:200],
            digest=hashlib.sha256(text.encode("utf-8", "replace")).hexdigest(), ticket=ticket, outcome=outcome,
        )  # fmt: skip
        audit.record(
            by, events.MESSAGE_IN, on=message, partnership=partnership.title,
            way={"email": "by e-mail", "api": "by API", "form": "by form"}[way], outcome=outcome,
        )  # fmt: skip
    return Taken(message, ticket, new=True)


def _place(
    by: Actor, partnership: Partnership, incoming: Incoming, way: str, asset: Asset | None
) -> tuple[Ticket | None, str]:
    if incoming.automatic:
        return None, "kept"
    found = Ticket.mine().filter(partnership=partnership, number=incoming.ticket or 0).first()
    if found is not None and _knows(partnership, found, incoming, way):
        who = incoming.sender_name or incoming.sender or by.person_name
        words: dict[str, Any] = {"text": incoming.text or incoming.subject, "from_outside": who}
        if found.state in ("resolved", "closed"):
            tickets.step(by=by, ticket=found, what="reopen", **words)
        else:
            tickets.step(by=by, ticket=found, what="note", **words)
            if found.state == "paused" and Permission.WORK_ON_SERVICE in by.permissions:
                # It waited for the customer, who has answered.
                tickets.step(by=by, ticket=found, what="resume")
        return found, "note"
    ticket = tickets.open_ticket(
        by=by, partnership=partnership, kind=incoming.kind, title=incoming.subject, text=incoming.text,
        severity=incoming.severity or 3, asset=asset, way=way, reporter_email=incoming.sender,
        reporter=incoming.sender_name or incoming.sender or by.person_name,
    )  # fmt: skip
    return ticket, "ticket"


def _knows(partnership: Partnership, ticket: Ticket, incoming: Incoming, way: str) -> bool:
    """May this sender write on this ticket? Its reporter, or somebody named in the partnership; a form's user may."""
    if way == "form":
        return True
    sender = incoming.sender.lower()
    if not sender:
        return way == "api" and ticket.way == "api"
    if sender == ticket.reporter_email.lower():
        return True
    return Contact.objects.filter(partnership=partnership, email__iexact=sender).exists()
