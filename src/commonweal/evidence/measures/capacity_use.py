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


def _measure(name: str, kind: str, title: str, question: str, of_what: str, source: str) -> Measure:
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
        "Bed occupancy",
        "How full are the wards?",
        "staffed bed days at midnight",
        "OECD hospital bed occupancy; above 85 % waits grow (Bagust 1999)",
    ),
    _measure(
        "operating_room_utilisation",
        "operating_room",
        "Operating-room utilisation",
        "How much of the opened time do we operate?",
        "operating-room minutes",
        "AACD glossary: raw utilisation",
    ),
    _measure(
        "imaging_utilisation",
        "imaging",
        "Imaging utilisation",
        "How much of the opened time do the scanners run?",
        "imaging minutes",
        "the same arithmetic for scanners",
    ),
)
