"""A package becomes rows: once, exactly, all or nothing."""

from __future__ import annotations

import csv
import gzip
import io
import json

import pytest

from commonweal.access import NotAllowed, Refused
from commonweal.audit.models import Act
from commonweal.directory.models import Import, Language, Location, Phone, Provider, Service, Term, TermNeed
from commonweal.interchange.actions import export_directory
from tests.factories import World
from tests.factories.hsds import OLD, bring, pack

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return World()


@pytest.fixture
def convenor(world: World):
    return world.seat(world.organisation("Alliance office", sector="convenor"), "convenor")


def changed(done: Import) -> dict[str, tuple[int, int, int]]:
    return {
        kind: (change["new"], change["changed"], change["gone"])
        for kind, change in done.changes.items()
        if change["new"] or change["changed"] or change["gone"]
    }


def test_the_second_run_changes_nothing(world, convenor, tmp_path):
    path = pack(tmp_path, OLD)
    first = bring(world, convenor, path)
    assert changed(first)["service"] == (3, 0, 0)
    assert (first.rows, first.used, first.quarantined) == (21, 21, 0)
    with world.as_(convenor):
        before = list(Service.objects.order_by("pk").values())
    second = bring(world, convenor, path)
    assert changed(second) == {}
    with world.as_(convenor):
        assert list(Service.objects.order_by("pk").values()) == before


def test_a_changed_file_changes_only_what_changed(world, convenor, tmp_path):
    bring(world, convenor, pack(tmp_path, OLD))
    tables = OLD | {
        "services.csv": OLD["services.csv"].replace("Hot meals", "Warm meals"),
        "languages.csv": OLD["languages.csv"].replace("Spanish", "French"),
    }
    done = bring(world, convenor, pack(tmp_path, tables))
    assert changed(done) == {"service": (0, 1, 0), "language": (1, 0, 1)}
    with world.as_(convenor):
        assert Service.objects.filter(name="Warm meals").count() == 1
        assert sorted(code for one in Language.objects.all() for code in one.codes) == ["en", "fr"]


def test_a_service_gone_from_the_file_is_marked_and_may_come_back(world, convenor, tmp_path):
    bring(world, convenor, pack(tmp_path, OLD))
    with world.as_(convenor):
        meals = Service.objects.get(name="Hot meals")
    without = OLD | {
        "services.csv": OLD["services.csv"].replace("11,1,Hot meals,,\n", ""),
        "services_taxonomy.csv": "id,service_id,taxonomy_id\n80,10,BD-1800\n",
    }
    done = bring(world, convenor, pack(tmp_path, without))
    assert changed(done) == {"service": (0, 0, 1), "attribute": (0, 0, 1)}
    with world.as_(convenor):
        assert Service.objects.get(pk=meals.pk).gone_at is not None
    assert changed(bring(world, convenor, pack(tmp_path, without))) == {}
    back = bring(world, convenor, pack(tmp_path, OLD))
    assert changed(back) == {"service": (0, 1, 0), "attribute": (1, 0, 0)}
    with world.as_(convenor):
        assert Service.objects.get(pk=meals.pk).gone_at is None


def test_what_a_source_does_not_own_it_does_not_take_away(world, convenor, tmp_path):
    own = world.service(world.organisation("Harvest"), name="Made by hand")
    bring(world, convenor, pack(tmp_path, OLD), source="one")
    other = {
        "organizations.csv": "id,name,description\n9,Elsewhere,\n",
        "services.csv": "id,organization_id,name,status\n9,9,Far away,active\n",
    }
    bring(world, convenor, pack(tmp_path, other), source="two")
    with world.as_(convenor):
        assert Service.objects.filter(gone_at__isnull=True).count() == 5
        assert Service.objects.get(pk=own.pk).gone_at is None


def test_two_alliances_may_import_the_same_package(world, convenor, tmp_path):
    path = pack(tmp_path, OLD)
    bring(world, convenor, path)
    elsewhere = World("Another")
    theirs = elsewhere.seat(elsewhere.organisation(), "convenor")
    done = bring(elsewhere, theirs, path)
    assert changed(done)["service"] == (3, 0, 0)
    with world.as_(convenor):
        assert Service.objects.count() == 3


def test_a_refused_package_leaves_nothing(world, convenor, tmp_path):
    bring(world, convenor, pack(tmp_path, OLD))
    broken = "id,organization_id,name\n" + "".join(f"{number},{number},S\n" for number in range(100, 200))
    with pytest.raises(Refused, match="100 of the 100 services"):
        bring(world, convenor, pack(tmp_path, OLD | {"services.csv": broken}))
    with world.as_(convenor):
        assert Service.objects.filter(gone_at__isnull=True).count() == 3
        assert Import.objects.count() == 1
        assert Term.objects.count() == 2


def test_a_part_of_a_directory_is_not_taken_for_the_whole(world, convenor, tmp_path):
    many = "id,organization_id,name,status\n" + "".join(
        f"{number},1,S{number},active\n" for number in range(30)
    )
    tables = {"organizations.csv": OLD["organizations.csv"], "services.csv": many}
    bring(world, convenor, pack(tmp_path, tables))
    part = tables | {"services.csv": "\n".join(many.split("\n")[:6]) + "\n"}
    with pytest.raises(Refused, match="25 of the 30 services"):
        bring(world, convenor, pack(tmp_path, part))
    with world.as_(convenor):
        assert Service.objects.filter(gone_at__isnull=True).count() == 30
    done = bring(world, convenor, pack(tmp_path, part), shrink=True)
    assert changed(done)["service"] == (0, 0, 25)


