"""The pages of the directory, as the people who use them meet them."""

from __future__ import annotations

import io
import zipfile
from html import unescape

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client, TestCase
from django.test.utils import CaptureQueriesContext

from commonweal.database.identity import maintenance
from commonweal.directory.domains import NeedDomain
from commonweal.directory.models import Import, Provider, Service, Term
from tests.factories import World
from tests.factories.browsers import signed_in
from tests.factories.hsds import OLD, pack

pytestmark = pytest.mark.django_db

HOSTILE = '<script>alert("x")</script>'


@pytest.fixture
def world() -> World:
    return World()


@pytest.fixture
def convenor(world):
    return world.seat(world.organisation("Office", sector="convenor"), "convenor")


@pytest.fixture
def pantry(world):
    return world.organisation("Pantry", sector="food")


def upload(client: Client, path, **extra):
    file = SimpleUploadedFile(path.name, path.read_bytes(), "application/zip")
    with TestCase.captureOnCommitCallbacks(execute=True):
        return client.post("/directory/import/", {"file": file, "source": "county", **extra})


@pytest.fixture(autouse=True)
def uploads(settings, tmp_path):
    settings.UPLOADS_DIR = tmp_path / "uploads"
    return settings.UPLOADS_DIR


@pytest.fixture
def county(world, convenor, tmp_path):
    """A county brought in through the page."""
    tables = OLD | {
        "phones.csv": OLD["phones.csv"] + "51,10,call us\n",
        "services.csv": OLD["services.csv"].replace("Rent help", HOSTILE.replace('"', "'")),
    }
    answer = upload(signed_in(convenor), pack(tmp_path, tables))
    assert answer.status_code == 302, answer.content.decode()
    return answer.url


def read(answer) -> str:
    assert answer.status_code == 200
    return unescape(answer.content.decode())


def test_a_package_comes_in_and_its_quarantine_goes_out(convenor, county):
    client = signed_in(convenor)
    page = read(client.get(county))
    assert "number has no digit to dial" in page
    assert "3 new, 0 changed, 0 gone services" in page
    answer = client.get(f"{county}quarantine.csv")
    assert answer["Content-Type"].startswith("text/csv")
    assert answer.content.decode().splitlines()[1].startswith("phones.csv,3,number,number has no digit")
    assert "county" in read(client.get("/directory/imports/"))


def test_a_package_that_cannot_be_used_says_why_and_nothing_changes(world, convenor, tmp_path):
    client = signed_in(convenor)
    broken = pack(tmp_path, {"../evil.csv": "x"})
    assert "outside it" in read(upload(client, broken))
    odd = read(upload(client, pack(tmp_path, OLD), source="a/b c"))
    assert "Letters, digits, dots and hyphens only" in odd
    with world.as_(convenor):
        assert not Service.objects.exists()
        assert not Import.objects.exists()


def test_an_import_waits_for_its_worker_and_says_how_far_it_is(world, convenor, tmp_path, uploads):
    client = signed_in(convenor)
    with TestCase.captureOnCommitCallbacks() as waiting:
        path = pack(tmp_path, OLD)
        file = SimpleUploadedFile(path.name, path.read_bytes(), "application/zip")
        address = client.post("/directory/import/", {"file": file, "source": "county"}).url
    assert "begins as soon as a worker is free" in read(client.get(address))
    assert "Under way" in read(client.get("/directory/imports/"))
    assert list(uploads.glob("packages/*/county.zip"))
    with maintenance():
        Import.objects.update(status="running", step="1,000 service rows read")
    assert "Now: 1,000 service rows read." in read(client.get(address))
    again = client.post(f"/directory/import/{address.split('/')[-2]}/again/", follow=True)
    assert "under way or done" in read(again)
    with maintenance():
        Import.objects.update(status="waiting")
    for callback in waiting:
        callback()
    page = read(client.get(address))
    assert "What it changed" in page and "begins as soon" not in page
    assert not list(uploads.glob("packages/*"))


