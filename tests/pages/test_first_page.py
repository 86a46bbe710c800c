"""The first page, the search, one's account, and the stream of changes."""

from __future__ import annotations

import asyncio
import json
import time

import pytest
from django.conf import settings
from django.test import Client as Browser

from commonweal.access.models import Person
from commonweal.database.identity import maintenance
from commonweal.database.live import Broker, message
from commonweal.directory.domains import NeedDomain
from commonweal.web.live import live
from tests.factories import World
from tests.factories.browsers import signed_in

pytestmark = pytest.mark.django_db

HOSTILE = "<script>alert(1)</script> %00 ' \" \u202e " + "x" * 500


@pytest.fixture
def world() -> World:
    return World()


def test_an_empty_first_page_says_what_will_be_here(world: World) -> None:
    page = signed_in(world.seat(world.organisation(), "viewer")).get("/").content.decode()
    assert "Nothing needs you now" in page


def test_somebody_without_a_seat_is_told_whom_to_ask(world: World) -> None:
    with maintenance():
        person = Person.objects.create_user("new@example.org", "x" * 14, name="New")
    browser = Browser()
    browser.force_login(person)
    assert "Ask your organisation for a seat" in browser.get("/").content.decode()


def test_one_takes_only_ones_own_seats(world: World) -> None:
    first, second = world.organisation("First"), world.organisation("Second")
    actor = world.seat(first, "navigator")
    with maintenance():
        person = Person.objects.get(pk=actor.person_id)
    other = world.seat(second, "navigator", person=person)
    stranger = world.seat(second, "navigator")
    browser = signed_in(actor)
    assert "Act for Second" in browser.get("/account/").content.decode()
    assert browser.post("/seat/", {"seat": str(other.seat_id)}).status_code == 302
    assert "Second" in browser.get("/").content.decode()
    assert browser.post("/seat/", {"seat": str(stranger.seat_id)}).status_code == 404
    assert browser.post("/seat/", {"seat": "nonsense"}).status_code == 404


def test_search_finds_people_services_and_partners_that_one_may_see(world: World) -> None:
    hospital, pantry = world.organisation("Hospital"), world.organisation("Rosewood Pantry")
    world.client(hospital, given_name="Rosa", family_name="Rosewood")
    world.service(pantry, NeedDomain.FOOD, name="Rosewood boxes")
    mine = signed_in(world.seat(hospital, "navigator")).get("/search/?q=rosewood").content.decode()
    assert "Rosa Rosewood" in mine and "Rosewood boxes" in mine and "Rosewood Pantry" in mine
    others = signed_in(world.seat(pantry, "navigator")).get("/search/?q=rosewood").content.decode()
    assert "Rosa Rosewood" not in others and "Rosewood boxes" in others


def test_search_survives_hostile_words(world: World, django_assert_max_num_queries) -> None:
    browser = signed_in(world.seat(world.organisation(), "navigator"))
    browser.get("/")
    with django_assert_max_num_queries(20):  # decision 131
        answer = browser.get("/search/", {"q": HOSTILE})
    assert answer.status_code == 200
    assert "<script>alert" not in answer.content.decode()


def stream(cookie: str) -> list[dict]:
    """What the stream sends before the page goes away."""
    sent: list[dict] = []
    scope = {
        "type": "http", "method": "GET", "path": "/live/", "query_string": b"", "scheme": "http",
        "headers": [(b"cookie", f"{settings.SESSION_COOKIE_NAME}={cookie}".encode()), (b"host", b"localhost")],
        "server": ("localhost", 80),
    }  # fmt: skip

    async def send(message: dict) -> None:
        sent.append(message)

    async def receive() -> dict:
        # The page leaves as soon as it has been greeted.
        while len(sent) < 2:
            await asyncio.sleep(0)
        return {"type": "http.disconnect"}

    asyncio.run(live(scope, receive, send))
    return sent


def test_the_stream_is_not_there_for_strangers() -> None:
    assert stream("no-such-session")[0]["status"] == 404


def told(broker: Broker, world: World, *, drawn: float | None) -> list[str]:
    """What a page of this time hears first, besides the greeting."""

    async def first() -> list[str]:
        organisation, alliance = world.first.pk, world.alliance.pk
        heard = []
        stream = broker.stream(organisation=organisation, alliance=alliance, drawn=drawn, beat=0.05)
        async for part in stream:
            if part.startswith(b": "):
                break
            heard.append(part.decode().split("event: ")[1].split("\n")[0])
        await stream.aclose()
        return heard[1:]

    return asyncio.run(first())


def test_what_was_told_between_drawing_and_listening_is_told_again(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.first, other = world.organisation(), world.organisation()
    broker, now = Broker(), time.time()

    async def nothing() -> None:
        return

    monkeypatch.setattr(broker, "_listen", nothing)
    assert told(broker, world, drawn=now) == [], "whoever begins to listen tells every page so"
    broker._listening_since = now - 60
    for organisations in ([world.first.pk], [world.first.pk], [other.pk]):
        broker._deliver(json.loads(message("referrals", organisations=organisations)))
    broker._deliver(json.loads(message("tickets", alliance=world.alliance.pk)))
    assert told(broker, world, drawn=now - 1) == ["referrals", "tickets"], "each once, and none of others"
    assert told(broker, world, drawn=now + 10) == []
    assert told(broker, world, drawn=None) == []
    assert told(broker, world, drawn=now - 90) == ["ready"], "nobody listened then: everything is asked anew"
