"""How much of what is there is used; docs/methods/capacity-use.md."""

from __future__ import annotations

from commonweal.evidence.measures.spec import (
    PARTNER_GROUPS,
    Band,
    Direction,
    Domain,
    Measure,
    Rows,
    Target,
)


def _measure(name: str, kind: str, *, title: str, question: str, of_what: str, source: str) -> Measure:
    def used(rows: Rows) -> Rows:
        return getattr(rows, f"{kind}_used")

    def available(rows: Rows) -> Rows:
        return getattr(rows, f"{kind}_available")

    return Measure(
        name=name,
        title=title,
        question=question,
        domain=Domain.OPERATIONS,
        band=Band.PROCESS,
        unit_table="capacity_row",
        month_of="day",
        numerator=f"{of_what} used",
        denominator=f"{of_what} available",
        numerator_of=used,
        denominator_of=available,
        direction=Direction.NEITHER,
        unit="%",
        multiplier=100,
        target=Target.RANGE,
        strata=PARTNER_GROUPS,
        counts=(),
        needs={"capacity_day": ()},
        source=source,
        page="capacity-use",
    )


MEASURES = (
    _measure(
        "bed_occupancy",
        "bed",
        title="Bed occupancy",
        question="How full are the wards?",
        of_what="staffed bed days at midnight",
        source="OECD hospital bed occupancy; above 85 % waits grow (Bagust 1999)",
    ),
    _measure(
        "operating_room_utilisation",
        "operating_room",
        title="Operating-room utilisation",
        question="How much of the opened time do we operate?",
        of_what="operating-room minutes",
        source="AACD glossary: raw utilisation",
    ),
    _measure(
        "imaging_utilisation",
        "imaging",
        title="Imaging utilisation",
        question="How much of the opened time do the scanners run?",
        of_what="imaging minutes",
        source="the same arithmetic for scanners",
    ),
)
