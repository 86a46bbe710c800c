"""Entries by hand: added and changed by the service's own people, left alone by imports, conflicts shown."""

from __future__ import annotations

from html import unescape

import pytest

from commonweal.access.views import opens
from commonweal.audit.models import Act
from commonweal.database.identity import maintenance
from commonweal.directory.domains import NeedDomain
from commonweal.directory.models import HandEdit, Provider, Service
from commonweal.interchange.actions import export_directory, import_directory
from tests.factories import World
from tests.factories.attention import attention_of
from tests.factories.browsers import signed_in
from tests.factories.hsds import OLD, bring, pack

attention = attention_of("directory")

pytestmark = pytest.mark.django_db

ADD = "/directory/services/add/"


@pytest.fixture
def world() -> World:
    return World()


@pytest.fixture
def convenor(world):
    return world.seat(world.organisation("Office", sector="convenor"), "convenor")


@pytest.fixture
def pantry(world):
    return world.organisation("Pantry", sector="food")


@pytest.fixture
def boxes(world, convenor, pantry, tmp_path):
    """An imported service of the pantry: English and Spanish, one number, two days of hours."""
    bring(world, convenor, pack(tmp_path, OLD))
    with maintenance():
        Provider.objects.filter(name="Harvest Pantry").update(partner=pantry)
        return Service.objects.get(name="Food boxes")


def typed(browser, address: str) -> dict[str, object]:
    """What the form holds, to be sent back with something changed."""
    form = browser.get(address).context["form"]
    return {field.name: field.value() if field.value() is not None else "" for field in form}


def read(answer) -> str:
    assert answer.status_code == 200
    return unescape(answer.content.decode())


@pytest.mark.usefixtures("contexts")
def test_a_pantry_adds_its_own_service_and_others_find_it(world, pantry):
    browser = signed_in(world.seat(pantry, "intake_worker"))
    assert ADD in read(browser.get("/directory/room/"))
    facts = {
        "name": "Señor's weekly box <b>",
        "needs": ["food"],
        "status": "active",
        "language": ["es", "ht"],
        "phone": "(305) 555-0100 ext 7, front desk",
        "schedule": "Mon-Wed 9:00-12:00\nSat 10am-1pm",
        "service_area": "Montgomery County",
        "fees_description": "Free",
        "address_1": "1 Main Street",
        "city": "Dayton",
        "state_province": "OH",
        "postal_code": "45402",
    }
    answer = browser.post(ADD, facts)
    assert answer.status_code == 302, answer.context["form"].errors
    page = read(browser.get(answer.url))
    for words in ("Monday to Wednesday", "Saturday", "Spanish", "extension 7", "Montgomery County", "45402"):
        assert words in page, words
    assert "&lt;b&gt;" in browser.get(answer.url).content.decode()
    assert "Confirmed" in page and "imports leave" not in page
    navigator = signed_in(world.seat(world.organisation(), "navigator"))
    assert "Señor's weekly box" in read(navigator.get("/directory/?need=food&q=senor"))
    assert "Señor's weekly box" in read(navigator.get("/directory/?language=ht"))
    with maintenance():
        made = Service.objects.get()
        assert made.provider.partner == pantry
        assert Act.objects.filter(kind="directory.service-added").count() == 1
    moved = typed(browser, f"/directory/services/{made.pk}/edit/") | {"city": "Kettering", "phone": ""}
    browser.post(f"/directory/services/{made.pk}/edit/", moved)
    page = read(browser.get(made_url := f"/directory/services/{made.pk}/"))
    assert "Kettering" in page and "Dayton" not in page and "extension 7" not in page, made_url


