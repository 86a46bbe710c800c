"""The full documents of HSDS 3.0: a service, or an organization, with everything that belongs to it."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from commonweal.directory.records import Directory, Phone, Record, field_names
from commonweal.interchange.hsds.marks import NOT_STATED
from commonweal.interchange.hsds.tables import SPECS, STATED

Document = dict[str, Any]
_PLURAL = {
    "phone": "phones",
    "schedule": "schedules",
    "language": "languages",
    "cost_option": "cost_options",
    "required_document": "required_documents",
    "service_area": "service_areas",
    "address": "addresses",
    "accessibility": "accessibility",
}
_INSIDE: dict[str, tuple[str, ...]] = {
    "service": ("phone", "schedule", "language", "cost_option", "required_document", "service_area"),
    "location": ("address", "phone", "schedule", "language", "accessibility"),
    "service_at_location": ("phone", "schedule"),
    "organization": ("phone",),
    "phone": ("language",),
}


def service_documents(directory: Directory) -> list[Document]:
    """Every service with its organization, places, hours, phones and terms."""
    index = _Index(directory)
    return [index.service(record) for record in directory["service"]]


def organization_documents(directory: Directory) -> list[Document]:
    """Every organization with its phones and its places. Its services are documents of their own."""
    index = _Index(directory)
    return [index.organization(record) for record in directory["organization"]]


class _Index:
    """Records by identifier, and by what they belong to."""

    def __init__(self, directory: Directory) -> None:
        self._by_id: dict[tuple[str, object], Record] = {
            (kind, record.id): record
            for kind in ("organization", "location", "taxonomy", "taxonomy_term")
            for record in directory[kind]
        }
        self._inside: dict[tuple[str, str], dict[str, list[Record]]] = {}
        for outer, kinds in _INSIDE.items():
            for kind in kinds:
                self._group(outer, kind, f"{outer}_id", directory)
        self._group("service", "service_at_location", "service_id", directory)
        self._group("service", "attribute", "service_id", directory)
        self._group("organization", "location", "organization_id", directory)

    def _group(self, outer: str, kind: str, column: str, directory: Directory) -> None:
        grouped: dict[str, list[Record]] = defaultdict(list)
        for record in directory[kind]:
            if (owner := getattr(record, column)) is not None:
                grouped[owner].append(record)
        self._inside[(outer, kind)] = grouped

    def _of(self, outer: str, kind: str, identifier: str) -> list[Record]:
        return self._inside[(outer, kind)].get(identifier, [])

    def _with_children(self, kind: str, record: Record) -> Document:
        document = plain_document(kind, record)
        for child in _INSIDE.get(kind, ()):
            if found := self._of(kind, child, record.id):
                document[_PLURAL[child]] = [self._with_children(child, item) for item in found]
        return document

    def service(self, record: Record) -> Document:
        document = self._with_children("service", record)
        owner = self._by_id[("organization", getattr(record, "organization_id", None))]
        document["organization"] = plain_document("organization", owner)
        if found := self._of("service", "service_at_location", record.id):
            document["service_at_locations"] = [self._at_location(item) for item in found]
        if found := self._of("service", "attribute", record.id):
            document["attributes"] = [self._attribute(item) for item in found]
        return document

    def organization(self, record: Record) -> Document:
        document = self._with_children("organization", record)
        if found := self._of("organization", "location", record.id):
            document["locations"] = [self._with_children("location", item) for item in found]
        return document

    def _at_location(self, record: Record) -> Document:
        document = self._with_children("service_at_location", record)
        place = self._by_id[("location", getattr(record, "location_id", None))]
        document["location"] = self._with_children("location", place)
        return document

    def _attribute(self, record: Record) -> Document:
        document = plain_document("attribute", record)
        term = self._by_id[("taxonomy_term", getattr(record, "taxonomy_term_id", None))]
        document["taxonomy_term"] = inner = plain_document("taxonomy_term", term)
        if scheme := self._by_id.get(("taxonomy", getattr(term, "taxonomy_id", None))):
            inner["taxonomy_detail"] = plain_document("taxonomy", scheme)
        return document


def plain_document(kind: str, record: Record) -> Document:
    """A record as a JSON object: what it does not say is not there, except where the standard asks for it."""
    spec = SPECS[kind]
    stated = {column.field for column in spec.columns if column.read in STATED}
    names = {link.field: link.headers[0] for link in spec.links}
    document: Document = {}
    for item, value in _fields(kind, record):
        if value not in ("", None):
            document[names.get(item, item)] = _json_value(value)
        elif item in stated:
            document[item] = NOT_STATED
    if isinstance(record, Phone) and record.extension:
        # The schema wants a number, which would lose the zero of 012; the number itself then carries it.
        if str(int(record.extension)) == record.extension:
            document["extension"] = int(record.extension)
        else:
            del document["extension"]
            document["number"] = f"{record.number} x{record.extension}"
    if kind == "attribute":
        document["link_entity"] = "service"
    return document


def _fields(kind: str, record: Record) -> Iterator[tuple[str, Any]]:
    for item in field_names(kind):
        yield item, getattr(record, item)


def _json_value(value: Any) -> Any:
    if isinstance(value, float) and value.is_integer() and abs(value) < 2**53:
        return int(value)
    if isinstance(value, dt.datetime):
        return value.isoformat().replace("+00:00", "Z")
    if isinstance(value, dt.time):
        return value.isoformat("seconds")
    if isinstance(value, dt.date):
        return value.isoformat()
    return value
