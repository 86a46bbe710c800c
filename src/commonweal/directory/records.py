"""One neutral set of records of a directory, whatever format it came in.

Names and meanings are those of the Human Services Data Specification (HSDS) 3.0. Every identifier is a UUID
in its canonical text form; missing text is "", any other missing value is None. Times are local to the
service.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field, fields
from typing import Literal

ServiceStatus = Literal["active", "inactive", "defunct", "temporarily closed"]
PlaceType = Literal["physical", "postal", "virtual"]


@dataclass(frozen=True, slots=True)
class Taxonomy:
    """A scheme of terms, such as the 211 taxonomy."""

    id: str
    name: str
    description: str = ""
    uri: str = ""
    version: str = ""


@dataclass(frozen=True, slots=True)
class TaxonomyTerm:
    """A term of a scheme; `code` is the scheme's own, such as BD-1800.2000."""

    id: str
    name: str
    code: str = ""
    description: str = ""
    parent_id: str | None = None
    taxonomy: str = ""
    taxonomy_id: str | None = None
    language: str = ""
    term_uri: str = ""


@dataclass(frozen=True, slots=True)
class Organization:
    """Who runs services."""

    id: str
    name: str
    alternate_name: str = ""
    description: str = ""
    email: str = ""
    website: str = ""
    tax_status: str = ""
    tax_id: str = ""
    year_incorporated: int | None = None
    legal_status: str = ""
    logo: str = ""
    uri: str = ""
    parent_organization_id: str | None = None


@dataclass(frozen=True, slots=True)
class Service:
    """What is offered, to whom, and how one gets it. Ages are in years."""

    id: str
    organization_id: str
    name: str
    alternate_name: str = ""
    description: str = ""
    url: str = ""
    email: str = ""
    status: ServiceStatus = "active"
    interpretation_services: str = ""
    application_process: str = ""
    fees_description: str = ""
    wait_time: str = ""
    accreditations: str = ""
    eligibility_description: str = ""
    minimum_age: float | None = None
    maximum_age: float | None = None
    assured_date: dt.date | None = None
    assurer_email: str = ""
    licenses: str = ""
    alert: str = ""
    last_modified: dt.datetime | None = None


@dataclass(frozen=True, slots=True)
class Location:
    """A place, real or virtual. Coordinates are WGS 84 degrees, both or neither."""

    id: str
    location_type: PlaceType = "physical"
    url: str = ""
    organization_id: str | None = None
    name: str = ""
    alternate_name: str = ""
    description: str = ""
    transportation: str = ""
    latitude: float | None = None
    longitude: float | None = None
    external_identifier: str = ""
    external_identifier_type: str = ""


@dataclass(frozen=True, slots=True)
class ServiceAtLocation:
    """That a service is offered at a location."""

    id: str
    service_id: str
    location_id: str
    description: str = ""


@dataclass(frozen=True, slots=True)
class Address:
    """The address of a location."""

    id: str
    location_id: str
    attention: str = ""
    address_1: str = ""
    address_2: str = ""
    city: str = ""
    region: str = ""
    state_province: str = ""
    postal_code: str = ""
    country: str = ""
    address_type: PlaceType = "physical"


@dataclass(frozen=True, slots=True)
class Phone:
    """A number to call, of whatever it is linked to."""

    id: str
    number: str
    location_id: str | None = None
    service_id: str | None = None
    organization_id: str | None = None
    service_at_location_id: str | None = None
    extension: str = ""
    type: str = ""
    description: str = ""


@dataclass(frozen=True, slots=True)
class Schedule:
    """When something is open, as the parts of an RFC 5545 recurrence rule and the hours of each such day."""

    id: str
    service_id: str | None = None
    location_id: str | None = None
    service_at_location_id: str | None = None
    valid_from: dt.date | None = None
    valid_to: dt.date | None = None
    dtstart: dt.date | None = None
    timezone: float | None = None
    until: dt.date | None = None
    count: int | None = None
    wkst: str = ""
    freq: str = ""
    interval: int | None = None
    byday: str = ""
    byweekno: str = ""
    bymonthday: str = ""
    byyearday: str = ""
    description: str = ""
    opens_at: dt.time | None = None
    closes_at: dt.time | None = None
    schedule_link: str = ""
    attending_type: str = ""
    notes: str = ""


