"""Putting aside, handing over, the weekly letter, and the numbers an alliance chooses."""

from __future__ import annotations

from datetime import datetime, timedelta
from importlib import import_module
from zoneinfo import ZoneInfo

import pytest
from django.core import mail
from django.db import DatabaseError, connection, transaction

from commonweal.access import Actor, NotAllowed, Refused
from commonweal.audit.models import Act
from commonweal.components.attention import Attention
from commonweal.database import clock
from commonweal.database.identity import maintenance
from commonweal.helm import actions, queries, tasks
from commonweal.helm.models import Digest, HandedOver, PutAside
from commonweal.helm.thresholds import RESPONSE
from commonweal.partners.models import Alliance, Seat
from commonweal.partners.queries import actor_on
from tests.factories.plans import TODAY, Plan

pytestmark = pytest.mark.django_db
LATE = {"starts": TODAY - timedelta(days=30), "due": TODAY - timedelta(days=3)}


@pytest.fixture
def plan() -> Plan:
    return Plan()


def shown(plan: Plan, by: Actor) -> dict[str, str]:
    """What the home page shows this actor: audience by key."""
    with plan.world.as_(by):
        groups = queries.what_needs_somebody(by, clock.now())
        return {one.item.key: group.audience for group in groups for one in group.items}


def late(plan: Plan) -> str:
    """An action past its day; the key of what it says."""
    row = plan.action(**LATE)
    return next(key for key in shown(plan, plan.lead) if str(row.pk) in key)


def anew(actor: Actor) -> Actor:
    """The same, as their next request finds them."""
    found = actor_on(actor.seat_id)
    assert found is not None
    return found


def seat_of(actor: Actor) -> Seat:
    return Seat.objects.get(pk=actor.seat_id)


def test_what_is_put_aside_is_hidden_until_its_day_and_only_from_that_seat(
    plan: Plan, monkeypatch: pytest.MonkeyPatch
) -> None:
    colleague = plan.world.seat(plan.hospital, "partner_lead")
    key = late(plan)
    until = TODAY + timedelta(days=5)
    with plan.world.as_(plan.lead):
        actions.put_aside(by=plan.lead, key=key, until=until, reason=" Ana is away ")
    assert key not in shown(plan, plan.lead)
    assert key in shown(plan, colleague) and key in shown(plan, plan.office)
    real = clock.now
    monkeypatch.setattr(clock, "now", lambda: real() + timedelta(days=6))
    assert key in shown(plan, plan.lead)
    with maintenance():
        assert Act.objects.get(kind="attention.put-aside").details["reason"] == "Ana is away"


def test_putting_aside_too_long_or_without_reason_keeps_nothing(plan: Plan) -> None:
    key = late(plan)
    for until, reason in ((TODAY + timedelta(days=200), "x"), (TODAY + timedelta(days=5), " ")):
        with plan.world.as_(plan.lead), pytest.raises(Refused):
            actions.put_aside(by=plan.lead, key=key, until=until, reason=reason)
    with maintenance():
        assert not PutAside.objects.exists()


def test_it_ends_with_its_fact_even_while_put_aside(plan: Plan) -> None:
    key = late(plan)
    with plan.world.as_(plan.lead):
        actions.put_aside(by=plan.lead, key=key, until=TODAY + timedelta(days=5), reason="Later")
        actions.take_up(by=plan.lead, key=key)
    assert key in shown(plan, plan.lead)
    with maintenance():
        from commonweal.plans.models import Action

        Action.objects.update(done_at=clock.now(), evidence="Called")
    assert key not in shown(plan, plan.lead)


def test_what_is_handed_over_stands_first_for_the_colleague(plan: Plan) -> None:
    colleague = plan.world.seat(plan.hospital, "partner_lead")
    key = late(plan)
    assert shown(plan, colleague)[key] != "me"
    with plan.world.as_(plan.lead):
        found = {one.seat_id for one in queries.colleagues(plan.lead)}
        assert found == {colleague.seat_id, plan.analyst.seat_id}
        actions.hand_over(by=plan.lead, key=key, to=seat_of(colleague), note="You know them")
    assert shown(plan, colleague)[key] == "me"
    assert shown(plan, plan.lead)[key] == "organisation"
    with plan.world.as_(colleague):
        items = [one for group in queries.what_needs_somebody(colleague, clock.now()) for one in group.items]
        given = next(one.handed for one in items if one.item.key == key)
        assert given is not None and given.note == "You know them" and not given.by_me
    with plan.world.as_(plan.lead):
        actions.take_up(by=plan.lead, key=key)
    assert shown(plan, plan.lead)[key] == "me"


def test_nothing_is_handed_to_another_organisation_not_even_by_the_database(plan: Plan) -> None:
    with plan.world.as_(plan.lead):
        for to in (plan.other, plan.lead):
            with pytest.raises(Refused):
                actions.hand_over(by=plan.lead, key="k", to=seat_of(to))
        row = {"person_name": "A", "to_name": "B", "key": "k"}
        with pytest.raises(DatabaseError), transaction.atomic():
            HandedOver.objects.create(seat_id=plan.lead.seat_id, to_id=plan.other.seat_id, **row)
        with pytest.raises(DatabaseError), transaction.atomic():
            HandedOver.objects.create(seat_id=plan.other.seat_id, to_id=plan.worker.seat_id, **row)
    with maintenance():
        assert not HandedOver.objects.exists()


