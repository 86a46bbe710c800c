"""Days from request to visit or procedure; docs/methods/waits.md."""

from __future__ import annotations

from commonweal.evidence.measures.needs import PERSON_GROUPS
from commonweal.evidence.measures.spec import (
    Band,
    Chart,
    Direction,
    Domain,
    Measure,
    Rows,
    Statistic,
    Target,
)

DEFAULT_TARGET_DAYS = 14


def _family(kind: str) -> tuple[Measure, ...]:
    def waited(rows: Rows) -> Rows:
        return rows.has_wait * getattr(rows, f"is_{kind}")

    def days(rows: Rows) -> Rows:
        return rows.days_waited

    def within(rows: Rows) -> Rows:
        return waited(rows) * rows.within_target

    def build(suffix: str, title: str, question: str, statistic: Statistic, minimum: int) -> Measure:
        return Measure(
            name=f"{kind}_wait_{suffix}",
            title=title,
            question=question,
            domain=Domain.ACCESS,
            band=Band.PROCESS,
            unit_table="appointment_row",
            month_of="day",
            numerator="days from the request to the day of the appointment",
            denominator=f"appointments for a {kind} that took place and whose request is known",
            numerator_of=days,
            denominator_of=waited,
            direction=Direction.LOWER,
            unit="days",
            statistic=statistic,
            target=Target.AT_MOST,
            strata=PERSON_GROUPS,
            minimum_denominator=minimum,
            counts=("denominator",),
            needs={"appointment": ("status", "requested_date")},
            source="third-next-available and request-to-visit waits as used by the Veterans Health "
            "Administration",
            page="waits",
        )

    return (
        build(
            "median",
            f"Days to wait for a {kind}, median",
            f"How long does one usually wait for a {kind}?",
            Statistic.MEDIAN,
            1,
        ),
        build(
            "90th_percentile",
            f"Days to wait for a {kind}, 90th percentile",
            f"How long do the unluckiest tenth wait for a {kind}?",
            Statistic.PERCENTILE_90,
            10,
        ),
        Measure(
            name=f"{kind}_wait_within_target",
            title=f"Waits for a {kind} within target",
            question=f"How many get a {kind} within the days promised?",
            domain=Domain.ACCESS,
            band=Band.PROCESS,
            unit_table="appointment_row",
            month_of="day",
            numerator="of these, waits no longer than target_days (14 when empty)",
            denominator=f"appointments for a {kind} that took place and whose request is known",
            numerator_of=within,
            denominator_of=waited,
            direction=Direction.HIGHER,
            unit="%",
            multiplier=100,
            target=Target.AT_LEAST,
            chart=Chart.P,
            strata=PERSON_GROUPS,
            needs={"appointment": ("status", "requested_date")},
            source="the share within target of the same waits",
            page="waits",
        ),
    )


MEASURES = (*_family("visit"), *_family("procedure"))
