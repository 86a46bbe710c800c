"""What several measures need alike: tables, columns, checks, groups."""

from __future__ import annotations

STAY_TABLES: tuple[dict[str, tuple[str, ...]], ...] = (
    {"medical_claim": ("bill_type_code", "claim_start_date", "discharge_disposition_code")},
    {"encounter": ("encounter_end_date", "discharge_disposition_code")},
)
"""Stays come from claims, or from a hospital's own encounters when there are no claims."""

VISIT_TABLES: dict[str, tuple[str, ...]] = {
    "eligibility": ("enrollment_end_date",),
    "medical_claim": ("claim_start_date", "revenue_center_code", "place_of_service_code"),
}

MEMBER_TABLES: dict[str, tuple[str, ...]] = {"eligibility": ("enrollment_end_date",)}

PERSON_GROUPS = ("partner", "age_group", "sex", "identity")
"""Groups of units of a person that belong to no clinician's organisation."""

STAY_GROUPS = ("partner", "organization", "age_group", "sex", "identity", "population")