@pytest.mark.parametrize(
    ("field", "wrong", "said"),
    [
        ("phone", "call us", "is no phone number"),
        ("schedule", "always", "Write a line such as: Mon-Fri 9:00-17:00"),
        ("maximum_age", "3", "The oldest age is below the youngest"),
        ("name", "", "Fill this in"),
        ("status", "nonsense", "nonsense is not one of the available choices"),
    ],
)
def test_what_makes_no_sense_is_said_and_kept(world, pantry, field, wrong, said):
    browser = signed_in(world.seat(pantry, "navigator"))
    page = read(browser.post(ADD, {"name": "Box", "status": "active", "minimum_age": "9", field: wrong}))
    assert said in page and wrong in page
    with maintenance():
        assert not Service.objects.exists()


@pytest.mark.usefixtures("contexts")
def test_an_import_leaves_alone_what_was_changed_here_and_the_rest_follows(
    world, convenor, pantry, boxes, tmp_path
):
    keeper = world.seat(pantry, "navigator")
    browser = signed_in(keeper)
    edit = f"/directory/services/{boxes.pk}/edit/"
    assert "leave alone" in read(browser.get(edit))
    changed = typed(browser, edit) | {"fees_description": "2 dollars", "phone": "305-555-0199, kitchen"}
    assert browser.post(edit, changed).status_code == 302
    with maintenance():
        assert sorted(HandEdit.objects.values_list("part", flat=True)) == ["fees_description", "phone"]
    again = bring(world, convenor, pack(tmp_path / "same", OLD))
    assert not any(change["changed"] or change["new"] for change in again.changes.values())
    newer = OLD | {
        "services.csv": OLD["services.csv"]
        .replace("Food boxes", "Boxes of food")
        .replace("Free", "5 dollars"),
        "phones.csv": "id,service_id,number\n50,10,305-555-0111\n",
    }
    bring(world, convenor, pack(tmp_path / "newer", newer))
    page = read(browser.get(f"/directory/services/{boxes.pk}/"))
    assert "Boxes of food" in page, "what nobody changed here follows the source"
    assert "2 dollars" in page and "305-555-0199" in page
    assert page.count("says something else than was said here") == 2
    assert "5 dollars" in page and "305-555-0111" in page, "both are shown"
    with world.as_(keeper):
        from django.utils import timezone

        told = [one for one in attention(keeper, timezone.now()) if one.key.startswith("source-differs")]
    assert len(told) == 1 and opens(keeper, told[0].next_url)
    with maintenance():
        fees, phone = HandEdit.objects.order_by("part")
    assert browser.post(f"/directory/edits/{boxes.pk}/").status_code == 404, "a service is not a change to it"
    browser.post(f"/directory/edits/{phone.pk}/", {"take": "yes"})
    browser.post(f"/directory/edits/{fees.pk}/", {"take": "no"})
    page = read(browser.get(f"/directory/services/{boxes.pk}/"))
    assert "305-555-0111" in page and "305-555-0199" not in page
    assert "2 dollars" in page and "5 dollars" not in page and "says something else" not in page
    settled = bring(world, convenor, pack(tmp_path / "again", newer))
    assert not any(change["changed"] or change["new"] for change in settled.changes.values())
    assert "says something else" not in read(browser.get(f"/directory/services/{boxes.pk}/"))
    third = newer | {"phones.csv": "id,service_id,number\n50,10,305-555-0122\n"}
    bring(world, convenor, pack(tmp_path / "third", third))
    assert "305-555-0122" in read(browser.get(f"/directory/services/{boxes.pk}/")), "it follows again"


@pytest.mark.usefixtures("contexts")
def test_words_about_the_cost_stand_in_the_place_of_listed_costs(world, pantry):
    service = world.service(pantry, NeedDomain.FOOD)
    with maintenance():
        service.cost_options.create(
            alliance=world.alliance, option="Free of charge", amount=0, currency="usd"
        )
    browser = signed_in(world.seat(pantry, "navigator"))
    edit = f"/directory/services/{service.pk}/edit/"
    browser.post(edit, typed(browser, edit) | {"description": "Twice a week."})
    assert "Free of charge" in read(browser.get(f"/directory/services/{service.pk}/"))
    browser.post(edit, typed(browser, edit) | {"fees_description": "2 dollars"})
    page = read(browser.get(f"/directory/services/{service.pk}/"))
    assert "2 dollars" in page and "Free of charge" not in page


