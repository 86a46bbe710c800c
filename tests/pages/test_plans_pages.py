"""The pages of plans, as people use them."""

from __future__ import annotations

import re
from datetime import timedelta
from uuid import uuid4

import numpy as np
import pytest
from django.core import mail, signing
from django.test import Client
from django.urls import reverse

from commonweal.database import clock
from commonweal.database.identity import maintenance
from commonweal.partners.models import Seat
from commonweal.plans import actions, links
from commonweal.plans.models import Action, Idea, IdeaDoor, Lesson, Report, Review, Test
from tests.factories.browsers import signed_in, text
from tests.factories.plans import TODAY, Plan, month_of

pytestmark = pytest.mark.django_db

HOSTILE = "<script>alert('x')</script> \u202e “Ünïcødé” 𝔘 " + "long " * 25


@pytest.fixture
def plan() -> Plan:
    return Plan()


def test_an_action_on_every_view(plan: Plan, django_assert_max_num_queries) -> None:
    office, lead = signed_in(plan.office), signed_in(plan.lead)
    goal = plan.goal()
    empty = text(office.get(reverse("plans:actions")))
    assert "No actions yet" in empty
    facts = {
        "title": HOSTILE[:200], "done_when": "It is seen", "goal": str(goal.pk), "why": "x",
        "owner": str(plan.lead.person_id), "starts": TODAY.isoformat(),
    }  # fmt: skip
    wrong = office.post(reverse("plans:new-action"), facts | {"due": (TODAY - timedelta(days=1)).isoformat()})
    assert wrong.status_code == 422 and "cannot be due before it starts" in text(wrong)
    assert "It is seen" in text(wrong), "nothing typed is lost"
    made = office.post(reverse("plans:new-action"), facts | {"due": (TODAY + timedelta(days=30)).isoformat()})
    with maintenance():
        row = Action.objects.get(alliance=plan.world.alliance)
    assert made.url == reverse("plans:action", args=[row.pk])
    for number in range(5):
        plan.action(title=f"Another {number}", goal=goal.pk)
    with plan.world.as_(plan.office):
        actions.add_helper(by=plan.office, action=row, organisation=plan.pantry.pk)
    for name in ("actions", "board", "timeline", "partners", "goals", "mine"):
        with django_assert_max_num_queries(15):
            page = text(lead.get(reverse(f"plans:{name}")))
        assert "alert(&#x27;x&#x27;)" in page or "alert(&amp;#x27;" in page or name == "timeline", name
        assert "<script>alert" not in page
    with django_assert_max_num_queries(15):
        assert "Another 3" in text(lead.get(reverse("plans:goal", args=[goal.pk])))
    with django_assert_max_num_queries(15):
        page = text(lead.get(made.url))
    assert "Say how it stands" in page and "wrote it down" in page
    export = office.get(reverse("plans:actions") + "?format=csv")
    assert "Another 4" in b"".join(export).decode()


def test_reporting_moving_and_linking_by_pages(plan: Plan) -> None:
    row, first = plan.action(), plan.action(title="Buy the phone")
    lead = signed_in(plan.lead)

    def at(name: str, *args) -> str:
        return reverse(f"plans:{name}", args=[row.pk, *args])

    assert "Thank you" in text(lead.post(at("report", "on_track"), follow=True))
    assert lead.get(at("report", "on_track")).status_code == 302, "a GET changes nothing"
    refused = lead.post(at("report", "blocked"), {"text": ""})
    assert refused.status_code == 422
    assert "Held up:" in text(lead.post(at("report", "blocked"), {"text": "No phone."}, follow=True))
    lead.post(at("link"), {"on": str(first.pk)})
    assert "depends on “Buy the phone”" in text(lead.post(at("report", "done"), {"text": "Done"}))
    circle = lead.post(reverse("plans:link", args=[first.pk]), {"on": str(row.pk)})
    assert "close a circle" in text(circle)
    lead.post(at("unlink"), {"on": str(first.pk)})
    assert lead.post(at("unlink"), {"on": "no uuid"}).status_code == 404
    moved = {"due": (TODAY + timedelta(days=80)).isoformat(), "reason": ""}
    assert lead.post(at("move"), moved).status_code == 422
    assert "first promised for" in text(lead.post(at("move"), moved | {"reason": "Late phone"}, follow=True))
    gift = {"organisation": str(plan.hospital.pk), "kind": "hours", "amount": "12", "text": "calls"}
    assert "12 hours (calls)" in text(lead.post(at("give"), gift, follow=True))
    assert "Say how much" in text(lead.post(at("give"), gift | {"amount": ""}))
    worker = signed_in(plan.worker)
    assert worker.post(at("move"), moved).status_code in (404, 422)
    assert worker.post(at("move"), moved | {"reason": "x"}).status_code == 404
    handed = {"owner": str(plan.other.person_id), "reason": "She has the phone"}
    lead.post(at("hand-over"), handed)
    with maintenance():
        row.refresh_from_db()
    assert row.owner_organisation_id == plan.pantry.pk