def test_what_others_put_aside_and_hand_over_cannot_be_read(plan: Plan) -> None:
    colleague = plan.world.seat(plan.hospital, "partner_lead")
    third = plan.world.seat(plan.hospital, "partner_lead")
    with plan.world.as_(plan.lead):
        actions.put_aside(by=plan.lead, key="k", until=TODAY + timedelta(days=5), reason="Later")
        actions.hand_over(by=plan.lead, key="k", to=seat_of(colleague))
        actions.choose_digest(by=plan.lead, wanted=True, weekday=2, hour=7)
    for reader in (third, plan.office, plan.other):
        with plan.world.as_(reader):
            assert not PutAside.objects.exists() and not HandedOver.objects.exists()
            assert not Digest.objects.exists()
            assert not PutAside.objects.update(reason="Changed") and not HandedOver.objects.all().delete()[0]
    with plan.world.as_(colleague):
        assert HandedOver.objects.count() == 1 and not PutAside.objects.exists()


@pytest.fixture
def monday(monkeypatch: pytest.MonkeyPatch) -> datetime:
    """Monday at half past eight in the alliance's time zone, for all that asks the clock."""
    with maintenance():
        zone = ZoneInfo(Alliance.objects.order_by("-created_at").values_list("timezone", flat=True)[0])
    day = TODAY + timedelta(days=(7 - TODAY.weekday()) % 7)
    at = datetime.combine(day, datetime.min.time(), zone).replace(hour=8, minute=30)
    monkeypatch.setattr(clock, "now", lambda: at)
    return at


def test_the_letter_goes_out_once_when_due_in_its_readers_own_sight(
    plan: Plan, monday: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan.action(title="Only for the hospital’s lead", **LATE)
    assert tasks.send(plan.lead.seat_id, plan.lead.person_id)
    assert not tasks.send(plan.lead.seat_id, plan.lead.person_id)
    assert tasks.send(plan.worker.seat_id, plan.worker.person_id)
    lead, worker = mail.outbox
    assert "Only for the hospital’s lead" in lead.body and "Only for the hospital’s lead" not in worker.body
    assert lead.alternatives[0][1] == "text/html" and "<mjml" not in lead.alternatives[0][0]
    monkeypatch.setattr(clock, "now", lambda: monday + timedelta(days=7))
    assert tasks.send(plan.lead.seat_id, plan.lead.person_id)


def test_no_letter_for_whom_it_is_not_wanted_not_due_or_not_theirs(plan: Plan, monday: datetime) -> None:
    with plan.world.as_(plan.lead):
        actions.choose_digest(by=plan.lead, wanted=False, weekday=0, hour=8)
    with plan.world.as_(plan.office):
        actions.choose_digest(by=plan.office, wanted=True, weekday=3, hour=8)
    assert not tasks.send(plan.lead.seat_id, plan.lead.person_id)
    assert not tasks.send(plan.office.seat_id, plan.office.person_id)
    assert not tasks.send(plan.other.seat_id, plan.lead.person_id), "somebody else's seat"
    assert not mail.outbox


def test_a_mail_server_that_is_away_leaves_the_letter_due(
    plan: Plan, monday: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(_self: object) -> None:
        raise ConnectionRefusedError

    with monkeypatch.context() as broken:
        broken.setattr("django.core.mail.EmailMultiAlternatives.send", away)
        assert not tasks.send(plan.lead.seat_id, plan.lead.person_id)
    assert tasks.send(plan.lead.seat_id, plan.lead.person_id)


def test_the_alliance_chooses_its_own_numbers_within_bounds(plan: Plan) -> None:
    with plan.world.as_(plan.office):
        for value, reason in ((10, "Few"), (70, " ")):
            with pytest.raises(Refused):
                actions.choose_threshold(by=plan.office, threshold=RESPONSE, value=value, reason=reason)
        actions.choose_threshold(by=plan.office, threshold=RESPONSE, value=75, reason="We can")
        assert anew(plan.office).numbers == {"response": 75}
    with plan.world.as_(plan.lead):
        assert queries.thresholds_of(anew(plan.lead))[RESPONSE] == 75
        (chosen,) = [one for one in queries.limits(plan.lead) if one.at is not None]
        assert (chosen.threshold, chosen.reason, chosen.by) == (RESPONSE, "We can", plan.office.person_name)
        assert not Alliance.objects.filter(pk=plan.world.alliance.pk).update(numbers={}), (
            "the database says so, too"
        )
        with pytest.raises(NotAllowed):
            actions.choose_threshold(by=plan.lead, threshold=RESPONSE, value=80, reason="No")
    stranger = Plan()
    with stranger.world.as_(stranger.office):
        assert queries.thresholds_of(anew(stranger.office))[RESPONSE] == 60


def test_what_alliances_chose_before_moved_into_their_rows(plan: Plan) -> None:
    moved = import_module("commonweal.helm.migrations.0004_numbers_of_the_alliance").MOVE
    with maintenance(), connection.cursor() as cursor:
        cursor.execute(
            "create temporary table helm_thresholdchosen on commit drop as select %s::uuid as alliance_id, "
            "'ties' as name, 90 as value, 'We are few' as reason, 'Ana' as person_name, now() as chosen_at",
            [plan.world.alliance.pk],
        )
        cursor.execute(moved)
    with plan.world.as_(plan.lead):
        (chosen,) = [one for one in queries.limits(plan.lead) if one.at is not None]
        assert (chosen.threshold.key, chosen.value, chosen.reason, chosen.by) == (
            "ties",
            90,
            "We are few",
            "Ana",
        )


def test_every_room_says_what_needs_somebody_in_whole_sentences(plan: Plan) -> None:
    plan.action(**LATE)
    with plan.world.as_(plan.lead):
        items = queries.everything(plan.lead, clock.now())
    assert items and all(isinstance(one, Attention) and one.why and one.next_url for one in items)
    keys = [one.key for one in items]
    assert len(set(keys)) == len(keys)
    assert all(len(key) <= PutAside._meta.get_field("key").max_length for key in keys)
