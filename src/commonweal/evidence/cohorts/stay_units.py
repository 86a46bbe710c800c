"""The stay with what came after it: readmission, death; docs/methods/readmission.md, mortality.md."""

from __future__ import annotations

import ibis

from commonweal.evidence.cohorts.attribution import UNATTRIBUTED
from commonweal.evidence.cohorts.enrolment import with_person
from commonweal.evidence.cohorts.time import Expr, calendar_number, flag, month_of, whole
from commonweal.evidence.measures.mortality import DIED
from commonweal.evidence.measures.readmission import NOT_AN_INDEX

DAYS = 30


def stays(
    inpatient: Expr,
    *,
    last_day: int,
    people: Expr | None,
    spans: Expr | None,
    twelve_months: Expr | None,
    organizations: Expr | None,
) -> Expr:
    """One row per stay with the flags that measures count. `last_day`: the last day known (since 1970)."""
    rows = inpatient.mutate(
        month=month_of(inpatient.discharged),
        died=flag(inpatient.disposition.isin(DIED)) * inpatient.is_discharged,
        readmitted_30=flag(inpatient.next_admitted_day - inpatient.discharged_day <= DAYS),
        is_known=flag(inpatient.discharged_day + DAYS <= last_day),
    )
    if organizations is not None:
        joined = rows.left_join(organizations, rows.facility == organizations.npi)
        rows = joined.select(*rows.columns, organization=joined.organization.fill_null(UNATTRIBUTED))
    if twelve_months is not None:
        joined = rows.left_join(twelve_months, ["person_id", "month"])
        rows = joined.select(
            *rows.columns, population=ibis.cases((joined.is_target == 1, "target"), else_="rest")
        )
    if people is None or spans is None:
        return rows
    held = rows.inner_join(
        spans,
        [
            rows.person_id == spans.person_id,
            spans.start <= rows.discharged_day,
            spans.end >= rows.discharged_day + DAYS,
        ],
    )
    insured = held.select("person_id", "admitted_day", insured=ibis.literal(1, type="int64")).distinct()
    joined = rows.left_join(insured, ["person_id", "admitted_day"])
    rows = joined.select(
        *rows.columns,
        readmission_index=whole(joined.insured)
        * joined.is_known
        * joined.is_discharged
        * flag(~joined.disposition.isin(NOT_AN_INDEX)),
    )
    rows = with_person(rows, people, calendar_number(rows.admitted))
    return rows.mutate(
        death_30_known=rows.is_discharged * rows.is_known_person * flag(rows.admitted_day + DAYS <= last_day),
        death_30=flag((rows.death >= rows.admitted_day) & (rows.death <= rows.admitted_day + DAYS)),
    )
