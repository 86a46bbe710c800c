"""The pages of alliances, partners, seats and invitations, as people use them."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from commonweal.access.models import Person
from commonweal.audit.models import Act
from commonweal.database.identity import maintenance
from commonweal.partners.models import Organisation, Seat, Site
from tests.factories import World
from tests.factories.browsers import signed_in, text

pytestmark = pytest.mark.django_db

HOSTILE = "<script>alert('x')</script> \u202e “Ünïcødé” 𝔘"
PASSWORD = "wandering copper lantern"


@pytest.fixture
def world() -> World:
    return World()


@pytest.fixture
def place(world: World):
    """An office with a convenor, a pantry with its lead and a site."""
    office, pantry = (
        world.organisation("Office"),
        world.organisation("Harvest Pantry", mission="Nobody hungry."),
    )
    with maintenance():
        Site.objects.create(
            organisation=pantry, name="Depot", address="1 Mill Road", latitude=25.7, longitude=-80.2
        )
        Site.objects.create(organisation=office, name="Desk")
        Site.objects.create(organisation=office, name="Hall", latitude=25.8, longitude=-80.3)
    return world.seat(office, "convenor"), world.seat(pantry, "partner_lead"), pantry


def test_every_page_for_those_who_look_on(world: World, place, django_assert_max_num_queries) -> None:
    convenor, lead, pantry = place
    for number in range(12):
        world.seat(world.organisation(f"More {number}"), "navigator")
    pages = {
        "alliance": reverse("partners:alliance"),
        "list": reverse("partners:list"),
        "show": reverse("partners:show", args=[pantry.pk]),
        "people": reverse("partners:people"),
    }
    for actor in (world.seat(pantry, "viewer"), lead, convenor):
        client = signed_in(actor)
        client.get(pages["alliance"])
        for url in pages.values():
            with django_assert_max_num_queries(15):
                assert client.get(url).status_code == 200
    assert "Nobody hungry." in text(client.get(pages["show"]))
    shown = text(client.get(pages["list"]))
    assert "Where partners work" in shown
    assert "1 of 3 have no coordinates and are not drawn." in shown
    assert "Harvest Pantry" in text(client.get(pages["list"] + "?q=harvest"))
    export = client.get(pages["list"] + "?format=csv")
    assert b"Harvest Pantry" in b"".join(export)
    stranger = World("Elsewhere")
    outsider = signed_in(stranger.seat(stranger.organisation(), "convenor"))
    assert outsider.get(pages["show"]).status_code == 404
    assert "Harvest" not in text(outsider.get(pages["list"])) + text(outsider.get(pages["people"]))
    assert Client().get(pages["list"]).status_code == 302


def test_who_may_change_what(world: World, place) -> None:
    convenor, lead, pantry = place
    site = _site(pantry)
    pages = {
        "edit-alliance": reverse("partners:edit-alliance"),
        "bring-in": reverse("partners:bring-in"),
        "edit": reverse("partners:edit", args=[pantry.pk]),
        "add-site": reverse("partners:add-site", args=[pantry.pk]),
        "edit-site": reverse("partners:edit-site", args=[site.pk]),
        "end-membership": reverse("partners:end-membership", args=[pantry.pk]),
        "invite": reverse("partners:invite"),
        "give-seat": reverse("partners:give-seat"),
        "alliances": reverse("partners:alliances"),
    }
    expected = {
        convenor: [200, 200, 200, 200, 200, 200, 200, 200, 404],
        lead: [404, 404, 200, 200, 200, 404, 200, 200, 404],
        world.seat(world.organisation(), "partner_lead"): [404, 404, 404, 404, 404, 404, 200, 200, 404],
        world.seat(pantry, "navigator"): [404] * 9,
    }
    for actor, statuses in expected.items():
        client = signed_in(actor)
        assert [client.get(url).status_code for url in pages.values()] == statuses, actor.role_titles


def _site(organisation) -> Site:
    with maintenance():
        return Site.objects.get(organisation=organisation)


def test_a_profile_is_changed_and_nothing_typed_is_lost(place) -> None:
    _convenor, lead, pantry = place
    client = signed_in(lead)
    url = reverse("partners:edit", args=[pantry.pk])
    given = {"name": "Harvest Pantry", "sector": "food", "mission": HOSTILE, "website": "harvest.example.org"}
    answer = client.post(url, given | {"contact_email": "no address", "values": "v" * 6000})
    assert answer.status_code == 200
    assert "2 things to put right" in text(answer)
    assert "&lt;script&gt;alert" in text(answer)
    assert client.post(url, given).status_code == 302
    page = client.get(reverse("partners:show", args=[pantry.pk])).content
    assert b"<script>alert" not in page
    assert b"https://harvest.example.org" in page


def test_all_eight_parts_of_a_profile_are_said_changed_and_shown(world: World, place) -> None:
    convenor, lead, pantry = place
    url, shown = (reverse(f"partners:{name}", args=[pantry.pk]) for name in ("edit", "show"))
    given = {name: f"What is said of {name}.\nÁ second líne." for name in Organisation.PROFILE}
    assert len(given) == 8
    for actor in (lead, convenor):
        client = signed_in(actor)
        assert client.post(url, {"name": "Harvest Pantry", "sector": "food"} | given).status_code == 302
        page = text(signed_in(world.seat(pantry, "viewer")).get(shown))
        for name in given:
            assert f"What is said of {name}.<br>Á second líne." in page
        assert "What it is here for" in page and "How it decides, and how long that takes" in page
        assert "Not said yet" not in page
        given = {name: words.replace("What is", "All that is") for name, words in given.items()}
        given |= {"mission": "", "risks": "What could hurt us."}
        client.post(url, {"name": "Harvest Pantry", "sector": "food"} | given)
        page = text(client.get(shown))
        assert "Not said yet: What it is here for." in page and "All that is said of values." in page
        given = {name: f"What is said of {name}.\nÁ second líne." for name in Organisation.PROFILE}
    with world.as_(convenor):
        said = Act.objects.filter(kind="partner.changed").latest("number").sentence
    assert "technology systems in use" in said


@pytest.mark.parametrize(
    ("given", "status"),
    [
        ({"name": "New", "latitude": "1e999", "longitude": "0"}, 200),
        ({"name": "New", "latitude": "91", "longitude": "0"}, 200),
        ({"name": "New", "latitude": "25"}, 200),
        ({"name": HOSTILE * 20}, 200),
        ({"name": "\x00"}, 200),
        ({"name": HOSTILE, "latitude": "-33.9", "longitude": "151.2"}, 302),
    ],
)
def test_strange_sites(place, given, status) -> None:
    _convenor, lead, pantry = place
    client = signed_in(lead)
    assert client.post(reverse("partners:add-site", args=[pantry.pk]), given).status_code == status
    assert client.get(reverse("partners:list")).status_code == 200


def test_sites_are_changed_and_removed(place) -> None:
    _convenor, lead, pantry = place
    client, site = signed_in(lead), _site(pantry)
    client.post(reverse("partners:edit-site", args=[site.pk]), {"name": "Depot East"})
    assert "Depot East" in text(client.get(reverse("partners:show", args=[pantry.pk])))
    client.post(reverse("partners:remove-site", args=[site.pk]))
    assert "No site is recorded yet" in text(client.get(reverse("partners:show", args=[pantry.pk])))


def test_a_newcomer_follows_the_link(world, place, django_capture_on_commit_callbacks) -> None:
    _convenor, lead, pantry = place
    inviting = signed_in(lead)
    given = {
        "organisation": str(pantry.pk),
        "name": HOSTILE[:60],
        "email": "new@example.org",
        "roles": ["navigator"],
    }
    with django_capture_on_commit_callbacks(execute=True):
        answer = inviting.post(reverse("partners:invite"), given, follow=True)
    assert "on its way" in text(answer)
    assert "Open invitations" in text(answer)
    assert "One thing" in text(inviting.post(reverse("partners:invite"), given))
    path = mail.outbox[-1].body.split("http://127.0.0.1:8000")[1].split()[0]
    newcomer = Client()
    page = newcomer.get(path)
    assert "You were invited to sit for Harvest Pantry" in text(page)
    weak = {"name": "Ana", "password": "ana", "again": "ana"}
    assert "too short" in text(newcomer.post(path, weak))
    differing = {"name": "Ana", "password": PASSWORD, "again": PASSWORD + "!"}
    assert "not the same password" in text(newcomer.post(path, differing))
    answer = newcomer.post(path, {"name": "Ana Ñandú", "password": PASSWORD, "again": PASSWORD})
    assert answer.status_code == 302
    assert "Ana Ñandú" in text(newcomer.get(reverse("partners:people")))
    assert "has been used" in text(Client().get(path))
    assert newcomer.get(reverse("partners:accept", args=["x" * 43])).status_code == 404


def test_somebody_known_signs_in_and_takes_the_seat(world, place, django_capture_on_commit_callbacks) -> None:
    convenor, lead, pantry = place
    viewer = world.seat(world.organisation("Keys Home"), "viewer")
    with maintenance():
        email = Person.objects.get(pk=viewer.person_id).email
    given = {"organisation": str(pantry.pk), "name": "V", "email": email, "roles": ["intake_worker"]}
    with django_capture_on_commit_callbacks(execute=True):
        signed_in(lead).post(reverse("partners:invite"), given)
    path = mail.outbox[-1].body.split("http://127.0.0.1:8000")[1].split()[0]
    assert "is known here already" in text(Client().get(path))
    other = signed_in(convenor)
    assert "signed in as somebody else" in text(other.get(path))
    other.post(path)
    with maintenance():
        assert not Seat.objects.filter(organisation=pantry, roles=["intake_worker"]).exists()
    client = signed_in(viewer)
    assert "Take the seat" in text(client.get(path))
    assert client.post(path).status_code == 302
    assert client.session["seat"] != str(viewer.seat_id)


def test_seats_are_given_and_ended_by_form(world: World, place) -> None:
    _convenor, lead, pantry = place
    navigator = world.seat(pantry, "navigator")
    client = signed_in(lead)
    given = {
        "person": str(navigator.person_id),
        "organisation": str(pantry.pk),
        "roles": ["viewer"],
        "title": "Guest",
    }
    assert client.post(reverse("partners:give-seat"), given).status_code == 302
    page = text(client.get(reverse("partners:people") + "?when=past"))
    assert navigator.person_name in page
    with maintenance():
        seat = Seat.objects.get(person_id=navigator.person_id, roles=["viewer"])
    url = reverse("partners:end-seat", args=[seat.pk])
    assert navigator.person_name in text(client.get(url))
    assert signed_in(world.seat(pantry, "viewer")).get(url).status_code == 404


@pytest.mark.parametrize(
    ("day", "said"),
    [
        ("1900-01-01", "cannot end before it starts"),
        ("9999-12-31", "Check the year"),
        ("0001-01-01", "Check the year"),
        ("31/12/2100", "Enter a valid date"),
        ("2100-12-31", None),
    ],
)
def test_a_seat_for_a_while(world: World, place, day: str, said: str | None) -> None:
    _convenor, lead, pantry = place
    navigator = world.seat(pantry, "navigator")
    given = {"person": str(navigator.person_id), "organisation": str(pantry.pk), "roles": ["intake_worker"]}
    client = signed_in(lead)
    answer = client.post(reverse("partners:give-seat"), given | {"until": day})
    if said is not None:
        assert said in text(answer)
        return
    assert answer.status_code == 302
    with maintenance():
        seat = Seat.objects.get(person_id=navigator.person_id, roles=["intake_worker"])
    # The day itself belongs to the seat, where the alliance lives.
    assert seat.ends == datetime(2101, 1, 1, tzinfo=ZoneInfo("America/New_York"))
    for name in ("people", "show"):
        page = text(client.get(reverse(f"partners:{name}", args=[pantry.pk] if name == "show" else [])))
        assert "31 December 2100" in page


def test_the_operator_opens_an_alliance(world: World, django_capture_on_commit_callbacks) -> None:
    with maintenance():
        operator = Person.objects.create_superuser("operator@example.org", "correct horse battery", name="Op")
    client = Client()
    client.force_login(operator)
    assert world.alliance.name in text(client.get(reverse("partners:alliances")))
    given = {
        "name": "Harbor Alliance",
        "area": "Harbor County",
        "organisation": "Harbor Office",
        "timezone": "America/Chicago",
        "convenor_name": "Con",
        "convenor_email": "con@example.org",
    }
    with django_capture_on_commit_callbacks(execute=True):
        answer = client.post(reverse("partners:open-alliance"), given, follow=True)
    assert "Harbor Alliance" in text(answer)
    assert "Harbor Alliance" in mail.outbox[-1].subject
    assert "of this name already" in text(client.post(reverse("partners:open-alliance"), given))
    assert client.get(reverse("partners:list")).status_code == 404


def test_a_partner_is_brought_in_and_leaves(world: World, place) -> None:
    convenor, _lead, pantry = place
    client = signed_in(convenor)
    url = reverse("partners:bring-in")
    assert "A new partner needs this" in text(client.post(url, {"name": ""}))
    assert client.post(url, {"name": "Keys Home", "sector": "housing"}).status_code == 302
    end = reverse("partners:end-membership", args=[pantry.pk])
    assert "its side in every agreement closes" in text(client.get(end))
    assert client.post(end, {"reason": "It closed."}).status_code == 302
    assert "No longer a member" in text(client.get(reverse("partners:show", args=[pantry.pk])))
    assert client.post(url, {"former": str(pantry.pk)}).status_code == 302
    with maintenance():
        assert Organisation.objects.members_of(world.alliance.pk).filter(pk=pantry.pk).exists()


def test_the_alliance_is_changed(world: World, place) -> None:
    client = signed_in(place[0])
    url = reverse("partners:edit-alliance")
    given = {"name": world.alliance.name, "area": "Harbor", "purpose": HOSTILE, "timezone": "America/Chicago"}
    assert client.post(url, given | {"timezone": "Mars/Olympus"}).status_code == 200
    assert client.post(url, given).status_code == 302
    assert b"<script>alert" not in client.get(reverse("partners:alliance")).content
