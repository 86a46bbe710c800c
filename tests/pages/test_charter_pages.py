"""The pages of Envision, as people use them."""

from __future__ import annotations

import json
import re
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from commonweal.charter import actions
from commonweal.charter.models import (
    Challenge,
    CharterVersion,
    Goal,
    Mark,
    ProposedChange,
    Success,
    SwotPoint,
    ValueCase,
)
from commonweal.charter.rules.counting import KIND
from commonweal.database.identity import maintenance
from tests.factories.browsers import signed_in, text
from tests.factories.charter import Envision

pytestmark = pytest.mark.django_db

HOSTILE = "<script>alert('x')</script> \u202e “Ünïcødé” 𝔘"


@pytest.fixture
def envision() -> Envision:
    return Envision()


@pytest.mark.usefixtures("contexts")
def test_from_a_template_to_a_challenge_in_ones_own_words(
    envision: Envision, django_assert_max_num_queries
) -> None:
    office, lead = signed_in(envision.office), signed_in(envision.pantry)
    assert "Choose a template" in text(office.get(reverse("charter:challenge")))
    assert "Choose a template" not in text(lead.get(reverse("charter:challenge")))
    assert "Shorter hospital stays" in text(office.get(reverse("charter:begin")))
    assert lead.get(reverse("charter:begin")).status_code == 404
    office.post(reverse("charter:begin"), {"template": "care-network"})
    page = reverse("charter:write-challenge")
    shown = office.get(page).context["form"].initial
    assert shown["emergency_visits"] == 2 and "food" in shown["domains"]
    kept = {"title": HOSTILE, "text": "Ours.", "population": "Ours", "age_from": "x", "domains": ["food"]}
    answer = office.post(page, kept)
    assert "Enter a whole number" in text(answer) and "&lt;script&gt;" in text(answer), (
        "nothing typed is lost"
    )
    answer = office.post(page, kept | {"age_from": "30", "age_to": "20"})
    assert "above age_to" in text(answer)
    answer = office.post(page, kept | {"age_from": "18", "diagnoses": "z59, F10", "risks": "One\n\nTwo"})
    assert answer.url == reverse("charter:challenge")
    with django_assert_max_num_queries(15):
        shown_now = text(lead.get(reverse("charter:challenge")))
    assert "&lt;script&gt;alert" in shown_now and "<script>alert" not in shown_now
    assert "18 years or older" in shown_now and "nobody yet" in shown_now and "Earlier wordings" in shown_now
    rule = lead.get(reverse("charter:rule")).content.decode()
    assert 'diagnoses = ["Z59", "F10"]' in rule and "age_from = 18" in rule


def test_a_count_is_handed_on_by_upload(envision: Envision) -> None:
    with envision.world.as_(envision.office):
        actions.begin(by=envision.office, template="care-network")
    lead, page = signed_in(envision.payer), reverse("charter:count")
    assert "fewer than 11" in text(lead.get(page)).lower()
    count = {
        "kind": KIND, "method": "1", "partner": "P", "rule": {"emergency_visits": 2}, "from": "2025-01",
        "to": "2025-12", "people": 240, "member_months": 2010, "paid": "1000000.25", "threshold": 11, "left_out": [],
        "input_fingerprint": "f",
    }  # fmt: skip

    def upload(content: bytes) -> str:
        return text(lead.post(page, {"file": SimpleUploadedFile("count.json", content)}, follow=True))

    assert "no count of a population" in upload(b"[1, 2]")
    assert "fewer than 11 people" in upload(json.dumps(count | {"people": 3}).encode())
    assert "240" in upload(json.dumps(count).encode())


