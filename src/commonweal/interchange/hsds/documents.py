"""JSON in, tables out: the nested documents of HSDS 3.0 (a service with everything in it) and its tabular
JSON.

In nested documents the same object may appear in many places (a phone under a service and again under its
location). Objects with the same kind and id are one row, which holds the links of all its places; where two
copies contradict each other the first is believed and the other is a row of its own, left out as a
repetition.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import IO, Any

from commonweal.interchange.hsds.failures import PackageRefused
from commonweal.interchange.hsds.tables import KIND_OF_FILE, NOT_KEPT, SPECS
from commonweal.interchange.hsds.text import BrokenRow, Row, encoding_of

MAX_JSON_BYTES = 512 * 1024**2
"""A JSON document is held in memory as a whole, unlike a table."""

_CHILDREN: dict[str, str] = {
    "organization": "organization",
    "services": "service",
    "service": "service",
    "locations": "location",
    "location": "location",
    "service_at_locations": "service_at_location",
    "addresses": "address",
    "phones": "phone",
    "schedules": "schedule",
    "languages": "language",
    "cost_options": "cost_option",
    "required_documents": "required_document",
    "service_areas": "service_area",
    "accessibility": "accessibility",
    "attributes": "attribute",
    "taxonomy_term": "taxonomy_term",
    "taxonomy_detail": "taxonomy",
}
"""Properties that hold other objects, and their kind."""

_UPWARD = {
    "organization": "organization_id",
    "service": "service_id",
    "location": "location_id",
    "taxonomy_term": "taxonomy_term_id",
    "taxonomy_detail": "taxonomy_id",
}
"""Properties that hold the object a row belongs to, and the column that names it."""

_DOWNWARD = {
    "organization": "organization_id",
    "service": "service_id",
    "location": "location_id",
    "service_at_location": "service_at_location_id",
    "phone": "phone_id",
}
"""By the kind of the outer object, the column of an inner one that names it."""


@dataclass
class MemoryTable:
    """A table put together from objects."""

    name: str
    columns: list[str] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    _rows: list[dict[str, str]] = field(default_factory=list)
    _by_id: dict[str, dict[str, str]] = field(default_factory=dict)
    _columns: dict[str, None] = field(default_factory=dict)

    def add(self, cells: dict[str, str]) -> None:
        """Take an object in, together with what is known of it from elsewhere."""
        for name in cells:
            self._columns.setdefault(name)
        self.columns = list(self._columns)
        identifier = cells.get("id", "")
        known = self._by_id.get(identifier) if identifier else None
        if known is None:
            self._rows.append(cells)
            if identifier:
                self._by_id[identifier] = cells
        elif all(known.get(name, value) in (value, "") or not value for name, value in cells.items()):
            known.update({name: value for name, value in cells.items() if value})
        else:
            self._rows.append(cells)

    def rows(self) -> Iterator[Row | BrokenRow]:
        """Each object; the first counts as row 2, as under a header."""
        for number, cells in enumerate(self._rows, start=2):
            if any(_damaged(cell) for cell in cells.values()):
                yield BrokenRow(
                    number, [ascii(cell) for cell in cells.values()], "contains characters that are none"
                )
            else:
                yield Row(number, cells)


def _damaged(cell: str) -> bool:
    return "\0" in cell or any("\ud800" <= character <= "\udfff" for character in cell)


def load_json(name: str, stream: IO[bytes]) -> Any:
    """A JSON file as a whole. Raises `PackageRefused`."""
    data = stream.read(MAX_JSON_BYTES + 1)
    if len(data) > MAX_JSON_BYTES:
        raise PackageRefused(
            f"{name} is larger than {MAX_JSON_BYTES // 1024**2} MiB. Bring a directory of that size as CSV."
        )
    if not data.strip():
        raise PackageRefused(f"{name} is empty. Nothing was imported.")
    import io

    encoding = encoding_of(io.BytesIO(data))
    try:
        return json.loads(data.decode(encoding))
    except RecursionError:
        raise PackageRefused(f"{name} is nested too deeply to be a directory.") from None
    except ValueError as error:
        raise PackageRefused(f"{name} is not JSON: {error}.") from error


def tables_of(documents: list[tuple[str, Any]]) -> tuple[dict[str, MemoryTable], dict[str, str]]:
    """The tables of some JSON documents by kind, and what in them the directory has no use for."""
    builder = _Builder()
    for name, document in documents:
        builder.take(name, document)
    return builder.tables, builder.not_kept


class _Builder:
    def __init__(self) -> None:
        self.tables: dict[str, MemoryTable] = {}
        self.not_kept: dict[str, str] = {}

    def take(self, name: str, document: Any) -> None:
        if isinstance(document, dict) and isinstance(document.get("contents"), list):
            document = document["contents"]
        if isinstance(document, dict) and (tabular := _tabular(document)):
            for key, kind, rows in tabular:
                if kind is None:
                    self.not_kept[f"{name}: {key}"] = NOT_KEPT.get(
                        key.removesuffix(".csv"), "no table we keep"
                    )
                    continue
                table = self.tables.setdefault(kind, MemoryTable(f"{name}: {key}"))
                for row in rows:
                    table.add(_cells(row if isinstance(row, dict) else {"": row}))
            return
        items = document if isinstance(document, list) else [document]
        objects = [item for item in items if isinstance(item, dict)]
        kind = _kind_of(name, objects[0]) if objects else None
        if kind is None:
            self.not_kept[name] = "no document of the standard"
            return
        for item in objects:
            self._object(name, kind, item, {})

    def _object(self, file: str, kind: str, item: dict[str, Any], links: dict[str, str]) -> None:
        identifier = _text(item.get("id"))
        cells = {**_cells(item), **links}
        for key, value in item.items():
            child = _CHILDREN.get(key)
            if child is None:
                continue
            if isinstance(value, dict):
                if key in _UPWARD:
                    cells.setdefault(_UPWARD[key], _text(value.get("id")))
                    cells[_UPWARD[key]] = cells[_UPWARD[key]] or _text(value.get("id"))
                self._object(file, child, value, {})
            elif isinstance(value, list):
                down = {_DOWNWARD[kind]: identifier} if kind in _DOWNWARD and identifier else {}
                if child == "attribute":
                    down = {"link_id": identifier, "link_entity": kind}
                for inner in value:
                    if isinstance(inner, dict):
                        self._object(file, child, inner, down)
        if kind == "attribute" and cells.get("link_entity", "service") != "service":
            # Terms of locations or phones are common in full documents; only those of services lead people
            # to help.
            self.not_kept[f"{file}: attributes of a {cells['link_entity']}"] = NOT_KEPT["other_attributes"]
            return
        self.tables.setdefault(kind, MemoryTable(f"{file}: {SPECS[kind].files[0]}")).add(cells)


def _tabular(document: dict[str, Any]) -> list[tuple[str, str | None, list[Any]]]:
    """Tabular JSON: one list of rows per table, under the name of the table or of its CSV file."""
    if "id" in document or not all(isinstance(value, list) for value in document.values()):
        return []
    kinds = KIND_OF_FILE | {kind: kind for kind in SPECS}
    return [(key, kinds.get(key.lower().removesuffix(".csv")), rows) for key, rows in document.items()]


def _kind_of(name: str, sample: dict[str, Any]) -> str | None:
    stem = PurePosixPath(name).stem.lower()
    for suffix in ("_full", "_list"):
        stem = stem.removesuffix(suffix)
    kinds = KIND_OF_FILE | {kind: kind for kind in SPECS}
    if stem in kinds:
        return kinds[stem]
    keys = set(sample)
    for kind, signs in (
        ("service", {"service_at_locations", "status", "organization_id", "application_process"}),
        ("service_at_location", {"service", "location"}),
        (
            "organization",
            {"services", "website", "year_incorporated", "legal_status", "organization_identifiers"},
        ),
        ("location", {"location_type", "latitude", "addresses"}),
        ("taxonomy_term", {"taxonomy_detail", "taxonomy", "term_uri", "parent_id"}),
        ("organization", {"description", "name"}),
    ):
        if keys & signs:
            return kind
    return None


def _cells(item: dict[str, Any]) -> dict[str, str]:
    return {
        key: _text(value)
        for key, value in item.items()
        if not isinstance(value, dict) and key not in _CHILDREN
    }


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer() and abs(value) < 2**53:
        return str(int(value))
    if isinstance(value, list):
        return ",".join(_text(part) for part in value)
    return str(value)