def test_a_check_in_by_the_link_of_an_e_mail(plan: Plan, django_capture_on_commit_callbacks) -> None:
    row = plan.action()
    with django_capture_on_commit_callbacks(execute=True):
        signed_in(plan.office).post(reverse("plans:ask", args=[row.pk]))
    (message,) = mail.outbox
    address = re.search(r"(/plans/check-in/\S+)", message.body)[1]  # type: ignore[index]
    phone = Client()
    page = phone.get(address)
    assert page.status_code == 200 and "It is on track" in text(page)
    with maintenance():
        assert Report.objects.filter(action=row).count() == 0, "a mail scanner's GET says nothing"
    assert "Thank you" in text(phone.post(address, {"kind": "on_track"}))
    assert phone.post(address, {"kind": "blocked", "text": ""}).status_code == 422
    assert phone.post(address, {"kind": "dropped", "text": "x"}).status_code == 422
    with maintenance():
        said = Report.objects.get(action=row)
        assert (said.kind, said.by_link, said.person_id) == ("on_track", True, plan.lead.person_id)
        assert said.person_name.endswith("by e-mail link")
    assert phone.get(address[:-4] + "xxx/").status_code == 404
    assert phone.get(reverse("plans:actions")).status_code == 302, "the link signs nobody in"
    other = links.sign_check_in(action=row.pk, person=plan.other.person_id, seat=plan.other.seat_id)
    assert Client().post(reverse("plans:check-in", args=[other]), {"kind": "on_track"}).status_code == 410
    with maintenance():
        Seat.objects.filter(pk=plan.lead.seat_id).update(period=("2020-01-01T00:00Z", "2020-02-01T00:00Z"))
    assert phone.post(address, {"kind": "on_track"}).status_code == 410, "no seat, no link"


def test_a_link_that_is_too_old(plan: Plan, monkeypatch: pytest.MonkeyPatch) -> None:
    row = plan.action()
    monkeypatch.setattr(signing.time, "time", lambda: 1_600_000_000.0)
    token = links.sign_check_in(action=row.pk, person=plan.lead.person_id, seat=plan.lead.seat_id)
    monkeypatch.undo()
    page = Client().get(reverse("plans:check-in", args=[token]))
    assert page.status_code == 410 and "too old" in text(page)


def test_above_sixty_open_actions_the_page_says_what_is_known(plan: Plan) -> None:
    row = plan.action()
    office = signed_in(plan.office)
    assert "Research on long plans" not in text(office.get(reverse("plans:actions")))
    with maintenance():
        columns = {
            f.attname: getattr(row, f.attname)
            for f in Action._meta.fields
            if f.name not in ("id", "created_at")
        }
        Action.objects.bulk_create(Action(**columns | {"title": f"No. {at}"}) for at in range(60))
    page = text(office.get(reverse("plans:actions")))
    assert "61 actions are open at once" in page and "Dalton and Spiller 2012" in page


