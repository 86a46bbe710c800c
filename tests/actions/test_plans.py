"""Acts on plans: promises, circles, prediction before result, reviews, evaluations, lessons; and what the database
refuses whoever asks."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from decimal import Decimal

import numpy as np
import pytest
from django.core import mail
from django.db import Error, connection, transaction

from commonweal.access import NotAllowed, Refused
from commonweal.audit.models import Act
from commonweal.components import reviewing
from commonweal.components.resembling import resembling
from commonweal.components.reviewing import Line, Section
from commonweal.database import clock
from commonweal.database.identity import NOBODY, Identity, acting, maintenance
from commonweal.partners.models import Seat
from commonweal.performance.queries import steering_of
from commonweal.plans import actions
from commonweal.plans.models import Action, Dependency, Idea, Report, Review, Test
from commonweal.plans.queries import actions as reads
from commonweal.plans.rules.actions import Kind
from commonweal.plans.rules.tests import Decision
from tests.factories.attention import attention_of
from tests.factories.plans import TODAY, Plan, month_of

attention = attention_of("plans")

pytestmark = pytest.mark.django_db


@pytest.fixture
def plan() -> Plan:
    return Plan()


def keys(plan: Plan, by, days: int = 0) -> set[str]:
    with plan.world.as_(by):
        return {item.key.partition(":")[0] for item in attention(by, clock.now() + timedelta(days=days))}


def test_an_action_from_promise_to_evidence(plan: Plan) -> None:
    row = plan.action()
    with plan.world.as_(plan.lead):
        actions.report(by=plan.lead, action=row, kind=Kind.BEGUN)
        actions.report(by=plan.lead, action=row, kind=Kind.BLOCKED, text="The list is in another system.")
        moved = actions.move(
            by=plan.lead, action=row, due=TODAY + timedelta(days=90), reason="The list came late."
        )
        assert (moved.due, moved.first_due) == (TODAY + timedelta(days=90), TODAY + timedelta(days=60))
        with pytest.raises(Refused, match="what shows"):
            actions.report(by=plan.lead, action=row, kind=Kind.DONE, text=" ")
        actions.report(by=plan.lead, action=row, kind=Kind.DONE, text="312 of 340 were called in April.")
        row.refresh_from_db()
        assert row.done_at and not row.blocked_at and row.evidence.startswith("312")
        with pytest.raises(Refused, match="closed"):
            actions.move(by=plan.lead, action=row, due=TODAY + timedelta(days=99), reason="x")
        assert [one.kind for one in row.reports.all()] == ["done", "moved", "blocked", "begun"]
    with plan.world.as_(plan.office):
        acts = Act.objects.filter(alliance_id=plan.world.alliance.pk).values_list("kind", flat=True)
        assert set(acts) >= {"action.written", "action.date-moved", "action.reported"}


def test_who_may_do_what_with_an_action(plan: Plan) -> None:
    row = plan.action()
    with plan.world.as_(plan.worker):
        with pytest.raises(NotAllowed):
            actions.report(by=plan.worker, action=row, kind=Kind.ON_TRACK)
        with pytest.raises(NotAllowed):
            actions.move(by=plan.worker, action=row, due=TODAY, reason="x")
        with pytest.raises(NotAllowed):
            actions.give(
                by=plan.worker, action=row, organisation=plan.hospital.pk, kind="hours", amount=Decimal(5)
            )
        actions.give(by=plan.worker, action=row, organisation=plan.pantry.pk, kind="hours", amount=Decimal(5))
    with plan.world.as_(plan.lead):
        actions.add_helper(by=plan.lead, action=row, organisation=plan.pantry.pk, does="calls")
        with pytest.raises(Refused, match="already"):
            actions.add_helper(by=plan.lead, action=row, organisation=plan.pantry.pk)
        with pytest.raises(Refused, match="answers"):
            actions.add_helper(by=plan.lead, action=row, organisation=plan.hospital.pk)
        with pytest.raises(Refused, match="Say how much"):
            actions.give(by=plan.lead, action=row, organisation=plan.hospital.pk, kind="money")
    with maintenance():
        Action.objects.filter(pk=row.pk).update(heard_at=clock.now() - timedelta(days=9))
    with plan.world.as_(plan.worker):
        actions.report(by=plan.worker, action=row, kind=Kind.ON_TRACK)  # its organisation helps now
        row.refresh_from_db()
        assert row.heard_at < clock.now() - timedelta(days=8), "a helper's word is not the owner's"


def test_no_circle_by_rule_and_by_the_database(plan: Plan) -> None:
    a, b, c = (plan.action(title=title) for title in ("A", "B", "C"))
    with plan.world.as_(plan.office):
        actions.link(by=plan.office, action=a, on=b.pk)
        actions.link(by=plan.office, action=b, on=c.pk)
        with pytest.raises(Refused, match="“A” waits for “B” waits for “C”"):
            actions.link(by=plan.office, action=c, on=a.pk)
        with pytest.raises(Error, match="circle"), transaction.atomic():
            Dependency.objects.create(action=c, on=a)
        with pytest.raises(Error), transaction.atomic():
            Dependency.objects.create(action=c, on=c)
        with pytest.raises(Refused, match="“B”, which is not done"):
            actions.report(by=plan.office, action=a, kind=Kind.DONE, text="Look.")
        actions.unlink(by=plan.office, action=a, on=b.pk)
        actions.report(by=plan.office, action=a, kind=Kind.DONE, text="Look.")


def test_what_was_said_stays(plan: Plan) -> None:
    row = plan.action()
    with plan.world.as_(plan.lead):
        actions.report(by=plan.lead, action=row, kind=Kind.NOTE, text="So far so good.")
        assert Report.objects.update(text="Perfect.") == 0
        assert Report.objects.all()._raw_delete("default") == 0
        for change in (
            lambda: Action.objects.filter(pk=row.pk).update(first_due=TODAY + timedelta(days=300)),
            lambda: Action.objects.filter(pk=row.pk).update(done_at=clock.now()),
        ):
            with pytest.raises(Error), transaction.atomic():
                change()


def test_an_owner_silent_for_45_days_and_late_and_blocked_actions(plan: Plan) -> None:
    row = plan.action(due=TODAY + timedelta(days=100))
    assert keys(plan, plan.lead) == set()
    assert keys(plan, plan.lead, 46) == {"action-silent"}
    assert keys(plan, plan.office, 46) == {"action-silent"}
    assert keys(plan, plan.other, 46) == set(), "another organisation's work"
    with plan.world.as_(plan.lead):
        actions.report(by=plan.lead, action=row, kind=Kind.BLOCKED, text="No money.")
    assert keys(plan, plan.lead, 1) == {"action-blocked"}
    with plan.world.as_(plan.lead):
        actions.report(by=plan.lead, action=row, kind=Kind.ON_TRACK)
    assert keys(plan, plan.lead, 40) == set()
    assert keys(plan, plan.lead, 101) == {"action-overdue"}


def test_the_plan_by_partner(plan: Plan) -> None:
    row = plan.action()
    with plan.world.as_(plan.office):
        actions.add_helper(by=plan.office, action=row, organisation=plan.pantry.pk)
        actions.give(
            by=plan.office, action=row, organisation=plan.pantry.pk, kind="money", amount=Decimal("500")
        )
        gift = actions.give(
            by=plan.office, action=row, organisation=plan.pantry.pk, kind="in_kind", text="a van"
        )
        actions.take_back(by=plan.office, resource=gift)
        first, second = reads.by_partner(plan.office)
        assert (first.name, len(first.owns)) == ("Riverside Health", 1)
        assert (second.name, len(second.helps), second.money, second.things) == ("Harvest Pantry", 1, 500, 0)


def test_asking_by_e_mail(plan: Plan, django_capture_on_commit_callbacks) -> None:
    row = plan.action()
    with django_capture_on_commit_callbacks(execute=True), plan.world.as_(plan.office):
        actions.ask_for_word(by=plan.office, action=row)
    (message,) = mail.outbox
    assert "How does “Call every no-show” stand?" in message.subject and "/plans/check-in/" in message.body
    with plan.world.as_(plan.other), pytest.raises(NotAllowed):
        actions.ask_for_word(by=plan.worker, action=row)


def test_asking_all_who_are_silent_or_late(plan: Plan, django_capture_on_commit_callbacks) -> None:
    silent, fresh = plan.action(title="Silent"), plan.action(title="Fresh")
    gone = plan.action(title="Gone", owner=plan.other)
    with maintenance():
        Action.objects.filter(pk__in=[silent.pk, gone.pk]).update(heard_at=clock.now() - timedelta(days=50))
        Seat.objects.filter(pk=plan.other.seat_id).update(period=("2020-01-01T00:00Z", "2020-02-01T00:00Z"))
    with django_capture_on_commit_callbacks(execute=True), plan.world.as_(plan.office):
        assert actions.ask_the_silent(by=plan.office) == 1
    (message,) = mail.outbox
    assert "Silent" in message.subject and fresh.title not in message.subject
    with plan.world.as_(plan.office), pytest.raises(Refused, match="within the last week"):
        actions.ask_the_silent(by=plan.office)


def test_prediction_first_and_never_after(plan: Plan) -> None:
    row = plan.test()
    with plan.world.as_(plan.lead):
        with pytest.raises(Refused, match="First write"):
            actions.decide(by=plan.lead, test=row, decision=Decision.ADOPT, reason="x")
        facts = {"title": row.title, "plan": row.plan, "starts": row.starts, "result_due": row.result_due}
        actions.change_plan(
            by=plan.lead, test=row, prediction="From 17 to 15 %", measure="no_show_rate", **facts
        )
        actions.write_result(
            by=plan.lead, test=row, result="14.8 %", study="Less than hoped", observed=Decimal("14.8")
        )
        with pytest.raises(Refused, match="stays as it was"):
            actions.change_plan(
                by=plan.lead, test=row, prediction="To 14.8 %", measure="no_show_rate", **facts
            )
        for changed in ({"prediction": "14.8 % exactly"}, {"result": "10 %"}, {"starts": TODAY}):
            with pytest.raises(Error, match="stand"), transaction.atomic():
                Test.objects.filter(pk=row.pk).update(**changed)
        actions.decide(by=plan.lead, test=row, decision=Decision.ADAPT, reason="Text twice.")
        with pytest.raises(Error, match="stands"), transaction.atomic():
            Test.objects.filter(pk=row.pk).update(decision="adopt")
        with pytest.raises(Refused, match="adopted"):
            actions.spread(by=plan.lead, test=row, to=plan.pantry.pk, since=TODAY)
    following = plan.test(earlier=row, title="Text twice")
    assert (following.cycle, following.earlier_id) == (2, row.pk)
    with pytest.raises(Refused, match="already"):
        plan.test(earlier=row)
    with plan.world.as_(plan.worker), pytest.raises(NotAllowed):
        actions.write_result(by=plan.worker, test=following, result="x", study="y")


def test_tests_that_need_somebody(plan: Plan) -> None:
    row = plan.test()
    assert "test-late" not in keys(plan, plan.lead)
    assert "test-late" in keys(plan, plan.lead, 8)
    with plan.world.as_(plan.lead):
        actions.write_result(by=plan.lead, test=row, result="14 %", study="As predicted")
    assert "test-decide" in keys(plan, plan.lead)
    with plan.world.as_(plan.lead):
        actions.decide(by=plan.lead, test=row, decision=Decision.ADOPT, reason="It works.")
        actions.spread(by=plan.lead, test=row, to=plan.pantry.pk, since=TODAY)
    assert "lesson-missing" not in keys(plan, plan.lead, 29)
    assert "lesson-missing" in keys(plan, plan.lead, 31)
    with plan.world.as_(plan.lead):
        lesson(plan, test=row)
    assert "lesson-missing" not in keys(plan, plan.lead, 31)


def lesson(plan: Plan, **facts):
    facts = {
        "title": "A text message the day before halves missed appointments",
        "verdict": "worked",
        "what": "Two clinics sent a text message to every patient the day before the visit.",
        "for_whom": "Adults with a mobile phone at two family clinics",
        "learned": "Messages in Spanish mattered most.",
        "evidence": "No-shows fell from 17 to 14 % in the process chart.",
    } | facts
    return actions.keep_lesson(by=plan.lead, **facts)


def test_ideas_through_an_open_door(plan: Plan) -> None:
    with plan.world.as_(plan.lead):
        door = actions.open_door(
            by=plan.lead, place="the lobby", audience="served", question="What would help?", until=TODAY
        )
    with acting(NOBODY):
        assert Idea.objects.count() == 0, "nobody sees nothing"
        actions.offer_through(door=door.pk, title="A bench at the bus stop", text="It is a long wait.")
        with pytest.raises(Error), transaction.atomic():
            Idea.objects.create(alliance=plan.world.alliance, door=door, title="Past the door")
    with plan.world.as_(plan.lead):
        (idea,) = Idea.objects.all()
        assert (idea.person_id, idea.person_name, idea.title) == (None, "", "A bench at the bus stop")
        assert "lobby" in idea.source
        actions.answer(by=plan.lead, idea=idea, answer="not_now", reason="The city builds one in May.")
        with pytest.raises(Refused, match="already"):
            actions.answer(by=plan.lead, idea=idea, answer="done", reason="x")
        actions.close_door(by=plan.lead, door=door)
    with acting(NOBODY), pytest.raises(Refused, match="no ideas now"):
        actions.offer_through(door=door.pk, title="Late")
    with plan.world.as_(plan.worker):
        offered = actions.offer(by=plan.worker, title="Ask for the bus ticket at intake")
    assert "ideas-waiting" not in keys(plan, plan.office, 20)
    assert "ideas-waiting" in keys(plan, plan.office, 22)
    plan.test(idea=offered)
    assert "ideas-waiting" not in keys(plan, plan.office, 22)


def test_a_door_takes_no_more_than_forty_an_hour(plan: Plan) -> None:
    with plan.world.as_(plan.lead):
        door = actions.open_door(by=plan.lead, place="x", audience="front_line", question="?", until=TODAY)
    with acting(NOBODY), connection.cursor() as cursor:
        cursor.execute(
            "select count(commonweal.offer_idea(%s, 'i', '')) from generate_series(1, 50)", [door.pk]
        )
        assert cursor.fetchone() == (40,)


def review(plan: Plan, **facts) -> Review:
    facts = {
        "title": "Spring review",
        "first": TODAY - timedelta(days=180),
        "last": TODAY,
        "meets_on": TODAY,
        "comments_until": TODAY,
    } | facts
    with plan.world.as_(plan.office):
        return actions.plan_review(by=plan.office, **facts)


def test_a_review_from_the_facts_to_what_it_changed(plan: Plan) -> None:
    late = plan.action(title="Late one", starts=TODAY - timedelta(days=50), due=TODAY - timedelta(days=3))
    done = plan.action(title="Kept one", starts=TODAY - timedelta(days=50), due=TODAY)
    with plan.world.as_(plan.lead):
        actions.report(by=plan.lead, action=done, kind=Kind.DONE, text="Look.")
    plan.published([17.0, 17.4, 16.8, 17.2, 17.1, 16.9, 17.3, 14.0, 13.9, 14.1, 13.8, 14.0, 13.7, 13.9])
    row = review(plan)
    with plan.world.as_(plan.other), pytest.raises(Refused, match="not prepared"):
        actions.comment(by=plan.other, review=row, text="x")
    told = reviewing._sources["conflicts"]
    reviewing.register(
        "conflicts", lambda by, first, last: Section("conflicts", "Conflicts", "2 open.", [Line("x")])
    )
    try:
        with plan.world.as_(plan.office):
            row = actions.prepare(by=plan.office, review=row)
    finally:
        reviewing.register("conflicts", told)
    sections = {section["key"]: section for section in row.facts}
    assert "1 of 2" in sections["promises"]["lead"]
    assert any(
        late.title in line["said"] and "overdue" in line["said"] for line in sections["promises"]["lines"]
    )
    (line,) = sections["indicators"]["lines"]
    assert "etter than expected" in line["said"], line
    assert sections["conflicts"]["lead"] == "2 open." and not sections["decisions"]["missing"]
    assert "review-comment" in keys(plan, plan.other)
    with plan.world.as_(plan.other):
        actions.comment(by=plan.other, review=row, text="We were not asked.", section="promises")
    assert "review-comment" not in keys(plan, plan.other)
    with plan.world.as_(plan.office):
        with pytest.raises(Refused, match="stays as they read it"):
            actions.prepare(by=plan.office, review=row)
        actions.decided(by=plan.office, review=row, text="Texts go on.")
        actions.new_target(by=plan.office, review=row, measure="no_show_rate", target=13.0, text="We can.")
        made = actions.new_action(
            by=plan.office, review=row, title="Text in Spanish", done_when="It is sent", starts=TODAY,
            due=TODAY + timedelta(days=30), owner=plan.lead.person_id,
        )  # fmt: skip
        assert steering_of("no_show_rate").target == 13.0 and made.action is not None
        closed = actions.close(by=plan.office, review=row, summary="Texts work; we go on in Spanish.")
        assert closed.closed_at
        with pytest.raises(Refused, match="closed"):
            actions.decided(by=plan.office, review=row, text="One more")
        with pytest.raises(Error, match="never changed"), transaction.atomic():
            Review.objects.filter(pk=row.pk).update(summary="All was well.")
    with plan.world.as_(plan.lead), pytest.raises(NotAllowed):
        actions.prepare(by=plan.lead, review=row)


def test_reviews_that_need_somebody(plan: Plan) -> None:
    row = review(plan, meets_on=TODAY + timedelta(days=10), comments_until=TODAY + timedelta(days=5))
    assert "review-unprepared" in keys(plan, plan.office)
    with plan.world.as_(plan.office):
        actions.prepare(by=plan.office, review=row)
    assert "review-unprepared" not in keys(plan, plan.office)
    assert "review-open" in keys(plan, plan.office, 11)
    with maintenance():
        Review.objects.filter(pk=row.pk).update(
            closed_at=datetime.combine(TODAY, time(), UTC), closed_by="N", summary="x"
        )
    assert keys(plan, plan.office, 183) == set()
    assert "review-due" in keys(plan, plan.office, 186)


def test_an_evaluation_of_published_figures_and_one_that_is_refused(plan: Plan) -> None:
    dice = np.random.default_rng(1)
    common = 17 + dice.normal(0, 0.4, 30)
    reached = common + dice.normal(0, 0.4, 30) - 3.0 * (np.arange(30) >= 16)
    plan.published(
        list(reached), Riverside_Health=list(reached), Harvest_Pantry=list(common + dice.normal(0, 0.3, 30))
    )
    start = month_of(16, 30)
    with plan.world.as_(plan.analyst):
        row = actions.evaluate(by=plan.analyst, measure="no_show_rate", start=start)
        assert row.found is not None and row.found["effect"]["low"] < -3 < row.found["effect"]["high"]
        assert "better" in row.found["changed"] and row.sureness in ("strong", "moderate")
        beside = actions.evaluate(
            by=plan.analyst,
            measure="no_show_rate",
            start=start,
            group="Riverside Health",
            comparisons=["Harvest Pantry"],
        )
        assert beside.found is not None and beside.found["design"] == "difference in differences"
        refused = actions.evaluate(by=plan.analyst, measure="no_show_rate", start=month_of(2, 30))
        assert refused.found is None and "at least 8" in refused.refused
        with pytest.raises(Refused, match="Nobody"):
            actions.evaluate(
                by=plan.analyst,
                measure="no_show_rate",
                start=start,
                group="Nobody",
                comparisons=["Harvest Pantry"],
            )
        assert type(row).objects.update(sureness="strong") == 0
    with maintenance(), pytest.raises(Error), transaction.atomic():
        type(row).objects.update(sureness="strong")
    with plan.world.as_(plan.lead), pytest.raises(NotAllowed):
        actions.evaluate(by=plan.lead, measure="no_show_rate", start=start)


def test_a_lesson_is_found_by_whoever_begins_something_like_it(plan: Plan) -> None:
    with plan.world.as_(plan.lead):
        kept = lesson(plan)
        lesson(
            plan, title="Shelter beds for the winter", what="We rented a hall.", for_whom="Men who sleep outside",
            learned="Heating is dear.", evidence="40 beds were full.",
        )  # fmt: skip
        near = resembling(plan.lead, "Text patients the day before so that fewer appointments are missed")
        assert [one.title for one in near][:1] == [kept.title]
        assert resembling(plan.lead, "Buy a new van for the pantry") == []
        lesson(
            plan,
            title="Adults like to be called",
            what="We called.",
            learned="Call.",
            evidence="They said so.",
        )
        common = "Adults at two clinics"  # words of the audience that most lessons have in common
        assert resembling(plan.lead, common) == []
        actions.set_aside(by=plan.lead, lesson=kept, reason="It held for one clinic only.")
        assert kept.title not in {one.title for one in resembling(plan.lead, "Text patients the day before")}
        with pytest.raises(Refused, match="opinion"):
            lesson(plan, evidence=" ")


def test_another_alliance_sees_nothing(plan: Plan) -> None:
    row, other = plan.action(), Plan()
    with other.world.as_(other.office):
        assert not Action.objects.filter(pk=row.pk).exists()
        assert Report.objects.count() == 0
    with acting(Identity(person=other.office.person_id, seat=plan.office.seat_id)):
        assert Action.objects.count() == 0