@pytest.mark.usefixtures("contexts")
def test_coming_to_say_what_was_said_here_is_no_conflict(world, convenor, pantry, boxes, tmp_path):
    browser = signed_in(world.seat(pantry, "navigator"))
    edit = f"/directory/services/{boxes.pk}/edit/"
    browser.post(edit, typed(browser, edit) | {"fees_description": "5 dollars", "language": ["en"]})
    agreed = OLD | {
        "services.csv": OLD["services.csv"].replace("Free", "5 dollars"),
        "languages.csv": "id,service_id,language\n10,10,English\n",
    }
    bring(world, convenor, pack(tmp_path / "agreed", agreed))
    assert "says something else" not in read(browser.get(f"/directory/services/{boxes.pk}/"))


@pytest.mark.usefixtures("contexts")
def test_the_directory_with_entries_by_hand_goes_out_and_comes_back(world, convenor, pantry, boxes, tmp_path):
    browser = signed_in(world.seat(pantry, "navigator"))
    edit = f"/directory/services/{boxes.pk}/edit/"
    browser.post(edit, typed(browser, edit) | {"phone": "305-555-0199", "schedule": "Sat 9:00-12:00"})
    browser.post(ADD, {"name": "Soup", "status": "active", "needs": ["food"], "phone": "305 555 0100"})
    with world.as_(convenor):
        export_directory(by=convenor, path=tmp_path / "out.zip")
        done = import_directory(by=convenor, path=tmp_path / "out.zip", source="county")
    assert not any(change["new"] or change["changed"] for change in done.changes.values()), done.changes
    assert "says something else" not in read(browser.get(f"/directory/services/{boxes.pk}/"))


def test_others_change_nothing(world, convenor, pantry, boxes):
    stranger = world.seat(world.organisation(), "navigator")
    viewer = world.seat(pantry, "viewer")
    with maintenance():
        edit = HandEdit.objects.create(
            alliance=world.alliance, service=boxes, part="name", theirs="X", edited_by="A",
            edited_at="2026-01-01T00:00Z",
        )  # fmt: skip
    elsewhere = World("Another")
    outsider = elsewhere.seat(elsewhere.organisation(), "convenor", "navigator")
    for actor in (stranger, viewer, outsider):
        browser = signed_in(actor)
        assert browser.get(f"/directory/services/{boxes.pk}/edit/").status_code == 404
        assert browser.post(f"/directory/services/{boxes.pk}/edit/", {"name": "Mine now"}).status_code == 404
        assert browser.post(f"/directory/edits/{edit.pk}/", {"take": "yes"}).status_code == 404
    with maintenance():
        assert Service.objects.get(pk=boxes.pk).name == "Food boxes"
    assert signed_in(viewer).get(ADD).status_code == 404
    keeper = signed_in(convenor)
    assert keeper.get(f"/directory/services/{boxes.pk}/edit/").status_code == 200
    with maintenance():
        other = Provider.objects.get(name="Safe Roof")
    made = keeper.post(f"/directory/providers/{other.pk}/add/", {"name": "Keys", "status": "active"})
    assert made.status_code == 302
    with maintenance():
        assert Service.objects.get(name="Keys").provider == other


def test_a_form_of_an_entry_asks_at_most_fifteen_questions(
    world, pantry, boxes, django_assert_max_num_queries
):
    browser = signed_in(world.seat(pantry, "navigator"))
    world.service(pantry, NeedDomain.FOOD)
    for address in (ADD, f"/directory/services/{boxes.pk}/edit/", f"/directory/services/{boxes.pk}/"):
        # Four more in a test, whose outer transaction is saved and given back around each request.
        with django_assert_max_num_queries(15 + 4, info=address):
            browser.get(address)