@pytest.mark.usefixtures("contexts")
def test_from_an_idea_to_a_spread_change_and_its_lesson(plan: Plan, django_assert_max_num_queries) -> None:
    plan.published([17.0, 17.4, 16.8, 17.2, 17.1, 16.9, 17.3, 16.7, 17.0, 14.0, 13.9, 14.1])
    worker, lead = signed_in(plan.worker), signed_in(plan.lead)
    worker.post(reverse("plans:offer-idea"), {"title": HOSTILE[:160], "text": "x"})
    with maintenance():
        idea = Idea.objects.get(alliance=plan.world.alliance)
    assert worker.get(reverse("plans:new-test")).status_code == 404
    plan_page = reverse("plans:new-test") + f"?idea={idea.pk}"
    assert "Prediction" in text(lead.get(plan_page)) or "Predict" in text(lead.get(plan_page))
    facts = {
        "title": "Text the day before", "plan": "Two clinics", "owner": str(plan.lead.person_id),
        "starts": (TODAY - timedelta(days=70)).isoformat(), "result_due": (TODAY - timedelta(days=7)).isoformat(),
        "measure": "no_show_rate", "own_measure": "", "prediction": "17 to 14 %", "predicted": "14",
    }  # fmt: skip
    assert lead.post(plan_page, facts | {"prediction": ""}).status_code == 422
    made = lead.post(plan_page, facts)
    with maintenance():
        test = Test.objects.get(alliance=plan.world.alliance)
    page = reverse("plans:test", args=[test.pk])
    assert made.url == page
    lead.get(page)  # shows what was said of the last act, and puts that away
    with django_assert_max_num_queries(15):
        shown = text(lead.get(page))
    assert "test begins" in shown and "result missing" in shown and "<svg" in shown
    lead.post(
        reverse("plans:result", args=[test.pk]),
        {"result": "14.0 %", "study": "As predicted", "observed": "14"},
    )
    changed = lead.post(reverse("plans:change-test", args=[test.pk]), facts | {"prediction": "14.0 %"})
    assert "stays as it was" in text(changed)
    lead.post(reverse("plans:decide", args=[test.pk]), {"decision": "adopt", "reason": "It works"})
    lead.post(
        reverse("plans:spread", args=[test.pk]), {"to": str(plan.pantry.pk), "since": TODAY.isoformat()}
    )
    with django_assert_max_num_queries(15):
        board = text(worker.get(reverse("plans:tests")))
    assert "spread to 1 partner" in board and "<script>alert" not in board
    form = lead.get(reverse("plans:new-lesson") + f"?test={test.pk}").context["form"]
    assert form.initial["verdict"] == "worked" and form.initial["learned"] == "As predicted"
    lead.post(
        reverse("plans:new-lesson") + f"?test={test.pk}",
        {
            "title": "A text message the day before fills appointments", "verdict": "worked",
            "what": "# Two clinics <b>text</b>", "for_whom": "adults", "learned": "Spanish matters",
            "evidence": "17 to 14 %", "conditions": "",
        },
    )  # fmt: skip
    with maintenance():
        lesson = Lesson.objects.get(alliance=plan.world.alliance)
    with django_assert_max_num_queries(15):
        assert "Spanish matters" in text(worker.get(reverse("plans:lesson", args=[lesson.pk])))
    found = text(worker.get(reverse("plans:lessons") + "?q=missed+appointments+message"))
    assert "1 lesson resembles it" in found
    near = text(lead.get(reverse("plans:goal", args=[plan.goal("Fill appointments by text message").pk])))
    assert "Learned before" in near and lesson.title in near
    study = worker.get(reverse("plans:case-study", args=[lesson.pk, "md"])).content.decode()
    assert "\\# Two clinics \\<b\\>" in study and "## What was expected" in study
    assert worker.get(reverse("plans:case-study", args=[lesson.pk, "pdf"])).content.startswith(b"%PDF")
    lead.post(reverse("plans:set-aside", args=[lesson.pk]), {"text": "One clinic only"})
    assert "0 lessons resemble it" in text(
        worker.get(reverse("plans:lessons") + "?q=missed+appointments+message")
    )


def test_an_idea_by_a_public_link(plan: Plan) -> None:
    lead = signed_in(plan.lead)
    lead.post(
        reverse("plans:doors"),
        {"place": "the lobby", "audience": "served", "question": "What helps?", "until": TODAY.isoformat()},
    )
    with maintenance():
        door = IdeaDoor.objects.get(alliance=plan.world.alliance)
    sheet = text(lead.get(reverse("plans:door", args=[door.pk])))
    address = re.search(r"(/plans/your-idea/[^<\s]+)", sheet)[1]  # type: ignore[index]
    assert lead.get(reverse("plans:door-code", args=[door.pk])).content.lstrip().startswith(b"<?xml")
    phone = Client()
    page = text(phone.get(address))
    assert "What helps?" in page and plan.world.alliance.name in page and "Riverside" not in page
    assert phone.post(address, {"title": ""}).status_code == 422
    assert "Thank you" in text(phone.post(address, {"title": HOSTILE[:160], "text": "x"}))
    with maintenance():
        assert Idea.objects.get(door=door).person_id is None
    assert phone.get(address[:-5] + "abcd/").status_code == 404
    lead.post(reverse("plans:close-door", args=[door.pk]))
    assert phone.get(address).status_code == 410
    assert phone.post(address, {"title": "late"}).status_code == 410


