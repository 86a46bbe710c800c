"""What an HSDS package says, and which records come of it."""

from __future__ import annotations

import datetime as dt
import json

import pytest

from commonweal.directory.records import Service, TaxonomyTerm
from commonweal.interchange.hsds.failures import PackageRefused
from commonweal.interchange.hsds.writer import write_package
from tests.factories.hsds import OLD, Reading, lay_out, pack


def test_a_sound_package_is_used_whole(tmp_path):
    read = Reading(pack(tmp_path, OLD))
    assert read.findings == []
    assert all(quarantined == 0 for _, _, quarantined in read.tallies.values())
    counts = read.directory.counts()
    assert (counts["organization"], counts["service"], counts["location"]) == (2, 3, 2)
    food = next(record for record in read.directory["service"] if record.name == "Food boxes")
    assert (food.status, food.fees_description) == ("active", "Free")
    assert food.eligibility_description == "Anyone\nBring a bag"
    (phone,) = read.directory["phone"]
    assert (phone.number, phone.extension) == ("305-555-0100", "12")
    monday, tuesday = read.directory["schedule"]
    assert (monday.byday, monday.freq, monday.opens_at, monday.closes_at) == (
        "MO",
        "WEEKLY",
        dt.time(9),
        dt.time(17),
    )
    assert (tuesday.byday, tuesday.closes_at) == ("TU", dt.time(17, 30))
    assert {record.name for record in read.directory["language"]} == {"English", "Spanish"}
    child = next(record for record in read.directory["taxonomy_term"] if record.code == "BD-1800")
    parent = next(record for record in read.directory["taxonomy_term"] if record.code == "BD")
    assert child.parent_id == parent.id
    assert [scheme.name for scheme in read.directory["taxonomy"]] == ["AIRS"]


def test_folder_and_archive_give_the_same(tmp_path):
    assert Reading(lay_out(tmp_path, OLD)).directory == Reading(pack(tmp_path, OLD)).directory


def test_the_same_number_from_two_sources_is_two_organizations(tmp_path):
    path = pack(tmp_path, OLD)
    here = {record.id for record in Reading(path, "here").directory["organization"]}
    there = {record.id for record in Reading(path, "there").directory["organization"]}
    assert here.isdisjoint(there)
    assert here == {record.id for record in Reading(path, "here").directory["organization"]}


def test_rows_that_cannot_be_used_are_quarantined_with_their_reason(tmp_path):
    tables = OLD | {
        "services.csv": OLD["services.csv"]
        + "13,99,Lost,active,\n10,1,Again,active,\n,1,Nameless,active,\n14,1,,,\n",
        "locations.csv": OLD["locations.csv"]
        + "22,1,North,95,10\n23,1,Half,25.7,\n24,1,Sea,0,0\n25,1,Odd,x,1\n",
        "services_taxonomy.csv": OLD["services_taxonomy.csv"] + "82,10,BD-1800\n83,10,ZZ\n84,13,BD\n",
        "eligibility.csv": OLD["eligibility.csv"] + "72,,Nobody's\n73,13,Of the lost\n",
        "phones.csv": OLD["phones.csv"] + "51,10,call us\n52,,305-555-0101\n53,13,305-555-0102\n",
    }
    read = Reading(pack(tmp_path, tables))
    assert read.tallies["services.csv"] == (7, 3, 4)
    assert read.reasons("services.csv") == [
        (
            5,
            "organization_id",
            "organization_id names an organization that is not in the package or was left out",
            "row left out",
        ),
        (6, "id", "repeats the id of an earlier row", "row left out"),
        (7, "id", "has no id", "row left out"),
        (8, "name", "has no name", "row left out"),
    ]
    assert read.tallies["locations.csv"] == (6, 6, 0)
    assert [(row, outcome) for row, _, _, outcome in read.reasons("locations.csv")] == [
        (4, "value left out"),
        (5, "value left out"),
        (6, "value left out"),
        (7, "value left out"),
    ]
    assert all(
        record.latitude is None and record.longitude is None for record in read.directory["location"][1:]
    )
    assert read.tallies["services_taxonomy.csv"] == (5, 2, 3)
    assert read.tallies["eligibility.csv"] == (4, 2, 2)
    assert read.tallies["phones.csv"] == (4, 1, 3)
    lost = next(one for one in read.findings if one.file == "services.csv")
    assert json.loads(lost.content) == {
        "id": "13",
        "organization_id": "99",
        "name": "Lost",
        "status": "active",
    }


