"""The pages of learning together, as people use them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse

from commonweal.alignment.models import Cohort, Reflection
from commonweal.database.identity import maintenance
from tests.factories.alignment_learning import School
from tests.factories.browsers import signed_in, text

pytestmark = pytest.mark.django_db
HOSTILE = "<script>alert('x')</script> \u202e “Ünïcødé” 𝔘"


def test_from_the_course_to_what_changed(django_assert_max_num_queries: Any) -> None:
    school = School()
    school.let_pass(1.2)
    school.came(1, worker="absent", other="remote")
    lead, other = signed_in(school.lead), signed_in(school.other)
    page, show = reverse("alignment:learning"), reverse("alignment:cohort", args=[school.cohort.pk])
    with django_assert_max_num_queries(15):
        listed = text(lead.get(page))
    assert "First cohort" in listed and "you take part" in listed and "2 of 3 places taken" in listed
    assert "Seeing the whole" in text(lead.get(reverse("alignment:course") + "?key=twelve-weeks"))
    assert lead.get(reverse("alignment:course") + "?key=none").status_code == 404
    challenge = reverse("alignment:own-challenge", args=[school.cohort.pk])
    facts = {"what": HOSTILE, "wanted": "A ride on Sundays", "other": str(school.hospital.pk)}
    answer = lead.post(challenge, facts)
    assert "Choose one" in text(answer) or "valid choice" in text(answer), (
        "one's own organisation is no choice"
    )
    assert "A ride on Sundays" in text(answer), "what was typed stays"
    assert lead.post(challenge, facts | {"other": str(school.housing.pk)}).url == show
    change = reverse("alignment:own-change", args=[school.cohort.pk])
    answer = lead.post(change, {"outcome": "partly", "text": "Rides run on Saturdays", "evidence": ""})
    assert "Rides run on Saturdays" in text(answer) and answer.status_code == 200
    lead.post(change, {"outcome": "partly", "text": "Rides run on Saturdays", "evidence": "12 of 40 asked"})
    with django_assert_max_num_queries(15):
        shown = text(other.get(show))
    assert "&lt;script&gt;" in shown and "<script>alert" not in shown and "12 of 40 asked" in shown
    assert "It changed in part." in shown and "2 of 3 came" in shown
    assert signed_in(school.viewer).get(challenge).status_code == 404, "only for whoever takes part"


def test_a_reflection_is_kept_shared_and_taken_back(django_assert_max_num_queries: Any) -> None:
    school = School()
    page = reverse("alignment:course-session", args=[school.session(1).pk])
    lead, other, viewer = signed_in(school.lead), signed_in(school.other), signed_in(school.viewer)
    assert "Once the session has begun" in text(lead.get(page))
    school.let_pass(1.2)
    assert "Fill this in" in text(lead.post(page, {"text": " "}))
    lead.post(page, {"text": HOSTILE})
    with maintenance():
        row = Reflection.objects.get()
    toggle = reverse("alignment:share-reflection", args=[row.pk])
    assert other.post(toggle).status_code == 404, "what one may not see does not exist"
    assert "only you read this" in text(lead.get(page)) and "Ünïcødé" not in text(other.get(page))
    lead.post(toggle)
    with django_assert_max_num_queries(15):
        shared = text(other.get(page))
    assert "Shared with the cohort" in shared and "&lt;script&gt;" in shared
    assert "Ünïcødé" not in text(viewer.get(page)), "not the whole alliance"
    lead.post(toggle)
    assert "Ünïcødé" not in text(other.get(page))
    assert viewer.post(page, {"text": "I do not take part"}).status_code == 404


def test_keeping_a_cohort(django_assert_max_num_queries: Any) -> None:
    school = School()
    office, worker = signed_in(school.office), signed_in(school.worker)
    opening = reverse("alignment:open-cohort")
    day = (school.now() + timedelta(days=20)).date().isoformat()
    facts = {
        "course": "twelve-weeks", "title": HOSTILE, "purpose": "Again", "on": day, "begins": "10:00", "place": "",
        "seats": [str(school.lead.seat_id), str(school.worker.seat_id)],
    }  # fmt: skip
    answer = text(office.post(opening, facts))
    assert "at least two organisations" in answer and "Again" in answer
    office.post(opening, facts | {"seats": [str(school.lead.seat_id), str(school.other.seat_id)]})
    with maintenance():
        row = Cohort.objects.get(purpose="Again")
        last = row.sessions.get(number=12)
        first = school.pupil(school.lead)
    assert (last.starts_at.date() - (school.now() + timedelta(days=20)).date()).days == 77
    assert "not begun yet" in text(office.get(reverse("alignment:cohort", args=[row.pk])))
    enrol = reverse("alignment:enrol", args=[row.pk])
    with django_assert_max_num_queries(15):
        assert school.worker.person_name in text(office.get(enrol))
    office.post(enrol, {"seats": [str(school.worker.seat_id)]})
    move = reverse("alignment:move-session", args=[last.pk])
    later = (last.starts_at + timedelta(days=3)).date().isoformat()
    assert office.post(move, {"on": later, "begins": "14:30"}).status_code == 302
    school.let_pass(1.2)
    attend = reverse("alignment:session-attendance", args=[school.session(1).pk])
    assert office.post(attend, {str(first.pk): "present"}).status_code == 302
    assert "1 of 1 came" in text(office.get(reverse("alignment:cohort", args=[school.cohort.pk])))
    leave = reverse("alignment:leave-cohort", args=[first.pk])
    assert "no longer takes part" in text(office.post(leave, follow=True))
    for hidden in (opening, enrol, move, attend):
        assert worker.get(hidden).status_code == 404
