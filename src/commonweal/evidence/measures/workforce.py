"""Work done by the people there; docs/methods/workforce.md."""

from __future__ import annotations

from commonweal.evidence.measures.needs import STAY_TABLES
from commonweal.evidence.measures.spec import PARTNER_GROUPS, Band, Direction, Domain, Measure, Target

MEASURES = (
    Measure(
        name="discharges_per_full_time_worker",
        title="Discharges per full-time worker",
        question="How many stays does the staff see through?",
        domain=Domain.OPERATIONS,
        band=Band.PROCESS,
        unit_table="workforce_row",
        month_of="month",
        numerator="stays that ended, at partners that reported staff for the month",
        denominator="full-time equivalents of the month",
        numerator_of=lambda rows: rows.discharges,
        denominator_of=lambda rows: rows.full_time_equivalents,
        direction=Direction.HIGHER,
        unit="discharges per full-time worker",
        denominator_scale=100,
        target=Target.RANGE,
        strata=PARTNER_GROUPS,
        counts=("numerator",),
        needs={"staffing_month": ()},
        any_of=STAY_TABLES,
        source="hospital productivity ratios (discharges per FTE)",
        page="workforce",
    ),
    Measure(
        name="administrative_hours_share",
        title="Hours of administration",
        question="How much of the work is administration?",
        domain=Domain.OPERATIONS,
        band=Band.PROCESS,
        unit_table="staffing_row",
        month_of="month",
        numerator="hours of administration, where both are reported",
        denominator="hours worked, where both are reported",
        numerator_of=lambda rows: rows.administrative_hours,
        denominator_of=lambda rows: rows.worked_hours,
        direction=Direction.LOWER,
        unit="%",
        multiplier=100,
        numerator_scale=100,
        denominator_scale=100,
        target=Target.AT_MOST,
        strata=PARTNER_GROUPS,
        counts=(),
        needs={"staffing_month": ("worked_hours", "administrative_hours")},
        source="share of working hours, as reported",
        page="workforce",
    ),
)
