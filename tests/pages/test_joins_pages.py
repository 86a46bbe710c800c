"""Pages that show what other rooms keep: two partners, a goal, an agreement on technology."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from commonweal.charter import actions as charter
from commonweal.components import resembling
from commonweal.components.resembling import Resembling
from commonweal.database.identity import maintenance
from commonweal.technology.models import Level, Partnership
from tests.factories.alignment import Circle
from tests.factories.boundaries import Signed
from tests.factories.browsers import signed_in, text
from tests.factories.charter import Envision

pytestmark = pytest.mark.django_db


@pytest.fixture
def envision() -> Envision:
    return Envision()


def test_two_partners_see_their_common_goals_and_how_each_sees_the_other(
    django_assert_max_num_queries,
) -> None:
    circle = Circle({"food:a": 1, "food:b": 1, "housing:c": 1})
    asking = circle.ask_for_ties()
    circle.tell(asking, "food:a", {"housing:c": 1})
    circle.close_ties(asking)
    with circle.world.as_(circle.office):
        goals = [
            charter.write_goal(by=circle.office, wording=charter.goals.Wording(title=title))
            for title in ("Homes for all", "Only one")
        ]
    for name, brings in (("food:a", (0, 1)), ("housing:c", (0,))):
        lead = circle.people[name][0]
        with circle.world.as_(lead):
            for at in brings:
                charter.contribute(by=lead, goal=goals[at], text=f"{name} cooks")
    sides = [circle.organisations[name].pk for name in ("food:a", "housing:c")]
    there = reverse("governance:pair", args=sides)
    client = signed_in(circle.people["food:b"][0])
    with django_assert_max_num_queries(19):
        page = text(client.get(there))
    assert "Homes for all" in page and "housing:c cooks" in page and "Only one" not in page
    assert "food:a on housing:c: “We coordinate what each does”" in page
    assert "not kept here yet" not in page, "readiness is kept now"


def test_a_goal_shows_what_was_learned_before() -> None:
    envision = Envision()
    row = envision.goal(title="Homes for families")
    there = reverse("charter:goal", args=[row.pk])
    client = signed_in(envision.office)
    assert "Learned before" not in text(client.get(there))

    def found(by, words: str) -> list[Resembling]:
        return [Resembling("We rented a hall", "it did not hold", "/hall/")] if "families" in words else []

    resembling.register(found)
    try:
        page = text(client.get(there))
    finally:
        resembling._sources.remove(found)
    assert "Learned before" in page and '<a href="/hall/">We rented a hall</a>' in page


def test_a_technology_agreement_says_which_clocks_keep_it() -> None:
    signed = Signed()
    agreement = signed.in_force("technology")
    there = reverse("agreements:show", args=[agreement.pk])
    lead, third = signed_in(signed.lead(0)), signed_in(signed.lead(2))
    assert "Promise only" in text(lead.get(there))
    with maintenance():
        day = timezone.now().date()
        partnership = Partnership.objects.create(
            alliance=signed.world.alliance, title="Imaging", customer=signed.organisations[0],
            supplier=signed.organisations[1], starts=day, ends=day + timedelta(days=365),
        )  # fmt: skip
    assert "Promise only" in text(lead.get(there)), "no times are written down yet"
    with maintenance():
        Level.objects.create(partnership=partnership, severity=1, respond_minutes=30, resolve_minutes=240)
    page = text(lead.get(there))
    assert "Clocks run on every ticket of “Imaging” by 1 agreed level" in page
    assert reverse("technology:service", args=[partnership.pk]) in page
    assert "Imaging" not in text(third.get(there)), "whoever takes no part in it learns nothing of it"


def test_facts_are_told_to_those_who_can_open_their_page(django_assert_max_num_queries) -> None:
    """A navigator may see what the alliance shows of itself, but neither its money nor the number of its conflicts."""
    circle = Circle()
    navigator = circle.world.seat(circle.world.organisation("Pantry"), "navigator")
    pages = {}
    for one in (navigator, circle.office):
        client = signed_in(one)
        with django_assert_max_num_queries(15):
            pages[one] = text(client.get(reverse("helm:capabilities")))
        with django_assert_max_num_queries(15):
            client.get(reverse("helm:failing"))
    money = reverse("payments:years")
    assert signed_in(navigator).get(money).status_code == 404
    assert f'href="{money}"' not in pages[navigator] and "which is a warning" not in pages[navigator]
    assert (
        "contract years that you may see" in pages[circle.office]
        and "which is a warning" in pages[circle.office]
    )


def test_a_fact_is_the_same_for_whoever_reads_it(django_assert_max_num_queries) -> None:
    """What row policies hide from one reader and not from another is counted for the whole alliance."""
    circle = Circle({"food:a": 4, "housing:b": 4})
    sent = circle.send()
    for name, value in (("food:a", 5), ("housing:b", 1)):
        for one in circle.people[name]:
            circle.answer(sent, one, value)
    circle.close(sent)
    readers = [circle.office, *circle.people["food:a"][:2]]
    for one in readers:
        client = signed_in(one)
        with django_assert_max_num_queries(15):
            page = client.get(reverse("helm:capabilities"))
        assert "“How we are doing”: 8 of 9 answered" in text(page)
        assert "4.0 apart: “Do we agree (0)?”" in text(page)


def test_a_review_proposes_a_change_where_the_charter_decides_it(envision: Envision) -> None:
    from commonweal.plans import actions as plans

    office, today = envision.office, timezone.localdate()
    with envision.world.as_(office):
        row = plans.plan_review(
            by=office,
            title="Spring",
            first=today - timedelta(days=90),
            last=today,
            meets_on=today,
            comments_until=today,
        )
        row = plans.prepare(by=office, review=row)
    client, there = signed_in(office), reverse("plans:review", args=[row.pk])
    conclude = reverse("plans:conclude", args=[row.pk, "amendment"])
    said = {"kind": "add", "line": "", "part": "values", "text": "We say people.", "reason": "We serve all."}
    assert "No charter is in force" in text(client.post(conclude, said))
    version = envision.in_force()
    assert client.post(conclude, said).status_code == 302
    assert "We say people." in text(client.get(there)) and "not answered yet" in text(client.get(there))
    with envision.world.as_(office):
        change = version.changes.get()
        assert "Review “Spring”: We serve all." in change.reason
        charter.answer_change(by=office, change=change, accepted=False, answer="It says so.")
    assert "rejected: It says so." in text(client.get(there))
