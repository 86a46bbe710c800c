"""What we write validates against the schemas that the standard publishes."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import given, settings

from commonweal.interchange.hsds.writer import write_package
from tests.examples import by_day
from tests.factories.hsds import OLD, Reading, pack
from tests.properties.test_hsds_round_trip import directories


class Standard:
    """The published schemas: tables from their compiled form, full documents from theirs."""

    def __init__(self, folder: Path) -> None:
        load = lambda name: json.loads((folder / "schema" / "compiled" / f"{name}.json").read_text())  # noqa: E731
        self.tables = load("tabular")["properties"]
        self.documents = {
            name: jsonschema.Draft202012Validator(load(name), format_checker=jsonschema.FormatChecker())
            for name in ("service", "organization")
        }
        self.described = {
            resource["name"]: {field["name"]: field for field in resource["schema"]["fields"]}
            for resource in json.loads((folder / "datapackage.json").read_text())["resources"]
        }

    def check(self, path: Path) -> int:
        """Fail on the first row or document that does not validate; give back how many did."""
        checked = 0
        with zipfile.ZipFile(path) as archive:
            package = json.loads(archive.read("datapackage.json"))
            for resource in package["resources"]:
                items = self.tables[resource["name"]]["items"]
                validator = jsonschema.Draft202012Validator(items, format_checker=jsonschema.FormatChecker())
                needed = [*items.get("required", []), *items.get("tabular_required", [])]
                official = self.described[resource["name"]]
                assert {field["name"] for field in resource["schema"]["fields"]} <= set(official)
                for row in csv.DictReader(io.StringIO(archive.read(resource["path"]).decode("utf-8"))):
                    values = self._typed(row, official)
                    assert set(needed) <= set(values), (resource["name"], row)
                    validator.validate(values)
                    checked += 1
            for name, validator in self.documents.items():
                for document in json.loads(archive.read(f"{name}s.json")):
                    validator.validate(document)
                    checked += 1
        return checked

    @staticmethod
    def _typed(row: dict[str, str], official: dict[str, Any]) -> dict[str, Any]:
        return {
            name: float(cell) if official[name]["type"] == "number" else cell
            for name, cell in row.items()
            if cell != ""
        }


@pytest.fixture(scope="module")
def standard() -> Standard:
    folder = Path(__file__).resolve().parents[3] / "shared" / "data" / "hsds"
    if not folder.exists():
        pytest.skip("the schemas of the standard are not beside this checkout (../shared/data/hsds)")
    return Standard(folder)


def test_an_old_package_leaves_as_a_valid_new_one(standard, tmp_path):
    target = tmp_path / "out.zip"
    write_package(target, Reading(pack(tmp_path, OLD)).directory)
    assert standard.check(target) > 20


def test_any_directory_leaves_valid(standard, tmp_path_factory):
    target = tmp_path_factory.mktemp("hsds") / "out.zip"

    @settings(max_examples=by_day(10))
    @given(directories())
    def check(directory):
        write_package(target, directory)
        assert standard.check(target) >= 4

    check()


def test_a_package_that_cannot_be_finished_leaves_the_old_one(tmp_path, monkeypatch):
    directory = Reading(pack(tmp_path, OLD)).directory
    target = tmp_path / "out.zip"
    write_package(target, directory)
    before = target.read_bytes()

    def full(*_: object) -> list[object]:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("commonweal.interchange.hsds.writer.service_documents", full)
    with pytest.raises(OSError, match="No space"):
        write_package(target, directory)
    assert target.read_bytes() == before
    assert sorted(item.name for item in tmp_path.iterdir()) == ["out.zip", "package.zip"]
