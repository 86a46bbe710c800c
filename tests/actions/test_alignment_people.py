"""Acts of aligning people: what the database refuses whatever the pages ask, and what acts refuse in words."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone

from commonweal.access import NotAllowed, Refused
from commonweal.access.rules import Conflict
from commonweal.alignment.actions import leadership, meetings, readiness, search, stakeholders
from commonweal.alignment.models import (
    AgendaItem,
    Captured,
    Feedback,
    FeedbackRequest,
    FeedbackShare,
    Meeting,
    MeetingSeat,
    Prospect,
    ReadinessAnswer,
    ReadinessStep,
    StakeholderReading,
    Voice,
)
from commonweal.alignment.rules.leadership import BY_KEY
from commonweal.database.identity import maintenance
from commonweal.directory.domains import NeedDomain
from tests.factories import World
from tests.factories.alignment_people import Street

pytestmark = pytest.mark.django_db
WHOLE = dict.fromkeys(BY_KEY, 3)


@pytest.fixture
def street() -> Street:
    return Street()


def said(actor: Any) -> dict[str, Any]:
    return {"person_id": actor.person_id, "person_name": actor.person_name}


def refused_by_the_database(make: Any) -> None:
    with pytest.raises(DatabaseError), transaction.atomic():
        make()


def test_readiness_is_written_and_read_in_ones_own_organisation(street: Street) -> None:
    alliance = {"alliance": street.world.alliance, "item": "why"}
    with street.world.as_(street.lead):
        readiness.answer(by=street.lead, answers={"why": (2, "A draft")})
        assert readiness.answer(by=street.lead, answers={"why": (2, "A draft")}) == [], (
            "nothing is said twice"
        )
        row = ReadinessAnswer.objects.get()
        for answers in ({"why": (2, " ")}, {"charm": (2, "x")}, {"why": (9, "x")}):
            with pytest.raises(Refused, match="Nothing was kept"):
                readiness.answer(by=street.lead, answers=answers)
        assert ReadinessAnswer.objects.filter(pk=row.pk).update(level=4) == 0, "no policy lets it be changed"
    for actor in (street.other, street.office):
        with street.world.as_(actor):
            assert not ReadinessAnswer.objects.exists()
            refused_by_the_database(
                lambda actor=actor: ReadinessAnswer.objects.create(
                    organisation=street.hospital, level=4, evidence="Forged", **alliance, **said(actor)
                )
            )
            refused_by_the_database(
                lambda actor=actor: ReadinessStep.objects.create(
                    organisation=street.hospital, what="Forged", owner_id=actor.person_id, due=timezone.now().date(),
                    **alliance, **said(actor),
                )
            )  # fmt: skip
    with street.world.as_(street.worker), pytest.raises(NotAllowed):
        readiness.answer(by=street.worker, answers={"why": (2, "A draft")})


def test_a_step_is_owned_by_one_of_us_and_ends_once(street: Street) -> None:
    today = timezone.now().date()
    facts = {"item": "why", "what": "Write it down", "due": today + timedelta(days=9)}
    with street.world.as_(street.lead):
        with pytest.raises(Refused, match="must sit for your organisation"):
            readiness.plan(by=street.lead, owner=street.other.person_id, **facts)
        with pytest.raises(Refused, match="past"):
            readiness.plan(
                by=street.lead, owner=street.lead.person_id, **facts | {"due": today - timedelta(days=9)}
            )
        step = readiness.plan(by=street.lead, owner=street.worker.person_id, **facts)
    with street.world.as_(street.viewer), pytest.raises(NotAllowed):
        readiness.report(by=street.viewer, step=step, text="x")
    with street.world.as_(street.worker):
        readiness.report(by=street.worker, step=step, text="Half way")
        readiness.report(by=street.worker, step=step, text="Done", ends="done")
        with pytest.raises(Refused, match="has ended"):
            readiness.report(by=street.worker, step=step, text="And more")


def test_a_reading_is_said_in_ones_own_name_and_never_changed(street: Street) -> None:
    today = timezone.now().date() - timedelta(days=1)
    facts = {"on": today, "interest": 3, "influence": 4, "support": 0, "support_needed": 1}
    with street.world.as_(street.office):
        row = stakeholders.add(by=street.office, name="The Mayor", kind="regulator", **facts)
        with pytest.raises(Refused, match="on the list already"):
            stakeholders.add(by=street.office, name="The Mayor", kind="press", **facts)
        with pytest.raises(Refused, match="lies ahead"):
            stakeholders.contact(by=street.office, stakeholder=row, on=today + timedelta(days=9), what="x")
        stakeholders.take_off(by=street.office, stakeholder=row, why="Not re-elected")
        with pytest.raises(Refused, match="taken off the list"):
            stakeholders.read_anew(by=street.office, stakeholder=row, **facts)
        stakeholders.add(by=street.office, name="The Mayor", kind="regulator", **facts)
        assert StakeholderReading.objects.update(support=2) == 0, "no policy lets it be changed"
        refused_by_the_database(
            lambda: StakeholderReading.objects.create(stakeholder=row, **facts, **said(street.lead))
        )
    with street.world.as_(street.viewer), pytest.raises(NotAllowed):
        stakeholders.read_anew(by=street.viewer, stakeholder=row, **facts)


def ask(street: Street, days: int = 5) -> tuple[Feedback, list[Any]]:
    raters = [street.world.seat(street.housing, "viewer") for _number in range(3)]
    with street.world.as_(street.lead):
        day = timezone.now().date() + timedelta(days=days)
        return leadership.ask(by=street.lead, people=[one.person_id for one in raters], closes_on=day), raters


def test_feedback_is_given_by_those_asked_once_and_before_it_closes(street: Street) -> None:
    row, raters = ask(street)
    with street.world.as_(street.lead), pytest.raises(Conflict, match="still open"):
        leadership.ask(
            by=street.lead,
            people=[one.person_id for one in raters],
            closes_on=row.closes_on + timedelta(days=1),
        )
    with street.world.as_(street.office), pytest.raises(NotAllowed):
        leadership.give(by=street.office, feedback=row, answers=WHOLE)
    with street.world.as_(raters[0]):
        with pytest.raises(Refused, match="Every question needs an answer"):
            leadership.give(by=raters[0], feedback=row, answers={"act": 3})
        leadership.give(by=raters[0], feedback=row, answers=WHOLE)
        with pytest.raises(Conflict, match="answered already"):
            leadership.give(by=raters[0], feedback=row, answers=WHOLE)
    with maintenance():
        Feedback.objects.update(closes_on=timezone.now().date() - timedelta(days=2))
    with street.world.as_(raters[1]), pytest.raises(Conflict, match="or the round is closed"):
        leadership.give(by=raters[1], feedback=row, answers=WHOLE)
    with street.world.as_(street.lead):
        row.refresh_from_db()
        leadership.close(by=street.lead, feedback=row)
        with pytest.raises(Conflict, match="closed already"):
            leadership.close(by=street.lead, feedback=row)
        with pytest.raises(Refused, match="The round is closed"):
            leadership.answer_oneself(by=street.lead, feedback=row, answers=WHOLE)


def test_a_rater_whose_organisation_has_left_answers_no_more(street: Street) -> None:
    row, raters = ask(street)
    from commonweal.partners.models import Seat

    with maintenance():
        seat = Seat.objects.get(pk=raters[0].seat_id)
        seat.period = type(seat.period)(seat.period.lower, timezone.now() - timedelta(days=1), "[)")
        seat.save()
    with street.world.as_(raters[0]), pytest.raises(NotAllowed):
        leadership.give(by=raters[0], feedback=row, answers=WHOLE)


def test_nobody_shares_or_asks_in_somebody_elses_name(street: Street) -> None:
    row, _raters = ask(street)
    with street.world.as_(street.office):
        assert not Feedback.objects.exists() and not FeedbackRequest.objects.exists()
        with pytest.raises(NotAllowed):
            leadership.share(by=street.office, feedback=row, person=street.office.person_id)
        refused_by_the_database(
            lambda: FeedbackShare.objects.create(
                feedback=row, person_id=street.office.person_id, person_name="N"
            )
        )
        refused_by_the_database(
            lambda: Feedback.objects.create(
                alliance=street.world.alliance, leader_id=street.lead.person_id, leader_name="L",
                closes_on=timezone.now().date(),
            )
        )  # fmt: skip


def test_closed_minutes_never_change(street: Street) -> None:
    now = timezone.now()
    with maintenance():
        row = Meeting.objects.create(
            alliance=street.world.alliance, title="T", purpose="P", starts_at=now - timedelta(hours=1),
            ends_at=now + timedelta(hours=1), **said(street.office),
        )  # fmt: skip
        item = AgendaItem.objects.create(meeting=row, position=1, title="I", kind="voices", minutes=5)
        seat = MeetingSeat.objects.create(
            meeting=row, seat_id=street.lead.seat_id, name="N", organisation_name="O"
        )
    due = now.date() + timedelta(days=3)
    with street.world.as_(street.office):
        with pytest.raises(Refused, match="needs somebody who does it"):
            meetings.capture(by=street.office, meeting=row, kind="action", text="Write")
        action = meetings.capture(
            by=street.office,
            meeting=row,
            kind="action",
            text="Write",
            owner=street.lead.person_id,
            due=due,
            item=item,
        )
        meetings.hear(by=street.office, item=item, seat=seat, said="Yes")
        with pytest.raises(Conflict, match="written down already"):
            meetings.hear(by=street.office, item=item, seat=seat, said="No")
        with pytest.raises(Refused, match="it stays"):
            meetings.remove_item(by=street.office, item=item)
        meetings.attend(by=street.office, meeting=row, came={seat.pk: "present"})
        meetings.close(by=street.office, meeting=row)
        for attempt in (
            lambda: meetings.capture(by=street.office, meeting=row, kind="note", text="Late"),
            lambda: meetings.take_out(by=street.office, captured=action),
            lambda: meetings.add_item(by=street.office, meeting=row, title="I", kind="inform", minutes=1),
        ):
            with pytest.raises(Refused, match="they never change"):
                attempt()
        for attempt in (
            lambda: Captured.objects.create(meeting_id=row.pk, kind="note", text="Late", person_name="N"),
            lambda: Captured.objects.filter(pk=action.pk).update(text="Read"),
            lambda: Captured.objects.filter(pk=action.pk).delete(),
            lambda: Voice.objects.update(said="No"),
            lambda: MeetingSeat.objects.update(name="M"),
            lambda: Meeting.objects.update(closed_at=None),
        ):
            refused_by_the_database(attempt)
    with street.world.as_(street.viewer), pytest.raises(NotAllowed):
        meetings.done(by=street.viewer, action=action, note="x")
    with street.world.as_(street.lead):
        assert meetings.done(by=street.lead, action=action, note="Sent").done_note == "Sent"


def test_seats_of_another_alliance_are_not_invited(street: Street) -> None:
    elsewhere = World("Elsewhere")
    stranger = elsewhere.seat(elsewhere.organisation(), "viewer")
    starts = timezone.now() + timedelta(days=1)
    facts = {"title": "T", "purpose": "P", "starts": starts}
    with street.world.as_(street.office):
        with pytest.raises(Refused, match="Only people who sit in the alliance now"):
            meetings.call(
                by=street.office, ends=starts + timedelta(hours=1), seats=[stranger.seat_id], **facts
            )
        with pytest.raises(Refused, match="twelve hours"):
            meetings.call(by=street.office, ends=starts + timedelta(hours=13), **facts)
        row = meetings.call(by=street.office, ends=starts + timedelta(hours=1), **facts)
        meetings.call_off(by=street.office, meeting=row, why="Snow")
        assert b"STATUS:CANCELLED" in meetings.invitation(Meeting.objects.get(pk=row.pk))
        with pytest.raises(Refused, match="called off"):
            meetings.invite(by=street.office, meeting=row)
    with elsewhere.as_(stranger):
        assert not Meeting.objects.exists()


def test_the_same_question_has_the_same_answer_and_members_come_first(street: Street) -> None:
    street.candidate("Harvest Pantry", NeedDomain.FOOD)
    asked: dict[str, Any] = {
        "title": "Food", "shares": {"food": 10}, "places": [("39.76, -84.19", 1000)], "within_km": 5, "most_new": 2
    }  # fmt: skip
    with street.world.as_(street.office):
        first, second = (search.seek(by=street.office, **asked) for _time in range(2))
        assert first.found == second.found and first.found["covered"] == 100
        assert [one["name"] for one in first.found["chosen"]] == ["Harvest Pantry"]
        nobody = search.seek(by=street.office, **asked | {"shares": {"transport": 10}})
        assert nobody.found["covered"] == 0 and nobody.found["uncovered"][0]["people"] == 100
        with pytest.raises(Refused, match="at least one need"):
            search.seek(by=street.office, **asked | {"shares": {}})
    member = street.world.service(street.housing, NeedDomain.FOOD, name="Shared kitchen")
    with maintenance():
        from commonweal.directory.models import Location, ServiceAtLocation

        place = Location.objects.create(
            alliance=street.world.alliance, name="Kitchen", near_latitude=39.76, near_longitude=-84.22
        )
        ServiceAtLocation.objects.create(alliance=street.world.alliance, service=member, location=place)
    with street.world.as_(street.office):
        third = search.seek(by=street.office, **asked)
        assert third.found["chosen"] == [] and third.found["frontier"] == [100, 100, 100]
        assert third.found["members"][0]["name"] == "Open Door Housing"
        assert third.found["fingerprint"] != first.found["fingerprint"]
        prospect = search.take_on(by=street.office, name="Night Shelter")
        with pytest.raises(Conflict):
            search.take_on(by=street.office, name="night shelter")
        with pytest.raises(Refused, match="still needed"):
            search.invite(
                by=street.office, prospect=prospect, sector="housing", person="N", email="n@example.org"
            )
        assert Prospect.objects.get().organisation_id is None
    with street.world.as_(street.lead), pytest.raises(NotAllowed):
        search.seek(by=street.lead, **asked)
