"""Where one room's facts open, hold up or fill another's: rights over acts, promises, reviews, lessons, letters."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from commonweal.access import Refused
from commonweal.agreements.rules import State
from commonweal.alignment import pair
from commonweal.alignment.actions import readiness as assessing
from commonweal.alignment.rules.readiness import ITEMS
from commonweal.charter import actions as charter
from commonweal.communications import composition, subjects
from commonweal.communications.actions import planning
from commonweal.communications.actions.common import answer
from commonweal.communications.models import FeedbackForm, Response, Theme
from commonweal.communications.models.feedback import Sorting
from commonweal.components import reviewing
from commonweal.database import clock
from commonweal.database.identity import maintenance
from commonweal.governance import actions
from commonweal.governance.models import Conflict, Decision, DecisionAction, DecisionUse
from commonweal.governance.queries import promises
from commonweal.plans import actions as plans
from commonweal.plans.rules.actions import Kind
from tests.factories.alignment import Circle
from tests.factories.communications import Voice
from tests.factories.governance import Council
from tests.factories.plans import TODAY, Plan

pytestmark = pytest.mark.django_db


@pytest.fixture
def council() -> Council:
    return Council()


def assign(council: Council, kind: str, **facts) -> None:
    facts = {"part": "accountable", "body": council.board} | facts
    with council.as_(council.office):
        actions.rights.assign(by=council.office, kind=kind, **facts)


def test_the_charter_is_put_out_only_with_the_boards_decision_where_it_holds_the_right(
    council: Council,
) -> None:
    with council.as_(council.office):
        row = charter.begin_version(by=council.office, reason="To begin.")
        for part in ("purpose", "mission", "vision", "values"):
            charter.write_sentence(by=council.office, version=row, part=part, text="We house.", statements=[])
    assign(council, "charter_change")
    until = (clock.now() + timedelta(days=30)).date()
    with (
        council.as_(council.office),
        pytest.raises(Refused, match="Changing the charter is decided by the Board"),
    ):
        charter.put_out(by=council.office, version=row, answer_by=until)
    council.decided(kind="charter_change", question="Put it out?", subject="Version 1 of the charter")
    with council.as_(council.office):
        assert charter.put_out(by=council.office, version=row, answer_by=until).put_out_at is not None
        assert DecisionUse.objects.get().subject_id == row.pk


def test_what_decisions_ask_for_is_in_the_ledger_until_they_are_superseded(council: Council) -> None:
    proposal = council.decided(kind="strategy", question="Open on Sundays?")
    pantry = council.organisations["Harvest Pantry"]
    with council.as_(council.office):
        decision = Decision.objects.get(proposal=proposal)
        day = clock.now().date()
        rows = [
            actions.decisions.add_action(
                by=council.office, decision=decision, text=text, organisation=pantry.pk, due_on=due
            )
            for text, due in (("Find a key", day + timedelta(days=3)), ("Ask staff", day - timedelta(days=3)))
        ]
        found = {one.what: one for one in promises.ledger(day, organisation=pantry.pk)}
        assert found["Find a key"].state is State.AHEAD and found["Ask staff"].state is State.LATE
        assert found["Ask staff"].where == f"Decision {decision.number}"
        actions.decisions.finish_action(by=council.office, action=rows[0])
        found = {one.what: one.state for one in promises.ledger(day, organisation=pantry.pk)}
        assert found["Find a key"] is State.KEPT
    council.decided(kind="strategy", question="Stay closed?", supersedes=decision)
    with council.as_(council.office):
        assert [one.what for one in promises.ledger(day, organisation=pantry.pk)] == ["Find a key"]


def test_actions_of_plans_are_in_the_ledger_by_the_day_first_promised() -> None:
    plan = Plan()
    early = TODAY - timedelta(days=50)
    kept = plan.action(title="Kept", starts=early, due=TODAY)
    late = plan.action(title="Late", starts=early, due=TODAY - timedelta(days=2))
    plan.action(title="Ahead", starts=early, due=TODAY + timedelta(days=9))
    dropped = plan.action(title="Dropped", starts=early, due=TODAY + timedelta(days=9))
    with plan.world.as_(plan.lead):
        plans.report(by=plan.lead, action=kept, kind=Kind.DONE, text="Look.")
        plans.report(by=plan.lead, action=dropped, kind=Kind.DROPPED, text="No money.")
        plans.move(by=plan.lead, action=late, due=TODAY + timedelta(days=30), reason="Ill.")
        found = {one.what: one.state for one in promises.ledger(TODAY, organisation=plan.hospital.pk)}
        assert found == {"Kept": State.KEPT, "Late": State.LATE, "Ahead": State.AHEAD}
        assert promises.ledger(TODAY, organisation=plan.pantry.pk) == []


def test_a_pair_shows_that_both_assessed_themselves_and_nothing_of_what_they_answered() -> None:
    circle = Circle()
    food, housing = (circle.people[name][0] for name in ("food:a", "housing:c"))
    both = {food.organisation_id, housing.organisation_id}
    answers = dict.fromkeys(ITEMS, (2, "We looked."))

    def known(organisations: set) -> bool:
        with circle.world.as_(circle.office):
            return pair.assessed(organisations)

    with circle.world.as_(food):
        assessing.answer(by=food, answers=answers)
    assert not known(both), "one side alone is told of nobody"
    with circle.world.as_(housing):
        assessing.answer(by=housing, answers=dict(list(answers.items())[1:]))
    assert not known(both), "a question is open"
    with circle.world.as_(housing):
        assessing.answer(by=housing, answers=answers)
    assert known(both)
    assert not known({food.organisation_id}), "nothing is told of one alone"
    stranger = Circle()
    with stranger.world.as_(stranger.office):
        assert not pair.assessed(both), "nor to another alliance"


def test_how_two_see_each_other_is_told_from_open_ties_and_from_three_raters_on() -> None:
    circle = Circle({"food:a": 1, "food:b": 1, "housing:c": 1, "clinic:d": 1})
    asking = circle.ask_for_ties()
    circle.tell(asking, "food:a", {"housing:c": 1}, rates={"housing:c": 4})
    circle.tell(asking, "food:b", {"housing:c": 2}, rates={"housing:c": 2, "food:a": 1})
    sides = [circle.organisations[name].pk for name in ("food:a", "housing:c")]
    with circle.world.as_(circle.office):
        assert promises.health(*sides) == [], "nothing before the round is closed"
    circle.tell(asking, "clinic:d", {}, rates={"housing:c": 3})
    circle.close_ties(asking)
    for by in (circle.office, circle.people["housing:c"][0]):
        with circle.world.as_(by):
            found = " ".join(promises.health(*sides))
            assert "food:a on housing:c: “We coordinate what each does”; weekly; one person here." in found
            assert "housing:c named no tie to food:a." in found
            assert "housing:c is trusted 3 of 4" in found.replace("3.0", "3")
            assert "food:a is trusted" not in found, "one rater is nobody's to know"
            day = clock.now().date()
            (section,) = [
                one for one in reviewing.gather(by, day - timedelta(days=1), day + timedelta(days=1))
                if one.key == "relationships"
            ]  # fmt: skip
            told = " ".join(line.said for line in section.lines)
            assert "3 of 5 members said" in told and "0 of 2 ties were named by both" in told
            assert "1 of 2 ties hang on one person" in told


def sections(by, first: date, last: date) -> dict[str, reviewing.Section]:
    return {one.key: one for one in reviewing.gather(by, first, last)}


def test_a_review_counts_conflicts_and_tells_of_none(council: Council) -> None:
    hospital, pantry = council.leads["Riverside Health"], council.organisations["Harvest Pantry"]
    with council.as_(hospital):
        actions.conflicts.raise_conflict(
            by=hospital, title="Who pays the van", topic="money", with_whom=[pantry.pk]
        )
    proposal = council.decided(kind="strategy", question="Open on Sundays?")
    with council.as_(council.office):
        decision = Decision.objects.get(proposal=proposal)
        day = clock.now().date()
        DecisionAction.objects.create(decision=decision, text="Find a key", organisation=pantry, due_on=day)
        assert not Conflict.objects.exists(), "the office is not named in it"
        found = sections(council.office, day - timedelta(days=90), day)
        assert "0 of 1 conflicts were settled" in found["conflicts"].lead
        words = found["conflicts"].lead + " ".join(one.said for one in found["conflicts"].lines)
        assert "van" not in words and "Riverside" not in words
        assert "1 of 1 proposals" in found["decisions"].lead
        assert "Find a key (Harvest Pantry" in found["decisions"].lines[0].said
    with council.as_(hospital):
        assert sections(hospital, day, day)["conflicts"].missing


def test_a_review_tells_what_many_said_in_nobodys_words() -> None:
    voice = Voice()
    with maintenance():
        alliance, day = voice.world.alliance, clock.now().date()
        form = FeedbackForm.objects.create(alliance=alliance, slug="f", texts={}, questions=[])
        who = {"alliance": alliance, "person_id": voice.office.person_id, "person_name": "N"}  # fmt: skip
        themes = {name: Theme.objects.create(name=name, **who) for name in ("Rides", "Rare")}
        for at in range(13):
            row = Response.objects.create(
                alliance=alliance, form=form, language="en", answers={"q": "My bus never came."}, source="paper",
                given_on=day, digest="", set_aside_at=clock.now() if at < 4 else None,
            )  # fmt: skip
            Sorting.objects.create(response=row, theme=themes["Rides" if at else "Rare"], **who)
    with voice.world.as_(voice.office):
        found = sections(voice.office, day, day)["said"]
        assert "4 of 13 who wrote" in found.lead
        assert [one.said for one in found.lines] == ["12 spoke of: Rides"]
    with voice.world.as_(voice.viewer):
        assert sections(voice.viewer, day, day)["said"].missing


def test_a_letter_begins_with_what_was_decided_and_names_no_conflict(council: Council) -> None:
    council.decided(kind="strategy", question="Open on Sundays?")
    council.decided("nnnn", kind="strategy", question="Close on Mondays?")
    council.decided(kind="conflict", question="Who pays the van?")
    with council.as_(council.office):
        now = clock.now()
        found = composition.carried(council.office, None, now - timedelta(days=99), now, "en")
        assert len(found) == 1 and found[0].text.startswith("- Open on Sundays? (Board, ")
        es = composition.carried(council.office, None, now - timedelta(days=99), now, "es")
        assert es[0].text != found[0].text or "enero" in es[0].text, (
            "the day is said in the letter's language"
        )


def test_what_goes_out_needs_the_decision_where_somebody_was_named(council: Council) -> None:
    approver = council.world.seat(council.organisations["Open Door"], "board_member")
    with council.as_(council.office):
        rows = [
            planning.keep_message(by=council.office, key=key, texts={"en": "We help."}, benefit="Food")
            for key in ("food", "homes")
        ]
    with council.as_(approver):
        answer(by=approver, row=rows[0], digest=rows[0].digest(), approved=True)
    assign(council, "communication")
    with council.as_(approver):
        with pytest.raises(Refused, match="in the alliance's name is decided by the Board here"):
            answer(by=approver, row=rows[1], digest=rows[1].digest(), approved=True)
        answer(by=approver, row=rows[1], digest=rows[1].digest(), approved=False, note="Shorter.")
    council.decided(kind="communication", question="Say it?", subject=str(rows[1]))
    with council.as_(approver):
        answer(by=approver, row=rows[1], digest=rows[1].digest(), approved=True)
        assert DecisionUse.objects.get().subject_id == rows[1].pk


def test_people_talk_about_decisions_and_plans_and_never_about_conflicts(council: Council) -> None:
    proposal = council.decided(kind="strategy", question="Open on Sundays?")
    with council.as_(council.office):
        decision = Decision.objects.get(proposal=proposal)
        found = subjects.find("decision", decision.pk)
        assert found is not None and found[0].url(decision.pk).endswith(f"/decisions/{decision.pk}/")
        assert {"action", "test", "review"} <= set(subjects.SUBJECTS)
        assert not any(one.model is Conflict for one in subjects.SUBJECTS.values())
