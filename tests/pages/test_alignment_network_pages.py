"""The network: saying whom one works with, the map, what is shown of trust and what never is."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse

from commonweal.access import Refused
from commonweal.alignment import actions
from commonweal.alignment.models import Rating, Score, Tie, TieRound
from commonweal.alignment.queries import network as queries
from commonweal.alignment.rules.ties import TieRule
from commonweal.database import clock
from commonweal.database.identity import maintenance
from tests.factories.alignment import Circle
from tests.factories.attention import attention_of
from tests.factories.browsers import signed_in, text

attention = attention_of("alignment")

pytestmark = pytest.mark.django_db

NAMES = ("food:a", "housing:b", "clinic:c", "hospital:d")


@pytest.fixture
def circle() -> Circle:
    return Circle(dict.fromkeys(NAMES, 1))


def everybody_tells(circle: Circle, asking: TieRound, *, trust: int = 2) -> None:
    """A ring in which the clinic's tie to the hospital hangs on one person; the hospital trusts and is not trusted."""
    for at, name in enumerate(NAMES):
        following = NAMES[(at + 1) % 4]
        rates = dict.fromkeys(NAMES, 4 if name == "hospital:d" else trust)
        circle.tell(asking, name, {following: 1 if name == "clinic:c" else 2}, rates=rates)


def test_from_asking_to_the_map(circle: Circle, django_assert_max_num_queries) -> None:
    office, clinic = signed_in(circle.office), signed_in(circle.people["clinic:c"][0])
    page = reverse("alignment:network")
    assert "No map yet" in text(clinic.get(page))
    day = (clock.now() + timedelta(days=9)).date().isoformat()
    office.post(reverse("alignment:network-ask"), {"closes_on": day})
    assert "is open" in text(office.post(reverse("alignment:network-ask"), {"closes_on": day}))
    with maintenance():
        asking = TieRound.objects.get()
    tell = reverse("alignment:network-tell", args=[asking.pk])
    hospital = circle.organisations["hospital:d"].pk
    answer = clinic.post(tell, {"partners": [str(hospital)]})
    assert answer.url == f"{tell}?step=2"
    assert "hospital:d" in text(clinic.get(answer.url))
    missing = clinic.post(answer.url, {f"often-{hospital}": "3"})
    assert "Choose one" in text(missing)
    clinic.post(answer.url, {f"often-{hospital}": "3", f"deep-{hospital}": "2", f"people-{hospital}": "1",
                             f"openness-{hospital}": "4"})  # fmt: skip
    assert "Change what we said" in text(clinic.get(page))
    assert "hospital:d" in text(clinic.get(tell)) and "checked" in text(clinic.get(tell))
    everybody_tells(circle, asking)
    assert clinic.post(reverse("alignment:network-close", args=[asking.pk])).status_code == 404
    office.post(reverse("alignment:network-close", args=[asking.pk]))
    assert clinic.get(tell).status_code == 404
    with django_assert_max_num_queries(15):
        shown = text(clinic.get(page))
    assert "You work with 2 partners; 1 tie hangs on one person" in shown
    assert "4 of 5 partners answered, 80 %" in shown and "one side says so" in shown
    whole = text(clinic.get(page + "?view=all&rule=confirmed&sector=food&fragile=1"))
    assert "both sides say so" in whole and "0 ties between 5 partners" in whole
    assert "hangs on one person" in text(clinic.get(page + "?view=all"))
    assert b"one person" in clinic.get(page + "?format=csv").getvalue()
    assert "No map yet" in text(signed_in(Circle().office).get(page))
    again = Circle().office
    assert signed_in(again).post(reverse("alignment:network-close", args=[asking.pk])).status_code == 404