@pytest.mark.usefixtures("contexts")
def test_statements_are_said_marked_one_at_a_time_and_read_when_closed(
    envision: Envision, django_assert_max_num_queries
) -> None:
    office, pantry = signed_in(envision.office), signed_in(envision.pantry)
    page = reverse("charter:open-round")
    assert "Choose a day after today" in text(
        office.post(page, {"question": "What?", "closes": "2020-01-01"})
    )
    office.post(page, {"question": "What will be true?", "closes": "2100-01-01"})
    for said in ("Everybody has a home.", HOSTILE):
        pantry.post(reverse("charter:add-statement"), {"text": said})
    assert "already said this" in text(
        pantry.post(reverse("charter:add-statement"), {"text": "everybody has a home"})
    )
    with django_assert_max_num_queries(15):
        shown = text(pantry.get(reverse("charter:mark")))
    assert "1 of 2" in shown and shown.count('name="value"') == 3
    people = [*envision.people("Harvest Pantry", 3), *envision.people("Northside Hospital", 3)]
    for by in people:
        browser = signed_in(by)
        for _ in range(2):
            answer = browser.get(reverse("charter:mark"))
            browser.post(reverse("charter:mark"), {"statement": answer.context["statement"].pk, "value": "1"})
        assert "You have marked everything" in text(browser.get(reverse("charter:mark")))
        browser.post(reverse("charter:mark"), {"statement": "junk", "value": "9"})
    with maintenance():
        assert Mark.objects.count() == 12
    with django_assert_max_num_queries(15):
        shown = text(pantry.get(reverse("charter:statements")))
    assert "6 people have marked statements, for 2 of 6 partners" in shown and "Corner Pantry" in shown
    assert "agree</td>" not in shown, "no count while the round is open"
    results = reverse("charter:results", args=[1])
    assert pantry.get(results).status_code == 302, "there are none yet"
    assert pantry.post(reverse("charter:close-round", args=[1])).status_code == 404
    assert office.post(reverse("charter:close-round", args=[1])).url == results
    with django_assert_max_num_queries(15):
        shown = text(pantry.get(results))
    assert "2 statements that every sector accepts" in shown and "3 of 3 agree" in shown
    assert "nine people" in shown and "<script>alert" not in shown
    table = b"".join(pantry.get(reverse("charter:export-results", args=[1])).streaming_content).decode()
    assert "Everybody has a home." in table and "consensus of sectors" in table
    assert pantry.get(reverse("charter:results", args=[77])).status_code == 404


def test_the_map_of_opinions_has_its_table(envision: Envision) -> None:
    row, _ = envision.closed_round()
    shown = text(signed_in(envision.payer).get(reverse("charter:results", args=[row.number])))
    assert "Opinions form 2 groups" in shown and "Agrees more than others" in shown and "<svg" in shown


@pytest.mark.usefixtures("contexts")
def test_the_charter_from_draft_to_amendment(envision: Envision, django_assert_max_num_queries) -> None:
    _, said = envision.closed_round()
    office, pantry = signed_in(envision.office), signed_in(envision.pantry)
    office.post(reverse("charter:begin-version"), {"reason": "To begin."})
    add = reverse("charter:add-sentence", args=[1])
    choices = text(office.get(add))
    assert "accepted by all" in choices and "not by all" in choices
    for part in ("purpose", "mission", "vision"):
        office.post(add, {"part": part, "text": f"Our {part}. {HOSTILE}", "statements": [str(said[2].pk)]})
    assert "Choose one" in text(office.post(add, {"part": "", "text": "x"}))
    office.post(reverse("charter:put-out", args=[1]), {"answer_by": "2100-01-01", "needed": "51"})
    version = reverse("charter:version", args=[1])
    with django_assert_max_num_queries(15):
        shown = text(pantry.get(version))
    assert "4 of 5 disagreed" in shown and "Read and ratify" in shown and "<script>alert" not in shown
    ratify = reverse("charter:ratify", args=[1])
    form = pantry.get(ratify).context["form"]
    assert "Fill this in" in text(pantry.post(ratify, {"digest": form.initial["digest"], "entitled": "on"}))
    pantry.post(
        reverse("charter:refuse", args=[1]), {"digest": form.initial["digest"], "reason": "No food in it."}
    )
    assert "No food in it." in text(office.get(version))
    for lead in (envision.office, *envision.leads.values()):
        browser = signed_in(lead)
        digest = browser.get(ratify).context["form"].initial["digest"]
        browser.post(ratify, {"digest": digest, "signed_name": "Dana", "entitled": "on"})
    with maintenance():
        row = CharterVersion.objects.get(number=1)
        line = row.sentences.get(part="mission").line
    assert row.in_force_at is not None
    pantry.get(version)
    with django_assert_max_num_queries(15):
        assert "In force" in text(pantry.get(reverse("charter:charter")))
    propose = reverse("charter:propose-change", args=[1])
    answer = pantry.post(propose, {"kind": "reword", "line": "", "text": "x", "reason": "y"})
    assert "Choose the sentence" in text(answer)
    pantry.post(
        propose, {"kind": "reword", "line": str(line), "text": "Our mission, and food.", "reason": "Food."}
    )
    pantry.post(reverse("charter:comment", args=[1]), {"line": str(line), "text": HOSTILE})
    with maintenance():
        change = ProposedChange.objects.get()
    url = reverse("charter:answer-change", args=[change.pk])
    assert pantry.post(url, {"accepted": "yes", "answer": "x"}).status_code == 404
    office.post(url, {"accepted": "yes", "answer": "It is true."})
    with django_assert_max_num_queries(15):
        shown = text(pantry.get(reverse("charter:compare", args=[1, 2])))
    assert "One of 3 sentences changes" in shown and re.search(r"<ins>.*food\.", shown)
    shown = text(pantry.get(reverse("charter:changes")))
    assert "It is true." in shown and "taken into version 2" in shown
    office.post(reverse("charter:leave-out-sentence", args=[2, line]))
    office.post(reverse("charter:set-aside", args=[2]), {"reason": "Later."})
    assert "Set aside by" in text(pantry.get(reverse("charter:version", args=[2])))


