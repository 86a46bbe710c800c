"""Writes a directory as an HSDS 3.0 package: CSV tables with their description, and JSON documents.

The package validates against the published schemas, and read again it gives the same records. The same
directory gives the same bytes.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import os
import tempfile
import zipfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from commonweal.directory.records import Directory, Record, field_names
from commonweal.interchange.hsds import values
from commonweal.interchange.hsds.marks import NOT_STATED
from commonweal.interchange.hsds.nesting import organization_documents, service_documents
from commonweal.interchange.hsds.tables import SPECS, STATED, Column, Spec

_EPOCH = (1980, 1, 1, 0, 0, 0)
_ALWAYS = ("organization", "service")
_TYPES: dict[Any, tuple[str, str]] = {
    values.number: ("number", ""),
    values.whole: ("number", ""),
    values.age: ("number", ""),
    values.amount: ("number", ""),
    values.latitude: ("number", ""),
    values.longitude: ("number", ""),
    values.year: ("number", ""),
    values.extension: ("number", ""),
    values.date: ("date", ""),
    values.moment: ("datetime", ""),
    values.time: ("time", ""),
    values.email: ("string", "email"),
    values.web_address: ("string", "uri"),
    values.identifier: ("string", "uri"),
}
_REQUIRED = {"service": {"status"}, "location": {"location_type"}, "address": {"address_type"}}
_OPTIONAL_LINKS = {("address", "location_id"), ("required_document", "service_id")} | {
    ("service_area", "service_id"),
    ("accessibility", "location_id"),
}


def write_package(
    path: Path, directory: Directory, *, name: str = "directory", title: str = "Directory of services"
) -> None:
    """Write the package to `path`, whole or not at all.

    `name` is the machine-readable name of the package, `title` the one for people.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=".part")
    try:
        with os.fdopen(handle, "wb") as stream, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
            kinds = [kind for kind in SPECS if directory[kind] or kind in _ALWAYS]
            _put(archive, "datapackage.json", json.dumps(_descriptor(kinds, name, title), indent=2))
            for kind in kinds:
                _put(archive, f"{SPECS[kind].files[0]}.csv", _table(kind, directory[kind]))
            _put(archive, "organizations.json", _json(organization_documents(directory)))
            _put(archive, "services.json", _json(service_documents(directory)))
        Path(temporary).replace(path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise


def _put(archive: zipfile.ZipFile, name: str, content: str) -> None:
    member = zipfile.ZipInfo(name, _EPOCH)
    member.compress_type = zipfile.ZIP_DEFLATED
    member.external_attr = 0o644 << 16
    archive.writestr(member, content.encode("utf-8"))


def _json(document: Any) -> str:
    return json.dumps(document, ensure_ascii=False)


def _columns(spec: Spec) -> list[tuple[str, str, Column | None]]:
    """(name in the file, field of the record, its column unless it is an identifier), in the order of the
    record."""
    names = {link.field: link.headers[0] for link in spec.links}
    columns = {column.field: column for column in spec.columns}
    return [(names.get(item, item), item, columns.get(item)) for item in field_names(spec.kind)]


def _table(kind: str, records: Iterable[Record]) -> str:
    columns = _columns(SPECS[kind])
    target = io.StringIO()
    writer = csv.writer(target)
    extra = kind == "attribute"
    writer.writerow([name for name, _, _ in columns] + ["link_entity"] * extra)
    for record in records:
        cells = [
            cell_of(getattr(record, item)) or (NOT_STATED if column and column.read in STATED else "")
            for _, item, column in columns
        ]
        writer.writerow(cells + ["service"] * extra)
    return target.getvalue()


def cell_of(value: Any) -> str:
    """A value as CSV holds it."""
    if value is None:
        return ""
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 2**53 else repr(value)
    if isinstance(value, dt.datetime):
        return value.isoformat().replace("+00:00", "Z")
    if isinstance(value, dt.time):
        return value.isoformat("seconds")
    return str(value)


def _descriptor(kinds: list[str], name: str, title: str) -> dict[str, Any]:
    return {
        "name": name,
        "title": title,
        "profile": "tabular-data-package",
        "version": "3.0.0",
        "homepage": "http://docs.openreferral.org",
        "resources": [_resource(SPECS[kind], kinds) for kind in kinds],
    }


def _resource(spec: Spec, kinds: list[str]) -> dict[str, Any]:
    fields: list[dict[str, Any]] = []
    for name, item, column in _columns(spec):
        if column is None:
            kind, form = "string", "uuid"
        else:
            kind, form = _TYPES.get(column.read, ("string", ""))
        described: dict[str, Any] = {"name": name, "type": kind}
        if form:
            described["format"] = form
        described["constraints"] = {"required": _is_required(spec, item, column), "unique": name == "id"}
        fields.append(described)
    if spec.kind == "attribute":
        fields.append({"name": "link_entity", "type": "string", "constraints": {"required": True}})
    return {
        "name": spec.kind,
        "path": f"{spec.files[0]}.csv",
        "profile": "tabular-data-resource",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "schema": {
            "fields": fields,
            "primaryKey": "id",
            "foreignKeys": [
                {"fields": link.headers[0], "reference": {"resource": link.kind, "fields": "id"}}
                for link in spec.links
                if link.kind in kinds and link.kind != spec.kind and link.headers[0] != "link_id"
            ],
        },
    }


def _is_required(spec: Spec, item: str, column: Column | None) -> bool:
    if item == "id" or item in _REQUIRED.get(spec.kind, ()):
        return True
    if column is not None:
        return column.required or column.read in STATED
    link = next(link for link in spec.links if link.field == item)
    return link.required and (spec.kind, item) not in _OPTIONAL_LINKS
