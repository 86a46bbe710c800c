"""What owners are asked each week, when they count as silent, and what a review tells of its day."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from procrastinate.contrib.django import app

from commonweal.access.models import Person
from commonweal.audit.models import Act
from commonweal.database import clock
from commonweal.database.identity import maintenance
from commonweal.helm.actions import choose_threshold
from commonweal.partners.models import Seat
from commonweal.partners.queries import actor_on
from commonweal.plans import actions, tasks
from commonweal.plans.actions.reporting import BY_ITSELF
from commonweal.plans.models import Action
from commonweal.plans.rules.actions import Facts, Kind
from commonweal.plans.thresholds import CHECK_IN, SILENT
from tests.actions.test_plans import keys, lesson, review
from tests.factories.browsers import signed_in, text
from tests.factories.plans import TODAY, Plan

pytestmark = pytest.mark.django_db


@pytest.fixture
def plan() -> Plan:
    return Plan()


@pytest.fixture
def tuesday(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Let it be this hour of the next Tuesday where the alliance is, some weeks and days later."""

    def stand(weeks: int = 0, days: int = 0, hour: int = 9) -> None:
        day = TODAY + timedelta(days=(8 - TODAY.weekday()) % 7 + 7 * weeks + days)
        at = datetime.combine(day, time(hour, 30), ZoneInfo("America/New_York"))
        monkeypatch.setattr(clock, "now", lambda: at)

    return stand


def letters_of_the_week(capture) -> int:
    with capture(execute=True):
        return tasks.check_in(timestamp=0)


def test_owners_of_silent_actions_are_asked_once_a_week(
    plan: Plan, tuesday, django_capture_on_commit_callbacks
) -> None:
    first = plan.action(title="Call every no-show", due=TODAY + timedelta(days=300))
    plan.action(title="Text the day before", due=TODAY + timedelta(days=200))
    plan.action(title="Not yet", starts=TODAY + timedelta(days=90), due=TODAY + timedelta(days=200))
    plan.action(title="Boxes", owner=plan.other, due=TODAY + timedelta(days=300))
    with plan.world.as_(plan.other):
        pantry = Action.objects.get(title="Boxes")
    capture = django_capture_on_commit_callbacks
    for moment in ({"weeks": 2, "days": -1}, {"weeks": 2, "hour": 8}, {"weeks": 2, "days": 4}):
        tuesday(**moment)
        assert letters_of_the_week(capture) == 0, moment
    tuesday(weeks=2)
    assert letters_of_the_week(capture) == 2
    assert letters_of_the_week(capture) == 0, "the same hour again, or a second worker"
    tuesday(weeks=2, days=2)
    assert letters_of_the_week(capture) == 0, "later in the same week"
    by_address = {message.to[0]: message for message in mail.outbox}
    lead = by_address[Person.objects.get(pk=plan.lead.person_id).email]
    assert len(mail.outbox) == 2 and lead.subject == "How do your 2 actions stand?"
    assert lead.body.index("Text the day before") < lead.body.index("Call every no-show"), "what is due first"
    assert "Not yet" not in lead.body and lead.body.count("/plans/check-in/") == 2
    assert lead.alternatives[0][0].count("/plans/check-in/") == 2
    (tap,) = re.findall(
        r"/plans/check-in/\S+", by_address[Person.objects.get(pk=plan.other.person_id).email].body
    )
    assert (
        Client().get(tap).status_code == 200 and Client().post(tap, {"kind": "on_track"}).status_code == 200
    )
    with plan.world.as_(plan.other):
        assert [one.kind for one in pantry.reports.all()] == ["on_track"], "by the button, not by opening"
    with plan.world.as_(plan.lead):
        actions.report(by=plan.lead, action=first, kind=Kind.BLOCKED, text="No list.")
    tuesday(weeks=3)
    assert letters_of_the_week(capture) == 1, "the pantry was heard of"
    assert "Text the day before" in mail.outbox[2].body and "Call every" not in mail.outbox[2].body
    with maintenance():
        asked = Act.objects.filter(kind="action.word-asked")
        assert {one.person_name for one in asked} == {BY_ITSELF} and asked.count() == 4


def test_the_worker_asks_every_hour() -> None:
    known = {one.task.name: one.cron for one in app.periodic_registry.periodic_tasks.values()}
    assert known["plans.check_in"] == "25 * * * *"


def test_an_alliance_chooses_after_how_long_owners_are_asked_or_that_they_are_not(
    plan: Plan, tuesday, django_capture_on_commit_callbacks
) -> None:
    plan.action(due=TODAY + timedelta(days=300))
    for days, weeks, sent in ((0, 20, 0), (60, 7, 0), (60, 9, 1)):
        with plan.world.as_(plan.office):
            choose_threshold(by=plan.office, threshold=CHECK_IN, value=days, reason="We are many")
        tuesday(weeks=weeks)
        assert letters_of_the_week(django_capture_on_commit_callbacks) == sent, (days, weeks)


