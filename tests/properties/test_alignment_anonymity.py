"""No two published views of leadership feedback or of meetings say together what one or two people answered."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import combinations
from uuid import UUID, uuid4

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from commonweal.access import NotAllowed, Refused
from commonweal.access.actor import Actor
from commonweal.alignment.actions import leadership
from commonweal.alignment.models import (
    Feedback,
    FeedbackAnswer,
    FeedbackDraft,
    FeedbackGiven,
    FeedbackRequest,
    Meeting,
    MeetingAnswer,
    MeetingAnswered,
)
from commonweal.alignment.queries import leadership as queries
from commonweal.alignment.queries import meetings as meeting_queries
from commonweal.alignment.rules import leadership as rules
from commonweal.database.identity import maintenance
from tests.examples import by_day
from tests.factories.alignment_people import Street

START = datetime(2025, 1, 1, tzinfo=UTC)
PEOPLE = [UUID(int=number) for number in range(7)]
GROUPS = st.lists(st.frozensets(st.sampled_from(range(7)), max_size=6), max_size=5)


def rounds(groups: list[frozenset[int]]) -> list[rules.Round]:
    return [
        rules.Round(
            UUID(int=100 + place), START + timedelta(days=place), frozenset(PEOPLE[one] for one in group)
        )
        for place, group in enumerate(groups)
    ]


@settings(max_examples=by_day(300))
@given(GROUPS)
@example([frozenset({0, 1, 2}), frozenset({0, 1, 2, 3})])
@example([frozenset({0, 1}), frozenset({0, 1, 2}), frozenset({0, 1, 2})])
def test_no_two_rounds_that_are_shown_differ_by_one_or_two_people(groups) -> None:
    given_ = rounds(groups)
    shown = rules.shown(given_)
    published = [one for one in given_ if one.id in shown]
    assert all(len(one.people) >= 3 for one in published)
    for one, other in combinations(published, 2):
        for part in (one.people - other.people | other.people - one.people,):
            assert len(part) == 0 or len(part) >= 3
    if given_ and all(len(one.people) >= 3 for one in given_):
        assert given_[0].id in shown, "the first round is never held back"


@pytest.mark.django_db
@settings(max_examples=by_day(12), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(GROUPS)
@example([frozenset({0, 1, 2}), frozenset({0, 1, 2, 3}), frozenset({0, 1, 2, 3, 4, 5})])
def test_the_database_shows_what_the_rule_shows(db, groups) -> None:
    with transaction.atomic():
        street = Street()
        people = [street.world.seat(street.hospital, "viewer").person_id for _number in range(7)]
        rows = [written(street.lead, [people[one] for one in sorted(group)], days=place)
                for place, group in enumerate(groups)]  # fmt: skip
        wanted = rules.shown(
            [
                rules.Round(row.pk, row.closed_at, frozenset(people[one] for one in group))
                for row, group in zip(rows, groups, strict=True)
            ]
        )
        with street.world.as_(street.lead):
            assert {pk for pk, counts in queries.counts().items() if counts.shown} == wanted
            for row, group in zip(rows, groups, strict=True):
                means = queries.others(row)
                assert set(means) == ({"inquiry"} if row.pk in wanted else set())
                assert all(value == (len(group), 2.0) for value in means.values())
        with street.world.as_(street.office):
            assert queries.counts() == {} and all(queries.others(row) == {} for row in rows)
        transaction.set_rollback(True)


def written(leader: Actor, people: list[UUID], *, days: int = 0, value: int = 2) -> Feedback:
    """A closed round in which these people answered one question."""
    with maintenance():
        row = Feedback.objects.create(
            alliance_id=leader.alliance_id, leader_id=leader.person_id, leader_name="L", closes_on="2025-01-01",
            closed_at=START + timedelta(days=days),
        )  # fmt: skip
        for person in people:
            request = FeedbackRequest.objects.create(feedback=row, person_id=person, person_name="R")
            FeedbackGiven.objects.create(request=request, person_id=person)
            FeedbackAnswer.objects.create(feedback=row, item="inquiry", value=value)
    return row


@pytest.mark.django_db
def test_nobody_reads_or_writes_answers_row_by_row() -> None:
    street = Street()
    raters = [street.world.seat(street.hospital, "viewer") for _number in range(3)]
    row = written(street.lead, [one.person_id for one in raters])
    for actor in (street.lead, street.office, raters[0]):
        with street.world.as_(actor):
            assert FeedbackAnswer.objects.count() == 0
            own = FeedbackGiven.objects.values_list("person_id", flat=True)
            assert set(own) <= {actor.person_id}, "who answered is known to nobody else"
            with pytest.raises(DatabaseError), transaction.atomic():
                FeedbackAnswer.objects.create(feedback_id=row.pk, item="inquiry", value=5)


@pytest.mark.django_db
def test_what_is_kept_on_the_way_is_its_raters_alone_and_gone_when_it_is_sent() -> None:
    street = Street()
    raters = [street.world.seat(street.hospital, "viewer") for _number in range(4)]
    row = written(street.lead, [])
    with maintenance():
        Feedback.objects.update(closed_at=None, closes_on=timezone.localdate() + timedelta(days=5))
        for one in raters:
            FeedbackRequest.objects.create(feedback=row, person_id=one.person_id, person_name="R")
    whole = {item.key: 3 for item in rules.ITEMS}
    for one in raters:
        with street.world.as_(one):
            mine = FeedbackRequest.objects.get(feedback=row, person_id=one.person_id)
            leadership.keep_draft(by=one, asked=mine, answers={"inquiry": 2})
            with pytest.raises(Refused, match="1 to 5"):
                leadership.keep_draft(by=one, asked=mine, answers={"inquiry": 9})
            assert queries.draft(mine) == {"inquiry": 2} and FeedbackDraft.objects.count() == 1
    for other in (street.lead, street.office):
        with street.world.as_(other):
            assert FeedbackDraft.objects.count() == 0, "nobody else's to see"
            with pytest.raises(NotAllowed):
                leadership.keep_draft(by=other, asked=mine, answers={"inquiry": 5})
    for one in raters[:3]:
        with street.world.as_(one):
            leadership.give(by=one, feedback=row, answers=whole)
    with maintenance():
        assert set(FeedbackDraft.objects.values_list("person_id", flat=True)) == {raters[3].person_id}
        Feedback.objects.update(closes_on=timezone.localdate() - timedelta(days=1))
    with street.world.as_(street.lead):
        leadership.close(by=street.lead, feedback=Feedback.objects.get(pk=row.pk))
        assert queries.others(row)["inquiry"] == (3, 3.0), "what was not sent does not count"
    with maintenance():
        assert not FeedbackDraft.objects.exists(), "nor is it kept"


@pytest.mark.django_db
def test_what_is_given_carries_no_instant_and_no_thread() -> None:
    for model in (FeedbackAnswer, FeedbackGiven, MeetingAnswer, MeetingAnswered):
        kinds = {field.get_internal_type() for field in model._meta.get_fields()}
        assert not kinds & {"DateTimeField", "DateField"}, "an instant would join who answered with what"
    assert {field.name for field in FeedbackAnswer._meta.get_fields()} == {"id", "feedback", "item", "value"}
    assert uuid4().version == 4
    with connection.cursor() as cursor:
        cursor.execute("select column_default from information_schema.columns "
                       "where table_name = 'alignment_feedbackanswer' and column_name = 'id'")  # fmt: skip
        assert "gen_random_uuid" in cursor.fetchone()[0].lower(), "a key sorted by time would be an instant"


@pytest.mark.django_db
def test_the_alliance_sees_four_leaders_of_a_finished_half_year_and_no_fewer() -> None:
    street = Street()
    people = [street.world.seat(street.hospital, "viewer").person_id for _number in range(3)]
    leaders = [street.world.seat(street.housing, "viewer") for _number in range(4)]
    for place, leader in enumerate(leaders):
        with street.world.as_(street.viewer):
            assert queries.alliance_means() == [], f"{place} leaders"
        written(leader, people, days=place, value=1 + place)
    with street.world.as_(street.viewer):
        (one,) = queries.alliance_means()
    assert (one.leaders, one.people, one.mean) == (4, 12, 2.5)
    with maintenance():
        Feedback.objects.update(closed_at=timezone.now())
    with street.world.as_(street.viewer):
        assert queries.alliance_means() == [], "the half-year that is running is not shown"


@pytest.mark.django_db
def test_a_meeting_is_answered_once_by_a_person_with_two_organisations() -> None:
    street = Street()
    with maintenance():
        from commonweal.access.models import Person

        person = Person.objects.get(pk=street.lead.person_id)
    second = street.world.seat(street.housing, "viewer", person=person)
    now = timezone.now()
    with maintenance():
        row = Meeting.objects.create(
            alliance=street.world.alliance, title="T", purpose="P", starts_at=now - timedelta(hours=3),
            ends_at=now - timedelta(hours=2), person_id=street.office.person_id, person_name="N",
        )  # fmt: skip
        for actor in (street.lead, second, street.office, street.other):
            row.seats.create(seat_id=actor.seat_id, name="N", organisation_name="O")
    kept = []
    for actor in (street.lead, second, street.office):
        with street.world.as_(actor), connection.cursor() as cursor:
            cursor.execute("select commonweal.answer_meeting(%s, '{\"worth\": 4}')", [row.pk])
            kept += cursor.fetchone()
    assert kept == [True, False, True]
    street.let_pass(row)
    with street.world.as_(street.office):
        assert meeting_queries.results() == [], "two people are too few"
        with connection.cursor() as cursor:
            cursor.execute("select commonweal.answer_meeting(%s, '{\"worth\": 4}')", [row.pk])
            assert cursor.fetchone() == (False,), "the seven days are over"
