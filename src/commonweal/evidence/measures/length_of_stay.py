"""Length of stay; docs/methods/length-of-stay.md."""

from __future__ import annotations

from commonweal.evidence.measures.needs import STAY_GROUPS, STAY_TABLES
from commonweal.evidence.measures.spec import Band, Direction, Domain, Measure, Target

MEASURES = (
    Measure(
        name="length_of_stay",
        title="Length of stay, mean",
        question="How many days does a stay last?",
        domain=Domain.OPERATIONS,
        band=Band.PROCESS,
        unit_table="stay",
        month_of="discharged",
        numerator="days of the stays",
        denominator="stays that have ended",
        numerator_of=lambda rows: rows.days * rows.is_discharged,
        denominator_of=lambda rows: rows.is_discharged,
        direction=Direction.LOWER,
        unit="days",
        target=Target.AT_MOST,
        strata=STAY_GROUPS,
        counts=("denominator",),
        any_of=STAY_TABLES,
        source="AHRQ HCUP length of stay; stays that end on their first day count one day here",
        page="length-of-stay",
    ),
    Measure(
        name="length_of_stay_homeless",
        title="Length of stay of people who are homeless, mean",
        question="How many days does a stay last when the patient has no home to go to?",
        domain=Domain.OPERATIONS,
        band=Band.PROCESS,
        unit_table="stay",
        month_of="discharged",
        numerator="days of the stays with a diagnosis Z59.0",
        denominator="stays with a diagnosis Z59.0 that have ended",
        numerator_of=lambda rows: rows.days * rows.is_discharged * rows.homeless,
        denominator_of=lambda rows: rows.is_discharged * rows.homeless,
        direction=Direction.LOWER,
        unit="days",
        target=Target.AT_MOST,
        strata=STAY_GROUPS,
        counts=("denominator",),
        needs={
            "medical_claim": (
                "bill_type_code",
                "claim_start_date",
                "discharge_disposition_code",
                "diagnosis_code_1",
            )
        },
        source="ICD-10-CM Z59.0 homelessness",
        page="length-of-stay",
    ),
)
