"""What the worker does for technology by itself: the ladder, spend, the desk's mailbox; each time the same once."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from commonweal.database import clock
from commonweal.database.identity import maintenance
from commonweal.database.ranges import closed
from commonweal.partners.models import Seat
from commonweal.technology import actions, due, tasks
from commonweal.technology.models import Escalation, Level, Message, Partnership, Ticket
from tests.factories.technology import Desk

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk() -> Desk:
    return Desk()


def overdue(desk: Desk) -> Ticket:
    """An incident, around the clock, of which all the agreed time and a little more has passed."""
    with desk.world.as_(desk.nurse):
        ticket = actions.open_ticket(
            by=desk.nurse, partnership=desk.partnership, kind="incident", title="Archive down", severity=1
        )
    with maintenance():
        Ticket.objects.filter(pk=ticket.pk).update(opened_at=clock.now() - timedelta(hours=5))
    return ticket


def test_the_worker_calls_the_ladder_once(desk: Desk) -> None:
    ticket, other = overdue(desk), overdue(Desk())
    assert tasks.watch(timestamp=0) == 8, "two levels, two sides, two partnerships of two alliances"
    assert tasks.watch(timestamp=1) == 0, "watching again calls nobody again"
    with maintenance():
        calls = Escalation.objects.filter(ticket=ticket)
        assert {(one.side, one.level, one.to_name) for one in calls} == {
            (side, level, f"{side} {level}") for side in ("customer", "supplier") for level in (1, 2)
        }
        assert {one.person_name for one in calls} == {due.BY_ITSELF}
        assert Escalation.objects.filter(ticket=other).count() == 4


def test_where_nobody_may_work_on_service_the_others_are_watched_all_the_same(desk: Desk) -> None:
    left, held = overdue(desk), overdue(Desk())
    with maintenance():
        for one in Seat.objects.filter(pk__in=[desk.customer.seat_id, desk.vendor.seat_id]):
            one.period = closed(one.period, clock.now() - timedelta(seconds=1))
            one.save()
    assert due.watch() == 4
    with maintenance():
        assert not Escalation.objects.filter(ticket=left).exists()
        assert Escalation.objects.filter(ticket=held).count() == 4


def test_one_that_cannot_be_served_stops_no_other(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    overdue(desk)
    overdue(Desk())
    watch = actions.watch

    def refuses_one(*, by: object, partnership: Partnership) -> object:
        if partnership.pk == desk.partnership.pk:
            raise actions.service.Refused("no")
        return watch(by=by, partnership=partnership)

    monkeypatch.setattr(actions, "watch", refuses_one)
    assert due.watch() == 4


def test_spend_is_read_anew_without_anybody_writing_anything_down(desk: Desk) -> None:
    with maintenance():
        Partnership.objects.filter(pk=desk.partnership.pk).update(spend_course="above", spend_read_at=None)
    assert tasks.read_spend(timestamp=0) == 1
    with maintenance():
        row = Partnership.objects.get(pk=desk.partnership.pk)
    assert (row.spend_course, row.spend_read_at is not None) == ("none", True)
    assert tasks.read_spend(timestamp=1) == 0


def letter(to: str, subject: str = "Archive down", key: str = "a") -> bytes:
    head = (
        f"From: Ana <ana@example.org>\r\nTo: Desk <{to}>\r\nSubject: {subject}\r\nMessage-ID: <{key}@x>\r\n"
    )
    return f"{head}\r\nIt is dark.\r\n".encode()


def test_the_desks_mailbox_each_message_is_one_record(desk: Desk, tmp_path: Path, settings: object) -> None:
    assert tasks.take_in(timestamp=0) == {}, "no mailbox is set"
    settings.DESK_MAILDIR = str(tmp_path)  # type: ignore[attr-defined]
    assert tasks.take_in(timestamp=0) == {"taken": 0, "again": 0, "left": 0}
    with desk.world.as_(desk.customer):
        _door, secret = actions.open_door(
            by=desk.customer, partnership=desk.partnership, kind="email", label="Desk"
        )
        _door, other = actions.open_door(
            by=desk.customer, partnership=desk.partnership, kind="api", label="API"
        )
    new = tmp_path / "new"
    new.mkdir()
    address = f"desk+{secret.upper()}@example.org"
    (new / "1.a.host").write_bytes(letter(address))
    (new / "2.b.host").write_bytes(letter("Somebody else"))
    (new / "3.c.host").write_bytes(letter(f"desk+{other}@example.org", key="c"))
    (new / "4.d.host").write_bytes(b"")
    (new / "5.e.host").write_bytes(
        letter("list@example.org", key="e").replace(b"From:", f"Delivered-To: {address}\r\nFrom:".encode(), 1)
    )
    assert tasks.take_in(timestamp=0) == {"taken": 2, "again": 0, "left": 3}
    assert sorted(one.name for one in (tmp_path / "cur").iterdir()) == [
        "1.a.host:2,S", "2.b.host:2,FS", "3.c.host:2,FS", "4.d.host:2,FS", "5.e.host:2,S",
    ]  # fmt: skip
    assert not list(new.iterdir())
    # Killed between taking it and moving it away: the same message is there again.
    (new / "1.a.host").write_bytes(letter(address))
    assert tasks.take_in(timestamp=0) == {"taken": 0, "again": 1, "left": 0}
    with maintenance():
        assert Ticket.objects.filter(partnership=desk.partnership).count() == 2
        assert Message.objects.get(key="email:a@x").times == 2


def test_the_mailbox_is_closed_with_the_way_in(desk: Desk, tmp_path: Path) -> None:
    with desk.world.as_(desk.customer):
        door, secret = actions.open_door(
            by=desk.customer, partnership=desk.partnership, kind="email", label="Desk"
        )
        actions.close_door(by=desk.customer, door=door)
    (tmp_path / "new").mkdir()
    (tmp_path / "new" / "1").write_bytes(letter(f"desk+{secret}@example.org"))
    assert due.take_in(tmp_path).left == 1
    with maintenance():
        assert not Ticket.objects.exists()


def test_a_severity_without_agreed_times_calls_nobody(desk: Desk) -> None:
    overdue(desk)
    with maintenance():
        Level.objects.filter(partnership=desk.partnership).delete()
    assert due.watch() == 0
