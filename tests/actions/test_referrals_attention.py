"""What needs somebody among referrals, and to whom it is said."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from commonweal.access.actor import Actor
from commonweal.database.identity import maintenance
from commonweal.directory.actions import capacity
from commonweal.directory.domains import NeedDomain
from commonweal.referrals import actions
from commonweal.referrals.models import Referral
from commonweal.referrals.rules import Outcome
from tests.factories import World
from tests.factories.attention import attention_of

people_attention = attention_of("clients")
directory_attention = attention_of("directory")
attention = attention_of("referrals")

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


class Two:
    """A sender and a receiver, and somebody sent from one to the other."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.hospital, self.pantry = world.organisation("Hospital"), world.organisation("Pantry")
        self.kitchen = world.organisation("Kitchen")
        world.sharing(self.hospital, self.pantry, self.kitchen)
        self.client = world.client(self.hospital)
        world.consent(self.client, network=True)
        self.need = world.need(self.client)
        self.boxes = world.service(self.pantry, NeedDomain.FOOD, name="Boxes", capacity="capacity")
        self.meals = world.service(self.kitchen, NeedDomain.FOOD, name="Meals", capacity="capacity")
        self.navigator = world.seat(self.hospital, "navigator")
        self.worker = world.seat(self.pantry, "intake_worker")

    def says(self, by: Actor) -> list[str]:
        return kinds(self.world, by, timezone.now())

    def does(self, by: Actor, act: Any, row: Referral, **said: Any) -> None:
        with self.world.as_(by):
            act(by=by, referral=Referral.objects.get(pk=row.pk), **said)


@pytest.fixture
def two(world: World) -> Two:
    return Two(world)


LATE = {"answer_due_at": timezone.now() - 3 * DAY}


@pytest.mark.parametrize("end", ["accept", "decline", "withdraw", "reroute"])
def test_waiting_past_its_time_ends_with_the_answer(two: Two, end: str) -> None:
    row = two.world.referral(two.need, two.pantry, service=two.boxes, **LATE)
    assert (two.says(two.navigator), two.says(two.worker)) == (["unanswered"], ["waiting"])
    if end == "accept":
        two.does(two.worker, actions.accept, row)
    elif end == "decline":
        two.does(two.worker, actions.decline, row, code="other", reason="Closed this week.")
        assert two.says(two.navigator) == ["declined"]
        two.does(two.navigator, actions.reroute, row, service=two.meals)
    elif end == "withdraw":
        two.does(two.navigator, actions.cancel, row, code="other", reason="Not needed.")
    else:
        two.does(two.navigator, actions.reroute, row, service=two.meals)
    assert (two.says(two.navigator), two.says(two.worker)) == ([], [])


def test_what_nobody_took_on_is_said_in_its_own_words(two: Two) -> None:
    row = two.world.referral(two.need, None, **LATE)
    with two.world.as_(two.navigator):
        (said,) = attention(two.navigator, timezone.now())
    assert said.why == "Nobody has taken on in time a referral that you left open to all."
    two.does(two.worker, actions.accept, row)
    assert two.says(two.navigator) == []


def test_long_on_hold_ends_when_it_goes_on_or_ends(two: Two) -> None:
    held = {"status": "on-hold", "status_at": timezone.now() - 20 * DAY}
    rows = [two.world.referral(two.need, two.pantry, service=two.boxes, **held) for _ in range(2)]
    assert two.says(two.worker) == ["on-hold", "on-hold"]
    two.does(two.worker, actions.start, rows[0])
    two.does(
        two.worker, actions.fail, rows[1], outcome=Outcome.COULD_NOT_CONTACT, reason="No answer to calls."
    )
    assert two.says(two.worker) == []
    assert two.says(two.navigator) == ["declined"]


def test_an_unseen_end_ends_when_it_is_seen(two: Two) -> None:
    row = two.world.referral(two.need, two.pantry, service=two.boxes, status="completed")
    assert two.says(two.navigator) == ["unseen"]
    two.does(two.navigator, actions.confirm, row)
    assert two.says(two.navigator) == []


@pytest.mark.parametrize(
    "end", ["says it is full", "has a waitlist", "is offered no more", "a month went by"]
)
def test_declining_again_and_again_ends_when_the_directory_says_so(two: Two, end: str) -> None:
    sent_on = {"status": "rejected", "service": two.boxes, "rerouted_at": timezone.now()}
    for _ in range(3):
        two.world.referral(two.need, two.pantry, reason_code="no-capacity", **sent_on)
    two.world.referral(two.need, two.pantry, reason_code="not-eligible", **sent_on)
    with two.world.as_(two.worker):
        (said,) = attention(two.worker, timezone.now())
    assert "Boxes declined 3 referrals" in said.why and str(two.boxes.pk) in said.next_url
    later = timezone.now() + (31 * DAY if end == "a month went by" else timedelta())
    if end == "is offered no more":
        with maintenance():
            two.boxes.status = "inactive"
            two.boxes.save()
    elif end != "a month went by":
        state = "no-capacity" if "full" in end else "waitlist"
        with two.world.as_(two.worker):
            capacity.report_capacity(by=two.worker, service=two.boxes, capacity=state)
    assert kinds(two.world, two.worker, later) == []


def test_stale_capacity_ends_when_it_is_reported(two: Two) -> None:
    def said() -> int:
        with two.world.as_(two.worker):
            return len(directory_attention(two.worker, timezone.now()))

    assert said() == 1
    with two.world.as_(two.worker):
        capacity.report_capacity(by=two.worker, service=two.boxes, capacity="capacity")
    assert said() == 0


def test_a_lapsing_consent_ends_when_somebody_asked_again(world: World) -> None:
    hospital = world.organisation("Hospital")
    client = world.client(hospital)
    world.need(client)
    world.consent(client, network=True, until=timezone.now() + 10 * DAY)
    navigator = world.seat(hospital, "navigator")

    def said() -> list[str]:
        with world.as_(navigator):
            return [one.key.split(":")[0] for one in people_attention(navigator, timezone.now())]

    assert said() == ["consent-lapsing"]
    world.consent(client, network=True, until=timezone.now() + 300 * DAY)
    assert said() == []
