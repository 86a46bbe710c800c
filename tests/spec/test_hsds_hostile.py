"""Packages that are broken, or made to break something."""

from __future__ import annotations

import io
import stat
import zipfile

import pytest

from commonweal.interchange.hsds import containers, layout
from commonweal.interchange.hsds.failures import PackageRefused
from tests.factories.hsds import OLD, Reading, lay_out, pack


def refused(path, match):
    with pytest.raises(PackageRefused, match=match) as caught:
        Reading(path)
    assert "\n" not in str(caught.value)


def test_empty_and_missing_files(tmp_path):
    (tmp_path / "empty.zip").touch()
    refused(tmp_path / "empty.zip", "is empty")
    refused(tmp_path / "nothing.zip", "There is no file")
    refused(pack(tmp_path, OLD | {"services.csv": ""}), "is empty")
    refused(pack(tmp_path, OLD | {"services.csv": "id,organization_id,name\n"}), "no service")
    (tmp_path / "empty.json").touch()
    refused(tmp_path / "empty.json", "is empty")
    refused(lay_out(tmp_path, {}), "no file at all")


def test_what_is_no_archive(tmp_path):
    path = tmp_path / "a.zip"
    path.write_bytes(b"PK\x03\x04 and then nothing that makes sense")
    refused(path, "not a whole zip archive")
    whole = pack(tmp_path, OLD).read_bytes()
    path.write_bytes(whole[: len(whole) // 2])
    refused(path, "not a whole zip archive")


def test_damage_inside_the_archive(tmp_path):
    path = pack(tmp_path, OLD)
    data = bytearray(path.read_bytes())
    with zipfile.ZipFile(path) as archive:
        start = archive.getinfo("services.csv").header_offset + 30 + len("services.csv")
    data[start + 4 : start + 24] = bytes(20)
    path.write_bytes(bytes(data))
    refused(path, "services.csv")


@pytest.mark.parametrize(
    "name", ["../evil.csv", "/etc/evil.csv", "a/../../evil.csv", "C:\\evil.csv", "..\\evil.csv"]
)
def test_a_path_outside_the_package(tmp_path, name):
    refused(pack(tmp_path, OLD | {name: "x"}), "outside it")


def test_a_symbolic_link_in_an_archive(tmp_path):
    path = pack(tmp_path, OLD)
    with zipfile.ZipFile(path, "a") as archive:
        link = zipfile.ZipInfo("phones2.csv")
        link.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(link, "/etc/passwd")
    refused(path, "symbolic link")


def test_a_link_out_of_a_folder(tmp_path):
    folder = lay_out(tmp_path, OLD)
    (tmp_path / "secret.csv").write_text("x")
    (folder / "contacts.csv").symlink_to(tmp_path / "secret.csv")
    refused(folder, "outside it")


def test_a_zip_bomb(tmp_path, monkeypatch):
    monkeypatch.setattr(containers, "_SUSPECT_BYTES", 1_000_000)
    refused(pack(tmp_path, OLD | {"notes.csv": "0" * 3_000_000}), "swells without reason")
    monkeypatch.setattr(containers, "_SUSPECT_BYTES", 10**12)
    monkeypatch.setattr(containers, "MAX_BYTES", 1_000_000)
    refused(pack(tmp_path, OLD | {"notes.csv": "0" * 3_000_000}), "would unpack to")
    monkeypatch.setattr(containers, "MAX_FILES", 5)
    refused(pack(tmp_path, OLD), "holds 11 files")


@pytest.mark.parametrize(
    "descriptor", ["[" * 100_000, '{"resources": 1}', '{"resources": [1, {"name": 7}]}', "", "\xff"]
)
def test_a_broken_descriptor_takes_nothing_away(tmp_path, descriptor):
    read = Reading(pack(tmp_path, OLD | {"datapackage.json": descriptor}))
    assert read.directory.counts()["service"] == 3


def test_a_descriptor_without_end_is_not_read_to_its_end(tmp_path, monkeypatch):
    monkeypatch.setattr(layout, "LONGEST_DESCRIPTOR", 40)
    tables = {"svc.csv": OLD["services.csv"], "organizations.csv": OLD["organizations.csv"]}
    tables["datapackage.json"] = '{"resources": [{"name": "service", "path": "svc.csv"}]}'
    refused(pack(tmp_path, tables), "has no services")


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "latin-1", "cp1252"])
def test_encodings(tmp_path, encoding):
    text = "id,name,description\n1,Peñón,Niños y niñas comen aquí\n2,Zwölf,\n"
    read = Reading(pack(tmp_path, OLD | {"organizations.csv": text.encode(encoding)}))
    assert [record.name for record in read.directory["organization"]] == ["Peñón", "Zwölf"]
    assert bool(
        read.notes.get(("organizations.csv", f"the file is not UTF-8; it was read as {encoding}"))
    ) == (encoding in ("utf-16", "utf-16-le", "utf-16-be", "cp1252"))


