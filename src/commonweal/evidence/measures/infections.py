"""Infections that come with a device; docs/methods/infections.md."""

from __future__ import annotations

from commonweal.evidence.measures.spec import (
    PARTNER_GROUPS,
    Band,
    Chart,
    Direction,
    Domain,
    Measure,
    Target,
)

MEASURES = (
    Measure(
        name="infections_per_1000_device_days",
        title="Infections per 1,000 device days",
        question="How often does a line, catheter or ventilator bring an infection?",
        domain=Domain.OUTCOMES,
        band=Band.OUTCOME,
        unit_table="device_row",
        month_of="day",
        numerator="infections by day of onset",
        denominator="days that patients had a central line, urinary catheter or ventilator",
        numerator_of=lambda rows: rows.infections,
        denominator_of=lambda rows: rows.device_days,
        direction=Direction.LOWER,
        unit="per 1,000 device days",
        multiplier=1000,
        target=Target.AT_MOST,
        chart=Chart.U,
        strata=PARTNER_GROUPS,
        counts=("numerator",),
        needs={"device_day": (), "infection_event": ()},
        source="CDC NHSN device-associated module",
        page="infections",
    ),
)
