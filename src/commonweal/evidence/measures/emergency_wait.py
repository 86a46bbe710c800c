"""Waiting in the emergency room; docs/methods/emergency-wait.md."""

from __future__ import annotations

from commonweal.evidence.measures.needs import PERSON_GROUPS
from commonweal.evidence.measures.spec import Band, Direction, Domain, Measure, Statistic, Target


def _measure(suffix: str, title: str, question: str, statistic: Statistic, minimum: int) -> Measure:
    return Measure(
        name=f"emergency_wait_{suffix}",
        title=title,
        question=question,
        domain=Domain.ACCESS,
        band=Band.PROCESS,
        unit_table="emergency_arrival",
        month_of="day",
        numerator="whole minutes from arrival to the first clinician",
        denominator="emergency encounters with both times",
        numerator_of=lambda rows: rows.minutes_waited,
        denominator_of=lambda rows: rows.has_wait,
        direction=Direction.LOWER,
        unit="minutes",
        statistic=statistic,
        target=Target.AT_MOST,
        strata=PERSON_GROUPS,
        minimum_denominator=minimum,
        counts=("denominator",),
        needs={"encounter": ("arrival_datetime", "first_seen_datetime")},
        source="CMS OP-20, door to diagnostic evaluation",
        page="emergency-wait",
    )


MEASURES = (
    _measure(
        "median",
        "Minutes to wait in the emergency room, median",
        "How long does one usually wait for a clinician?",
        Statistic.MEDIAN,
        1,
    ),
    _measure(
        "90th_percentile",
        "Minutes to wait in the emergency room, 90th percentile",
        "How long do the unluckiest tenth wait?",
        Statistic.PERCENTILE_90,
        10,
    ),
)
