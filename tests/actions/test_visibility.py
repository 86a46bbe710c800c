"""Who sees whom: the database's answer, seen from both sides of an agreement and a consent."""

from __future__ import annotations

import pytest
from django.db import connection

from commonweal.clients.models import Client, Need
from commonweal.directory.domains import NeedDomain
from tests.factories import World

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return World()


def sees(world: World, actor) -> bool:
    with world.as_(actor):
        return Client.objects.exists()


def test_without_an_identity_there_are_no_rows(world: World) -> None:
    world.client(world.organisation())
    with connection.cursor() as cursor:
        cursor.execute("set local role commonweal_app")
        cursor.execute("select count(*) from clients_client")
        assert cursor.fetchone() == (0,)


def test_only_who_registered_a_person_sees_them(world: World) -> None:
    hospital, pantry = world.organisation(), world.organisation()
    world.client(hospital)
    assert sees(world, world.seat(hospital, "navigator"))
    assert not sees(world, world.seat(pantry, "navigator"))
    assert not sees(world, world.seat(hospital, "board_member"))


def test_agreement_and_consent_open_together_and_neither_alone(world: World) -> None:
    hospital, pantry = world.organisation(), world.organisation()
    volunteer = world.seat(pantry, "intake_worker")
    client = world.client(hospital)
    world.consent(client, pantry)
    assert not sees(world, volunteer)
    world.sharing(hospital, pantry)
    assert sees(world, volunteer)


def test_a_category_that_the_consent_does_not_name_stays_closed(world: World) -> None:
    hospital, pantry = world.organisation(), world.organisation()
    volunteer = world.seat(pantry, "intake_worker")
    world.sharing(hospital, pantry, categories=("identity", "social", "substance_use"))
    client = world.client(hospital)
    world.need(client, NeedDomain.SUBSTANCE_USE)
    world.need(client, NeedDomain.FOOD)
    world.consent(client, network=True)
    with world.as_(volunteer):
        assert [need.domain for need in Need.objects.all()] == ["food"]
