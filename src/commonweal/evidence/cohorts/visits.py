"""Emergency visits, what happened in twelve months, and the target population.

docs/methods/emergency-visits.md, high-utilisers.md, target-population.md.
"""

from __future__ import annotations

import ibis

from commonweal.evidence.cohorts.time import Expr, flag, month_of, whole

TARGET_VISITS = 2
"""Emergency visits in twelve months that, with a housing code, make a person part of the target."""

MONTHS_BACK = 11


def emergency_visits(lines: Expr) -> Expr:
    """One row per person and day with an emergency line."""
    lines = lines.filter(lines.is_emergency == 1)
    return lines.group_by("person_id", "day", "month").aggregate(
        partner=lines.data_source.min(), facility=lines.facility_npi.max()
    )


def events_of_months(visits: Expr, stays: Expr, housing: Expr | None, sensitive: tuple[str, ...]) -> Expr:
    """What happened to a person in a month: visits, admissions, sensitive admissions, housing codes.

    `housing`: lines with a housing code; None where no diagnosis was reported.
    """
    zero = ibis.literal(0, type="int64")
    one = ibis.literal(1, type="int64")
    code = stays.diagnosis.upper().replace(".", "").fill_null("")
    is_sensitive = code.startswith(sensitive[0])
    for prefix in sensitive[1:]:
        is_sensitive |= code.startswith(prefix)
    parts = [
        visits.select(
            "person_id",
            "month",
            emergency_visits=one,
            admissions=zero,
            sensitive_admissions=zero,
            housing=zero,
        ),
        stays.select(
            "person_id",
            month=month_of(stays.admitted),
            emergency_visits=zero,
            admissions=one,
            sensitive_admissions=flag(is_sensitive),
            housing=zero,
        ),
    ]
    if housing is not None:
        parts.append(
            housing.select(
                "person_id",
                "month",
                emergency_visits=zero,
                admissions=zero,
                sensitive_admissions=zero,
                housing=one,
            )
        )
    rows = ibis.union(*parts)
    return rows.group_by("person_id", "month").aggregate(
        emergency_visits=whole(rows.emergency_visits.sum()),
        admissions=whole(rows.admissions.sum()),
        sensitive_admissions=whole(rows.sensitive_admissions.sum()),
        housing=whole(rows.housing.sum()),
    )


def last_twelve_months(covered: Expr, events: Expr, visits: int, admissions: int) -> Expr:
    """Member months whose twelve months make them target population or high utilisers; others have no row."""
    members = covered.select("person_id", "month")
    happened = events.select(
        "emergency_visits", "admissions", "housing", other=events.person_id, happened=events.month
    )
    pairs = members.inner_join(
        happened,
        [
            members.person_id == happened.other,
            happened.happened <= members.month,
            happened.happened >= members.month - MONTHS_BACK,
        ],
    )
    sums = pairs.group_by("person_id", "month").aggregate(
        emergency_visits=whole(pairs.emergency_visits.sum()),
        admissions=whole(pairs.admissions.sum()),
        housing=whole(pairs.housing.sum()),
    )
    rows = sums.select(
        "person_id",
        "month",
        is_target=flag((sums.emergency_visits >= TARGET_VISITS) & (sums.housing > 0)),
        is_high=flag((sums.emergency_visits >= visits) | (sums.admissions >= admissions)),
    )
    return rows.filter((rows.is_target == 1) | (rows.is_high == 1))