def test_an_import_that_stopped_says_why_and_can_be_started_again(
    world, convenor, tmp_path, uploads, monkeypatch
):
    monkeypatch.setattr("commonweal.directory.actions.intake._MANY", 1)
    client = signed_in(convenor)
    upload(client, pack(tmp_path, OLD))
    few = OLD | {"services.csv": "\n".join(OLD["services.csv"].splitlines()[:2]) + "\n"}
    (tmp_path / "few").mkdir()
    address = upload(client, pack(tmp_path / "few", few)).url
    page = read(client.get(address))
    assert "are not in" in page and "Start the import again" in page
    with world.as_(convenor):
        assert Service.objects.filter(gone_at__isnull=True).count() > 1, "nothing was changed"
    with TestCase.captureOnCommitCallbacks(execute=True):
        client.post(f"/directory/import/{address.split('/')[-2]}/again/", {"shrink": "1"})
    assert "What it changed" in read(client.get(address))
    with world.as_(convenor):
        assert Service.objects.filter(gone_at__isnull=True).count() == 1


def test_the_directory_goes_out_as_a_package(convenor, county):
    answer = signed_in(convenor).get("/directory/export.zip")
    archive = zipfile.ZipFile(io.BytesIO(answer.content))
    assert {"datapackage.json", "services.csv", "organizations.csv", "services.json"} <= set(
        archive.namelist()
    )


def test_finding_a_service(world, county):
    client = signed_in(world.seat(world.organisation(), "navigator"))
    page = read(client.get("/directory/?need=food"))
    assert "Food boxes" in page
    assert "2 services fit" in page
    assert "0.0 miles" in read(client.get("/directory/?q=food&near=1+Main+Street,+Miami&within=5"))
    assert "These fit <strong>hot meals</strong>" in read(client.get("/directory/?q=hot+maels"))
    assert "knows no such place" in read(client.get("/directory/?near=Timbuktu"))
    assert "Say on which day" in read(client.get("/directory/?opening=then"))
    assert "Food boxes" in read(client.get("/directory/?opening=then&day=2026-11-23&hour=10:00"))
    assert "Nothing fits" in read(client.get("/directory/?opening=then&day=2026-11-22&hour=10:00"))
    for wish, found in (
        ("cost=25", True), ("free=on", True), ("language=es", True), ("language=vi", False), ("age=40", True),
        ("room=room", False),
    ):  # fmt: skip
        page = read(client.get(f"/directory/?need=food&{wish}"))
        assert ("Food boxes" in page) == found, wish
        assert "<details open>" in page, "what narrows the search is seen"
    for odd in (
        "cost=x",
        "cost=-1",
        "cost=1e999",
        "opening=then&day=0001-01-01&hour=00:00",
        "opening=then&day=9999-12-31",
        "page=0",
        "page=999999",
        "page=x",
        "age=x",
        "age=-1",
        "within=3",
        "need=nothing",
        "q=" + "x" * 5000,
    ):
        assert client.get(f"/directory/?{odd}").status_code == 200, odd
    table = client.get("/directory/?need=food&format=csv")
    assert table["Content-Type"].startswith("text/csv")
    assert b"Food boxes" in b"".join(table.streaming_content if table.streaming else [table.content])


def test_a_service_says_everything_and_runs_nothing(world, county):
    navigator = world.seat(world.organisation(), "navigator")
    client = signed_in(navigator)
    with world.as_(navigator):
        boxes = Service.objects.get(name="Food boxes")
        hostile = Service.objects.get(name__startswith="<script>")
    page = read(client.get(f"/directory/services/{boxes.pk}/"))
    for words in (
        "Anyone",
        "305-555-0100, extension 12",
        "Monday",
        "09:00 – 17:00",
        "English, Spanish",
        "1 Main Street",
        "Free",
    ):
        assert words in page
    assert "Nobody of the service has reported its room yet" in page
    assert "Report room" not in page
    raw = client.get(f"/directory/services/{hostile.pk}/").content.decode()
    assert "<script>alert" not in raw
    assert "&lt;script&gt;" in raw


