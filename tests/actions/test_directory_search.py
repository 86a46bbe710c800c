"""Who looks for a service finds it."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from commonweal.directory.domains import NeedDomain
from commonweal.directory.queries import Point, Wish, find_point, search
from commonweal.interchange.actions import import_directory
from tests.factories import World
from tests.factories.hsds import OLD, pack

pytestmark = pytest.mark.django_db

TABLES = OLD | {
    "services.csv": (
        "id,organization_id,name,status,fees_description,minimum_age,maximum_age,description\n"
        "10,1,Food boxes,active,Free,,,Groceries every Monday\n"
        "11,1,Hot meals,active,Not free for staff,60,,Congregate lunch\n"
        "12,2,Rent help,active,,18,64,Eviction prevention and deposits\n"
        "13,2,Old shelter,inactive,,,,Closed\n"
    ),
    "services_at_location.csv": "id,service_id,location_id\n30,10,20\n31,12,21\n32,11,21\n",
    "locations.csv": "id,organization_id,name,latitude,longitude\n20,1,Main,25.77,-80.19\n21,2,Hill,25.90,-80.19\n",
    "physical_addresses.csv": (
        "id,location_id,address_1,city,state_province,postal_code,country\n"
        "40,20,1200 Main Street,Miami,FL,33101,US\n41,21,9 Hill Road,Hialeah,FL,33010,US\n"
    ),
    "languages.csv": (
        "id,service_id,location_id,language\n1,10,,Creole and Spanish\n2,,21,English\n3,11,,Interpreter line\n"
    ),
    "cost_options.csv": "id,service_id,option,amount,currency\n1,12,Deposit,25,usd\n",
    "regular_schedules.csv": (
        "id,service_id,location_id,weekday,opens_at,closes_at\n"
        "1,10,,Monday,9:00am,5:00pm\n2,,21,Friday,22:00,02:00\n"
    ),
}
MONDAY, FRIDAY = dt.date(2026, 11, 23), dt.date(2026, 11, 27)
MAIN = Point(25.77, -80.19, "Main")


@pytest.fixture
def world() -> World:
    return World()


@pytest.fixture
def look(world, tmp_path):
    office = world.organisation(sector="convenor")
    convenor, navigator = world.seat(office, "convenor"), world.seat(office, "navigator")
    with world.as_(convenor):
        done = import_directory(by=convenor, path=pack(tmp_path, TABLES), source="county")
        assert done.quarantined == 0

    def look(**wish):
        with world.as_(navigator):
            return [row.name for row in search(navigator, Wish(**wish)).rows]

    look.world, look.by = world, navigator
    return look


@pytest.mark.parametrize(
    ("wish", "expected"),
    [
        ({}, ["Food boxes", "Hot meals", "Rent help"]),
        ({"need": NeedDomain.FOOD}, ["Food boxes", "Hot meals"]),
        ({"need": NeedDomain.LEGAL_HELP}, []),
        ({"words": "groceries"}, ["Food boxes"]),
        ({"words": "safe roof"}, ["Rent help"]),
        ({"words": "safe roof rent"}, ["Rent help"]),
        ({"words": "emergency food"}, ["Food boxes"]),
        ({"words": "rent hlep"}, ["Rent help"]),
        ({"words": "xyzzy"}, []),
        ({"language": "es"}, ["Food boxes"]),
        ({"language": "en"}, ["Hot meals", "Rent help"]),
        ({"age": 12}, ["Food boxes"]),
        ({"age": 64.5}, ["Food boxes", "Hot meals", "Rent help"]),
        ({"age": 65}, ["Food boxes", "Hot meals"]),
        ({"free": True}, ["Food boxes"]),
        ({"cost": 25}, ["Food boxes", "Rent help"]),
        ({"open_on": MONDAY, "open_at": dt.time(9)}, ["Food boxes"]),
        ({"open_on": MONDAY, "open_at": dt.time(17)}, []),
        ({"open_on": MONDAY}, ["Food boxes"]),
        ({"open_on": FRIDAY, "open_at": dt.time(23)}, ["Hot meals", "Rent help"]),
        ({"near": MAIN}, ["Food boxes", "Hot meals", "Rent help"]),
        ({"near": MAIN, "within": 5.0}, ["Food boxes"]),
        ({"near": MAIN, "within": 15.0, "order": "name"}, ["Food boxes", "Hot meals", "Rent help"]),
        ({"room": "room"}, []),
    ],
)
def test_what_is_found(look, wish, expected):
    found = look(**wish)
    assert sorted(found) == sorted(expected)


def test_distances_are_right(look):
    with look.world.as_(look.by):
        rows = {row.name: row for row in search(look.by, Wish(near=MAIN)).rows}
    assert rows["Food boxes"].distance == pytest.approx(0, abs=1e-6)
    # 0.13 degrees of latitude on a sphere of 6,371.0088 km.
    assert rows["Rent help"].distance == pytest.approx(14.4553, abs=0.001)
    assert rows["Rent help"].place == "9 Hill Road, Hialeah"


def test_words_meant_are_said(look):
    with look.world.as_(look.by):
        found = search(look.by, Wish(words="evicton hot"))
        assert (found.meant, found.total) == ("", 0)
        assert search(look.by, Wish(words="Grocereis")).meant == ""  # only names and terms teach spelling
        assert search(look.by, Wish(words="fodo boxs")).meant == "food boxes"


@pytest.mark.parametrize(
    ("words", "label"),
    [
        ("25.77, -80.19", "25.7700, -80.1900"),
        ("1200 Main Street, Miami", "1200 Main Street, Miami"),
        ("1200 main st, miami 33101", "1200 Main Street, Miami"),
        ("77 Nowhere Lane, 33010", "the middle of 33010"),
        ("33101-1234", "the middle of 33101"),
        ("Hialea", "the middle of Hialeah"),
        ("Timbuktu", None),
        ("95, 0", None),
        ("", None),
    ],
)
def test_places(look, words, label):
    with look.world.as_(look.by):
        point = find_point(look.by, words)
    assert (point.label if point else None) == label


def test_one_statement_and_pages(look):
    with (
        look.world.as_(look.by),
        CaptureQueriesContext(
            connection,
        ) as queries,
    ):
        first = search(look.by, Wish(near=MAIN, language="en", open_on=FRIDAY, words="help OR meals"), size=1)
        assert len(queries) == 1
    with look.world.as_(look.by):
        everything = search(look.by, Wish(order="name"), size=2)
        rest = search(look.by, Wish(order="name"), size=2, page=2)
    assert first.total == 2
    assert everything.total == 3
    assert [row.name for row in everything.rows + rest.rows] == ["Food boxes", "Hot meals", "Rent help"]


@pytest.mark.parametrize(
    "words", ["'; drop table directory_service; --", "&|!()", "\\", "a" * 5000, "🍞", "%s %(x)s"]
)
def test_hostile_words(look, words):
    assert look(words=words) == []


def test_another_alliance_finds_nothing_here(look):
    elsewhere = World("Another")
    stranger = elsewhere.seat(elsewhere.organisation(), "navigator")
    with elsewhere.as_(stranger):
        assert search(stranger, Wish()).total == 0
        assert find_point(stranger, "33101") is None