def test_nul_bytes_and_ragged_rows_are_quarantined_and_the_rest_is_used(tmp_path):
    rows = (
        OLD["services.csv"]
        + "13,1,Bad\0name,active,\n14,1,Short\n15,1,Long,active,,,,\n\n16,1,Good,active,\n"
    )
    read = Reading(pack(tmp_path, OLD | {"services.csv": rows}))
    assert read.tallies["services.csv"] == (7, 4, 3)
    assert [
        (row, reason.split(",")[0].split(";")[0]) for row, _, reason, _ in read.reasons("services.csv")
    ] == [
        (5, "contains NUL bytes"),
        (6, "has fewer cells than the header"),
        (7, "has more cells than the header"),
    ]


def test_a_quote_left_open_costs_one_row_not_the_rest(tmp_path):
    good = "".join(f"{number},1,Service {number},active,\n" for number in range(100, 9000))
    rows = OLD["services.csv"] + '13,1,"never closed,active,\n' + good
    read = Reading(pack(tmp_path, OLD | {"services.csv": rows}))
    rows_in, used, quarantined = read.tallies["services.csv"]
    assert rows_in == used + quarantined
    assert quarantined == 1
    assert used > 3000
    assert "quote left open" in read.findings[0].reason


def test_a_package_whose_links_are_broken_is_refused_as_a_whole(tmp_path):
    rows = "id,organization_id,name\n" + "".join(f"{number},{number},S\n" for number in range(100, 200))
    refused(pack(tmp_path, OLD | {"services.csv": rows}), r"100 of the 100 services .* Nothing was imported")


def test_a_required_column_that_is_missing(tmp_path):
    refused(pack(tmp_path, OLD | {"services.csv": "id,name\n1,S\n"}), "has no column organization_id")
    read = Reading(pack(tmp_path, OLD | {"phones.csv": "id,service_id\n50,10\n"}))
    assert read.tallies["phones.csv"] == (1, 0, 1)
    assert read.reasons("phones.csv") == [(2, "number", "the file has no column number", "row left out")]


def test_json_that_is_none(tmp_path):
    path = tmp_path / "a.json"
    path.write_text('{"id": ')
    refused(path, "is not JSON")
    path.write_text("[" * 100_000)
    refused(path, "nested too deeply")
    path.write_text("[1, 2]")
    refused(path, "no HSDS package")
    path.write_text('{"organization": [{"id": "1", "name": "\\ud800", "description": "x"}], "service": []}')
    refused(path, "services|service")


def test_the_quarantine_can_be_opened_in_a_spreadsheet_without_running_anything(tmp_path):
    read = Reading(
        pack(tmp_path, OLD | {"locations.csv": "id,name,latitude,longitude\n1,A,=cmd|'/c calc'!A0,1\n"})
    )
    assert read.findings[0].value == "'=cmd|'/c calc'!A0"


def test_a_long_table_is_read_without_keeping_it(tmp_path):
    import tracemalloc

    from commonweal.interchange.hsds.reader import open_package

    lines = io.StringIO()
    lines.write("id,service_id,language\n")
    for number in range(20_000):
        lines.write(f"{number},10,Language number {number} with a name long enough to be noticed\n")
    path = pack(tmp_path, OLD | {"languages.csv": lines.getvalue()})
    size = len(lines.getvalue())
    del lines
    with open_package(path, source="test") as package:
        tracemalloc.start()
        count = sum(1 for _ in package.records())
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
    assert count > 20_000
    # Identifiers are remembered (they must be unique); the rows themselves are not.
    assert peak < 9_000_000 + size
