"""The pages of agreements, as people use them: read, draft, sign, amend, leave, end."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from commonweal.agreements.models import Agreement
from commonweal.agreements.rules import Status
from commonweal.database import clock
from commonweal.database.identity import maintenance
from tests.factories import World
from tests.factories.browsers import signed_in, text

pytestmark = pytest.mark.django_db

HOSTILE = "<script>alert('x')</script> \u202e “Ünïcødé” 𝔘 " + "long " * 2000


@pytest.fixture
def world() -> World:
    return World()


@pytest.fixture
def two(world: World):
    hospital, pantry = world.organisation("Riverside Health"), world.organisation("Harvest Pantry")
    return world.seat(hospital, "partner_lead"), world.seat(pantry, "partner_lead")


def drafting(*organisations, **changes) -> dict:
    return {
        "title": "Food and care",
        "parties": [str(one) for one in organisations],
        "text": "We tell each other who needs food.",
        "clause-TOTAL_FORMS": "2",
        "clause-INITIAL_FORMS": "0",
        "clause-0-categories": ["identity", "social"],
        "clause-0-purposes": ["care"],
    } | changes


def status(pk) -> Status:
    with maintenance():
        return Agreement.objects.get(pk=pk).status(clock.now())


@pytest.mark.usefixtures("contexts")
def test_from_draft_to_force_and_out(two) -> None:
    hospital, pantry = two
    first, second = signed_in(hospital), signed_in(pantry)
    answer = first.post(
        reverse("agreements:draft"), drafting(hospital.organisation_id, pantry.organisation_id)
    )
    assert answer.status_code == 302
    show = answer.url
    pk = show.rstrip("/").split("/")[-1]
    page = text(first.get(show))
    assert "people: who they are and their social needs and referrals. Only to help the person." in page
    assert "Put it out for signature" in page
    first.post(reverse("agreements:offer", args=[pk, 1]))
    assert "Read and sign" in text(second.get(show))
    for client in (first, second):
        sign = reverse("agreements:sign", args=[pk, 1])
        page = client.get(sign)
        digest = page.context["form"].initial["digest"]
        answer = client.post(
            sign, {"digest": digest, "signed_name": "Dana Okafor", "entitled": "on"}, follow=True
        )
    assert "is open now" in text(answer)
    assert status(pk) is Status.IN_FORCE
    assert "would no longer see" in text(first.get(show))
    leave = reverse("agreements:leave", args=[pk])
    page = text(second.get(leave))
    assert "Only one party would be left" in page
    assert "who they are" in page
    assert "One thing to put right" in text(second.post(leave, {"reason": ""}))
    second.post(leave, {"reason": "We closed our doors."})
    assert status(pk) is Status.ENDED
    assert "fewer than two parties were left" in text(first.get(show))


def test_what_was_typed_is_kept_when_it_cannot_be_saved(two) -> None:
    hospital, pantry = two
    client = signed_in(hospital)
    answer = client.post(
        reverse("agreements:draft"),
        drafting(hospital.organisation_id, text="A long text somebody wrote.", parties=[]),
    )
    assert answer.status_code == 200
    assert "A long text somebody wrote." in text(answer)
    answer = client.post(
        reverse("agreements:draft"),
        drafting(hospital.organisation_id, pantry.organisation_id, **{"clause-0-purposes": []}),
    )
    assert "Clause 1 names no category or no purpose" in text(answer)
    assert "We tell each other who needs food." in text(answer)


def test_hostile_text_is_shown_as_text(two) -> None:
    hospital, pantry = two
    client = signed_in(hospital)
    answer = client.post(
        reverse("agreements:draft"),
        drafting(hospital.organisation_id, pantry.organisation_id, title=HOSTILE[:200], text=HOSTILE),
    )
    page = client.get(answer.url)
    assert page.status_code == 200
    assert b"<script>alert" not in page.content
    assert b"&lt;script&gt;alert" in page.content
    assert b"<script>alert" not in client.get(reverse("agreements:list")).content


@pytest.mark.parametrize(
    "bad",
    [
        {"starts": "1900-01-01", "ends": "2100-12-31"},
        {"starts": "31.31.2026"},
        {"ends": "0000-00-00"},
        {"clause-TOTAL_FORMS": "9999999"},
        {"clause-TOTAL_FORMS": "none"},
        {"clause-0-categories": ["gossip"]},
        {"clause-0-disclosers": ["not an organisation"]},
        {"parties": ["' or 1=1 --"]},
        {"title": "x" * 300},
        {"text": "\x00"},
    ],
)
def test_a_draft_with_strange_values_is_answered(two, bad) -> None:
    hospital, pantry = two
    answer = signed_in(hospital).post(
        reverse("agreements:draft"), drafting(hospital.organisation_id, pantry.organisation_id, **bad)
    )
    assert answer.status_code in (200, 302)


def test_an_amendment_shows_what_it_changes(world: World, two) -> None:
    hospital, pantry = two
    agreement = world.sharing(*_rows(two))
    client = signed_in(hospital)
    answer = client.post(reverse("agreements:amend", args=[agreement.pk]))
    assert answer.url.endswith("/version/2/edit/")
    form = client.get(answer.url)
    assert "We share." in text(form)
    client.post(
        answer.url,
        drafting(
            hospital.organisation_id,
            pantry.organisation_id,
            text="We share gladly.",
            **{"clause-0-categories": ["identity"], "clause-INITIAL_FORMS": "1"},
        ),
    )
    page = text(client.get(reverse("agreements:version", args=[agreement.pk, 2])))
    assert "We share<ins> gladly</ins>." in page
    assert "<del>Every party may see, of every other party&#x27;s people: who they are and their" in page
    again = client.post(reverse("agreements:amend", args=[agreement.pk]), follow=True)
    assert "already begun version 2" in text(again)


def _rows(actors):
    from commonweal.partners.models import Organisation

    with maintenance():
        return [Organisation.objects.get(pk=one.organisation_id) for one in actors]


def test_signing_what_has_changed_meanwhile_is_refused(world: World, two) -> None:
    hospital, pantry = two
    client = signed_in(hospital)
    show = client.post(
        reverse("agreements:draft"), drafting(hospital.organisation_id, pantry.organisation_id)
    ).url
    pk = show.rstrip("/").split("/")[-1]
    client.post(reverse("agreements:offer", args=[pk, 1]))
    answer = client.post(
        reverse("agreements:sign", args=[pk, 1]),
        {"digest": "0" * 64, "signed_name": "Dana", "entitled": "on"},
    )
    assert "The text has changed since you opened the page" in text(answer)
    assert "We tell each other" in text(answer)


def test_outsiders_and_lookers_on(world: World, two) -> None:
    hospital, pantry = two
    agreement = world.sharing(*_rows(two))
    viewer = signed_in(world.seat(_rows([pantry])[0], "viewer"))
    stranger = signed_in(World("Elsewhere").seat(World("Elsewhere").organisation(), "partner_lead"))
    other_party = signed_in(world.seat(world.organisation(), "partner_lead"))
    pages = {
        "show": reverse("agreements:show", args=[agreement.pk]),
        "version": reverse("agreements:version", args=[agreement.pk, 1]),
        "sign": reverse("agreements:sign", args=[agreement.pk, 1]),
        "leave": reverse("agreements:leave", args=[agreement.pk]),
        "end": reverse("agreements:end", args=[agreement.pk]),
        "edit": reverse("agreements:edit", args=[agreement.pk, 1]),
    }
    assert {name: viewer.get(url).status_code for name, url in pages.items()} == {
        "show": 200, "version": 200, "sign": 404, "leave": 404, "end": 404, "edit": 404,
    }  # fmt: skip
    assert {stranger.get(url).status_code for url in pages.values()} == {404}
    assert {other_party.get(pages[name]).status_code for name in ("sign", "leave", "end")} == {404}
    assert Client().get(pages["show"]).status_code == 302
    assert signed_in(hospital).get(reverse("agreements:version", args=[agreement.pk, 99])).status_code == 404
    assert viewer.get(reverse("agreements:amend", args=[agreement.pk])).status_code == 404


def test_queries_do_not_grow(world: World, two, django_assert_max_num_queries) -> None:
    convenor = world.seat(world.organisation(), "convenor")
    rows = _rows(two)
    client = signed_in(convenor)
    for _ in range(12):
        agreement = world.sharing(*rows, until=timezone.now() + timedelta(days=20))
    client.get(reverse("agreements:list"))
    for url in (
        reverse("agreements:list"),
        reverse("agreements:show", args=[agreement.pk]),
        reverse("agreements:version", args=[agreement.pk, 1]),
        reverse("agreements:draft"),
        reverse("agreements:end", args=[agreement.pk]),
    ):
        with django_assert_max_num_queries(15):
            assert client.get(url).status_code == 200


def test_an_empty_list_says_how_to_begin(world: World) -> None:
    page = text(signed_in(world.seat(world.organisation(), "convenor")).get(reverse("agreements:list")))
    assert "No agreements yet" in page
    assert "Draft an agreement" in page


def test_the_convenor_ends_for_everybody(world: World, two) -> None:
    agreement = world.sharing(*_rows(two))
    client = signed_in(world.seat(world.organisation(), "convenor"))
    end = reverse("agreements:end", args=[agreement.pk])
    assert "Riverside Health" in text(client.get(end))
    client.post(end, {"reason": "The grant is over."})
    assert status(agreement.pk) is Status.ENDED
    assert "The grant is over." in text(client.get(reverse("agreements:show", args=[agreement.pk])))
