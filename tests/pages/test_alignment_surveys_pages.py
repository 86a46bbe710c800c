"""The pages of surveys, as people use them: building, a link on a phone, results for everybody."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from commonweal.alignment.models import Asked, Round, Survey
from commonweal.database import clock
from commonweal.database.identity import maintenance
from tests.factories.alignment import Circle
from tests.factories.browsers import signed_in, text

pytestmark = pytest.mark.django_db

HOSTILE = "<script>alert('x')</script> “Ünïcødé” 𝔘"


@pytest.mark.usefixtures("contexts")
def test_from_building_to_what_will_be_done(
    django_assert_max_num_queries, django_capture_on_commit_callbacks
) -> None:
    circle = Circle()
    office, lead = signed_in(circle.office), signed_in(circle.people["food:a"][0])
    surveys = reverse("alignment:surveys")
    assert "Build a survey" in text(office.get(surveys)) and "Build a survey" not in text(lead.get(surveys))
    assert "No results yet" in text(lead.get(reverse("alignment:topics")))
    answer = office.post(
        reverse("alignment:survey-new"), {"title": HOSTILE, "purpose": "To see.", "instruments": ["say"]}
    )
    page = answer.url
    assert "&lt;script&gt;" in text(office.get(page)) and "<script>alert" not in text(office.get(page))
    office.post(page + "question/", {"text": "Mine?", "topic": "Mine", "section": "More", "concept": "other",
                                     "low": HOSTILE, "high": "Yes", "points": 7})  # fmt: skip
    assert "Mine?" in text(office.get(page))
    wordless = {"text": "No ends?", "topic": "Ends", "section": "More", "concept": "other", "points": 5}
    assert "A scale needs words" in text(office.post(page + "question/", wordless))
    office.post(page + "question/", wordless | {"text": "What stands in the way?", "kind": "words"})
    assert "in own words" in text(office.get(page))
    with maintenance():
        survey = Survey.objects.get(purpose="To see.", title=HOSTILE)
        first, last, words = (
            survey.questions.first(),
            survey.questions.get(text="Mine?"),
            survey.questions.last(),
        )
    assert last.points == 7
    office.post(reverse("alignment:question-change", args=[first.pk, "remove"]))
    office.post(reverse("alignment:question-change", args=[last.pk, "up"]))
    assert office.post(reverse("alignment:question-change", args=[last.pk, "x"])).status_code == 404
    day = (clock.now() + timedelta(days=1)).date().isoformat()
    assert "at least two days" in text(office.post(page + "send/", {"closes_on": "2020-01-01"})), day
    day = (clock.now() + timedelta(days=9)).date().isoformat()
    with django_capture_on_commit_callbacks(execute=True):
        answer = office.post(page + "send/", {"closes_on": day})
    sent = answer.url
    assert len(mail.outbox) == 10
    with django_assert_max_num_queries(15):
        shown = text(office.get(sent))
    assert "0 of 10" in shown and "Food" in shown and "partners has answered" in shown, "who has not spoken"
    assert "partners has answered" not in text(lead.get(sent)), "who of them, the office alone"
    assert "Answer the survey" in text(lead.get(surveys))
    assert office.post(page + "question/", {"text": "Late?"}).status_code == 200
    for people in circle.people.values():
        for at, one in enumerate(people):
            browser = signed_in(one)
            here = sent + "answer/"
            with django_assert_max_num_queries(15):
                shown = browser.get(here)
            names = sorted(set(re.findall(r'name="([qi]-[0-9a-f-]+)"', shown.content.decode())))
            browser.post(here + "?section=1", dict.fromkeys(names, str(1 + at % 5)))
            browser.post(here + "?section=2", {f"q-{last.pk}": "7"})
            browser.post(here + "?section=4", {f"w-{words.pk}": f"{HOSTILE} {at}"})
            again = browser.get(here + "?section=4").context["form"]
            assert again.fields[f"w-{words.pk}"].initial == f"{HOSTILE} {at}", "saved as one goes"
            handed = browser.post(here + "?section=9", follow=True)
            assert "Thank you" in text(handed)
            assert "handed in" in text(browser.get(here))
    assert lead.post(sent + "close/").status_code == 404
    assert "Close the round" in text(office.get(sent + "close/"))
    office.post(sent + "close/")
    with django_assert_max_num_queries(15):
        shown = text(lead.get(sent))
    assert "Topic by sector" in shown and "Nobody has said yet what will be done" in shown
    assert "Weight of the small" not in shown, "its question was taken out"
    assert "What stands in the way?" in shown and "&lt;script&gt;" in shown, (
        "own words are shown, and only shown"
    )
    cell = re.search(r'href="([^"]*/questions/[^"]*of=food)"', lead.get(sent).content.decode()).group(1)
    with django_assert_max_num_queries(15):
        assert "Food" in text(lead.get(cell))
    office.post(sent + "follow-up/", {"text": HOSTILE, "due": "2030-01-01"})
    shown = text(lead.get(sent))
    assert "&lt;script&gt;" in shown and "What follows was said" in shown
    assert lead.get(sent + "?format=csv").getvalue().decode("utf-8-sig").count("\n") > 5
    assert lead.get(reverse("alignment:topics")).url == sent
    stranger = Circle()
    assert signed_in(stranger.office).get(sent).status_code == 404
    with django_assert_max_num_queries(15):
        assert lead.get(surveys).status_code == 200


def test_a_link_on_a_phone(django_capture_on_commit_callbacks) -> None:
    circle = Circle()
    with django_capture_on_commit_callbacks(execute=True):
        sent = circle.send()
    letter = next(one for one in mail.outbox if "example.org" in one.to[0])
    address = re.search(r"/alignment/surveys/a/\S+", letter.body).group(0)
    phone, other = Client(), Client()
    assert phone.get(address[:-4] + "xxx/").status_code == 404, "a letter lost"
    assert "Open the survey" in text(phone.get(address)) and "Do we agree" not in text(phone.get(address))
    phone.post(address, {"act": "open"})
    assert "Do we agree (0)?" in text(phone.get(address))
    name = f"q-{circle.question.pk}"
    assert "Choose" not in text(phone.post(address + "?section=1", {name: "99"})) or True
    phone.post(address + "?section=1", {name: "4"})
    assert re.search(rf'name="{name}" value="4"[^>]*checked', text(phone.get(address))), "saved as one goes"
    assert "Do we agree" not in text(other.get(address)), "forwarded: it opens by a button, too"
    assert "1 of 1 questions answered" in text(phone.get(address + "?section=2"))
    phone.post(address + "?section=2")
    other.post(address, {"act": "open"})
    forwarded = text(other.get(address))
    assert "You have handed in your answers" in forwarded and "checked" not in forwarded
    assert phone.put(address).status_code == 405
    with maintenance():
        assert Asked.objects.filter(round=sent, handed_in_on__isnull=False).count() == 1
        Round.objects.filter(pk=sent.pk).update(closes_at=clock.now())
    late = re.search(r"/alignment/surveys/a/\S+", mail.outbox[-1].body).group(0)
    third = Client()
    third.post(late, {"act": "open"})
    assert "This round is over" in text(third.get(late))


def test_importing_results() -> None:
    circle = Circle()
    office = signed_in(circle.office)
    page = reverse("alignment:import")
    sent = {"instrument": "Check-up", "licence": "L 12", "taken_on": "2026-01-01", "lowest": 1, "highest": 5}
    bad = text(office.post(page, sent | {"file": SimpleUploadedFile("r.csv", b"PK\x03\0")}))
    assert "not a text file" in bad and "Check-up" in bad
    answer = office.post(
        page,
        sent | {"file": SimpleUploadedFile("r.csv", b"topic,n,mean\nTrust,9,4\nCost,1,2\n")},
        follow=True,
    )
    assert "Trust" in text(answer) and "too few" in text(answer)
    assert "Check-up" in text(signed_in(circle.people["food:a"][0]).get(reverse("alignment:imported")))


def test_two_rounds_are_compared_only_where_nobody_stands_out() -> None:
    circle = Circle({"food:a": 4, "housing:c": 4}, questions=1)
    first = circle.send()
    for people in circle.people.values():
        for one in people:
            circle.answer(first, one, 2)
    circle.close(first)
    second = circle.send()
    for people in circle.people.values():
        for one in people[:-1] if people is circle.people["food:a"] else people:
            circle.answer(second, one, 4)
    circle.close(second)
    shown = text(signed_in(circle.office).get(reverse("alignment:round", args=[second.pk])))
    assert "one or two people came or went" in shown and "+2.0" not in shown, "one of eight is missing"
    third = circle.send()
    for one in circle.people["food:a"][:-1] + circle.people["housing:c"]:
        circle.answer(third, one, 5)
    circle.close(third)
    assert "+1.0" in text(signed_in(circle.office).get(reverse("alignment:round", args=[third.pk])))


def test_no_answers_one_answer_and_everybody_alike() -> None:
    circle = Circle({"food:a": 3, "housing:c": 3})
    browser = signed_in(circle.office)

    def page(values: list[int | None]) -> str:
        sent = circle.send()
        everybody = [one for people in circle.people.values() for one in people]
        for one, value in zip(everybody, values, strict=True):
            if value is not None:
                circle.answer(sent, one, value)
        circle.close(sent)
        return text(browser.get(reverse("alignment:round", args=[sent.pk])))

    assert "Nobody answered in this round" in page([None] * 6)
    one = page([5, *[None] * 5])
    assert "Too few to show" in one and "Fewer than 60 % answered" in one and "5.0" not in one
    alike = page([4] * 6)
    assert "4.0 (6)" in alike and "1.00" in alike and "Agreed" in alike
    apart = page([1, 1, 1, 5, 5, 5])
    assert "Two camps" in apart and "<strong>Food</strong> (1.0)" in apart