def test_ratings_are_the_givers_and_scores_need_three(circle: Circle) -> None:
    asking = circle.ask_for_ties()
    everybody_tells(circle, asking)
    clinic, food = circle.people["clinic:c"][0], circle.people["food:a"][0]
    with circle.world.as_(clinic):
        assert {one.organisation_id for one in Rating.objects.all()} == {clinic.organisation_id}
        assert {one.organisation_id for one in Tie.objects.all()} == {clinic.organisation_id}, (
            "the round is open"
        )
        with pytest.raises(DatabaseError), transaction.atomic():
            Score.objects.create(round=asking, organisation_id=clinic.organisation_id, dimension="power")
    row = circle.close_ties(asking)
    with circle.world.as_(food):
        assert {one.organisation_id for one in Rating.objects.all()} == {food.organisation_id}
        assert Tie.objects.count() == 4
        scores = queries.scores_of(row)
        assert scores[circle.organisations["clinic:c"].pk]["openness"].mean == pytest.approx(8 / 3), (
            "self left out"
        )
        assert scores[circle.organisations["clinic:c"].pk]["openness"].raters == 3
    again = circle.ask_for_ties()
    for name in NAMES[:2]:
        circle.tell(again, name, {}, rates={"clinic:c": 4})
    row = circle.close_ties(again)
    with circle.world.as_(food):
        score = queries.scores_of(row)[circle.organisations["clinic:c"].pk]["openness"]
        assert score.mean is None and score.raters is None, "two raters are too few"


def test_three_organisations_of_one_person_are_one_rater(circle: Circle) -> None:
    from commonweal.access.models import Person

    asking = circle.ask_for_ties()
    with maintenance():
        person = Person.objects.get(pk=circle.people["food:a"][0].person_id)
    for name in NAMES[:3]:
        circle.people[name] = [circle.world.seat(circle.organisations[name], "partner_lead", person=person)] if (
            name != "food:a"
        ) else circle.people[name]  # fmt: skip
        circle.tell(asking, name, {}, rates={"hospital:d": 1})
    row = circle.close_ties(asking)
    with circle.world.as_(circle.office):
        assert all(
            one.mean is None for one in queries.scores_of(row)[circle.organisations["hospital:d"].pk].values()
        )


def test_what_is_refused(circle: Circle) -> None:
    asking = circle.ask_for_ties()
    lead = circle.people["food:a"][0]
    with circle.world.as_(lead):
        for named in (lead.organisation_id, circle.world.alliance.pk):
            with pytest.raises(Refused, match="other members"):
                actions.tell_ties(by=lead, asking=asking, ties={named: (1, 1, 1)}, ratings={})
    with maintenance():
        TieRound.objects.update(closes_at=clock.now() - timedelta(seconds=1))
    with circle.world.as_(lead), pytest.raises(Refused, match="is over"):
        actions.tell_ties(by=lead, asking=asking, ties={}, ratings={})
    circle.close_ties(asking)
    with pytest.raises(Refused, match="closed already"):
        circle.close_ties(asking)


def test_few_answers_name_no_hub_and_few_members_no_index(circle: Circle) -> None:
    asking = circle.ask_for_ties()
    circle.tell(asking, "food:a", {"clinic:c": 3, "housing:b": 3})
    circle.close_ties(asking)
    shown = text(signed_in(circle.office).get(reverse("alignment:network")))
    assert "not named: fewer than 80 % answered" in shown and "Most ties" not in shown
    small = Circle({"food:a": 1, "housing:b": 1})
    asking = small.ask_for_ties()
    small.tell(asking, "food:a", {"housing:b": 3})
    small.close_ties(asking)
    shown = text(signed_in(small.office).get(reverse("alignment:network")))
    assert "With fewer than five partners" in shown and "Density" not in shown


def test_what_needs_somebody(circle: Circle, django_assert_max_num_queries) -> None:
    def keys(actor, at=None) -> list[str]:
        with circle.world.as_(actor), clock.standing_at(at or clock.now()):
            return sorted(one.key.partition(":")[0] for one in attention(actor, clock.now()))

    clinic, hospital, office = circle.people["clinic:c"][0], circle.people["hospital:d"][0], circle.office
    asking = circle.ask_for_ties()
    assert keys(clinic) == ["ties-wait"] == keys(office)
    everybody_tells(circle, asking)
    assert keys(clinic) == [] and keys(office, asking.closes_at) == ["ties-over"]
    circle.close_ties(asking)
    assert keys(clinic) == ["fragile-tie"] and keys(hospital) == ["trust-apart"]
    with circle.world.as_(hospital), django_assert_max_num_queries(4):
        attention(hospital, clock.now())
    with circle.world.as_(office), django_assert_max_num_queries(4):
        attention(office, clock.now())


