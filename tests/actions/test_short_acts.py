"""What makes acts short: questions built once, one statement at the end, what opens settled once a transaction."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from django.db import connection
from django.db.models import QuerySet
from django.test.utils import CaptureQueriesContext

from commonweal.agreements import actions as agreements
from commonweal.agreements.actions import Content
from commonweal.clients.models import Client
from commonweal.database.kept import kept
from commonweal.directory.domains import NeedDomain
from commonweal.referrals import actions
from commonweal.referrals.models import Move, Referral
from commonweal.referrals.rules import Outcome
from tests.factories import World

pytestmark = pytest.mark.django_db

SHARING = [{"categories": ["identity", "social"], "purposes": ["care"]}]


@pytest.fixture
def world() -> World:
    return World()


def test_a_kept_question_is_built_once_and_answers_by_its_values(world: World) -> None:
    built = []

    @kept
    def named(name: Any) -> QuerySet[Client]:
        built.append(name)
        return Client.objects.select_related("recorded_by").filter(given_name=name)

    hospital = world.organisation("H")
    by = world.seat(hospital, "navigator")
    ana, ben = world.client(hospital, given_name="Ana"), world.client(hospital, given_name="Ben")
    with world.as_(by):
        assert [one.pk for one in named(name="Ana")] == [ana.pk]
        with CaptureQueriesContext(connection) as asked:
            found = named(name="Ben")
            assert [(one.pk, one.recorded_by.name) for one in found] == [(ben.pk, "H")]
        assert named(name="Nobody") == []
    assert len(asked) == 1
    assert len(built) == 1
    # Policies decide for whoever asks, not for whoever asked first.
    with world.as_(world.seat(world.organisation("Stranger"), "navigator")):
        assert named(name="Ana") == []
    with pytest.raises(TypeError, match="asks for name"):
        named(nome="Ana")


def test_a_loop_costs_few_statements(world: World) -> None:
    hospital, pantry = world.organisation(), world.organisation()
    world.sharing(hospital, pantry)
    client = world.client(hospital)
    world.consent(client, network=True)
    need, service = world.need(client), world.service(pantry, NeedDomain.FOOD)
    sender, receiver = world.seat(hospital, "navigator"), world.seat(pantry, "navigator")
    with CaptureQueriesContext(connection) as asked:
        with world.as_(sender):
            row = actions.send(
                by=sender, client=client, need=need, service=service, submission=uuid.uuid4(), anyway=True
            )
        with world.as_(receiver):
            actions.accept(by=receiver, referral=row)
        with world.as_(receiver):
            actions.start(by=receiver, referral=row)
        with world.as_(receiver):
            actions.complete(
                by=receiver, referral=row, outcome=Outcome.HELPED, what_was_done="A box of food."
            )
    # Within the test's own transaction each act has a savepoint, and its identity is set and set back.
    acts = [one for one in asked if "act_as" not in one["sql"] and "current_setting" not in one["sql"]]
    acts = [one for one in acts if "SAVEPOINT" not in one["sql"]]
    assert len(acts) <= 16, "\n".join(one["sql"][:90] for one in acts)
    with world.as_(receiver):
        done = Referral.objects.get(pk=row.pk)
        assert (done.status, done.what_was_done, done.finish_due_at is None) == (
            "completed", "A box of food.", False,
        )  # fmt: skip
        assert list(
            Move.objects.filter(referral=row).order_by("at", "id").values_list("before", "after")
        ) == [
            ("", "requested"),
            ("requested", "accepted"),
            ("accepted", "in-progress"),
            ("in-progress", "completed"),
        ]


def test_an_agreement_opens_and_closes_within_the_transaction_that_changes_it(world: World) -> None:
    hospital, pantry = world.organisation("H"), world.organisation("P")
    office = world.seat(world.organisation("Office"), "convenor")
    leads = {one.pk: world.seat(one, "partner_lead") for one in (hospital, pantry)}
    client = world.client(hospital)
    world.consent(client, network=True)
    with world.as_(office):
        agreement = agreements.draft(
            by=office,
            title="Care",
            content=Content("1. We share.", {"sharing": SHARING}, frozenset(leads)),
        )
        version = agreements.offer(by=office, version=agreement.versions.get())
    for key, last in ((hospital.pk, False), (pantry.pk, True)):
        with world.as_(leads[key]):
            seen = Client.objects.filter(pk=client.pk)
            assert seen.exists() is (key == hospital.pk)
            agreements.sign(by=leads[key], version=version, digest_seen=version.digest(), signed_name="N")
            assert seen.exists() or not last
