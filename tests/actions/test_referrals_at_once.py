"""Two at once: on connections of their own, as two people would be."""

from __future__ import annotations

import threading
import uuid
from collections.abc import Callable, Iterator
from typing import Any

import psycopg
import pytest
from django.db import connection, connections

from commonweal.access import Refused
from commonweal.access.rules import Conflict
from commonweal.audit.models import Act
from commonweal.database.identity import maintenance
from commonweal.directory.domains import NeedDomain
from commonweal.referrals import actions
from commonweal.referrals.models import Move, Referral
from tests.factories import World


@pytest.fixture(scope="module")
def own_database(
    server: Any, django_db_setup: None, django_db_blocker: Any, worker_id: str
) -> Iterator[None]:
    """A database that is thrown away: what is committed here cannot be taken back, the chain of acts least of all."""
    from commonweal.database.embedded import OWNER
    from tests.conftest import TEMPLATE

    name, facts = f"once_{worker_id}", connection.settings_dict
    before = facts["NAME"]
    with django_db_blocker.unblock(), psycopg.connect(server.superuser, autocommit=True) as superuser:
        superuser.execute(f'create database "{name}" template {TEMPLATE} owner {OWNER}')
        connection.close()
        facts["NAME"] = name
        try:
            yield
        finally:
            connection.close()
            facts["NAME"] = before
            superuser.execute(f'drop database "{name}" with (force)')


def at_once(*acts: Callable[[], Any]) -> list[Any]:
    """Run each on its own connection, started together; what each gave, or the refusal it got."""
    together = threading.Barrier(len(acts))
    results: list[Any] = [None] * len(acts)

    def run(number: int, act: Callable[[], Any]) -> None:
        try:
            together.wait(timeout=20)
            results[number] = act()
        except Exception as error:
            results[number] = error
        finally:
            connections["default"].close()

    threads = [threading.Thread(target=run, args=item) for item in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return results


@pytest.fixture
def world(own_database: None) -> World:
    return World()


def chain_is_whole(world: World) -> bool:
    with maintenance(), connection.cursor() as cursor:
        cursor.execute(
            "select count(*), max(number) from audit_act where alliance_id = %s", [world.alliance.pk]
        )
        count, highest = cursor.fetchone()
    return (count or 0) == (highest or 0)


def test_of_two_who_accept_at_the_same_instant_one_wins_and_the_other_is_told(world: World) -> None:
    hospital = world.organisation()
    takers = [world.organisation() for _ in range(3)]
    world.sharing(hospital, *takers)
    for taker in takers:
        world.service(taker, NeedDomain.FOOD)
    people = [world.seat(taker, "intake_worker") for taker in takers]
    for _ in range(3):
        client = world.client(hospital)
        world.consent(client, network=True)
        row = world.referral(world.need(client))

        def accept(by: Any, row: Referral = row) -> Any:
            with world.as_(by):
                return actions.accept(by=by, referral=row).receiver_id

        results = at_once(*(lambda by=by: accept(by) for by in people))
        winners = [one for one in results if not isinstance(one, Exception)]
        losers = [one for one in results if isinstance(one, Exception)]
        assert len(winners) == 1, results
        assert all(isinstance(one, Conflict) for one in losers), losers
        assert "first" in str(losers[0])
        with maintenance():
            assert Referral.objects.get(pk=row.pk).receiver_id == winners[0]
            assert Move.objects.filter(referral=row).count() == 1
    assert chain_is_whole(world)


def test_two_colleagues_at_one_organisation_accept_once(world: World) -> None:
    hospital, pantry = world.organisation(), world.organisation()
    world.sharing(hospital, pantry)
    client = world.client(hospital)
    world.consent(client, network=True)
    beds = world.service(pantry, NeedDomain.FOOD, moves_with_referrals=True, places_available=2)
    row = world.referral(world.need(client), pantry, service=beds)
    people = [world.seat(pantry, "intake_worker") for _ in range(2)]

    def accept(by: Any) -> Any:
        with world.as_(by):
            return actions.accept(by=by, referral=row)

    results = at_once(*(lambda by=by: accept(by) for by in people))
    assert sum(isinstance(one, Refused) for one in results) == 1
    with maintenance():
        beds.refresh_from_db()
        assert beds.places_available == 1
        assert Act.objects.filter(kind="referral.accepted", subject_id=row.pk).count() == 1


def test_the_same_form_from_two_tabs_at_the_same_instant_is_one_referral(world: World) -> None:
    hospital, pantry = world.organisation(), world.organisation()
    world.sharing(hospital, pantry)
    client = world.client(hospital)
    world.consent(client, network=True)
    need, service = world.need(client), world.service(pantry, NeedDomain.FOOD)
    by, number = world.seat(hospital, "navigator"), uuid.uuid4()

    def send() -> Any:
        with world.as_(by):
            return actions.send(
                by=by, client=client, need=need, service=service, submission=number, anyway=True
            ).pk

    results = at_once(send, send, send)
    assert len(set(results)) == 1, results
    with maintenance():
        assert Referral.objects.filter(client=client).count() == 1
        assert Act.objects.filter(kind="referral.sent", client_id=client.pk).count() == 1


def test_bulk_answers_and_single_ones_never_wait_for_each_other_in_a_circle(world: World) -> None:
    hospital, pantry = world.organisation(), world.organisation()
    world.sharing(hospital, pantry)
    client = world.client(hospital)
    world.consent(client, network=True)
    need = world.need(client)
    beds = world.service(pantry, NeedDomain.FOOD, moves_with_referrals=True, places_available=50)
    rows = [world.referral(need, pantry, service=beds) for _ in range(8)]
    people = [world.seat(pantry, "intake_worker") for _ in range(3)]

    def all_of_them(by: Any, chosen: list[Referral]) -> Any:
        with world.as_(by):
            return sum(not one.refusal for one in actions.accept_several(by=by, referrals=chosen))

    def one_of_them(by: Any) -> Any:
        with world.as_(by):
            return actions.cancel(by=by, referral=rows[4], code="other", reason="Over.")

    results = at_once(
        lambda: all_of_them(people[0], rows),
        lambda: all_of_them(people[1], rows[::-1]),
        lambda: one_of_them(people[2]),
    )
    assert not [one for one in results if isinstance(one, Exception) and not isinstance(one, Refused)], (
        results
    )
    with maintenance():
        beds.refresh_from_db()
        accepted = Referral.objects.filter(client=client, status="accepted").count()
        assert accepted in {7, 8}
        assert beds.places_available == 50 - accepted
    assert chain_is_whole(world)
