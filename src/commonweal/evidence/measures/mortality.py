"""Death in hospital and within 30 days of admission; docs/methods/mortality.md."""

from __future__ import annotations

from commonweal.evidence.measures.needs import STAY_GROUPS, STAY_TABLES
from commonweal.evidence.measures.spec import Band, Chart, Direction, Domain, Measure, Target

DIED = ("20", "40", "41", "42")
"""Dispositions (NUBC FL17) that mean the patient died."""

MEASURES = (
    Measure(
        name="mortality_in_hospital",
        title="Death in hospital, not risk-adjusted",
        question="How many stays end with the patient's death?",
        domain=Domain.OUTCOMES,
        band=Band.OUTCOME,
        unit_table="stay",
        month_of="discharged",
        numerator="stays whose disposition says that the patient died",
        denominator="stays that have ended",
        numerator_of=lambda rows: rows.died,
        denominator_of=lambda rows: rows.is_discharged,
        direction=Direction.LOWER,
        unit="%",
        multiplier=100,
        target=Target.AT_MOST,
        chart=Chart.P,
        strata=STAY_GROUPS,
        any_of=STAY_TABLES,
        source="NUBC patient discharge status; AHRQ inpatient quality indicators for the idea",
        page="mortality",
    ),
    Measure(
        name="mortality_30_day",
        title="Death within 30 days of admission, not risk-adjusted",
        question="How many people admitted to hospital die within 30 days, wherever they are then?",
        domain=Domain.OUTCOMES,
        band=Band.OUTCOME,
        unit_table="stay",
        month_of="discharged",
        numerator="stays whose person died 0 to 30 days after admission",
        denominator="stays that have ended and whose 30 days from admission are known",
        numerator_of=lambda rows: rows.death_30 * rows.death_30_known,
        denominator_of=lambda rows: rows.death_30_known,
        direction=Direction.LOWER,
        unit="%",
        multiplier=100,
        target=Target.AT_MOST,
        chart=Chart.P,
        strata=STAY_GROUPS,
        needs={"eligibility": ("death_date",)},
        any_of=STAY_TABLES,
        source="CMS 30-day mortality measures for the window; risk adjustment left out",
        page="mortality",
    ),
)