def test_an_organization_id_that_names_a_service_leads_to_its_organization(tmp_path):
    tables = OLD | {"services.csv": OLD["services.csv"] + "13,12,Deposit loans,active,\n"}
    read = Reading(pack(tmp_path, tables))
    loans = next(record for record in read.directory["service"] if record.name == "Deposit loans")
    roof = next(record for record in read.directory["organization"] if record.name == "Safe Roof")
    assert loans.organization_id == roof.id
    assert read.tallies["services.csv"] == (4, 4, 0)
    assert any("names a service" in sentence for _, sentence in read.notes)


@pytest.mark.parametrize(
    ("low", "high", "expected"),
    [("5", "17", (5, 17)), ("0.5", "", (0.5, None)), ("-1", "300", (None, None)), ("40", "20", (None, None))],
)
def test_ages(tmp_path, low, high, expected):
    tables = {
        "organizations.csv": "id,name,description\n1,A,B\n",
        "services.csv": f"id,organization_id,name,status,minimum_age,maximum_age\n2,1,S,active,{low},{high}\n",
    }
    (service,) = Reading(pack(tmp_path, tables)).directory["service"]
    assert isinstance(service, Service)
    assert (service.minimum_age, service.maximum_age) == expected


def test_a_closing_time_that_does_not_say_am_or_pm_is_not_guessed(tmp_path):
    rows = "service_id,weekday,opens_at,closes_at\n10,Monday,8:00am,5:00\n10,Friday,22:00,02:00\n10,Sunday,8:00m,\n"
    read = Reading(pack(tmp_path, OLD | {"regular_schedules.csv": rows}))
    monday, friday, sunday = read.directory["schedule"]
    assert (monday.opens_at, monday.closes_at) == (dt.time(8), None)
    assert (friday.opens_at, friday.closes_at) == (dt.time(22), dt.time(2))
    assert (sunday.opens_at, sunday.closes_at) == (None, None)
    assert read.tallies["regular_schedules.csv"] == (3, 3, 0)
    assert len(read.findings) == 2


def test_a_parent_may_come_later_and_a_circle_is_cut(tmp_path):
    terms = "id,name,parent_id,vocabulary\nA,First,B,X\nB,Second,C,X\nC,Third,A,X\nD,Fourth,Q,X\n"
    tables = OLD | {"taxonomy.csv": terms, "services_taxonomy.csv": "id,service_id,taxonomy_id\n1,10,A\n"}
    read = Reading(pack(tmp_path, tables))
    terms_read = {record.code: record for record in read.directory["taxonomy_term"]}
    above: dict[str, TaxonomyTerm] = {record.id: record for record in read.directory["taxonomy_term"]}
    for term in terms_read.values():
        seen, current = set(), term
        while current.parent_id is not None:
            assert current.id not in seen
            seen.add(current.id)
            current = above[current.parent_id]
    assert terms_read["D"].parent_id is None
    assert {one.column for one in read.findings} == {"parent_id"}


def test_old_exports_that_garbled_line_breaks_and_quotation_marks_are_put_right(tmp_path):
    tables = OLD | {"organizations.csv": 'id,name,description\n1,Ana GÇ£AÇ¥ GÇÖs,"one\\n\\ntwo"\n2,B,\n'}
    first = Reading(pack(tmp_path, tables)).directory["organization"][0]
    assert first.description == "one\n\ntwo"
    assert "’s" in first.name


