"""Members who need hospital and emergency room again and again; docs/methods/high-utilisers.md."""

from __future__ import annotations

from commonweal.evidence.measures.needs import VISIT_TABLES
from commonweal.evidence.measures.spec import Band, Chart, Direction, Domain, Measure, Target

VISITS = 4
"""Emergency visits in twelve months that make a high utiliser."""

ADMISSIONS = 2
"""Admissions in twelve months that make a high utiliser."""

MEASURES = (
    Measure(
        name="high_utilisers_per_1000",
        title="High utilisers per 1,000 members",
        question="How many members live from crisis to crisis?",
        domain=Domain.UTILISATION,
        band=Band.OUTCOME,
        unit_table="member_month",
        month_of="month",
        numerator="members with four or more emergency visits, or two or more admissions, in the last "
        "twelve months",
        denominator="members of the month, once the claims reach twelve months back",
        numerator_of=lambda rows: rows.high_utiliser * rows.year_known,
        denominator_of=lambda rows: rows.year_known,
        direction=Direction.LOWER,
        unit="per 1,000 members",
        multiplier=1000,
        target=Target.AT_MOST,
        chart=Chart.P,
        needs={
            **VISIT_TABLES,
            "medical_claim": (*VISIT_TABLES["medical_claim"], "bill_type_code"),
        },
        source="thresholds in common use for high utilisers (four visits, two admissions a year)",
        page="high-utilisers",
    ),
)
