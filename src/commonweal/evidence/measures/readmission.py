"""Readmission within 30 days; docs/methods/readmission.md."""

from __future__ import annotations

from commonweal.evidence.measures.needs import STAY_GROUPS, STAY_TABLES
from commonweal.evidence.measures.spec import Band, Chart, Direction, Domain, Measure, Target

NOT_AN_INDEX = ("02", "05", "07", "20", "40", "41", "42", "43", "65", "66")
"""Dispositions after which nobody could be readmitted from home, or left against advice."""

MEASURES = (
    Measure(
        name="readmission_30_day_all_cause",
        title="Readmission within 30 days, all causes, planned ones included",
        question="How often are people back in hospital within 30 days of leaving it?",
        domain=Domain.OUTCOMES,
        band=Band.OUTCOME,
        unit_table="stay",
        month_of="discharged",
        numerator="index stays followed by another admission 1 to 30 days after discharge",
        denominator=(
            "stays that ended with a discharge home or to other than acute care, whose person stayed "
            "insured for 30 "
            "days and whose 30 days are known"
        ),
        numerator_of=lambda rows: rows.readmission_index * rows.readmitted_30,
        denominator_of=lambda rows: rows.readmission_index,
        direction=Direction.LOWER,
        unit="%",
        multiplier=100,
        target=Target.AT_MOST,
        chart=Chart.P,
        strata=STAY_GROUPS,
        needs={"eligibility": ("enrollment_end_date",)},
        any_of=STAY_TABLES,
        source="CMS hospital-wide readmission (NQF 1789) for the window; risk adjustment and planned-stay "
        "list left out",
        page="readmission",
    ),
)