def test_links_that_could_run_a_script_are_left_out(tmp_path):
    tables = OLD | {
        "services.csv": "id,organization_id,name,url\n10,1,S,javascript:alert(1)\n11,1,T,www.example.org/help\n"
    }
    read = Reading(pack(tmp_path, tables))
    assert [record.url for record in read.directory["service"]] == ["", "http://www.example.org/help"]


def test_tables_the_directory_has_no_use_for_are_named(tmp_path):
    read = Reading(pack(tmp_path, OLD | {"funding.csv": "id,source\n1,Fund\n", "notes.csv": "a\n1\n"}))
    assert read.package.not_kept == {
        "funding.csv": "sources of funding",
        "notes.csv": "no table of the standard",
    }


def test_a_datapackage_may_give_files_names_of_their_own(tmp_path):
    descriptor = {
        "resources": [{"name": "organization", "path": "orgs.csv"}, {"name": "service", "path": "svc.csv"}]
    }
    tables = {
        "orgs.csv": OLD["organizations.csv"],
        "svc.csv": OLD["services.csv"],
        "datapackage.json": json.dumps(descriptor),
    }
    assert Reading(pack(tmp_path, tables)).directory.counts()["service"] == 3


def test_nested_documents_and_tabular_json_give_what_the_tables_give(tmp_path):
    read = Reading(pack(tmp_path, OLD))
    target = tmp_path / "out.zip"
    write_package(target, read.directory)
    import zipfile

    archive = zipfile.ZipFile(target)
    documents = lay_out(
        tmp_path, {name: archive.read(name) for name in ("organizations.json", "services.json")}
    )
    nested = Reading(documents)
    assert nested.findings == []
    for kind, records in read.directory.records.items():
        if kind != "taxonomy_term":  # a term above the ones in use is in no service's document
            assert {record.id: record for record in nested.directory[kind]} == {
                record.id: record for record in records
            }, kind
    tabular = tmp_path / "tabular.json"
    tabular.write_text(
        json.dumps(
            {
                "organization": [{"id": "1", "name": "A", "description": "B", "year_incorporated": 1999}],
                "services.csv": [{"id": "2", "organization_id": "1", "name": "S", "minimum_age": 12.5}],
            }
        )
    )
    from_tabular = Reading(tabular)
    assert from_tabular.directory["organization"][0].year_incorporated == 1999
    assert from_tabular.directory["service"][0].minimum_age == 12.5


def test_json_objects_that_contradict_each_other_are_not_both_believed(tmp_path):
    path = tmp_path / "services.json"
    phone = {"id": "5", "number": "305-555-0100"}
    service = {
        "id": "2",
        "name": "S",
        "status": "active",
        "organization": {"id": "1", "name": "A", "description": "B"},
        "phones": [phone],
        "service_at_locations": [
            {
                "id": "3",
                "location": {"id": "4", "location_type": "physical", "phones": [{**phone, "number": "1"}]},
            }
        ],
    }
    path.write_text(json.dumps([service]))
    read = Reading(path)
    assert [record.number for record in read.directory["phone"]] in (["305-555-0100"], ["1"])
    assert [one.reason for one in read.findings] == ["repeats the id of an earlier row"]


def test_official_examples(shared_data):
    examples = shared_data / "hsds" / "examples"
    for source in (examples / "csv", examples / "tabular.json", examples / "service_full.json"):
        read = Reading(source)
        (service,) = read.directory["service"]
        assert service.name == "Community Counselling"
        assert (service.minimum_age, service.maximum_age) == (12, 100)
        # The example's latitude is 100.
        assert read.directory["location"][0].latitude is None
        assert read.directory["schedule"][0].opens_at == dt.time(10)


def test_no_organizations_no_package(tmp_path):
    with pytest.raises(PackageRefused, match="has no organizations"):
        Reading(pack(tmp_path, {"services.csv": OLD["services.csv"]}))
