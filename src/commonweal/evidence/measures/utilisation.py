"""Visits to the emergency room and admissions; docs/methods/utilisation.md."""

from __future__ import annotations

from commonweal.evidence.measures.needs import MEMBER_TABLES, VISIT_TABLES
from commonweal.evidence.measures.spec import Band, Chart, Direction, Domain, Measure, Target

MEASURES = (
    Measure(
        name="emergency_visits_per_1000",
        title="Emergency visits per 1,000 member years",
        question="How often do members need the emergency room?",
        domain=Domain.UTILISATION,
        band=Band.OUTCOME,
        unit_table="member_month",
        month_of="month",
        numerator="emergency visits in member months",
        denominator="member months",
        numerator_of=lambda rows: rows.emergency_visits,
        denominator_of=lambda rows: rows.member_months,
        direction=Direction.LOWER,
        unit="per 1,000 member years",
        multiplier=12000,
        target=Target.AT_MOST,
        chart=Chart.U,
        needs=VISIT_TABLES,
        source="HEDIS emergency department utilisation for the idea; visits that led to admission count here",
        page="utilisation",
    ),
    Measure(
        name="admissions_per_1000",
        title="Admissions to hospital per 1,000 member years",
        question="How often are members admitted?",
        domain=Domain.UTILISATION,
        band=Band.OUTCOME,
        unit_table="member_month",
        month_of="month",
        numerator="stays admitted in member months",
        denominator="member months",
        numerator_of=lambda rows: rows.admissions,
        denominator_of=lambda rows: rows.member_months,
        direction=Direction.LOWER,
        unit="per 1,000 member years",
        multiplier=12000,
        target=Target.AT_MOST,
        chart=Chart.U,
        needs={**MEMBER_TABLES, "medical_claim": ("bill_type_code", "claim_start_date")},
        source="acute inpatient admissions per 1,000, as payers report them",
        page="utilisation",
    ),
)