@pytest.mark.usefixtures("contexts")
def test_goals_say_what_they_lack_and_who_brings_what(
    envision: Envision, django_assert_max_num_queries
) -> None:
    envision.in_force()
    office, pantry = signed_in(envision.office), signed_in(envision.pantry)
    page = reverse("charter:write-goal")
    answer = office.post(page, {"title": HOSTILE, "measure": "no_show_rate", "event": "homes"})
    assert "not both" in text(answer)
    answer = office.post(page, {"title": HOSTILE, "baseline": "1e400"})
    assert answer.status_code == 200, "a number that cannot be is said, not stored"
    goal_page = office.post(page, {"title": HOSTILE}).url
    shown = text(office.get(goal_page))
    assert "It cannot be accepted yet" in shown and "Nobody owns it" in shown and "<script>alert" not in shown
    with maintenance():
        goal = Goal.objects.get()
    form = office.get(reverse("charter:change-goal", args=[goal.pk])).context["form"]
    sentence = form.fields["sentence"].choices[1][0]
    office.post(
        reverse("charter:change-goal", args=[goal.pk]),
        {
            "title": "Appointments are kept", "statement": "Fewer are missed.", "sentence": sentence,
            "measure": "no_show_rate", "baseline": "17.2", "target": "12", "direction": "down",
            "owner": str(envision.hospital.person_id), "due": "2030-01-01",
        },
    )  # fmt: skip
    assert "Accept the goal" in text(office.get(goal_page))
    office.post(reverse("charter:accept-goal", args=[goal.pk]))
    with django_assert_max_num_queries(15):
        shown = text(pantry.get(reverse("charter:goals")))
    assert "One goal that runs has no partner" in shown
    pantry.post(reverse("charter:contribute", args=[goal.pk]), {"text": "Rides"})
    office.post(reverse("charter:write-objective", args=[goal.pk]), {"title": "Reminders"})
    drivers = reverse("charter:drivers", args=[goal.pk])
    office.post(drivers, {"kind": "primary", "parent": "", "text": "A ride"})
    assert "Choose the driver" in text(
        office.post(drivers, {"kind": "idea", "parent": "", "text": "Vouchers"})
    )
    pantry.get(goal_page)  # the word that all went well is said once, and costs a look
    with django_assert_max_num_queries(15):
        shown = text(pantry.get(goal_page))
    assert "Rides" in shown and "Reminders" in shown and "A ride" in shown
    with django_assert_max_num_queries(15):
        shown = text(pantry.get(reverse("charter:strategy")))
    assert "Every goal that runs has a partner" in shown and "<svg" in shown
    with django_assert_max_num_queries(15):
        zoomed = text(pantry.get(reverse("charter:strategy") + f"?at={goal.pk}"))
    assert "What reaches" in zoomed and "no indicator" in zoomed
    assert pantry.get(reverse("charter:strategy") + "?at=junk").status_code == 404
    office.post(reverse("charter:end-goal", args=[goal.pk]), {"how": "given_up", "reason": "Nobody came."})
    assert "Nobody came." in text(pantry.get(reverse("charter:goals")))


