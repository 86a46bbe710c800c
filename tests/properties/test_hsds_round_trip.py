"""A directory written as an HSDS 3.0 package and read again is the same directory."""

from __future__ import annotations

import datetime as dt
import tempfile
import uuid
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from commonweal.directory import records
from commonweal.directory.records import Directory
from commonweal.interchange.hsds.marks import NOT_STATED
from commonweal.interchange.hsds.values import split_extension, text
from commonweal.interchange.hsds.writer import write_package
from tests.examples import by_day
from tests.factories.hsds import Reading

words = (
    st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\0"), max_size=12)
    .map(text)
    .filter(lambda value: value.lower() != NOT_STATED)
)
some_words = words.filter(bool)
identifiers = st.uuids().map(str)
addresses = st.sampled_from(["", "http://example.org", "https://a.example.org/x?y=1&z=%20#f"])
emails = st.sampled_from(["", "a@example.org", "ä.b+c@sub.example.org"])
dates = st.none() | st.dates(dt.date(1900, 1, 1), dt.date(2100, 12, 31))
times = st.none() | st.times().map(lambda value: value.replace(microsecond=0))
moments = st.none() | st.datetimes(timezones=st.just(dt.UTC)).filter(lambda value: 1900 <= value.year <= 2100)
ages = st.none() | st.floats(0, 130)
numbers = st.none() | st.floats(allow_nan=False, allow_infinity=False)
amounts = st.none() | st.floats(0, 10**9, exclude_max=True)
extensions = st.sampled_from(["", "7", "012", "57471", "0"])
places = st.sampled_from(["physical", "postal", "virtual"])
phone_numbers = (
    words.map(lambda value: f"305-555-{value}1")
    .map(text)
    .filter(lambda value: value == value.strip('"').strip() and split_extension(value)[1] == "")
)


@st.composite
def directories(draw) -> Directory:
    directory = Directory()
    pool: dict[str, list[str]] = {}

    def add(kind: str, most: int, **fields) -> None:
        for identifier in draw(st.lists(identifiers, max_size=most, unique=True)):
            made = {name: draw(strategy) for name, strategy in fields.items()}
            directory.add(records.KINDS[kind](id=identifier, **made))
            pool.setdefault(kind, []).append(identifier)

    def link(kind: str, *, needed: bool = False):
        known = pool.get(kind, [])
        if needed:
            return st.sampled_from(known)
        return st.none() | st.sampled_from(known) if known else st.none()

    add("taxonomy", 2, name=some_words, description=words, uri=addresses, version=words)
    add(
        "taxonomy_term",
        3,
        name=some_words,
        code=words,
        description=words,
        taxonomy=words,
        taxonomy_id=link("taxonomy"),
        term_uri=addresses,
    )
    directory.add(records.Organization(id=str(uuid.uuid4()), name="One there must be"))
    pool["organization"] = [directory["organization"][0].id]
    add(
        "organization",
        2,
        name=some_words,
        alternate_name=words,
        description=words,
        email=emails,
        website=addresses,
        year_incorporated=st.none() | st.integers(1000, 2100),
        parent_organization_id=st.just(pool["organization"][0]),
    )
    directory.add(records.Service(id=str(uuid.uuid4()), organization_id=pool["organization"][0], name="S"))
    pool["service"] = [directory["service"][0].id]
    add(
        "service",
        3,
        organization_id=link("organization", needed=True),
        name=some_words,
        description=words,
        url=addresses,
        email=emails,
        status=st.sampled_from(["active", "inactive", "defunct", "temporarily closed"]),
        fees_description=words,
        eligibility_description=words,
        minimum_age=ages.map(lambda age: age if age is None else age / 2),
        maximum_age=st.none() | st.floats(65, 130),
        assured_date=dates,
        last_modified=moments,
    )
    coordinates = st.none() | st.tuples(st.floats(-90, 90), st.floats(0.5, 180))
    for identifier in draw(st.lists(identifiers, max_size=3, unique=True)):
        point = draw(coordinates) or (None, None)
        directory.add(
            records.Location(
                id=identifier,
                location_type=draw(places),
                organization_id=draw(link("organization")),
                name=draw(words),
                latitude=point[0],
                longitude=point[1],
            )
        )
        pool.setdefault("location", []).append(identifier)
    if "location" in pool:
        service, location = link("service", needed=True), link("location", needed=True)
        add("service_at_location", 3, service_id=service, location_id=location, description=words)
        add(
            "address",
            2,
            location_id=location,
            address_1=some_words,
            city=words,
            country=words,
            address_type=places,
        )
        add("accessibility", 1, location_id=location, description=some_words, details=words, url=addresses)
    service = link("service", needed=True)
    add(
        "phone",
        3,
        number=phone_numbers,
        extension=extensions,
        service_id=service,
        location_id=link("location"),
        organization_id=link("organization"),
        service_at_location_id=link("service_at_location"),
        type=words,
    )
    add(
        "schedule",
        3,
        service_id=service,
        location_id=link("location"),
        valid_from=dates,
        valid_to=dates,
        timezone=numbers,
        freq=st.just("WEEKLY"),
        byday=st.sampled_from(["MO", "TU,TH", "-1FR"]),
        interval=st.none() | st.integers(1, 4),
        description=words,
        opens_at=times,
        closes_at=times,
        notes=words,
    )
    add("language", 3, service_id=service, phone_id=link("phone"), name=some_words, code=words, note=words)
    add("cost_option", 2, service_id=service, option=some_words, amount=amounts, valid_from=dates)
    add("required_document", 2, service_id=service, document=some_words, uri=addresses)
    add("service_area", 2, service_id=service, name=some_words, extent=words, uri=words)
    if "taxonomy_term" in pool:
        pairs = draw(
            st.lists(st.tuples(service, link("taxonomy_term", needed=True)), unique=True, max_size=3)
        )
        for pair in pairs:
            directory.add(records.TermLink(draw(identifiers), *pair, value=draw(words)))
    return directory


@settings(max_examples=by_day(40))
@given(directories())
def test_written_and_read_again(directory: Directory) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "package.zip"
        write_package(path, directory)
        read = Reading(path, "somewhere else")
        assert read.findings == []
        assert read.directory == directory
        first = path.read_bytes()
        write_package(path, read.directory)
        assert path.read_bytes() == first