def test_one_button_leads_to_a_referral(world, pantry, county):
    service = world.service(pantry, NeedDomain.FOOD, name="Boxes")
    navigator = world.seat(world.organisation(), "navigator")
    client = signed_in(navigator)
    address = f"/referrals/send/?service={service.pk}"
    assert f'href="{address}"' in read(client.get(f"/directory/services/{service.pk}/"))
    assert f'href="{address}"' in read(client.get("/directory/?q=boxes"))
    viewer = signed_in(world.seat(world.organisation(), "viewer"))
    assert "/referrals/send/" not in read(viewer.get(f"/directory/services/{service.pk}/"))
    with world.as_(navigator):
        elsewhere = Service.objects.get(name="Food boxes")
    page = read(client.get(f"/directory/services/{elsewhere.pk}/"))
    assert "/referrals/send/" not in page
    assert "not a partner of the alliance" in page


def test_an_errand_comes_back_with_a_service_and_cannot_lead_astray(world, pantry):
    service = world.service(pantry, NeedDomain.FOOD, name="Boxes")
    client = signed_in(world.seat(world.organisation(), "navigator"))
    errand = "/referrals/send/?client=1&need=2"
    found = read(client.get("/directory/", {"need": "food", "errand": errand}))
    assert f'href="{errand}&service={service.pk}"' in found
    chosen = read(client.get(f"/directory/services/{service.pk}/", {"errand": errand}))
    assert "Choose this service" in chosen
    for astray in (
        "https://evil.example/",
        "//evil.example/referrals/",
        "javascript:alert(1)",
        "/directory/",
    ):
        page = read(client.get("/directory/", {"need": "food", "errand": astray}))
        assert "You are choosing a service" not in page
        assert f'href="{astray}&' not in page
        assert f'href="{astray}?service' not in page
        assert f'href="/referrals/send/?service={service.pk}"' in page


def test_room_in_two_taps(world, pantry):
    service = world.service(pantry, NeedDomain.FOOD, name="Boxes")
    worker = world.seat(pantry, "intake_worker")
    client = signed_in(worker)
    assert "1 service has not reported for a month" in read(client.get("/directory/room/"))
    answer = client.post(
        f"/directory/services/{service.pk}/capacity/", {"capacity": "waitlist", "back": "own"}
    )
    assert answer.url == "/directory/room/"
    assert "Waitlist" in read(client.get("/directory/room/"))
    client.post(
        f"/directory/services/{service.pk}/capacity/",
        {"capacity": "capacity", "available": "3", "maximum": "8"},
    )
    page = read(client.get(f"/directory/services/{service.pk}/"))
    assert "Has room: 3 of 8" in page
    page = read(
        client.post(
            f"/directory/services/{service.pk}/capacity/",
            {"capacity": "capacity", "available": "9", "maximum": "8"},
            follow=True,
        )
    )
    assert "9 places cannot be free of 8" in page
    assert (
        client.post(f"/directory/services/{service.pk}/capacity/", {"capacity": "x"}, follow=True).status_code
        == 200
    )
    client.post(f"/directory/services/{service.pk}/moves/", {"moves": "yes"})
    client.post(f"/directory/services/{service.pk}/confirm/")
    page = read(client.get(f"/directory/services/{service.pk}/"))
    assert "Accepted referrals move it" in page
    assert "Confirmed" in page


