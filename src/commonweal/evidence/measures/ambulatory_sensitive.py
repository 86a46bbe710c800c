"""Admissions that good primary care can often prevent; docs/methods/ambulatory-sensitive.md."""

from __future__ import annotations

from commonweal.evidence.measures.needs import MEMBER_TABLES
from commonweal.evidence.measures.spec import Band, Chart, Direction, Domain, Measure, Target

CONDITIONS: dict[str, tuple[str, ...]] = {
    "diabetes": (
        "E100",
        "E101",
        "E102",
        "E103",
        "E104",
        "E105",
        "E106",
        "E110",
        "E111",
        "E112",
        "E113",
        "E114",
        "E115",
        "E116",
    ),
    "chronic lung disease and asthma": ("J40", "J41", "J42", "J43", "J44", "J45", "J47"),
    "high blood pressure": ("I10", "I119", "I129", "I1310", "I16"),
    "heart failure": ("I0981", "I110", "I130", "I132", "I50"),
    "bacterial pneumonia": ("J13", "J14", "J15", "J160", "J168", "J180", "J181", "J188", "J189"),
    "urinary infection": ("N10", "N12", "N151", "N159", "N16", "N30", "N390"),
}
"""Beginnings of principal diagnoses (ICD-10-CM without the dot) by condition."""

PREFIXES = tuple(prefix for prefixes in CONDITIONS.values() for prefix in prefixes)

MEASURES = (
    Measure(
        name="ambulatory_sensitive_admissions",
        title="Ambulatory-sensitive admissions of adults, simple composite by principal diagnosis",
        question="How many adults were admitted for what good primary care can often prevent?",
        domain=Domain.OUTCOMES,
        band=Band.OUTCOME,
        unit_table="member_month",
        month_of="month",
        numerator="stays of adult members admitted in a member month with a principal diagnosis of the list",
        denominator="member months of people aged 18 and over",
        numerator_of=lambda rows: rows.sensitive_admissions * rows.adult,
        denominator_of=lambda rows: rows.adult,
        direction=Direction.LOWER,
        unit="per 1,000 member years",
        multiplier=12000,
        target=Target.AT_MOST,
        chart=Chart.U,
        needs={
            **MEMBER_TABLES,
            "medical_claim": ("bill_type_code", "claim_start_date", "diagnosis_code_1"),
        },
        checks=("eligibility_birth_date_empty",),
        source="the conditions of AHRQ PQI 90, by principal diagnosis only; no AHRQ software or "
        "exclusions used",
        page="ambulatory-sensitive",
    ),
)
