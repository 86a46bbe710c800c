"""A real county: Miami-Dade's human services as HSDS 1.1, with all its quirks."""

from __future__ import annotations

import pytest

from commonweal.directory.suggest import LIKELY, suggest
from commonweal.interchange.hsds.writer import write_package
from tests.factories.hsds import Reading


@pytest.fixture(scope="module")
def miami() -> Reading:
    from tests.conftest import SHARED_DATA

    path = SHARED_DATA / "directory" / "miami-hsds.zip"
    if not path.exists():
        pytest.skip("the package of Miami-Dade is not beside this checkout (../shared/data/directory)")
    return Reading(path, "miami")


def test_every_row_is_used_or_quarantined(miami):
    assert miami.tallies == {
        "data/taxonomy.csv": (1994, 1991, 3),
        "data/organizations.csv": (1074, 1074, 0),
        "data/services.csv": (4089, 4089, 0),
        "data/eligibility.csv": (2244, 0, 2244),
        "data/locations.csv": (4089, 4089, 0),
        "data/services_at_location.csv": (4089, 4089, 0),
        "data/physical_addresses.csv": (4089, 4059, 30),
        "data/phones.csv": (4089, 4067, 22),
        "data/regular_schedules.csv": (11350, 11350, 0),
        "data/languages.csv": (9364, 9357, 7),
        "data/accessibility_for_disabilities.csv": (4089, 1620, 2469),
        "data/services_taxonomy.csv": (26259, 17104, 9155),
    }
    left_out = sum(quarantined for _, _, quarantined in miami.tallies.values())
    assert sum(one.outcome == "row left out" for one in miami.findings) == left_out


def test_its_quirks_are_named(miami):
    reasons = {(one.file, one.reason): one.count for one in miami.troubles}
    assert reasons[("data/eligibility.csv", "has no service_id")] == 2244
    assert reasons[("data/services_taxonomy.csv", "repeats a term the service already has")] == 9155
    detour = "organization_id names a service; the organization of that service was taken"
    assert miami.notes[("data/services.csv", detour)] == 447
    assert miami.notes[("data/locations.csv", detour)] == 3015
    without = sum(record.latitude is None for record in miami.directory["location"])
    assert without == 4089 - 2260


def test_it_survives_export_and_import(miami, tmp_path):
    target = tmp_path / "out.zip"
    write_package(target, miami.directory)
    again = Reading(target, "elsewhere")
    assert again.findings == []
    assert again.directory == miami.directory


def test_terms_in_use_are_given_needs(miami):
    """Of the terms that say what a service does (Y says for whom), most of the frequent ones are no need."""
    terms = {term.id: term for term in miami.directory["taxonomy_term"]}
    suggestions = {key: suggest(term.name, term.code) for key, term in terms.items()}
    services = {link.service_id for link in miami.directory["attribute"]}
    matched = {
        link.service_id
        for link in miami.directory["attribute"]
        if suggestions[link.taxonomy_term_id] and suggestions[link.taxonomy_term_id][0].confidence >= LIKELY
    }
    assert len(matched) / len(services) > 0.55
    basic = [
        term for term in terms.values() if term.code[:2] in ("BD", "BH", "BM", "BT", "BV", "ND", "NL", "RX")
    ]
    assert sum(bool(suggestions[term.id]) for term in basic) / len(basic) > 0.9
