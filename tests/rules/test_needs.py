"""Needs and the suggestions that lead to them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonweal.directory.domains import GRAVITY_SYSTEM, SENSITIVE_CATEGORIES, NeedDomain
from commonweal.directory.suggest import suggest


def test_every_need_says_what_it_is():
    labels = [domain.label for domain in NeedDomain]
    assert len(set(labels)) == len(labels)
    assert all(domain.description.endswith(".") for domain in NeedDomain)
    assert NeedDomain.choices()[0] == ("food", "Food")


def test_sensitive_needs_have_a_category_of_their_own():
    sensitive = {domain: domain.category for domain in NeedDomain if domain.is_sensitive}
    assert sensitive == {
        NeedDomain.STRESS: "behavioural_health",
        NeedDomain.BEHAVIOURAL_HEALTH: "behavioural_health",
        NeedDomain.SUBSTANCE_USE: "substance_use",
        NeedDomain.INTIMATE_PARTNER_VIOLENCE: "violence",
        NeedDomain.ELDER_ABUSE: "violence",
        NeedDomain.HIV_CARE: "hiv",
    }
    assert set(sensitive.values()) == SENSITIVE_CATEGORIES


def test_gravity_codes_are_those_of_the_guide(shared_data):
    """Each code that the guide's examples use for a need is known."""
    codes = [domain.gravity_code for domain in NeedDomain if domain.gravity_code]
    assert len(set(codes)) == len(codes) == 19
    assert all(NeedDomain.from_gravity(code).gravity_code == code for code in codes)
    assert NeedDomain.from_gravity("digital-literacy") is None
    text = "".join(path.read_text() for path in (shared_data / "fhir-sdoh").glob("*.json"))
    assert GRAVITY_SYSTEM in text
    used = {"food-insecurity", "transportation-insecurity", "financial-insecurity", "material-hardship"}
    assert all(f'"{code}"' in text for code in used)
    assert used <= set(codes)


@pytest.mark.parametrize(
    ("name", "code", "expected"),
    [
        ("Ongoing Emergency Food Assistance", "BD-1800.2000-640", NeedDomain.FOOD),
        ("Food Stamps/SNAP Applications", "NL-6000.2000-220", NeedDomain.FOOD),
        ("Rent Payment Assistance", "BH-3800.7000", NeedDomain.HOUSING_INSTABILITY),
        ("Eviction Prevention Legal Assistance", "FT-4500.1800", NeedDomain.LEGAL_HELP),
        ("Homeless Shelter", "BH-1800.8500", NeedDomain.HOMELESSNESS),
        ("Domestic Violence Shelters", "BH-1800.1500-100", NeedDomain.INTIMATE_PARTNER_VIOLENCE),
        ("Weatherization Programs", "BH-3000.1800-950", NeedDomain.INADEQUATE_HOUSING),
        ("Electric Service Payment Assistance", "BV-8900.9300-180", NeedDomain.UTILITIES),
        ("Medical Appointments Transportation", "BT-4500.6500-500", NeedDomain.TRANSPORT),
        ("VITA Program Sites", "DT-8800.9300-930", NeedDomain.FINANCES),
        ("Diapers", "BM-6500.1500-150", NeedDomain.MATERIAL_HARDSHIP),
        ("Job Search/Placement", "ND-3500.3600", NeedDomain.EMPLOYMENT),
        ("English as a Second Language", "HH-0500.8000-150", NeedDomain.EDUCATION),
        ("Medicaid Applications", "NL-5000.5000-520", NeedDomain.HEALTH_INSURANCE),
        ("Prescription Expense Assistance", "LH-5100.6500", NeedDomain.MEDICAL_COST),
        ("Disease/Disability Information", "LH-2700.1700", NeedDomain.HEALTH_LITERACY),
        ("Computer Distribution Programs", "BM-6000.1500", NeedDomain.DIGITAL_ACCESS),
        ("Friendly Visiting", "PH-1400.1900-230", NeedDomain.SOCIAL_CONNECTION),
        ("Stress Management", "PH-6200.8400", NeedDomain.STRESS),
        (
            "Spouse/Intimate Partner Abuse Counseling",
            "RP-1400.8000-020.80",
            NeedDomain.INTIMATE_PARTNER_VIOLENCE,
        ),
        ("Elder/Dependent Adult Abuse Reporting", "PH-6500.0500-180", NeedDomain.ELDER_ABUSE),
        ("Veteran Pension Program", "NS-1800.9000-960", NeedDomain.VETERAN_STATUS),
        ("Community Mental Health Agencies", "RM-6500.1500", NeedDomain.BEHAVIOURAL_HEALTH),
        ("Drug Use Disorder Counseling", "RX-8450.8000-180", NeedDomain.SUBSTANCE_USE),
        ("HIV Testing", "LF-4900.2400", NeedDomain.HIV_CARE),
        ("Extended Child Care", "PH-1250.1800", NeedDomain.CHILD_CARE),
        ("Food pantries and soup kitchens", "", NeedDomain.FOOD),
        ("Help with rent payment", "housing-03", NeedDomain.HOUSING_INSTABILITY),
    ],
)
def test_likely_needs(name, code, expected):
    first = suggest(name, code)[0]
    assert first.domain is expected
    assert first.confidence >= 0.8
    assert first.why


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("Homeless Youth", "YV-3000.8000"),
        ("General Clothing Donation Programs", "TI-1800.1500-250"),
        ("Transitional Case/Care Management", "PH-1000.8500"),
        ("Fire Stations", "JR-1950"),
        ("Volunteer Opportunities", "PX"),
        ("Pap Tests", "LF-4900.1500-650"),
    ],
)
def test_terms_that_are_no_need(name, code):
    assert suggest(name, code) == ()


@given(st.text(), st.text())
def test_whatever_a_term_is_called(name, code):
    found = suggest(name, code)
    assert [one.confidence for one in found] == sorted((one.confidence for one in found), reverse=True)
    assert len({one.domain for one in found}) == len(found)
    assert all(0 < one.confidence <= 0.99 for one in found)
