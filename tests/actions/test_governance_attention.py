"""What conflicts, risks and promises need somebody for; and what nobody can do to them."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from django.utils import timezone

from commonweal.access import NotAllowed, Refused
from commonweal.database import clock
from commonweal.database.identity import maintenance
from commonweal.governance.actions import bodies, conflicts, promises, risks
from commonweal.governance.models import Conflict, PartnerReview, Promise, Risk
from commonweal.partners.models import Alliance, Seat
from tests.factories.attention import attention_of
from tests.factories.boundaries import Signed

attention = attention_of("governance")

pytestmark = pytest.mark.django_db


@pytest.fixture
def signed() -> Signed:
    return Signed()


def needs(signed: Signed, actor) -> list[str]:
    with signed.world.as_(actor):
        return sorted(item.key.split(":")[0] for item in attention(actor, clock.now()))


def test_a_conflict_past_its_clock_needs_those_named_and_nobody_else(signed: Signed) -> None:
    by = signed.lead(0)
    with signed.world.as_(by):
        conflicts.raise_conflict(by=by, title="Late", topic="money", with_whom=[signed.organisations[1].pk])
    assert needs(signed, by) == []
    with maintenance():
        Conflict.objects.update(due_at=timezone.now() - timedelta(days=1))
    assert needs(signed, by) == needs(signed, signed.lead(1)) == ["conflict-clock"]
    assert needs(signed, signed.lead(2)) == needs(signed, signed.office) == []


def test_a_year_without_a_conflict_is_itself_a_warning(signed: Signed) -> None:
    board = signed.world.seat(signed.organisations[2], "board_member")
    assert needs(signed, board) == []
    with maintenance():
        Alliance.objects.update(created_at=timezone.now() - timedelta(days=400))
    assert needs(signed, board) == needs(signed, signed.office) == ["conflict-silence"]
    assert needs(signed, signed.lead(0)) == []
    by = signed.lead(0)
    with signed.world.as_(by):
        conflicts.raise_conflict(
            by=by, title="At last", topic="other", with_whom=[signed.organisations[1].pk]
        )
    assert needs(signed, board) == [], "somebody raised one; the board is not told who"


def test_only_the_steps_of_the_ladder_in_their_order(signed: Signed) -> None:
    by = signed.lead(0)
    with signed.world.as_(by):
        row = conflicts.raise_conflict(
            by=by, title="Late", topic="money", with_whom=[signed.organisations[1].pk]
        )
        with pytest.raises(Refused, match="last step"):
            conflicts.close(by=by, conflict=row, outcome="parted", text="We go")
        with pytest.raises(Refused, match="at least one person"):
            conflicts.move_up(by=by, conflict=row, reason="x", handlers=[])
        own = Seat.objects.select_related("person").get(pk=signed.lead(1).seat_id)
        with pytest.raises(Refused, match="party cannot handle"):
            conflicts.move_up(by=by, conflict=row, reason="x", handlers=[own])
        with pytest.raises(Refused, match="with whom"):
            conflicts.raise_conflict(by=by, title="Me", topic="money", with_whom=[by.organisation_id])
    with signed.world.as_(signed.lead(1)), pytest.raises(Refused, match="Only whoever raised"):
        office = Seat.objects.select_related("person").get(pk=signed.office.seat_id)
        conflicts.move_up(by=signed.lead(1), conflict=row, reason="x", handlers=[office])
        with signed.world.as_(signed.office):
            conflicts.close(by=signed.office, conflict=row, outcome="withdrawn", text="x")


def test_the_body_of_a_step_handles_it_without_the_parties(signed: Signed) -> None:
    world, by = signed.world, signed.lead(0)
    clinic = world.organisation("Clinic")
    neutral, viewer = world.seat(clinic, "analyst"), world.seat(clinic, "viewer")
    board_member = world.seat(world.organisation(), "board_member")
    with world.as_(signed.office):
        committee = bodies.set_up(by=signed.office, kind="executive", name="Executive committee")
        ethics = bodies.set_up(by=signed.office, kind="working", name="Ethics group")
        for body, holder in ((committee, by), (committee, neutral), (ethics, viewer)):
            seat = bodies.add_seat(by=signed.office, body=body, organisation=holder.organisation_id)
            bodies.seat_person(by=signed.office, seat=seat, person=holder.person_id)
    with world.as_(by):
        row = conflicts.raise_conflict(
            by=by, title="Late", topic="money", with_whom=[signed.organisations[1].pk]
        )
        judge = Seat.objects.select_related("person", "organisation").get(pk=board_member.seat_id)
        conflicts.move_up(by=by, conflict=row, reason="No answer", handlers=[judge])
        # The committee handles the next step, whoever is named: without the hospital, which is a party.
        conflicts.move_up(by=by, conflict=row, reason="Still none", handlers=[judge])
        named = Conflict.objects.get().people.filter(part="handler", until=None)
        assert [one.person_id for one in named] == [neutral.person_id]
        assert "Handled by the Executive committee." in Conflict.objects.get().moves.last().text
    with world.as_(board_member):
        assert not Conflict.objects.exists(), "who handled the step before sees it no more"
    with world.as_(neutral):
        conflicts.note(by=neutral, conflict=Conflict.objects.get(), kind="fact", text="We heard both.")
    with world.as_(by), pytest.raises(NotAllowed):
        conflicts.choose_bodies(by=by, bodies={"board": ethics})
    with world.as_(signed.office):
        conflicts.choose_bodies(by=signed.office, bodies={"board": ethics, "exit": ethics})
        conflicts.choose_bodies(by=signed.office, bodies={"board": ethics, "exit": None})
    with world.as_(neutral):
        conflicts.move_up(by=neutral, conflict=Conflict.objects.get(), reason="The board's to say")
        assert not Conflict.objects.exists()
    with world.as_(viewer):
        assert Conflict.objects.get().step == "board"
        with pytest.raises(Refused, match="at least one person"):
            conflicts.move_up(by=viewer, conflict=Conflict.objects.get(), reason="No board sits here")


def test_a_risk_unreviewed_needs_whoever_minds_it(signed: Signed) -> None:
    by, minds = signed.lead(0), signed.lead(1)
    with signed.world.as_(by):
        seat = Seat.objects.select_related("person").get(pk=minds.seat_id)
        content = risks.Content("risk", "Money ends", 4, 4, "share", seat)
        row = risks.record(by=by, content=content)
        with pytest.raises(Refused, match="1 to 5"):
            risks.review(by=by, risk=row, likelihood=6, impact=1, text="x")
    assert needs(signed, minds) == []
    with maintenance():
        Risk.objects.update(review_on=timezone.localdate() - timedelta(days=2))
    assert needs(signed, minds) == needs(signed, signed.office) == ["risk-unreviewed"]
    assert needs(signed, by) == []
    with signed.world.as_(minds):
        risks.review(by=minds, risk=row, likelihood=2, impact=4, text="Better")
    assert needs(signed, minds) == []
    viewer = signed.world.seat(signed.organisations[0], "viewer")
    with signed.world.as_(viewer), pytest.raises(NotAllowed):
        risks.close(by=viewer, risk=row, reason="x")
    with pytest.raises(IntegrityError), transaction.atomic(), maintenance():
        Risk.objects.update(likelihood=9)


def test_a_promise_late_a_review_unanswered_and_who_may_say_what(signed: Signed) -> None:
    hospital, pantry, _ = signed.organisations
    today = timezone.localdate()
    with signed.world.as_(signed.office):
        row = promises.promise(
            by=signed.office,
            organisation=hospital,
            text="A room",
            source="meeting",
            due=today - timedelta(days=3),
        )
    with signed.world.as_(signed.lead(1)), pytest.raises(NotAllowed):
        promises.promise(by=signed.lead(1), organisation=hospital, text="More", source="meeting", due=today)
    assert needs(signed, signed.lead(0)) == needs(signed, signed.office) == ["promise-late"]
    with signed.world.as_(signed.lead(1)):
        review = promises.review(
            by=signed.lead(1),
            organisation=hospital,
            first=today - timedelta(days=300),
            last=today,
            text="Slow",
        )
        assert (review.kept, review.late) == (0, 1)
        with pytest.raises(NotAllowed):
            promises.own_say(by=signed.lead(1), review=review, text="They are fine")
        # Beneath the actions too: the words of a partner are written by its own people.
        assert PartnerReview.objects.filter(pk=review.pk).update(text="changed") == 0
    assert needs(signed, signed.lead(0)) == ["promise-late", "review-unanswered"]
    with signed.world.as_(signed.lead(0)):
        promises.own_say(by=signed.lead(0), review=review, text="No analyst")
        promises.keep(by=signed.lead(0), promise=Promise.objects.get(pk=row.pk), done=today)
        with pytest.raises(Refused):
            promises.own_say(by=signed.lead(0), review=review, text="Again")
        with pytest.raises(DatabaseError), transaction.atomic():
            promises.ValueEntry.objects.create(
                alliance_id=signed.office.alliance_id, organisation=pantry, partner=hospital, text="Great",
                person_name="N",
            )  # fmt: skip
    assert needs(signed, signed.lead(0)) == []


def test_all_of_it_is_asked_in_one_query(signed: Signed, django_assert_num_queries) -> None:
    for actor in (signed.office, signed.lead(0), signed.world.seat(signed.organisations[0], "board_member")):
        with signed.world.as_(actor), django_assert_num_queries(1):
            attention(actor, clock.now())
