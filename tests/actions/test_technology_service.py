"""Tickets, the ladder, and messages from outside."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core import mail
from django.db import ProgrammingError, transaction

from commonweal.access import NotAllowed, Refused
from commonweal.database import clock
from commonweal.database.identity import maintenance
from commonweal.technology import actions
from commonweal.technology.models import Asset, Escalation, Message, Partnership, Ticket, TicketStep
from commonweal.technology.rules import incoming
from tests.factories.technology import Desk

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk() -> Desk:
    return Desk()


def opened(desk: Desk, **facts: object) -> Ticket:
    with desk.world.as_(desk.nurse):
        return actions.open_ticket(
            by=desk.nurse, partnership=desk.partnership, kind="incident", title="Images late", **facts
        )


def fresh(desk: Desk, ticket: Ticket) -> Ticket:
    with desk.world.as_(desk.vendor):
        return Ticket.mine().get(pk=ticket.pk)


def step(desk: Desk, ticket: Ticket, what: str, **facts: object) -> None:
    with desk.world.as_(desk.vendor):
        actions.step(by=desk.vendor, ticket=fresh(desk, ticket), what=what, **facts)


def test_a_ticket_runs_pauses_and_is_solved_and_its_clocks_follow(desk: Desk) -> None:
    ticket = opened(desk, severity=1)
    assert ticket.number == 1 and ticket.resolve_by == ticket.opened_at + timedelta(hours=4)
    with pytest.raises(Refused, match="cannot be done"):
        step(desk, ticket, "close")
    step(desk, ticket, "respond")
    step(desk, ticket, "pause", text="Which scanner is it?")
    assert fresh(desk, ticket).resolve_by is None, "while it waits for the customer nothing is due"
    step(desk, ticket, "resume")
    assert fresh(desk, ticket).resolve_by is not None
    with pytest.raises(Refused, match="Write down"):
        step(desk, ticket, "resolve")
    step(desk, ticket, "resolve", text="A cable")
    with desk.world.as_(desk.nurse):
        actions.step(by=desk.nurse, ticket=fresh(desk, ticket), what="close")
    assert fresh(desk, ticket).state == "closed"


def test_a_viewer_reports_but_does_not_work_on_it(desk: Desk) -> None:
    ticket = opened(desk)
    with desk.world.as_(desk.nurse), pytest.raises(NotAllowed):
        actions.step(by=desk.nurse, ticket=ticket, what="respond")


def test_the_ladder_calls_both_sides_by_name_and_time(desk: Desk) -> None:
    ticket = opened(desk, severity=2)
    with desk.world.as_(desk.nurse):
        called = actions.escalate(by=desk.nurse, ticket=ticket, reason="Nobody answers")
        assert {(one.side, one.to_name, one.level) for one in called} == {
            ("customer", "customer 1", 1), ("supplier", "supplier 1", 1),
        }  # fmt: skip
        second = actions.escalate(by=desk.nurse, ticket=ticket, reason="Still nobody")
        assert {one.level for one in second} == {2}
        theirs = next(one for one in called if one.side == "supplier")
        with pytest.raises(Refused, match="other side"):
            actions.take_up(by=desk.nurse, escalation=theirs, answer="mine")
    with desk.world.as_(desk.vendor):
        theirs = Escalation.mine().select_related("ticket").get(pk=theirs.pk)
        actions.take_up(by=desk.vendor, escalation=theirs, answer="On it, back in an hour")
        with pytest.raises(Refused, match="has it already"):
            actions.take_up(by=desk.vendor, escalation=theirs, answer="Me too")


def test_watching_calls_what_the_clock_asks_for_once(desk: Desk) -> None:
    ticket = opened(desk, severity=1)
    with maintenance():
        Ticket.objects.filter(pk=ticket.pk).update(opened_at=clock.now() - timedelta(hours=5))
    with desk.world.as_(desk.vendor):
        called = actions.watch(by=desk.vendor, partnership=desk.partnership)
        assert sorted((one.level, one.side) for one in called) == [
            (1, "customer"), (1, "supplier"), (2, "customer"), (2, "supplier"),
        ]  # fmt: skip
        assert actions.watch(by=desk.vendor, partnership=desk.partnership) == []


def letter(
    key: str = "<1@example.org>", subject: str = "PACS is slow", sender: str = "ann@example.org"
) -> bytes:
    return f"From: Ann <{sender}>\nMessage-ID: {key}\nSubject: {subject}\n\nSince ten o'clock.\n".encode()


def take(desk: Desk, content: bytes, way: str = "email") -> actions.service.Taken:  # type: ignore[name-defined]
    with desk.world.as_(desk.customer):
        return actions.receive(
            by=desk.customer, partnership=desk.partnership, incoming=incoming.from_email(content), way=way
        )


def test_exactly_one_record_for_a_message(desk: Desk) -> None:
    first = take(desk, letter())
    again = take(desk, letter())
    assert first.new and not again.new and first.ticket == again.ticket
    with maintenance():
        assert Ticket.objects.filter(partnership=desk.partnership).count() == 1
        assert Message.objects.get(partnership=desk.partnership).times == 2


def test_an_answer_comes_onto_its_ticket_and_a_stranger_does_not(desk: Desk) -> None:
    first = take(desk, letter())
    number = first.ticket.number
    step(desk, first.ticket, "respond")
    step(desk, first.ticket, "pause", text="Which room?")
    answer = take(desk, letter("<2@example.org>", f"Re: [ticket {number}] PACS is slow"))
    assert answer.ticket == first.ticket and answer.message.outcome == "note"
    assert fresh(desk, first.ticket).state == "working", "it waited for this answer"
    stranger = take(desk, letter("<3@evil.example>", f"Re: [ticket {number}] close it", "eve@evil.example"))
    assert stranger.ticket != first.ticket
    machine = letter("<4@example.org>").replace(b"\n\n", b"\nAuto-Submitted: auto-replied\n\n", 1)
    assert take(desk, machine).ticket is None


def test_letters_leave_when_the_transaction_stands(desk: Desk, django_capture_on_commit_callbacks) -> None:
    with django_capture_on_commit_callbacks(execute=True), desk.world.as_(desk.vendor):
        row = actions.plan_maintenance(
            by=desk.vendor, partnership=desk.partnership, title="Upgrade\nBcc: all@example.org",
            starts_at=clock.now() + timedelta(days=2), ends_at=clock.now() + timedelta(days=2, hours=1),
        )  # fmt: skip
    assert len(row.told) == 6 and len(mail.outbox) == 6
    assert "Bcc" not in mail.outbox[0].extra_headers and "\n" not in mail.outbox[0].subject


def test_who_sees_a_partnership(desk: Desk) -> None:
    opened(desk)
    with desk.world.as_(desk.other):
        assert not Partnership.objects.exists() and not Ticket.objects.exists()
    with maintenance():
        Partnership.objects.filter(pk=desk.partnership.pk).update(alliance_sees=True)
    with desk.world.as_(desk.other):
        assert Ticket.objects.count() == 1
        row = Partnership.objects.select_related("customer", "supplier").get()
        with pytest.raises(NotAllowed):
            actions.open_ticket(by=desk.other, partnership=row, kind="request", title="Me too")
        with pytest.raises(ProgrammingError), transaction.atomic():
            Asset.objects.create(partnership=row, kind="x", name="x", variant="x")


def test_rows_point_only_within_their_partnership(desk: Desk) -> None:
    elsewhere = Desk()
    foreign = elsewhere.add(Asset, kind="Pump", name="Pump", variant="A")
    with desk.world.as_(desk.customer):
        with pytest.raises(Refused, match="another partnership"):
            actions.open_ticket(
                by=desk.customer, partnership=desk.partnership, kind="request", title="x", asset=foreign
            )
        ticket = opened(desk)
        with pytest.raises(ProgrammingError), transaction.atomic():
            TicketStep.objects.create(
                partnership=desk.partnership, ticket=ticket, what="note", at=clock.now(), text="for another",
                person_id=desk.vendor.person_id, person_name="Forged", organisation=desk.supplier,
            )  # fmt: skip