def test_surveys_that_need_somebody() -> None:
    circle = Circle({"food:a": 3, "housing:c": 3}, questions=3)
    with maintenance():
        for concept, question in zip(("benefits", "costs", "inclusiveness"), circle.questions, strict=True):
            question.concept = concept
            question.save()

    def keys(actor, at=None) -> list[str]:
        with circle.world.as_(actor), clock.standing_at(at or clock.now()):
            return sorted(one.key.partition(":")[0] for one in attention(actor, clock.now()))

    sent = circle.send()
    lead = circle.people["food:a"][0]
    assert keys(lead) == ["survey-waits"] == keys(circle.office)
    assert keys(circle.office, sent.closes_at - timedelta(days=1)) == ["low-response", "survey-waits"]
    assert keys(circle.office, sent.closes_at) == ["survey-over"]
    from commonweal.alignment.models import Asked
    from commonweal.alignment.rules.given import Given

    for people in circle.people.values():
        for one in people:
            with circle.world.as_(one):
                asked = Asked.objects.select_related("round__survey").get(round=sent)
                values = zip(
                    circle.questions,
                    (2, 4, 1 if one.organisation_id == lead.organisation_id else 5),
                    strict=True,
                )
                given = {question.pk: Given(value) for question, value in values}
                actions.save_answers(by=one, asked=asked, given=given, hand_in=True)
    assert keys(lead) == []
    sent = circle.close(sent)
    # Benefit below cost: for all and for each of the two sectors; one sector feels unheard.
    assert keys(circle.office) == ["benefits", "benefits", "benefits", "heard", "no-follow-up"]
    with circle.world.as_(circle.office):
        actions.say_what_follows(by=circle.office, sent=sent, text="Less paper.")
    assert "no-follow-up" not in keys(circle.office)
    # Asked again, two of six answer: what the round shows is the view of few, until it is asked anew.
    again = circle.send()
    assert "low-response" not in keys(circle.office, again.created_at + timedelta(days=6)), (
        "it has just begun"
    )
    assert "low-response" in keys(circle.office, again.created_at + timedelta(days=8))
    for one in circle.people["food:a"][:2]:
        circle.answer(again, one, 3)
    circle.close(again)
    assert "low-result" in keys(circle.office)
    circle.send()
    assert "low-result" not in keys(circle.office)


def test_the_map_under_both_rules_agrees_with_what_was_said(circle: Circle) -> None:
    asking = circle.ask_for_ties()
    circle.tell(asking, "food:a", {"clinic:c": 3, "housing:b": 1})
    circle.tell(asking, "clinic:c", {"food:a": 1})
    row = circle.close_ties(asking)
    with circle.world.as_(circle.office):
        either = queries.network_of(circle.office, row, TieRule.EITHER).links()
        (both,) = queries.network_of(circle.office, row, TieRule.CONFIRMED).links()
    assert len(either) == 2 and all(link.fragile for link in either)
    assert both.confirmed and both.people == 1, "of the side where fewer hold it"


def test_two_rounds_side_by_side(circle: Circle, django_assert_max_num_queries) -> None:
    for trust in (2, 3):
        asking = circle.ask_for_ties()
        everybody_tells(circle, asking, trust=trust)
        circle.close_ties(asking)
    page = reverse("alignment:network")
    browser = signed_in(circle.people["food:a"][0])
    with django_assert_max_num_queries(15):
        shown = text(browser.get(page))
    assert "0 new, 0 gone" in shown and "+0.7" in shown, "of food: (2, 2, 4) before, (3, 3, 4) now"
    assert "+1.0" in shown, "of the hospital: all from 2 to 3"
    assert "Round 1" in text(browser.get(page + "?round=1"))
    third = circle.ask_for_ties()
    for name in NAMES[:3]:
        circle.tell(third, name, {}, rates={"hospital:d": 4})
    circle.tell(third, "hospital:d", {}, rates={})
    office = circle.office
    with circle.world.as_(office):
        actions.tell_ties(
            by=office, asking=third, ties={}, ratings={(circle.organisations["hospital:d"].pk, "openness"): 4}
        )
    row = circle.close_ties(third)
    with circle.world.as_(office):
        scores = queries.scores_of(row)[circle.organisations["hospital:d"].pk]
    assert scores["mission"].comparable and not scores["openness"].comparable, "one rater more"
