"""Appointments nobody came to; docs/methods/no-show.md."""

from __future__ import annotations

from commonweal.evidence.measures.needs import PERSON_GROUPS
from commonweal.evidence.measures.spec import Band, Chart, Direction, Domain, Measure, Target

CAME = ("arrived", "checked-in", "fulfilled")
"""Statuses of appointments that took place."""

MEASURES = (
    Measure(
        name="no_show_rate",
        title="Missed appointments",
        question="How many appointments does nobody come to?",
        domain=Domain.ACCESS,
        band=Band.PROCESS,
        unit_table="appointment_row",
        month_of="day",
        numerator="appointments with status noshow",
        denominator="appointments that took place or were missed",
        numerator_of=lambda rows: rows.missed,
        denominator_of=lambda rows: rows.missed + rows.came,
        direction=Direction.LOWER,
        unit="%",
        multiplier=100,
        target=Target.AT_MOST,
        chart=Chart.P,
        strata=PERSON_GROUPS,
        needs={"appointment": ("status",)},
        source="FHIR appointment status; cancelled appointments do not count",
        page="no-show",
    ),
)