def test_points_lead_somewhere(envision: Envision, django_assert_max_num_queries) -> None:
    office, pantry = signed_in(envision.office), signed_in(envision.pantry)
    page = reverse("charter:swot")
    for said in ("Rents rise.", HOSTILE):
        pantry.post(page, {"kind": "threat", "text": said})
    assert "Fill this in" in text(pantry.post(page, {"kind": "threat", "text": ""}))
    with maintenance():
        first, second = SwotPoint.objects.order_by("created_at")
    pantry.post(reverse("charter:swot-vote", args=[first.pk]), {"wanted": "yes"})
    office.post(reverse("charter:swot-merge", args=[second.pk]), {"into": str(first.pk)})
    decide = reverse("charter:swot-decide", args=[first.pk])
    assert "Word the risk" in text(office.post(decide, {"outcome": "risk", "reason": ""}))
    office.post(decide, {"outcome": "risk", "reason": "Vouchers fall behind."})
    with django_assert_max_num_queries(15):
        shown = text(pantry.get(page))
    assert (
        "Vouchers fall behind." in shown
        and "One like it" in shown
        and "one person finds it important" in shown
    )


def test_success_side_by_side_and_a_value_case_with_open_assumptions(
    envision: Envision, django_assert_max_num_queries
) -> None:
    goal = envision.goal(title="Beds")
    hospital, pantry = signed_in(envision.hospital), signed_in(envision.pantry)
    page = reverse("charter:write-success")
    words = dict.fromkeys(("success", "failure", "brings", "risks", "must_get"), f"Ours. {HOSTILE}")
    assert "Fill this in" in text(hospital.post(page, words | {"risks": ""}))
    hospital.post(page, words | {"brings_kinds": ["money"], "gets_kinds": ["space"]})
    with maintenance():
        assert Success.objects.count() == 1
    for browser, effect in ((hospital, "2"), (pantry, "-1")):
        browser.post(reverse("charter:stakes"), {f"effect-{goal.pk}": effect, f"text-{goal.pk}": "Rent"})
    pantry.get(reverse("charter:success"))
    with django_assert_max_num_queries(15):
        shown = text(pantry.get(reverse("charter:success")))
    assert "they collide" in shown and "nobody else brings it" in shown and "1 of 6 partners" in shown
    page = reverse("charter:value-case")
    use = {
        "use_text": "Emergency visits", "rate_now": "480", "rate_then": "430", "people": "10000", "cost": "600",
        "share": "30", "sure_low": "50", "sure_high": "125",
    }  # fmt: skip
    assert "needs all of its figures" in text(hospital.post(page, use | {"cost": ""}))
    assert "at least one line" in text(hospital.post(page, {"note": ""}))
    hospital.post(page, use | {"mission": "Dignity."})
    with maintenance():
        (line, mission) = ValueCase.objects.get().lines.all()
    assert (line.low, line.likely, line.high) == (Decimal(45000), Decimal(90000), Decimal(112500))
    assert mission.likely is None
    url = reverse("charter:partner", args=[envision.hospital.organisation_id])
    with django_assert_max_num_queries(15):
        shown = text(pantry.get(url))
    assert "$90,000" in shown
    assert "480" in shown and "per 1,000 people" in shown
    assert "<script>alert" not in shown
    assert "Work out our value case" in text(hospital.get(url)) and "Work out our value case" not in shown


def test_who_may_not_write_does_not_find_the_pages(envision: Envision) -> None:
    (viewer,) = envision.people("Harvest Pantry", 1)
    browser = signed_in(viewer)
    for name in (
        "open-round",
        "begin-version",
        "write-goal",
        "write-success",
        "value-case",
        "write-challenge",
    ):
        assert browser.get(reverse(f"charter:{name}")).status_code == 404, name
    for name in ("challenge", "statements", "charter", "goals", "strategy", "success", "swot", "changes"):
        assert browser.get(reverse(f"charter:{name}")).status_code == 200, name
    with maintenance():
        assert Challenge.objects.count() == 0
