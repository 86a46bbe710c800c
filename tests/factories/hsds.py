"""Small HSDS packages made up for tests: tables as lists of lines, packed as a folder or an archive."""

from __future__ import annotations

import zipfile
from pathlib import Path
from typing import Any

from commonweal.access import Actor
from commonweal.directory.models import Import
from commonweal.directory.records import Directory
from commonweal.interchange.actions import import_directory
from commonweal.interchange.hsds.reader import Package, open_package, read_directory
from tests.factories.world import World

OLD = {
    "organizations.csv": "id,name,description\n1,Harvest Pantry,Food for all\n2,Safe Roof,Housing\n",
    "services.csv": (
        "id,organization_id,name,status,fees\n"
        "10,1,Food boxes,active,Free\n"
        "11,1,Hot meals,,\n"
        "12,2,Rent help,active,\n"
    ),
    "locations.csv": "id,organization_id,name,latitude,longitude\n20,1,Main Street,25.77,-80.19\n21,2,Hill,,\n",
    "services_at_location.csv": "id,service_id,location_id\n30,10,20\n31,12,21\n",
    "physical_addresses.csv": (
        "id,location_id,address_1,city,state_province,postal_code,country\n40,20,1 Main Street,Miami,FL,33101,US\n"
    ),
    "phones.csv": "id,service_id,number\n50,10,305-555-0100 x12\n",
    "regular_schedules.csv": "service_id,weekday,opens_at,closes_at\n10,Monday,9:00am,5:00pm\n10,Tue,9am,17:30\n",
    "languages.csv": "id,service_id,language\n10,10,English\n10,10,Spanish\n",
    "eligibility.csv": "id,service_id,eligibility\n70,10,Anyone\n71,10,Bring a bag\n",
    "taxonomy.csv": "id,name,parent_id,vocabulary\nBD,Food,,AIRS\nBD-1800,Emergency Food,BD,AIRS\n",
    "services_taxonomy.csv": "id,service_id,taxonomy_id\n80,10,BD-1800\n81,11,BD\n",
}
"""A sound HSDS 1.1 package."""


def pack(folder: Path, tables: dict[str, str | bytes], name: str = "package.zip") -> Path:
    """An archive with these files."""
    folder.mkdir(exist_ok=True)
    path = folder / name
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for file, content in tables.items():
            archive.writestr(file, content)
    return path


def bring(world: World, by: Actor, path: Path, *, source: str = "county", **more: Any) -> Import:
    """A package brought into the directory by somebody; what came of it."""
    with world.as_(by):
        return import_directory(by=by, path=path, source=source, **more)


def lay_out(folder: Path, tables: dict[str, str | bytes]) -> Path:
    """A folder with these files."""
    target = folder / "package"
    target.mkdir()
    for file, content in tables.items():
        (target / file).write_bytes(content if isinstance(content, bytes) else content.encode())
    return target


class Reading:
    """What came of reading a package."""

    def __init__(self, path: Path, source: str = "test") -> None:
        with open_package(path, source=source) as package:
            self.directory: Directory = read_directory(package)
            self.package: Package = package
            self.tallies = {
                tally.file: (tally.rows, tally.used, tally.quarantined) for tally in package.tallies
            }
            self.findings = list(package.quarantine.findings())
            self.troubles = package.quarantine.troubles()
            self.notes = dict(package.notes)

    def reasons(self, file: str) -> list[tuple[int, str, str, str]]:
        """(row, column, reason, outcome) of a file's findings."""
        return [(one.row, one.column, one.reason, one.outcome) for one in self.findings if one.file == file]
