"""Referrals through actions: every status × every act × every side, on rows under row security."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.db import IntegrityError, InternalError, connection, transaction

from commonweal.access import NotAllowed, Refused
from commonweal.access.actor import Actor
from commonweal.audit.models import Act
from commonweal.database.identity import maintenance
from commonweal.directory.domains import NeedDomain
from commonweal.referrals import actions, rules
from commonweal.referrals.models import Move, Referral
from commonweal.referrals.rules import Outcome, Side, Status
from tests.factories import World

pytestmark = pytest.mark.django_db

ACTS: dict[Status, Callable[..., Referral]] = {
    Status.REQUESTED: lambda **k: actions.send_draft(anyway=True, **k),
    Status.ACCEPTED: actions.accept,
    Status.REJECTED: lambda **k: actions.decline(code="other", reason="No.", **k),
    Status.IN_PROGRESS: actions.start,
    Status.ON_HOLD: lambda **k: actions.hold(reason="Papers.", **k),
    Status.COMPLETED: lambda **k: actions.complete(outcome=Outcome.HELPED, what_was_done="Food.", **k),
    Status.FAILED: lambda **k: actions.fail(outcome=Outcome.COULD_NOT_HELP, reason="Gone.", **k),
    Status.CANCELLED: lambda **k: actions.cancel(code="other", reason="Over.", **k),
    Status.ENTERED_IN_ERROR: actions.mark_error,
}


@pytest.fixture
def world() -> World:
    return World()


@pytest.fixture
def care(world: World) -> dict[str, Any]:
    """A hospital, a pantry and a shelter that share; a person who consents; a need for food."""
    hospital, pantry, shelter = (world.organisation(name) for name in ("Hospital", "Pantry", "Shelter"))
    world.sharing(hospital, pantry, shelter)
    client = world.client(hospital)
    world.consent(client, network=True)
    return {
        "hospital": hospital,
        "pantry": pantry,
        "shelter": shelter,
        "client": client,
        "need": world.need(client),
        "service": world.service(pantry, NeedDomain.FOOD),
        "navigator": world.seat(hospital, "navigator"),
        "volunteer": world.seat(pantry, "intake_worker"),
        "stranger": world.seat(shelter, "intake_worker"),
    }


@pytest.mark.parametrize("side", list(Side))
@pytest.mark.parametrize("to", list(ACTS))
@pytest.mark.parametrize("before", list(Status))
def test_every_act_on_every_status_by_either_side(
    world: World, care: dict[str, Any], before: Status, to: Status, side: Side
) -> None:
    row = world.referral(care["need"], care["pantry"], status=before.value, service=care["service"])
    by: Actor = care["navigator"] if side is Side.SENDER else care["volunteer"]
    expected = to in rules.TABLE[before] and side in rules.SETTERS[to]
    with world.as_(by):
        if expected:
            after = ACTS[to](by=by, referral=row)
            assert after.status == to
            move = Move.objects.get(referral=row)
            assert (move.before, move.after, move.organisation_id) == (before, to, by.organisation_id)
            assert Act.objects.filter(subject_id=row.pk).count() == 1
        else:
            with pytest.raises((Refused, NotAllowed)):
                ACTS[to](by=by, referral=row)
    with maintenance():
        assert Referral.objects.get(pk=row.pk).status == (to if expected else before)
        assert Move.objects.filter(referral=row).exists() is expected


@pytest.mark.parametrize("before", list(Status))
@pytest.mark.parametrize("to", list(ACTS))
def test_a_third_organisation_that_sees_a_referral_does_nothing_to_it(
    world: World, care: dict[str, Any], before: Status, to: Status
) -> None:
    row = world.referral(care["need"], care["pantry"], status=before.value)
    with world.as_(care["stranger"]):
        assert Referral.objects.filter(pk=row.pk).exists() is (before is not Status.DRAFT)
        with pytest.raises(NotAllowed):
            ACTS[to](by=care["stranger"], referral=row)
    with maintenance():
        assert Referral.objects.get(pk=row.pk).status == before


def test_the_database_knows_the_same_table() -> None:
    with connection.cursor() as cursor:
        for before in Status:
            for to in Status:
                cursor.execute("select commonweal.may_follow(%s, %s)", [before.value, to.value])
                assert cursor.fetchone() == (to in rules.TABLE[before],)


def test_the_database_refuses_what_no_action_does(world: World, care: dict[str, Any]) -> None:
    row = world.referral(care["need"], care["pantry"])
    other = world.need(care["client"], NeedDomain.TRANSPORT)
    rows = Referral.objects.filter(pk=row.pk)
    for change in (
        {"status": "completed", "outcome": "helped"},
        {"receiver": care["shelter"]},
        {"need": other},
        {"recorded_by": care["pantry"]},
    ):
        with (
            world.as_(care["volunteer"]),
            pytest.raises((InternalError, IntegrityError)),
            transaction.atomic(),
        ):
            rows.update(**change)
    with world.as_(care["stranger"]):
        assert rows.update(note="mine") == 0
    with world.as_(care["volunteer"]):
        assert rows.delete()[0] == 0


def test_sending_needs_a_consent_and_says_which(world: World, care: dict[str, Any]) -> None:
    client = world.client(care["hospital"])
    need = world.need(client)
    with world.as_(care["navigator"]):
        with pytest.raises(actions.ConsentNeeded) as refusal:
            actions.send(by=care["navigator"], client=client, need=need, service=care["service"])
        assert refusal.value.recipient == care["pantry"]
        assert refusal.value.category == "social"
        with pytest.raises(actions.ConsentNeeded) as refusal:
            actions.send(by=care["navigator"], client=client, need=need)
        assert refusal.value.recipient is None
        assert not Referral.objects.exists()


def test_a_sensitive_need_never_follows_from_a_general_consent(world: World, care: dict[str, Any]) -> None:
    need = world.need(care["client"], NeedDomain.SUBSTANCE_USE)
    service = world.service(care["pantry"], NeedDomain.SUBSTANCE_USE)
    with world.as_(care["navigator"]), pytest.raises(actions.ConsentNeeded) as refusal:
        actions.send(by=care["navigator"], client=care["client"], need=need, service=service)
    assert refusal.value.category == "substance_use"


def test_a_second_one_for_the_same_need_and_a_full_service_ask_for_a_tick(
    world: World, care: dict[str, Any]
) -> None:
    by, facts = care["navigator"], {"client": care["client"], "need": care["need"]}
    full = world.service(care["pantry"], NeedDomain.FOOD, capacity="no-capacity")
    with world.as_(by):
        actions.send(by=by, service=care["service"], **facts)
        with pytest.raises(actions.TickNeeded) as refusal:
            actions.send(by=by, service=full, **facts)
        assert [one.code for one in refusal.value.cautions] == ["same-need", "no-capacity"]
        actions.send(by=by, service=full, anyway=True, **facts)
        assert Referral.objects.count() == 2


def test_the_same_form_twice_is_one_referral(world: World, care: dict[str, Any]) -> None:
    by, number = care["navigator"], uuid.uuid4()
    facts = {"client": care["client"], "need": care["need"], "service": care["service"], "submission": number}
    with world.as_(by):
        first = actions.send(by=by, **facts)
        again = actions.send(by=by, **facts)
        assert first.pk == again.pk
        assert Referral.objects.count() == 1
        assert Act.objects.filter(subject_id=first.pk).count() == 1


def test_an_outsider_a_withdrawn_member_and_a_stranger_to_the_alliance_receive_nothing(
    world: World, care: dict[str, Any]
) -> None:
    outside = world.organisation("Outside", member=False)
    by = care["navigator"]
    for service in (world.service(outside, NeedDomain.FOOD), _unpartnered(world)):
        with world.as_(by), pytest.raises(Refused):
            actions.send(by=by, client=care["client"], need=care["need"], service=service)


def _unpartnered(world: World):
    from commonweal.directory.models import Provider, Service

    with maintenance():
        provider = Provider.objects.create(alliance=world.alliance, name="Not with us")
        return Service.objects.create(
            alliance=world.alliance, provider=provider, name="Elsewhere", domains=["food"]
        )


def test_open_to_all_goes_to_who_accepts_first(world: World, care: dict[str, Any]) -> None:
    kitchen = world.service(care["shelter"], NeedDomain.FOOD)
    with world.as_(care["navigator"]):
        row = actions.send(by=care["navigator"], client=care["client"], need=care["need"])
        assert row.receiver_id is None
    with world.as_(care["stranger"]):
        taken = actions.accept(by=care["stranger"], referral=row)
        assert (taken.receiver, taken.service) == (care["shelter"], kitchen)
    with world.as_(care["volunteer"]), pytest.raises((Refused, NotAllowed)):
        actions.accept(by=care["volunteer"], referral=row)


def test_who_offers_nothing_for_the_need_takes_no_open_referral(world: World, care: dict[str, Any]) -> None:
    row = world.referral(care["need"])
    with world.as_(care["stranger"]), pytest.raises(NotAllowed):
        actions.accept(by=care["stranger"], referral=row)
    with world.as_(care["volunteer"]):
        with pytest.raises(Refused):
            actions.decline(by=care["volunteer"], referral=row, code="other", reason="Not us.")
        with pytest.raises(Refused):
            actions.cancel(by=care["volunteer"], referral=row, code="other", reason="Not us.")


def test_confirming_resolves_the_need_only_when_helped_and_only_once(
    world: World, care: dict[str, Any]
) -> None:
    by = care["navigator"]
    row = world.referral(care["need"], care["pantry"], status="completed", outcome="helped")
    with world.as_(by):
        actions.confirm(by=by, referral=row)
        care["need"].refresh_from_db()
        assert care["need"].status == "resolved"
        assert care["need"].changes.count() == 1
        with pytest.raises(Refused):
            actions.confirm(by=by, referral=row)
    with world.as_(care["volunteer"]), pytest.raises(NotAllowed):
        actions.confirm(by=care["volunteer"], referral=row)


def test_rerouting_keeps_the_chain_and_the_old_one_as_it_is(world: World, care: dict[str, Any]) -> None:
    by = care["navigator"]
    kitchen = world.service(care["shelter"], NeedDomain.FOOD)
    old = world.referral(care["need"], care["pantry"], status="rejected", note="Two children.")
    with world.as_(by):
        new = actions.reroute(by=by, referral=old, service=kitchen)
        assert (new.reroutes, new.receiver, new.note) == (old, care["shelter"], "Two children.")
        old.refresh_from_db()
        assert old.status == "rejected"
        with pytest.raises(Refused):
            actions.reroute(by=by, referral=old, service=kitchen)


def test_an_unanswered_one_can_be_sent_on_when_overdue_and_then_not_accepted(
    world: World, care: dict[str, Any]
) -> None:
    from datetime import timedelta

    from django.utils import timezone

    by = care["navigator"]
    kitchen = world.service(care["shelter"], NeedDomain.FOOD)
    fresh = world.referral(care["need"], care["pantry"])
    late = world.referral(care["need"], care["pantry"], answer_due_at=timezone.now() - timedelta(hours=1))
    with world.as_(by):
        with pytest.raises(Refused):
            actions.reroute(by=by, referral=fresh, service=kitchen, anyway=True)
        actions.reroute(by=by, referral=late, service=kitchen, anyway=True)
        late.refresh_from_db()
        assert late.status == "requested"
    with world.as_(care["volunteer"]), pytest.raises(Refused, match="already sent"):
        actions.accept(by=care["volunteer"], referral=late)


def test_a_hub_keeps_its_parent_in_progress_when_a_child_is_declined(
    world: World, care: dict[str, Any]
) -> None:
    hub, shelter = care["volunteer"], care["stranger"]
    kitchen = world.service(care["shelter"], NeedDomain.FOOD)
    hub = world.seat(care["pantry"], "navigator")
    parent = world.referral(care["need"], care["pantry"], status="accepted")
    with world.as_(hub):
        child = actions.pass_onward(by=hub, referral=parent, service=kitchen)
        parent.refresh_from_db()
        assert (child.parent, child.recorded_by, parent.status) == (parent, care["pantry"], "in-progress")
    with world.as_(shelter):
        actions.decline(by=shelter, referral=child, code="no-capacity", reason="Full.")
    with world.as_(hub):
        parent.refresh_from_db()
        assert parent.status == "in-progress"
        second = actions.reroute(by=hub, referral=child, service=kitchen)
        assert (second.parent, second.reroutes) == (parent, child)


def test_places_move_with_acceptance_and_end(world: World, care: dict[str, Any]) -> None:
    by = care["volunteer"]
    beds = world.service(
        care["pantry"],
        NeedDomain.FOOD,
        moves_with_referrals=True,
        places_available=1,
        places_maximum=2,
        capacity="capacity",
    )
    first, second = (world.referral(care["need"], care["pantry"], service=beds) for _ in range(2))
    with world.as_(by):
        actions.accept(by=by, referral=first)
        beds.refresh_from_db()
        assert (beds.places_available, beds.capacity) == (0, "no-capacity")
        actions.accept(by=by, referral=second, waitlist=True)
        actions.complete(by=by, referral=first, outcome=Outcome.HELPED, what_was_done="A bed.")
        beds.refresh_from_db()
        assert (beds.places_available, beds.capacity) == (1, "capacity")
        actions.start(by=by, referral=second)
        beds.refresh_from_db()
        assert beds.places_available == 0
        actions.cancel(by=by, referral=second, code="other", reason="Moved away.")
        beds.refresh_from_db()
        assert beds.places_available == 1


def test_several_answers_each_reported_by_itself(world: World, care: dict[str, Any]) -> None:
    by = care["volunteer"]
    rows = [
        world.referral(care["need"], care["pantry"]),
        world.referral(care["need"], care["pantry"], status="cancelled"),
        world.referral(care["need"], care["shelter"]),
        world.referral(care["need"], care["pantry"]),
    ]
    with world.as_(by):
        answered = actions.accept_several(by=by, referrals=rows)
    assert [bool(one.refusal) for one in answered] == [False, True, True, False]
    with maintenance():
        assert sorted(Referral.objects.values_list("status", flat=True)) == [
            "accepted",
            "accepted",
            "cancelled",
            "requested",
        ]


def test_assignment_stays_inside_the_organisation(world: World, care: dict[str, Any]) -> None:
    from commonweal.access.models import Person

    by = care["volunteer"]
    row = world.referral(care["need"], care["pantry"], status="accepted")
    colleague = Person.objects.get(pk=world.seat(care["pantry"], "intake_worker").person_id)
    looker = Person.objects.get(pk=world.seat(care["pantry"], "viewer").person_id)
    elsewhere = Person.objects.get(pk=care["stranger"].person_id)
    with world.as_(by):
        assert actions.assign(by=by, referral=row, person=colleague).assigned_to == colleague
        for other in (looker, elsewhere):
            with pytest.raises(Refused):
                actions.assign(by=by, referral=row, person=other)
        assert actions.assign(by=by, referral=row, person=None).assigned_to is None


def test_a_day_to_finish_by_lies_ahead_and_not_in_another_century(world: World, care: dict[str, Any]) -> None:
    from datetime import UTC, datetime, timedelta

    from django.utils import timezone

    by = care["volunteer"]
    row = world.referral(care["need"], care["pantry"], status="accepted")
    with world.as_(by):
        due = timezone.now() + timedelta(days=3)
        assert actions.set_finish_due(by=by, referral=row, due=due).finish_due_at == due
        for year in (1900, 2100):
            with pytest.raises(Refused):
                actions.set_finish_due(by=by, referral=row, due=datetime(year, 1, 1, tzinfo=UTC))


def test_a_revoked_consent_ends_what_the_receiver_sees_no_more(
    world: World, care: dict[str, Any], mailoutbox: list, django_capture_on_commit_callbacks
) -> None:
    from commonweal.clients.actions import revoke_consent
    from commonweal.referrals.models import Notice

    with maintenance():
        care["pantry"].contact_email = "pantry@example.org"
        care["pantry"].save()
    row = world.referral(care["need"], care["pantry"], status="accepted")
    kept = world.referral(care["need"], care["shelter"])
    over = world.referral(care["need"], care["pantry"], status="completed")
    by = care["navigator"]
    with django_capture_on_commit_callbacks(execute=True), world.as_(by):
        revoke_consent(by=by, consent=care["client"].consents.get(), recipient_id=care["pantry"].pk)
        row.refresh_from_db()
        assert (row.status, row.reason) == ("cancelled", "The person withdrew their consent")
        assert Move.objects.get(referral=row).before == "accepted"
        assert {Referral.objects.get(pk=one.pk).status for one in (kept, over)} == {"requested", "completed"}
        assert actions.withdraw_unseen(by=by, client_id=care["client"].pk) == 0
        assert not Notice.objects.exists()
    volunteer = care["volunteer"]
    with world.as_(volunteer):
        assert not Referral.objects.exists()
        notice = Notice.objects.get()
        assert "Hospital" in notice.text
        actions.read_notice(by=volunteer, notice=notice)
    (message,) = mailoutbox
    assert message.to == ["pantry@example.org"]
    for told in (notice.text, message.subject, message.body, message.alternatives[0].content):
        assert care["client"].family_name not in told
        assert "food" not in told.lower()
