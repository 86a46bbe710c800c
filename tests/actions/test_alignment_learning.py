"""Acts of learning together: who may, what is refused, and who reads a reflection."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.db import DatabaseError, transaction

from commonweal.access import NotAllowed, Refused
from commonweal.access.rules import Conflict
from commonweal.alignment.actions import learning as actions
from commonweal.alignment.models import OwnChallenge, OwnChange, Reflection, SessionAttendance
from commonweal.alignment.queries import learning as queries
from commonweal.database.identity import maintenance
from commonweal.database.ranges import period
from commonweal.partners.models import Seat
from tests.factories import World
from tests.factories.alignment_learning import School
from tests.factories.attention import attention_of

attention = attention_of("alignment")

pytestmark = pytest.mark.django_db


@pytest.fixture
def school() -> School:
    return School()


def refused_by_the_database(make: Any) -> None:
    with pytest.raises(DatabaseError), transaction.atomic():
        make()


def test_a_cohort_has_twelve_weeks_and_two_organisations(school: School) -> None:
    start = school.now() + timedelta(days=1)
    words = {"title": "T", "purpose": "P", "course": "twelve-weeks", "starts": start}
    with school.world.as_(school.office):
        assert school.cohort.sessions.count() == 12
        for change, why in (
            ({"seats": [school.lead.seat_id, school.worker.seat_id]}, "at least two organisations"),
            ({"seats": [school.lead.seat_id, school.other.seat_id], "course": "none"}, "Choose the course"),
            ({"seats": [], "starts": start - timedelta(days=2)}, "past"),
        ):
            with pytest.raises(Refused, match=why):
                actions.open_cohort(by=school.office, **(words | change))
        assert actions.enrol(by=school.office, cohort=school.cohort, seats=[school.viewer.seat_id]) == 1
        with pytest.raises(Refused, match="not in the cohort"):
            actions.enrol(by=school.office, cohort=school.cohort, seats=[school.viewer.seat_id])
    with school.world.as_(school.worker), pytest.raises(NotAllowed):
        actions.open_cohort(by=school.worker, seats=[], **words)


def test_those_taken_in_are_told(school: School, django_capture_on_commit_callbacks: Any) -> None:
    mail.outbox.clear()
    with django_capture_on_commit_callbacks(execute=True), school.world.as_(school.office):
        actions.enrol(by=school.office, cohort=school.cohort, seats=[school.viewer.seat_id])
    assert [one.subject for one in mail.outbox] == ["You take part in “First cohort”"]


def test_attendance_by_seat_and_completion_from_facts(school: School) -> None:
    with school.world.as_(school.office), pytest.raises(Refused, match="not begun"):
        actions.attend(by=school.office, session=school.session(1), came={})
    school.let_pass(13)
    for number in range(1, 13):
        school.came(number, other="present" if number < 9 else "absent", worker="remote")
    school.came(12, lead="absent")
    stranger = World("Elsewhere")
    with school.world.as_(school.office):
        with pytest.raises(Refused, match="does not take part"):
            actions.attend(
                by=school.office, session=school.session(1), came={stranger.alliance.pk: "present"}
            )
        with pytest.raises(Refused, match="Nothing was kept"):
            actions.attend(
                by=school.office, session=school.session(1), came={school.pupil(school.lead).pk: "perhaps"}
            )
        assert SessionAttendance.objects.count() == 36, "written anew, not twice"
    place = school.pupil(school.lead)
    with school.world.as_(school.lead):
        with pytest.raises(Refused, match="challenge"):
            actions.say_change(
                by=school.lead, participant=place, outcome="changed", text="Much", evidence="41 of 52"
            )
        with pytest.raises(Refused, match="another organisation"):
            actions.set_challenge(
                by=school.lead, participant=place, what="W", wanted="X", other=school.hospital
            )
        actions.set_challenge(by=school.lead, participant=place, what="W", wanted="X", other=school.housing)
        actions.say_change(
            by=school.lead, participant=place, outcome="unchanged", text="No", evidence="Still three weeks"
        )
        found = queries.view(queries.cohorts().get(pk=school.cohort.pk), school.now())
        stands = {one.row.person_id: one.standing for one in found.learners}
        assert stands[school.lead.person_id].key == "completed" and stands[school.lead.person_id].came == 11
        assert stands[school.other.person_id].missing[0] == "1 more session attended"
        assert found.counts.completed == 1 and found.over


def test_nobody_speaks_for_another(school: School) -> None:
    school.let_pass(1)
    place, first = school.pupil(school.lead), school.session(1)
    for actor in (school.other, school.office):
        who = {"participant": place, "person_id": actor.person_id}
        with school.world.as_(actor):
            with pytest.raises(NotAllowed):
                actions.set_challenge(by=actor, participant=place, what="W", wanted="X", other=school.housing)
            for make in (
                lambda who=who: OwnChallenge.objects.create(
                    what="W", wanted="X", other=school.housing, other_name="H", **who
                ),
                lambda who=who: OwnChange.objects.create(outcome="changed", text="T", evidence="E", **who),
                lambda who=who: Reflection.objects.create(session=first, text="Forged", **who),
            ):
                refused_by_the_database(make)
    with school.world.as_(school.office), pytest.raises(NotAllowed):
        actions.reflect(by=school.office, session=first, text="I keep it, I do not take part")
    with maintenance():
        refused_by_the_database(
            lambda: OwnChange.objects.create(
                participant=place, person_id=place.person_id, outcome="changed", text="T", evidence=""
            )
        )


def test_a_reflection_is_its_writers_until_shared_and_again_after(school: School) -> None:
    with school.world.as_(school.lead), pytest.raises(Refused, match="not begun"):
        actions.reflect(by=school.lead, session=school.session(1), text="Too early")
    school.let_pass(1)
    with school.world.as_(school.lead):
        row = actions.reflect(by=school.lead, session=school.session(1), text="I talked too much")
        assert Reflection.objects.get().text == "I talked too much"

    def readers() -> set[str]:
        found = set()
        for name in ("lead", "worker", "other", "office", "viewer"):
            with school.world.as_(getattr(school, name)):
                if Reflection.objects.exists():
                    found.add(name)
        return found

    assert readers() == {"lead"}, "not even whoever keeps the cohort"
    with school.world.as_(school.lead):
        actions.share(by=school.lead, reflection=row, shared=True)
    assert readers() == {"lead", "worker", "other", "office"}, "the cohort, not the alliance"
    with school.world.as_(school.other):
        assert Reflection.objects.update(text="Changed by another") == 0
        with pytest.raises(NotAllowed):
            actions.share(by=school.other, reflection=row, shared=False)
    with school.world.as_(school.office):
        actions.leave(by=school.office, participant=school.pupil(school.worker))
    with maintenance():
        Seat.objects.filter(pk=school.other.seat_id).update(
            period=period(school.now() - timedelta(days=9), school.now() - timedelta(hours=1))
        )
    assert readers() == {"lead", "office"}, "whoever left, left; a seat that ended reads nothing"
    with school.world.as_(school.lead):
        actions.reflect(by=school.lead, session=school.session(1), text="Said otherwise")
        assert Reflection.objects.get().shared_at is not None
        actions.share(by=school.lead, reflection=row, shared=False)
    assert readers() == {"lead"}


def test_leaving_and_coming_back(school: School) -> None:
    place = school.pupil(school.worker)
    with school.world.as_(school.other), transaction.atomic():
        actions.leave(by=school.other, participant=school.pupil(school.other))
    with school.world.as_(school.viewer), pytest.raises(NotAllowed):
        actions.leave(by=school.viewer, participant=place)
    with school.world.as_(school.other):
        with pytest.raises(Conflict, match="left already"):
            actions.leave(by=school.other, participant=school.pupil(school.other))
        with pytest.raises(Refused, match="what you said in it stays"):
            actions.set_challenge(
                by=school.other, participant=school.pupil(school.other), what="W", wanted="X", other=school.hospital
            )  # fmt: skip
        found = queries.view(queries.cohorts().get(pk=school.cohort.pk), school.now())
        assert found.counts.left == 1 and found.learner(school.other) is None


def test_a_session_moves_between_its_neighbours(school: School) -> None:
    second = school.session(2)
    with school.world.as_(school.office):
        actions.move(by=school.office, session=second, starts=second.starts_at + timedelta(days=2))
        for off in (timedelta(days=8), timedelta(days=-7)):
            with pytest.raises(Refused, match="follow each other"):
                actions.move(by=school.office, session=second, starts=second.starts_at + off)
        with pytest.raises(Refused, match="day to come"):
            actions.move(by=school.office, session=second, starts=school.now() - timedelta(days=1))
    school.let_pass(1)
    school.came(1)
    with school.world.as_(school.office), pytest.raises(Refused, match="held"):
        actions.move(by=school.office, session=school.session(1), starts=school.now() + timedelta(days=1))


def test_attention_for_what_is_not_written_down_and_for_two_missed(school: School) -> None:
    school.let_pass(1.8)

    def keys(name: str) -> list[str]:
        actor = getattr(school, name)
        with school.world.as_(actor):
            found = attention(actor, school.now())
            return [one.key for one in found if one.key.startswith("learning-")]

    first, second = school.session(1), school.session(2)
    assert set(keys("office")) == {f"learning-attendance:{one.pk}" for one in (first, second)}
    assert keys("lead") == [f"learning-attendance:{first.pk}"], "after a week it is others' too"
    assert keys("viewer") == [] and keys("worker") == []
    school.came(1, worker="apologies", other="absent")
    school.came(2, worker="absent", other="present")
    assert keys("office") == [] and keys("other") == [] and keys("lead") == []
    assert keys("worker") == [f"learning-missed:{school.cohort.pk}"]
    school.let_pass(1)
    school.came(3, worker="remote")
    assert f"learning-missed:{school.cohort.pk}" not in keys("worker")
