"""Enrolment and claims, named as in the Tuva input layer."""

from __future__ import annotations

from commonweal.evidence.tables.model import Column, Order, Reference, Table, Type, source_column

DIAGNOSES = tuple(f"diagnosis_code_{number}" for number in range(1, 26))
"""The diagnosis columns of a claim; the first is the principal diagnosis."""

CLAIM_STATUS = ("paid", "denied", "reversed")

ELIGIBILITY = Table(
    name="eligibility",
    meaning="When a person was insured: one row per enrolment span.",
    grain=("data_source", "person_id", "payer", "plan", "enrollment_start_date", "enrollment_end_date"),
    columns=(
        Column("person_id", Type.TEXT, "the person, the same in every table", required=True),
        Column("member_id", Type.TEXT, "the person's number with this payer"),
        Column("gender", Type.TEXT, "sex as recorded", values=("male", "female", "unknown")),
        Column("race", Type.TEXT, "race as recorded; part of the identity group"),
        Column("ethnicity", Type.TEXT, "ethnicity as recorded; part of the identity group"),
        Column("birth_date", Type.DATE, "day of birth"),
        Column("death_date", Type.DATE, "day of death"),
        Column("enrollment_start_date", Type.DATE, "first day insured", required=True),
        Column("enrollment_end_date", Type.DATE, "last day insured; empty means still insured"),
        Column("payer", Type.TEXT, "who pays"),
        Column("plan", Type.TEXT, "which plan of the payer"),
        Column("zip_code", Type.TEXT, "postcode of the home during the span"),
        source_column(),
    ),
    constraints=(Order("enrollment_start_date", "enrollment_end_date"), Order("birth_date", "death_date")),
)

MEDICAL_CLAIM = Table(
    name="medical_claim",
    meaning="What was billed for care, except at the pharmacy: one row per claim line.",
    grain=("data_source", "claim_id", "claim_line_number"),
    columns=(
        Column("claim_id", Type.TEXT, "the claim", required=True),
        Column("claim_line_number", Type.INTEGER, "the line within the claim", required=True, minimum=1),
        Column(
            "claim_type",
            Type.TEXT,
            "which form it was billed on",
            required=True,
            values=("professional", "institutional", "undetermined"),
        ),
        Column("person_id", Type.TEXT, "the person treated", required=True),
        Column("payer", Type.TEXT, "who pays"),
        Column("claim_start_date", Type.DATE, "first day of service of the claim"),
        Column("claim_end_date", Type.DATE, "last day of service of the claim"),
        Column("claim_line_start_date", Type.DATE, "first day of service of the line"),
        Column("claim_line_end_date", Type.DATE, "last day of service of the line"),
        Column("admission_date", Type.DATE, "day of admission"),
        Column("discharge_date", Type.DATE, "day of discharge"),
        Column(
            "discharge_disposition_code",
            Type.TEXT,
            "where the patient went (NUBC FL17): 20 died, 30 still a patient",
        ),
        Column(
            "place_of_service_code", Type.TEXT, "CMS place of service: 11 office, 21 inpatient, 23 emergency"
        ),
        Column(
            "bill_type_code",
            Type.TEXT,
            "NUBC type of bill without leading zero: 111, 131; last digit is the frequency",
        ),
        Column("revenue_center_code", Type.TEXT, "NUBC revenue code, four digits: 0450 emergency room"),
        Column("hcpcs_code", Type.TEXT, "HCPCS or CPT procedure"),
        Column("rendering_npi", Type.TEXT, "NPI of the clinician"),
        Column("billing_npi", Type.TEXT, "NPI of who billed"),
        Column("facility_npi", Type.TEXT, "NPI of the hospital or other facility"),
        Column("paid_date", Type.DATE, "day the payer paid"),
        Column("paid_amount", Type.MONEY, "what the payer paid for the line"),
        Column("allowed_amount", Type.MONEY, "what payer and patient together owe for the line"),
        *(
            Column(
                name,
                Type.TEXT,
                f"diagnosis {number}, ICD-10-CM without the dot" + (" (principal)" if number == 1 else ""),
            )
            for number, name in enumerate(DIAGNOSES, start=1)
        ),
        Column(
            "claim_status",
            Type.TEXT,
            "what became of the line; empty means paid (not in the Tuva layer)",
            values=CLAIM_STATUS,
        ),
        Column(
            "original_claim_id",
            Type.TEXT,
            "the claim that this one replaces or voids (not in the Tuva layer)",
        ),
        source_column(),
    ),
    constraints=(
        Order("claim_start_date", "claim_end_date"),
        Order("claim_line_start_date", "claim_line_end_date"),
        Order("admission_date", "discharge_date"),
        Reference("person_id", "eligibility"),
    ),
)

PHARMACY_CLAIM = Table(
    name="pharmacy_claim",
    meaning="What was dispensed by pharmacies: one row per claim line.",
    grain=("data_source", "claim_id", "claim_line_number"),
    columns=(
        Column("claim_id", Type.TEXT, "the claim", required=True),
        Column("claim_line_number", Type.INTEGER, "the line within the claim", required=True, minimum=1),
        Column("person_id", Type.TEXT, "the person the drug is for", required=True),
        Column("payer", Type.TEXT, "who pays"),
        Column("dispensing_date", Type.DATE, "day it was dispensed"),
        Column("ndc_code", Type.TEXT, "National Drug Code, eleven digits"),
        Column("quantity", Type.HUNDREDTHS, "units dispensed"),
        Column("days_supply", Type.INTEGER, "days the amount lasts", minimum=0),
        Column("paid_date", Type.DATE, "day the payer paid"),
        Column("paid_amount", Type.MONEY, "what the payer paid for the line"),
        Column("allowed_amount", Type.MONEY, "what payer and patient together owe for the line"),
        Column(
            "claim_status",
            Type.TEXT,
            "what became of the line; empty means paid (not in the Tuva layer)",
            values=CLAIM_STATUS,
        ),
        source_column(),
    ),
    constraints=(Reference("person_id", "eligibility"),),
)

PROVIDER = Table(
    name="provider",
    meaning="Which clinician or facility belongs to which organisation: one row per NPI.",
    grain=("npi",),
    columns=(
        Column("npi", Type.TEXT, "National Provider Identifier, as on the claims", required=True),
        Column("organization", Type.TEXT, "the organisation, as figures are grouped by it", required=True),
        Column("primary_care", Type.TEXT, "is this somebody's primary care?", values=("yes", "no")),
        source_column(),
    ),
)

CLAIMS_TABLES = (ELIGIBILITY, MEDICAL_CLAIM, PHARMACY_CLAIM, PROVIDER)