@dataclass(frozen=True, slots=True)
class Language:
    """A language spoken there, in the words of the source."""

    id: str
    service_id: str | None = None
    location_id: str | None = None
    phone_id: str | None = None
    name: str = ""
    code: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class CostOption:
    """What a service costs, for whom, from when to when. `amount` is in `currency`."""

    id: str
    service_id: str
    valid_from: dt.date | None = None
    valid_to: dt.date | None = None
    option: str = ""
    currency: str = ""
    amount: float | None = None
    amount_description: str = ""


@dataclass(frozen=True, slots=True)
class RequiredDocument:
    """What a person must bring."""

    id: str
    service_id: str
    document: str = ""
    uri: str = ""


@dataclass(frozen=True, slots=True)
class ServiceArea:
    """Where people must live to be served."""

    id: str
    service_id: str
    name: str = ""
    description: str = ""
    extent: str = ""
    extent_type: str = ""
    uri: str = ""


@dataclass(frozen=True, slots=True)
class Accessibility:
    """How a location can be used by people with disabilities."""

    id: str
    location_id: str
    description: str = ""
    details: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class TermLink:
    """That a taxonomy term describes a service (an HSDS attribute)."""

    id: str
    service_id: str
    taxonomy_term_id: str
    link_type: str = ""
    value: str = ""


Record = (
    Taxonomy
    | TaxonomyTerm
    | Organization
    | Service
    | Location
    | ServiceAtLocation
    | Address
    | Phone
    | Schedule
    | Language
    | CostOption
    | RequiredDocument
    | ServiceArea
    | Accessibility
    | TermLink
)

KINDS: dict[str, type[Record]] = {
    "taxonomy": Taxonomy,
    "taxonomy_term": TaxonomyTerm,
    "organization": Organization,
    "service": Service,
    "location": Location,
    "service_at_location": ServiceAtLocation,
    "address": Address,
    "phone": Phone,
    "schedule": Schedule,
    "language": Language,
    "cost_option": CostOption,
    "required_document": RequiredDocument,
    "service_area": ServiceArea,
    "accessibility": Accessibility,
    "attribute": TermLink,
}
"""Kinds by their HSDS name, ordered so that a record comes after all it links to."""

KIND_OF: dict[type[Record], str] = {record: kind for kind, record in KINDS.items()}


@dataclass
class Directory:
    """All records of a directory in memory: by kind, in the order they came."""

    records: dict[str, list[Record]] = field(default_factory=lambda: {kind: [] for kind in KINDS})

    def add(self, record: Record) -> None:
        """Take one record in."""
        self.records[KIND_OF[type(record)]].append(record)

    def __getitem__(self, kind: str) -> list[Record]:
        return self.records[kind]

    def counts(self) -> dict[str, int]:
        """How many records of each kind there are."""
        return {kind: len(records) for kind, records in self.records.items()}


def field_names(kind: str) -> tuple[str, ...]:
    """The fields of a kind of record, in order."""
    return tuple(item.name for item in fields(KINDS[kind]))


@dataclass(frozen=True, slots=True)
class Tally:
    """What became of one file: every row is used or quarantined, none is lost."""

    file: str
    kind: str
    rows: int
    used: int
    quarantined: int

    def __post_init__(self) -> None:
        if self.rows != self.used + self.quarantined:
            raise ValueError(
                f"{self.file}: {self.rows} rows in, but {self.used} used + {self.quarantined} quarantined"
            )


Outcome = Literal["row left out", "value left out", "read otherwise"]


@dataclass(frozen=True, slots=True)
class Finding:
    """Something in a package that could not be taken as it stands.

    `row` counts as a spreadsheet does: the header is row 1. `reason` is the same sentence for the same kind
    of trouble, so that findings can be counted; `value` is what was met; `content` the row as JSON.
    """

    file: str
    row: int
    column: str
    reason: str
    outcome: Outcome
    value: str = ""
    content: str = ""
