"""Home and what stands around it, as people use it."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from icalendar import Calendar

from commonweal.alignment.models import Meeting
from commonweal.database import clock
from commonweal.database.identity import maintenance
from commonweal.governance.models import Conflict
from commonweal.helm.models import PutAside
from tests.factories import World
from tests.factories.browsers import signed_in, text
from tests.factories.plans import TODAY, Plan

pytestmark = pytest.mark.django_db
LATE = {"starts": TODAY - timedelta(days=30), "due": TODAY - timedelta(days=3)}
HOSTILE = "<script>alert('x')</script> \u202e “Ünïcødé” ' \" & | ! :* \\ -x " + "long " * 90
AT_MOST = 15
BRIEF_AT_MOST = 20
"""Home and the facts of all capabilities on one page; see docs/decisions/0131."""


@pytest.fixture
def plan() -> Plan:
    return Plan()


def asked(client: Client, url: str) -> int:
    with CaptureQueriesContext(
        connection,
    ) as caught:
        assert client.get(url).status_code == 200
    return len(caught)


@pytest.mark.usefixtures("contexts")
def test_home_shows_it_and_it_can_be_put_aside_and_handed_over(plan: Plan) -> None:
    colleague = plan.world.seat(plan.hospital, "partner_lead")
    plan.action(title="Call every no-show", **LATE)
    lead = signed_in(plan.lead)
    page = lead.get("/")
    assert "Call every no-show" in text(page)
    key = page.context["groups"][0].items[0].item.key
    aside = reverse("helm:put-aside")
    assert "Call every no-show" in text(lead.get(aside, {"key": key}))
    wrong = lead.post(aside, {"key": key, "until": TODAY.isoformat(), "reason": "Kept words"})
    assert "Choose a day after today" in text(wrong) and "Kept words" in text(wrong)
    over = reverse("helm:hand-over")
    assert lead.post(over, {"key": key, "to": str(plan.other.seat_id)}).status_code == 200, "not a colleague"
    lead.post(over, {"key": key, "to": str(colleague.seat_id), "note": "Please"})
    assert "Please" in text(signed_in(colleague).get("/"))
    assert "Take it back" in text(lead.get("/"))
    lead.post(reverse("helm:take-up"), {"key": key})
    later = (TODAY + timedelta(days=9)).isoformat()
    assert lead.post(aside, {"key": key, "until": later, "reason": "Away"}).status_code == 302
    assert f'data-row="{key}"' not in text(lead.get("/"))


def test_unknown_and_hostile_keys_are_not_found_and_keep_nothing(plan: Plan) -> None:
    lead = signed_in(plan.lead)
    later = (TODAY + timedelta(days=9)).isoformat()
    for key in ("", "no-such", HOSTILE, "a\0b", "action-late:" + "f" * 5000):
        for name in ("helm:put-aside", "helm:hand-over"):
            assert lead.get(reverse(name), {"key": key}).status_code == 404
        answer = lead.post(reverse("helm:put-aside"), {"key": key, "until": later, "reason": "x"})
        assert answer.status_code == 404
        assert lead.post(reverse("helm:take-up"), {"key": key}).status_code in {302, 400, 404}
    with maintenance():
        assert not PutAside.objects.exists()


def test_home_asks_a_bounded_number_of_questions_that_does_not_grow(plan: Plan) -> None:
    office = signed_in(plan.office)
    plan.action(**LATE)
    asked(office, "/")
    few = asked(office, "/")
    for number in range(8):
        plan.action(title=f"Another {number}", **LATE)
    assert asked(office, "/") == few <= AT_MOST


def test_capabilities_show_facts_a_year_and_the_numbers_that_decide(plan: Plan) -> None:
    office, lead = signed_in(plan.office), signed_in(plan.lead)
    page = text(office.get(reverse("helm:capabilities")))
    assert "0 of 3 partners added a statement" in page and "Actions done and tests decided" in page
    assert "60 %" in page and "Johnson and Wislar" in page and "Choose another" in page
    assert page.count("<table") >= 4, "each chart has its table"
    assert asked(lead, reverse("helm:capabilities")) <= AT_MOST
    change = reverse("helm:threshold", args=["response"])
    assert "from 30 to 100" in text(office.post(change, {"value": 7, "reason": "Few"}))
    assert office.post(change, {"value": 75, "reason": "We can"}).status_code == 302
    seen = text(lead.get(reverse("helm:capabilities")))
    assert "the default is 60" in seen and "<q>We can</q>" in seen and "Choose another" not in seen
    never = reverse("helm:threshold", args=["check_in"])
    assert "or 0: no letter asks by itself" in text(office.post(never, {"value": 1, "reason": "Few"}))
    assert office.post(never, {"value": 0, "reason": "We meet each week"}).status_code == 302
    assert "(no letter asks by itself)" in text(lead.get(reverse("helm:capabilities")))
    assert lead.get(change).status_code == 404
    assert office.get(reverse("helm:threshold", args=["no-such"])).status_code == 404


def test_why_partnerships_fail_and_the_brief_as_page_and_pdf(plan: Plan) -> None:
    plan.action(title="Call every no-show", **LATE)
    lead = signed_in(plan.lead)
    assert "Speaks for it" in text(lead.get(reverse("helm:failing")))
    brief = reverse("helm:brief")
    office = signed_in(plan.office)
    office.get("/")
    assert asked(office, reverse("helm:failing")) <= AT_MOST
    assert asked(office, brief) <= BRIEF_AT_MOST
    assert "Call every no-show" in text(lead.get(brief))
    other = text(signed_in(plan.other).get(brief, {"for": "partner"}))
    assert "Harvest Pantry on one page" in other and "Call every no-show (" not in other
    paper = lead.get(brief, {"as": "pdf"})
    assert paper["Content-Type"] == "application/pdf" and paper.content.startswith(b"%PDF")


def test_the_first_hour_of_an_empty_alliance() -> None:
    world = World()
    office = signed_in(world.seat(world.organisation("Office", sector="convenor"), "convenor"))
    page = text(office.get(reverse("helm:start")))
    assert page.count("To do") == 5 and "Choose a template" in page
    for way in ("charter:begin", "partners:bring-in", "interchange:import", "charter:open-round"):
        assert f'href="{reverse(way)}"' in page, "a step leads to the act itself, not to a list beside it"
    assert "Your first hour" in text(office.get("/"))
    assert "No date in the next half-year" in text(office.get(reverse("helm:dates")))
    assert office.get(reverse("helm:capabilities")).status_code == 200
    viewer = signed_in(world.seat(world.organisation("Partner"), "viewer"))
    assert viewer.get(reverse("helm:start")).status_code == 404


def test_the_letter_is_chosen_and_sent_to_oneself(plan: Plan, mailoutbox: list) -> None:
    lead = signed_in(plan.lead)
    page = reverse("helm:digest")
    assert lead.post(page, {"wanted": "on", "weekday": "9", "hour": "8"}).status_code == 200
    assert lead.post(page, {"wanted": "on", "weekday": "4", "hour": "7"}).status_code == 302
    lead.post(reverse("helm:send-digest"))
    assert len(mailoutbox) == 1 and "what needs you this week" in mailoutbox[0].subject


def test_search_finds_goals_actions_and_tests_by_stem_and_beginning(plan: Plan) -> None:
    plan.goal("Fewer missed appointments")
    plan.action(title="Call before each appointment")
    plan.test(title="Text the day before")
    lead = signed_in(plan.lead)
    for words in ("appointment", "missed appoi", '"missed appointments"'):
        assert "Fewer missed appointments" in text(lead.get("/search/", {"q": words})), words
    page = text(lead.get("/search/", {"q": "appointments"}))
    assert "Call before each appointment" in page and "Goals" in page and "Text the day" not in page
    assert "Fewer missed" not in text(lead.get("/search/", {"q": "missed -appointments"}))
    assert "Searched before" in text(lead.get("/search/"))
    stranger = Plan()
    assert "Fewer missed" not in text(signed_in(stranger.lead).get("/search/", {"q": "missed"}))


def test_search_leads_to_the_pages_that_one_may_open_and_keeps_words_in_the_session_only(plan: Plan) -> None:
    office, worker = signed_in(plan.office), signed_in(plan.worker)
    page = text(office.get("/search/", {"q": "peop seat"}))
    assert page.index("<h2>Pages</h2>") < page.index(
        f'<a href="{reverse("partners:people")}">People and seats</a></li>'
    )
    assert "<h2>Pages</h2>" not in text(office.get("/search/", {"q": "eople"})), (
        "from the beginning of a word"
    )
    assert "<h2>Pages</h2>" not in text(worker.get("/search/", {"q": "record acts"}))
    assert "Searched before" in text(office.get("/search/")) and "peop seat" in text(office.get("/search/"))
    assert "Searched before" not in text(signed_in(plan.office).get("/search/")), "another session"


def test_a_conflict_is_found_only_by_those_who_see_it(plan: Plan) -> None:
    with maintenance():
        Conflict.objects.create(
            alliance=plan.world.alliance, title="Quarrel about vans", topic="money", raised_by_id=plan.lead.person_id,
            raised_by_name="N", raised_for=plan.hospital, step="partners", step_since=clock.now(),
            due_at=clock.now() + timedelta(days=14),
        )  # fmt: skip
    for who in (plan.other, plan.worker, plan.analyst):
        assert "Quarrel about vans" not in text(signed_in(who).get("/search/", {"q": "quarrel vans"}))


@pytest.mark.parametrize("words", [HOSTILE, "a:*", "'", '"', "or", "-", "!!", "the", "a\0b", "%", "<->"])
def test_search_survives_hostile_words(plan: Plan, words: str, django_assert_max_num_queries) -> None:
    lead = signed_in(plan.lead)
    with django_assert_max_num_queries(20):
        answer = lead.get("/search/", {"q": words})
    assert answer.status_code == 200 and "<script>alert" not in answer.content.decode()


def test_dates_as_page_and_as_calendar(plan: Plan, django_assert_max_num_queries) -> None:
    plan.action(title="Call every no-show")
    begins = clock.now() + timedelta(days=3)
    with maintenance():
        Meeting.objects.create(
            alliance=plan.world.alliance, title="Board", purpose="p", place="Hall", starts_at=begins,
            ends_at=begins + timedelta(hours=1), person_id=plan.office.person_id, person_name="N",
        )  # fmt: skip
    lead, other = signed_in(plan.lead), signed_in(plan.other)
    with django_assert_max_num_queries(15):
        page = text(lead.get(reverse("helm:dates")))
    assert page.index("Board") < page.index("Call every no-show")
    file = lead.get(reverse("helm:dates-file"))
    entries = Calendar.from_ical(file.content).walk("VEVENT")
    assert {str(one["summary"]) for one in entries} >= {"Meeting: Board", "Action due: Call every no-show"}
    assert "Call every no-show" not in text(other.get(reverse("helm:dates"), {"of": "mine"}))
    assert Client().get(reverse("helm:dates-file")).status_code == 302


def test_what_was_put_aside_stands_beside_with_its_reason_and_can_be_brought_back(plan: Plan) -> None:
    plan.action(**LATE)
    client = signed_in(plan.lead)
    home = text(client.get(reverse("home")))
    key = re.findall(r'data-row="([^"]+)"', home)[0]
    day = (TODAY + timedelta(days=5)).isoformat()
    client.post(reverse("helm:put-aside"), {"key": key, "until": day, "reason": "They are away <b>"})
    home = text(client.get(reverse("home")))
    assert f'data-row="{key}"' not in home and "They are away &lt;b&gt;" in home and "Show it again" in home
    client.post(reverse("helm:take-up"), {"key": key})
    home = text(client.get(reverse("home")))
    assert f'data-row="{key}"' in home and "They are away" not in home


def test_a_letter_that_cannot_leave_is_said(plan: Plan, monkeypatch) -> None:
    def away(_self: object) -> None:
        raise ConnectionRefusedError

    monkeypatch.setattr("django.core.mail.EmailMultiAlternatives.send", away)
    answer = signed_in(plan.office).post(reverse("helm:send-digest"), follow=True)
    assert answer.status_code == 200 and "the mail server cannot be reached" in text(answer)