def test_money_of_a_review_is_told_to_all_and_linked_where_one_may_open_it(plan: Plan) -> None:
    year, actions = reverse("payments:year", args=[uuid4()]), reverse("plans:actions")
    lines = [{"said": "Bed days: running", "url": year, "shape": "moving"}]
    facts = [
        {"key": "money", "title": "Money", "lead": "", "lines": lines, "missing": False},
        {
            "key": "promises",
            "title": "Kept",
            "lead": "",
            "lines": [lines[0] | {"url": actions}],
            "missing": False,
        },
    ]
    with maintenance():
        row = Review.objects.create(
            alliance=plan.world.alliance, title="Spring", first=TODAY, last=TODAY, meets_on=TODAY,
            comments_until=TODAY, prepared_at=clock.now(), facts=facts, person_name="N",
            person_id=plan.lead.person_id, organisation=plan.hospital,
        )  # fmt: skip
    for somebody in (plan.lead, plan.world.seat(plan.hospital, "intake_worker")):
        page = text(signed_in(somebody).get(reverse("plans:review", args=[row.pk])))
        assert page.count("Bed days: running") == 2
        assert year not in page and f'<a href="{actions}">Bed days' in page, "a year that they do not see"


def test_a_review_by_pages(plan: Plan, django_assert_max_num_queries) -> None:
    plan.action(title="A promise", starts=TODAY - timedelta(days=30), due=TODAY - timedelta(days=2))
    office, other = signed_in(plan.office), signed_in(plan.other)
    days = {"first": TODAY - timedelta(days=180), "last": TODAY, "meets_on": TODAY, "comments_until": TODAY}
    office.post(
        reverse("plans:new-review"), {"title": "Spring"} | {k: v.isoformat() for k, v in days.items()}
    )
    with maintenance():
        row = Review.objects.get(alliance=plan.world.alliance)

    def at(name: str, *args) -> str:
        return reverse(f"plans:{name}", args=[row.pk, *args])

    assert "Not prepared yet" in text(other.get(at("review")))
    assert other.post(at("prepare")).status_code == 404
    office.post(at("prepare"))
    with django_assert_max_num_queries(15):
        page = text(other.get(at("review")))
    assert "0 of 1 actions were done by the day first promised" in page and "A promise" in page
    other.post(at("comment"), {"section": "promises", "text": HOSTILE})
    page = text(office.get(at("review")))
    assert "<script>alert" not in page and "1 partner has commented" in page
    office.post(at("conclude", "decision"), {"text": "Go on"})
    wrong = office.post(at("conclude", "target"), {"measure": "no_show_rate", "target": "few", "text": "x"})
    assert wrong.status_code == 422 and "few" in text(wrong)
    office.post(at("conclude", "target"), {"measure": "no_show_rate", "target": "12", "text": "We can"})
    due = {"starts": TODAY.isoformat(), "due": TODAY.isoformat(), "owner": str(plan.lead.person_id)}
    office.post(at("conclude", "action"), {"title": "Call", "done_when": "Called"} | due)
    assert office.get(at("conclude", "nonsense")).status_code == 404
    office.post(at("conclude", "close"), {"text": "We go on."})
    page = text(other.get(at("review")))
    assert "1 decision, 1 action, 1 changed target" in page and "target from none to 12" in page
    assert 'Call</a> <span class="muted">today: to come</span>' in page
    assert "1 decision" in text(other.get(reverse("plans:reviews")))


def test_an_evaluation_by_pages(plan: Plan, django_assert_max_num_queries) -> None:
    analyst, lead = signed_in(plan.analyst), signed_in(plan.lead)
    assert "No figures are published" in text(analyst.get(reverse("plans:evaluate")))
    dice = np.random.default_rng(1)
    values = 17 + dice.normal(0, 0.4, 30) - 3.0 * (np.arange(30) >= 16)
    plan.published(
        list(values), Riverside_Health=list(values), Harvest_Pantry=list(17 + dice.normal(0, 0.4, 30))
    )
    page = reverse("plans:evaluate") + "?measure=no_show_rate"
    assert "Harvest Pantry" in text(analyst.get(page)) and lead.get(page).status_code == 404
    start = month_of(16, 30).isoformat()
    asked = {"measure": "no_show_rate", "start": start, "group": "", "delay": "0"}
    answer = analyst.post(page, asked, follow=True)
    shown = text(answer)
    for heading in ("What changed", "How sure", "What else could explain it", "Checks", "<svg"):
        assert heading in shown, heading
    beside = asked | {"group": "Riverside Health", "comparisons": ["Harvest Pantry"]}
    assert "difference in differences" in text(analyst.post(page, beside, follow=True))
    assert "cannot be compared with itself" in text(analyst.post(page, beside | {"group": "Harvest Pantry"}))
    early = text(analyst.post(page, asked | {"start": month_of(2, 30).isoformat()}, follow=True))
    assert "This design cannot answer" in early and "at least 8" in early
    with django_assert_max_num_queries(15):
        assert "the design cannot answer" in text(lead.get(reverse("plans:evaluations")))
