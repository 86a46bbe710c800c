"""What each kind of record is called, in files and columns, in HSDS 1.1, 2.x and 3.0."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from commonweal.interchange.hsds import values


@dataclass(frozen=True, slots=True)
class Column:
    """A column that holds a value. `names` are the headers it goes by, that of HSDS 3.0 first."""

    field: str
    read: Callable[[str], Any] = values.text
    names: tuple[str, ...] = ()
    required: bool = False
    """Without it the row cannot be used."""
    default: Any = ""

    @property
    def headers(self) -> tuple[str, ...]:
        """All headers it goes by."""
        return self.names or (self.field,)


@dataclass(frozen=True, slots=True)
class Link:
    """A column that names a row of another table."""

    field: str
    kind: str
    names: tuple[str, ...] = ()
    required: bool = False

    @property
    def headers(self) -> tuple[str, ...]:
        """All headers it goes by."""
        return self.names or (self.field,)


@dataclass(frozen=True, slots=True)
class Spec:
    """How one kind of record is read."""

    kind: str
    files: tuple[str, ...]
    """File names without their ending, that of HSDS 3.0 first."""
    columns: tuple[Column, ...]
    links: tuple[Link, ...] = ()
    says: tuple[str, ...] = ()
    """At least one of these fields must hold something, or the row says nothing."""
    needs_link: bool = False
    """At least one of its links must hold."""
    referred_to: bool = False
    """Other tables name its rows, so an identifier that comes twice cannot be replaced by another."""
    noun: str = field(default="")


def _numbers(kind: Callable[[str], Any], *names: str) -> tuple[Column, ...]:
    return tuple(Column(name, kind, default=None) for name in names)


def _texts(*names: str) -> tuple[Column, ...]:
    return tuple(Column(name) for name in names)


_PERIOD = _numbers(values.date, "valid_from", "valid_to")

SPECS: dict[str, Spec] = {
    spec.kind: spec
    for spec in (
        Spec(
            "taxonomy",
            ("taxonomies",),
            (
                Column("name", values.name, required=True),
                Column("description", values.stated),
                Column("uri", values.identifier),
                Column("version"),
            ),
            referred_to=True,
            noun="taxonomy",
        ),
        Spec(
            "taxonomy_term",
            ("taxonomy_terms", "taxonomy_term", "taxonomy"),
            (
                Column("name", values.name, names=("name", "term"), required=True),
                Column("code"),
                Column("description", values.stated),
                Column("taxonomy", names=("taxonomy", "vocabulary")),
                Column("language"),
                Column("term_uri", values.identifier),
            ),
            (Link("parent_id", "taxonomy_term"), Link("taxonomy_id", "taxonomy")),
            referred_to=True,
            noun="taxonomy term",
        ),
        Spec(
            "organization",
            ("organizations", "organization"),
            (
                Column("name", values.name, required=True),
                Column("alternate_name"),
                Column("description", values.stated),
                Column("email", values.email),
                Column("website", values.web_address, names=("website", "url")),
                *_texts("tax_status", "tax_id"),
                Column("year_incorporated", values.year, default=None),
                Column("legal_status"),
                Column("logo", values.web_address),
                Column("uri", values.identifier),
            ),
            (Link("parent_organization_id", "organization"),),
            referred_to=True,
            noun="organization",
        ),
        Spec(
            "service",
            ("services", "service"),
            (
                Column("name", values.name, required=True),
                *_texts("alternate_name", "description"),
                Column("url", values.web_address),
                Column("email", values.email),
                Column("status", values.status, default="active"),
                *_texts("interpretation_services", "application_process"),
                Column("fees_description", names=("fees_description", "fees")),
                *_texts("wait_time", "accreditations", "eligibility_description"),
                *_numbers(values.age, "minimum_age", "maximum_age"),
                Column("assured_date", values.date, default=None),
                Column("assurer_email", values.email),
                *_texts("licenses", "alert"),
                Column("last_modified", values.moment, default=None),
            ),
            (Link("organization_id", "organization", required=True),),
            referred_to=True,
            noun="service",
        ),
        Spec(
            "location",
            ("locations", "location"),
            (
                Column("location_type", values.place_type, default="physical"),
                Column("url", values.web_address),
                *_texts("name", "alternate_name", "description", "transportation"),
                Column("latitude", values.latitude, default=None),
                Column("longitude", values.longitude, default=None),
                *_texts("external_identifier", "external_identifier_type"),
            ),
            (Link("organization_id", "organization"),),
            referred_to=True,
            noun="location",
        ),
        Spec(
            "service_at_location",
            ("service_at_location", "service_at_locations", "services_at_location", "services_at_locations"),
            _texts("description"),
            (Link("service_id", "service", required=True), Link("location_id", "location", required=True)),
            referred_to=True,
            noun="service at a location",
        ),
        Spec(
            "address",
            ("addresses", "address", "physical_addresses", "physical_address"),
            (
                Column("attention"),
                Column("address_1", values.stated),
                Column("address_2"),
                Column("city", values.stated),
                Column("region"),
                Column("state_province", values.stated),
                Column("postal_code", values.postcode),
                Column("country", values.stated),
                Column("address_type", values.place_type, default="physical"),
            ),
            (Link("location_id", "location", required=True),),
            says=("address_1", "address_2", "city", "postal_code"),
            noun="address",
        ),
        Spec(
            "phone",
            ("phones", "phone"),
            (
                Column("number", values.telephone, required=True),
                Column("extension", values.extension),
                *_texts("type", "description"),
            ),
            (
                Link("location_id", "location"),
                Link("service_id", "service"),
                Link("organization_id", "organization"),
                Link("service_at_location_id", "service_at_location"),
            ),
            needs_link=True,
            referred_to=True,
            noun="phone",
        ),
        Spec(
            "schedule",
            ("schedules", "schedule", "regular_schedules", "regular_schedule"),
            (
                *_PERIOD,
                Column("dtstart", values.date, default=None),
                Column("timezone", values.number, default=None),
                Column("until", values.date, default=None),
                Column("count", values.whole, default=None),
                Column("wkst", values.weekday),
                Column("freq", values.frequency),
                Column("interval", values.whole, default=None),
                Column("byday", values.days, names=("byday", "weekday")),
                *_texts("byweekno", "bymonthday", "byyearday"),
                Column("description", names=("description", "original_text")),
                Column("opens_at", values.time, default=None),
                Column("closes_at", values.time, default=None),
                Column("schedule_link", values.web_address),
                *_texts("attending_type", "notes"),
            ),
            (
                Link("service_id", "service"),
                Link("location_id", "location"),
                Link("service_at_location_id", "service_at_location"),
            ),
            says=("byday", "opens_at", "closes_at", "description", "notes", "schedule_link", "bymonthday"),
            needs_link=True,
            noun="schedule",
        ),
        Spec(
            "language",
            ("languages", "language"),
            (Column("name", names=("name", "language")), *_texts("code", "note")),
            (Link("service_id", "service"), Link("location_id", "location"), Link("phone_id", "phone")),
            says=("name", "code"),
            needs_link=True,
            noun="language",
        ),
        Spec(
            "cost_option",
            ("cost_options", "cost_option"),
            (
                *_PERIOD,
                *_texts("option", "currency"),
                Column("amount", values.amount, default=None),
                Column("amount_description"),
            ),
            (Link("service_id", "service", required=True),),
            says=("option", "amount", "amount_description"),
            noun="cost option",
        ),
        Spec(
            "required_document",
            ("required_documents", "required_document"),
            (Column("document"), Column("uri", values.identifier)),
            (Link("service_id", "service", required=True),),
            says=("document", "uri"),
            noun="required document",
        ),
        Spec(
            "service_area",
            ("service_areas", "service_area"),
            (
                Column("name", names=("name", "service_area")),
                *_texts("description", "extent", "extent_type", "uri"),
            ),
            (Link("service_id", "service", required=True),),
            says=("name", "description", "extent", "uri"),
            noun="service area",
        ),
        Spec(
            "accessibility",
            ("accessibility", "accessibility_for_disabilities"),
            (
                Column("description", names=("description", "accessibility")),
                Column("details"),
                Column("url", values.web_address),
            ),
            (Link("location_id", "location", required=True),),
            says=("description", "details", "url"),
            noun="accessibility",
        ),
        Spec(
            "attribute",
            ("attributes", "attribute", "service_attributes", "services_taxonomy", "service_taxonomy"),
            (Column("link_type"), Column("value", names=("value", "taxonomy_detail"))),
            (
                Link("service_id", "service", names=("link_id", "service_id"), required=True),
                Link(
                    "taxonomy_term_id",
                    "taxonomy_term",
                    names=("taxonomy_term_id", "taxonomy_id"),
                    required=True,
                ),
            ),
            noun="term of a service",
        ),
    )
}

KIND_OF_FILE: dict[str, str] = {name: spec.kind for spec in SPECS.values() for name in spec.files}

STATED = (values.stated, values.postcode)
"""How columns are read in which HSDS 3.0 wants something; an export says there in words that nothing is stated."""

ELIGIBILITY_FILES = ("eligibility", "eligibilities")
"""HSDS 1.1 and 2.x keep whom a service is for in a table of its own; 3.0 in a column of the service."""

OLDER_FILES = frozenset(
    {
        *ELIGIBILITY_FILES,
        "physical_addresses",
        "regular_schedules",
        "services_at_location",
        "services_taxonomy",
    }
)
"""Files that HSDS 3.0 no longer has."""

NOT_KEPT: dict[str, str] = {
    "programs": "programmes",
    "contacts": "named contact persons",
    "funding": "sources of funding",
    "metadata": "the history of changes at the source",
    "meta_table_descriptions": "descriptions of tables",
    "organization_identifiers": "identifiers of organizations in other registers",
    "payments_accepted": "ways to pay",
    "postal_addresses": "postal addresses",
    "holiday_schedules": "hours on holidays",
    "other_attributes": "terms of things other than services",
}
"""Tables of the standard that the directory has no use for; a report names them and counts their rows."""
