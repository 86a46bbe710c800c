"""PostgreSQL and the plain-Python policy answer alike, row by row, in random worlds."""

from __future__ import annotations

import os
from collections.abc import Iterable

import pytest
from django.db import connection

from commonweal.clients.models import Client, Need, Screening
from commonweal.database.identity import Identity, acting
from commonweal.referrals.models import Message, Referral
from tests.properties.policy import RowFact, SeatFact, reads_correspondence, sees
from tests.properties.worlds import Draw, DrawnWorld

pytestmark = pytest.mark.django_db

WORLDS = int(os.environ.get("COMMONWEAL_POLICY_WORLDS", "7"))
"""Worlds in each of the ten parts; at night hundreds."""


def visible(model: type, known: set[object], seat: SeatFact, person: object) -> set[object]:
    """Of the rows that there are, those that this seat is shown."""
    with acting(Identity(person=person, seat=seat.seat)):  # type: ignore[arg-type]
        return set(model.objects.filter(pk__in=known).values_list("pk", flat=True))


def changeable(model: type, known: set[object], seat: SeatFact, person: object) -> set[object]:
    """Of the rows that there are, those that an update of this seat reaches."""
    table = model._meta.db_table
    with acting(Identity(person=person, seat=seat.seat)), connection.cursor() as cursor:  # type: ignore[arg-type]
        cursor.execute(
            f"update {table} set created_at = created_at where id = any(%s) returning id", [list(known)]
        )
        return {row[0] for row in cursor.fetchall()}


def expected(world: DrawnWorld, seat: SeatFact, rows: Iterable[RowFact]) -> set[object]:
    return {row.row for row in rows if sees(world.facts, seat, row, world.now)}


@pytest.mark.parametrize("part", range(10))
def test_every_row_that_postgresql_shows_is_one_that_the_policy_allows(part: int, record_property) -> None:
    checks = of_others = 0
    for number in range(WORLDS):
        seed = part * 100_000 + number
        world = Draw(seed, number).draw()
        for seat in world.seats:
            person = world.people[seat.seat]
            for model, rows in (
                (Client, world.clients),
                (Need, world.needs),
                (Screening, world.screenings),
                (Referral, world.referrals),
            ):
                known = {row.row for row in rows}
                assert visible(model, known, seat, person) == expected(world, seat, rows), (
                    seed,
                    model,
                    seat,
                )
                checks += len(known)
            with_message = {
                message
                for message, referral in world.messages.items()
                if reads_correspondence(world.facts, seat, referral, world.now)
            }
            assert visible(Message, set(world.messages), seat, person) == with_message, (seed, seat)
            checks += len(world.messages)
            for model, rows in ((Client, world.clients), (Need, world.needs), (Referral, world.referrals)):
                known = {row.row for row in rows}
                # Whoever recorded it changes it; of a referral that they see, the receiver, too.
                own = {row.row for row in rows if seat.organisation in (row.recorded_by, row.receiver)}
                allowed = own & expected(world, seat, rows)
                assert changeable(model, known, seat, person) == allowed, (seed, model, seat)
                checks += len(known)
            of_others += sum(
                row.recorded_by != seat.organisation and sees(world.facts, seat, row, world.now)
                for row in (*world.clients, *world.needs, *world.referrals)
            )
    record_property("checks", checks)
    # Seven worlds a part and ten parts make more than 20,000 comparisons.
    assert checks >= 2_000
    assert of_others >= 2 * WORLDS, "worlds in which nobody sees anything of others would prove nothing"


def test_nobody_sees_anything(db) -> None:
    world = Draw(1, 0).draw()
    assert world.clients
    with acting(Identity()):
        assert not Client.objects.exists()
    seat = world.seats[0]
    stranger = next((p for p in world.people.values() if p != world.people[seat.seat]), None)
    with acting(Identity(person=stranger, seat=seat.seat)):  # type: ignore[arg-type]
        assert not Client.objects.exists(), "a seat is of use only to the person who holds it"