def test_one_act_and_a_quarantine_to_download(world, convenor, tmp_path):
    done = bring(world, convenor, pack(tmp_path, OLD | {"phones.csv": OLD["phones.csv"] + "51,10,call us\n"}))
    assert (done.rows, done.used, done.quarantined) == (22, 21, 1)
    rows = list(csv.DictReader(io.StringIO(gzip.decompress(bytes(done.quarantine)).decode())))
    assert [(row["file"], row["row"], row["column"], row["reason"]) for row in rows] == [
        ("phones.csv", "3", "number", "number has no digit to dial")
    ]
    assert json.loads(rows[0]["content"]) == {"id": "51", "service_id": "10", "number": "call us"}
    with world.as_(convenor):
        (act,) = Act.objects.filter(kind="directory.imported")
        assert "22 rows used, 1 quarantined" in act.sentence
        assert act.person_id == convenor.person_id


def test_only_who_keeps_the_directory_imports(world, tmp_path):
    navigator = world.seat(world.organisation(), "navigator")
    with pytest.raises(NotAllowed):
        bring(world, navigator, pack(tmp_path, OLD))


def test_export_and_import_give_the_same_directory(world, convenor, tmp_path):
    world.service(world.organisation("Harvest"), name="Made by hand", minimum_age=12.5)
    bring(world, convenor, pack(tmp_path, OLD))
    target = tmp_path / "out.zip"
    with world.as_(convenor):
        counts = export_directory(by=convenor, path=target)
    assert (counts["service"], counts["organization"], counts["schedule"]) == (4, 3, 2)
    done = bring(world, convenor, target, source="back again")
    assert changed(done) == {}
    assert done.quarantined == 0
    elsewhere = World("Another")
    theirs = elsewhere.seat(elsewhere.organisation(), "convenor")
    bring(elsewhere, theirs, target, source="from a neighbour")
    second = tmp_path / "second.zip"
    with elsewhere.as_(theirs):
        export_directory(by=theirs, path=second)
    from tests.factories.hsds import Reading

    one, other = Reading(target).directory, Reading(second).directory
    for kind, records in one.records.items():
        assert {record.id: record for record in records} == {record.id: record for record in other[kind]}, (
            kind
        )


def test_needs_and_places_follow(world, convenor, tmp_path):
    addresses = OLD["physical_addresses.csv"] + "41,21,9 Hill Road,Miami,FL,33101,US\n"
    bring(world, convenor, pack(tmp_path, OLD | {"physical_addresses.csv": addresses}))
    with world.as_(convenor):
        assert Service.objects.get(name="Food boxes").domains == ["food"]
        assert Service.objects.get(name="Rent help").domains == []
        assert {row.state for row in TermNeed.objects.all()} == {"suggested"}
        hill = Location.objects.get(name="Hill")
        assert (hill.latitude, hill.near_latitude, hill.precision) == (None, 25.77, "postcode")
        assert Location.objects.get(name="Main Street").precision == "stated"
        phone = Phone.objects.get()
        assert str(phone) == "305-555-0100, extension 12"
        assert Provider.objects.get(name="Safe Roof").source == "county"


def test_texts_longer_than_can_be_meant(world, convenor, tmp_path):
    """Nothing that fits into a package may break the database: index rows, search columns, field lengths."""
    import json

    long = "".join(chr(0x4E00 + number % 20_000) for number in range(200_000))
    word = "x" * 3_000
    documents = {
        "organization": [
            {"id": "1", "name": "A", "description": long, "website": f"http://example.org/{word}"}
        ],
        "service": [
            {"id": "2", "organization_id": "1", "name": "Good", "status": "active", "description": long},
            {"id": "3", "organization_id": "1", "name": word, "status": "active"},
            {
                "id": "4",
                "organization_id": "1",
                "name": "Wordy",
                "status": "active",
                "description": long[:50_000],
            },
        ],
        "location": [{"id": "5", "name": long[:40_000], "location_type": "physical"}],
        "address": [{"id": "6", "location_id": "5", "address_1": word, "city": word, "postal_code": word}],
        "language": [{"id": "7", "service_id": "2", "name": word, "code": word}],
        "schedule": [{"id": "8", "service_id": "2", "byday": "+53MO,-53SU", "count": 2**31, "interval": 1}],
        "phone": [{"id": "9", "service_id": "2", "number": "1" * 3_000}],
    }
    path = tmp_path / "long.json"
    path.write_text(json.dumps(documents))
    done = bring(world, convenor, path)
    assert [tally["quarantined"] for tally in done.tallies if tally["kind"] == "service"] == [1]
    assert {trouble["column"] for trouble in done.troubles} >= {
        "description",
        "name",
        "website",
        "postal_code",
        "count",
    }
    with world.as_(convenor):
        assert set(Service.objects.values_list("name", flat=True)) == {"Good", "Wordy"}
    assert changed(bring(world, convenor, path)) == {}