def test_whom_the_office_asked_this_week_gets_no_letter_and_nobody_without_a_seat(
    plan: Plan, tuesday, django_capture_on_commit_callbacks
) -> None:
    row = plan.action(due=TODAY + timedelta(days=300))
    plan.action(owner=plan.other, due=TODAY + timedelta(days=300))
    with maintenance():
        Seat.objects.filter(pk=plan.other.seat_id).update(period=("2020-01-01T00:00Z", "2020-02-01T00:00Z"))
    tuesday(weeks=2)
    with plan.world.as_(plan.office):
        actions.ask_for_word(by=plan.office, action=row)
    assert letters_of_the_week(django_capture_on_commit_callbacks) == 0
    tuesday(weeks=3)
    assert letters_of_the_week(django_capture_on_commit_callbacks) == 1


def test_the_alliances_own_number_decides_when_an_owner_is_silent(plan: Plan) -> None:
    plan.action(due=TODAY + timedelta(days=100))
    with plan.world.as_(plan.office):
        choose_threshold(by=plan.office, threshold=SILENT, value=10, reason="We meet every week")
    with plan.world.as_(plan.lead):
        lead = actor_on(plan.lead.seat_id)
    assert lead is not None
    assert keys(plan, lead, 9) == set() and keys(plan, lead, 11) == {"action-silent"}


def bare(facts: Facts) -> tuple[object, ...]:
    """All but the instants: a report is written some milliseconds after its transaction began."""
    return facts.starts, facts.due, facts.begun, facts.blocked, facts.done_at is None, facts.dropped


def test_what_was_said_gives_what_stands_in_the_row(plan: Plan) -> None:
    row = plan.action()
    said = [
        (Kind.NOTE, "So far so good."), (Kind.BLOCKED, "No list."), (Kind.NOTE, "Still none."), (Kind.UNBLOCKED, ""),
        (Kind.BLOCKED, "No phone."), (Kind.ON_TRACK, ""), (Kind.BLOCKED, "No money."), (Kind.DONE, "Look."),
        (Kind.REOPENED, "Not all."), (Kind.DROPPED, "Too dear."), (Kind.REOPENED, "We can."), (Kind.DONE, "All."),
    ]  # fmt: skip
    for kind, words in said:
        with plan.world.as_(plan.lead):
            actions.report(by=plan.lead, action=row, kind=kind, text=words)
            row = Action.objects.prefetch_related("reports").get(pk=row.pk)
            assert bare(row.facts_at(clock.now() + timedelta(hours=1))) == bare(row.facts()), kind
    row = plan.action()
    with plan.world.as_(plan.lead):
        actions.move(by=plan.lead, action=row, due=TODAY + timedelta(days=90), reason="The list came late.")
        row = Action.objects.prefetch_related("reports").get(pk=row.pk)
        told = row.facts_at(clock.now() + timedelta(hours=1))
        assert bare(told) == bare(row.facts()) and told.due == TODAY + timedelta(days=90)


def test_a_review_written_down_late_tells_of_its_day(plan: Plan) -> None:
    row = plan.action(starts=TODAY - timedelta(days=80), due=TODAY - timedelta(days=40))
    with maintenance():
        Action.objects.filter(pk=row.pk).update(created_at=clock.now() - timedelta(days=90))
    with plan.world.as_(plan.lead):
        actions.report(by=plan.lead, action=row, kind=Kind.DONE, text="Look.")
    told = {}
    for title, meets in (("Spring", TODAY - timedelta(days=30)), ("Now", TODAY)):
        made = review(
            plan, title=title, first=TODAY - timedelta(days=120), last=TODAY - timedelta(days=35), meets_on=meets,
            comments_until=meets,
        )  # fmt: skip
        with plan.world.as_(plan.office):
            made = actions.prepare(by=plan.office, review=made)
        (line,) = next(one for one in made.facts if one["key"] == "promises")["lines"]
        told[title] = line["said"].rpartition(": ")[2]
    assert told == {"Spring": "overdue", "Now": "done late"}


def test_a_template_shows_what_was_learned_of_something_like_it(plan: Plan) -> None:
    with plan.world.as_(plan.lead):
        lesson(
            plan, title="A bed for homeless patients after their hospital stay shortens it", verdict="partly",
            what="Six respite beds took patients without a home from the hospital.", for_whom="Homeless patients",
            learned="Beds without a nurse are not taken.", evidence="Stays fell by two days.",
        )  # fmt: skip
    page = text(signed_in(plan.office).get(reverse("charter:begin"))).partition("<main")[2]
    template = page[page.index("Shorter hospital stays") :]
    assert template.index("A bed for homeless patients") < template.index("Start from")
    beside = page[page.index("Technology partnership") :].partition("Start from")[0]
    assert "A bed for homeless" not in beside, "not beside a template for something else"