def test_the_mapping_table(world, convenor, county):
    client = signed_in(convenor)
    page = read(client.get("/directory/terms/?state=open"))
    assert "Emergency Food" in page
    assert "Food (suggested, 99%)" in page
    with world.as_(convenor):
        term, root = Term.objects.get(code="BD-1800"), Term.objects.get(code="BD")
    assert "is suggested: 211 code begins with BD" in read(client.get(f"/directory/terms/{term.pk}/"))
    client.post(f"/directory/terms/{term.pk}/", {"needs": ["utilities"]})
    client.post("/directory/terms/confirm/", {"selected": [str(root.pk), "nonsense"]})
    with world.as_(convenor):
        assert Service.objects.get(name="Food boxes").domains == ["utilities"]
        assert root.needs.get().state == "confirmed"
        boxes = Service.objects.get(name="Food boxes")
        provider = Provider.objects.get(name="Harvest Pantry")
    client.post(f"/directory/services/{boxes.pk}/needs/", {"needs": ["food", "stress"]})
    with world.as_(convenor):
        assert Service.objects.get(pk=boxes.pk).domains == ["food", "stress"]
    client.post(f"/directory/services/{boxes.pk}/needs/", {"as-terms": "1"})
    with world.as_(convenor):
        assert Service.objects.get(pk=boxes.pk).domains == ["utilities"]
    assert "Harvest Pantry" in read(client.get("/directory/providers/"))
    client.post(f"/directory/providers/{provider.pk}/", {"partner": str(convenor.organisation_id)})
    with world.as_(convenor):
        assert Provider.objects.get(pk=provider.pk).partner_id == convenor.organisation_id


PAGES = {
    "/directory/": {"convenor", "navigator", "intake_worker", "partner_lead", "analyst", "board_member", "viewer"},
    "/directory/services/{service}/": {
        "convenor", "navigator", "intake_worker", "partner_lead", "analyst", "board_member", "viewer",
    },
    "/directory/room/": {"navigator", "intake_worker", "partner_lead"},
    "/directory/terms/": {"convenor"},
    "/directory/imports/": {"convenor"},
    "/directory/providers/": {"convenor"},
    "/directory/import/": {"convenor"},
    "/directory/services/{service}/needs/": {"convenor"},
    "/directory/export.zip": {
        "convenor", "navigator", "intake_worker", "partner_lead", "analyst", "board_member", "viewer",
    },
}  # fmt: skip


@pytest.mark.parametrize(
    "role", ["convenor", "navigator", "intake_worker", "analyst", "board_member", "viewer"]
)
def test_who_gets_which_page(world, pantry, role):
    service = world.service(pantry, NeedDomain.FOOD)
    client = signed_in(world.seat(world.organisation(), role))
    for address, allowed in PAGES.items():
        status = client.get(address.format(service=service.pk)).status_code
        assert status == (200 if role in allowed else 404), (role, address)


def test_outsiders_learn_nothing(world, pantry):
    service = world.service(pantry, NeedDomain.FOOD)
    elsewhere = World("Another")
    stranger = signed_in(elsewhere.seat(elsewhere.organisation(), "convenor", "navigator"))
    for address in ("", "capacity/", "moves/", "confirm/", "needs/"):
        for method in (stranger.get, stranger.post):
            status = method(
                f"/directory/services/{service.pk}/{address}", {"capacity": "capacity"}
            ).status_code
            assert status in (404, 405), address
    with world.as_(world.seat(pantry, "intake_worker")):
        assert Service.objects.get(pk=service.pk).capacity == "unknown"
    assert Client().get("/directory/").status_code == 302


def test_pages_do_not_ask_more_when_there_is_more(world, convenor, pantry):
    client = signed_in(world.seat(pantry, "navigator"))
    keeper = signed_in(convenor)

    def asked(who: Client, address: str) -> int:
        with CaptureQueriesContext(connection) as queries:
            assert who.get(address).status_code == 200
        return len(queries)

    addresses = [
        (client, "/directory/?q=service"),
        (client, "/directory/room/"),
        (keeper, "/directory/providers/"),
    ]
    world.service(pantry, NeedDomain.FOOD)
    for one in addresses:
        asked(*one)  # the first request of a session also takes the seat
    before = [asked(*one) for one in addresses]
    for _ in range(12):
        world.service(pantry, NeedDomain.FOOD)
    after = [asked(*one) for one in addresses]
    assert after == before
    assert max(after) <= 15
