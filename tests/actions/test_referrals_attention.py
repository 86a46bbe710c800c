"""What needs somebody among referrals, and to whom it is said."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from commonweal.access.actor import Actor
from commonweal.directory.domains import NeedDomain
from commonweal.referrals.attention import attention
from tests.factories import World

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


@pytest.fixture
def world() -> World:
    return World()


def kinds(world: World, by: Actor, now: datetime) -> list[str]:
    with world.as_(by):
        found = attention(by, now)
    for one in found:
        assert one.why.endswith(".")
        assert "Example" not in one.why, "a card names no person served"
        assert one.evidence_url.startswith("/")
        assert one.next_url.startswith("/")
        assert one.next_label
    return sorted(one.key.split(":")[0].removeprefix("referral-") for one in found)


def test_each_fact_is_said_to_the_side_that_can_do_something(world: World) -> None:
    hospital, pantry = world.organisation("Hospital"), world.organisation("Pantry")
    world.sharing(hospital, pantry)
    client = world.client(hospital)
    world.consent(client, network=True)
    need = world.need(client)
    full = world.service(pantry, NeedDomain.FOOD)
    sender, receiver = world.seat(hospital, "navigator"), world.seat(pantry, "intake_worker")
    viewer = world.seat(pantry, "viewer")
    now = timezone.now()

    def seen(**of: Any) -> None:
        assert kinds(world, sender, now) == of.get("sender", [])
        assert kinds(world, receiver, now) == of.get("receiver", [])
        assert kinds(world, viewer, now) == []

    world.referral(need, pantry)
    seen()
    world.referral(need, pantry, answer_due_at=now - DAY)
    seen(sender=["unanswered"], receiver=["waiting"])
    world.referral(need, pantry, status="on-hold", status_at=now - 20 * DAY)
    world.referral(need, pantry, status="on-hold", status_at=now - 2 * DAY)
    seen(sender=["unanswered"], receiver=["on-hold", "waiting"])
    declined = [
        world.referral(
            need, pantry, status="rejected", service=full, reason_code="no-capacity", rerouted_at=at
        )
        for at in (now, now)
    ]
    assert declined
    seen(sender=["unanswered"], receiver=["on-hold", "waiting"])
    world.referral(need, pantry, status="rejected", service=full, reason_code="no-capacity")
    world.referral(need, pantry, status="completed")
    world.referral(need, pantry, status="completed", seen_by_sender_at=now)
    seen(sender=["declined", "unanswered", "unseen"], receiver=["full", "on-hold", "waiting"])


def test_a_need_that_was_met_asks_nobody_to_reroute(world: World) -> None:
    hospital, pantry = world.organisation(), world.organisation()
    client = world.client(hospital)
    need = world.need(client, status="resolved", closed_at=timezone.now())
    world.referral(need, pantry, status="rejected")
    assert kinds(world, world.seat(hospital, "navigator"), timezone.now()) == []
