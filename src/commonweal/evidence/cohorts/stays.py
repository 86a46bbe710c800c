"""Inpatient stays; docs/methods/inpatient-stays.md."""

from __future__ import annotations

import ibis

from commonweal.evidence.cohorts.time import Expr, day_of, flag, whole

STILL_A_PATIENT = "30"


def claims_of_stays(lines: Expr, housing: Expr | None) -> Expr:
    """Inpatient lines put together into claims: from when to when, how it ended, why.

    `housing`: lines with a housing code, which say who was homeless; None where no diagnosis was reported.
    """
    lines = lines.filter(lines.is_stay == 1)
    rows = lines.group_by("data_source", "person_id", "claim_id").aggregate(
        admission=lines.admission_date.min(),
        first_day=lines.day.min(),
        discharge=lines.discharge_date.max(),
        claim_end=lines.claim_end_date.max(),
        line_end=lines.claim_line_end_date.max(),
        disposition=lines.disposition.max(),
        diagnosis=lines.diagnosis.max(),
        facility=lines.facility_npi.max(),
        biller=lines.billing_npi.max(),
    )
    key = ["data_source", "person_id", "claim_id"]
    if housing is None:
        rows = rows.mutate(homeless=ibis.literal(0, type="int64"))
    else:
        lacking = (
            housing.filter(housing.is_stay == 1).group_by(*key).aggregate(homeless=housing.is_homeless.max())
        )
        joined = rows.left_join(lacking, key)
        rows = joined.select(*rows.columns, homeless=whole(joined.homeless))
    admitted = rows.admission.coalesce(rows.first_day)
    discharged = rows.discharge.coalesce(rows.claim_end, rows.line_end, admitted)
    return rows.select(
        "data_source",
        "person_id",
        "claim_id",
        "disposition",
        "diagnosis",
        "homeless",
        admitted=admitted,
        discharged=ibis.greatest(admitted, discharged),
        facility=rows.facility.coalesce(rows.biller),
    )


def encounters_of_stays(encounter: Expr) -> Expr:
    """A hospital's own inpatient encounters in the same columns."""
    rows = encounter.filter(encounter.encounter_type == "acute inpatient")
    start = rows.encounter_start_date
    end = rows.encounter_end_date
    return rows.select(
        data_source=rows.data_source.fill_null("unknown"),
        person_id=rows.person_id,
        claim_id=rows.encounter_id,
        disposition=ibis.cases((end.isnull(), STILL_A_PATIENT), else_=rows.discharge_disposition_code),
        diagnosis=rows.primary_diagnosis_code,
        homeless=ibis.literal(0, type="int64"),
        admitted=start,
        discharged=ibis.greatest(start, end.fill_null(start)),
        facility=rows.facility_npi,
    )


def inpatient_stays(claims: Expr) -> Expr:
    """Claims that overlap or follow each other without a night between, joined into stays."""
    rows = claims.mutate(
        admitted_day=day_of(claims.admitted),
        discharged_day=day_of(claims.discharged),
    )
    rows = rows.mutate(reach=rows.discharged_day + flag(rows.disposition == STILL_A_PATIENT))
    order = ("admitted_day", "discharged_day", "claim_id", "data_source")

    def ordered(table: Expr) -> list[Expr]:
        return [table[name] for name in order]

    before = ibis.window(group_by=rows.person_id, order_by=ordered(rows), rows=(None, -1))
    rows = rows.mutate(reached=rows.reach.max().over(before))
    rows = rows.mutate(is_new=(rows.reached.isnull() | (rows.admitted_day > rows.reached)).cast("int64"))
    sofar = ibis.window(group_by=rows.person_id, order_by=ordered(rows), rows=(None, 0))
    rows = rows.mutate(stay=rows.is_new.sum().over(sofar))
    forward = ibis.window(group_by=[rows.person_id, rows.stay], order_by=ordered(rows))
    backward = ibis.window(
        group_by=[rows.person_id, rows.stay],
        order_by=[
            ibis.desc(rows.discharged_day),
            ibis.desc(rows.admitted_day),
            ibis.desc(rows.claim_id),
            ibis.desc(rows.data_source),
        ],
    )
    rows = rows.mutate(from_first=ibis.row_number().over(forward), from_last=ibis.row_number().over(backward))

    def of_first(column: Expr) -> Expr:
        return (rows.from_first == 0).ifelse(column, ibis.null(column.type())).max()

    stays = rows.group_by("person_id", "stay").aggregate(
        stay_id=of_first(rows.claim_id),
        partner=of_first(rows.data_source),
        diagnosis=of_first(rows.diagnosis),
        facility=of_first(rows.facility),
        disposition=(rows.from_last == 0).ifelse(rows.disposition, ibis.null(rows.disposition.type())).max(),
        homeless=rows.homeless.max(),
        admitted=rows.admitted.min(),
        discharged=rows.discharged.max(),
    )
    disposition = stays.disposition.fill_null("")
    stays = stays.mutate(
        disposition=disposition,
        admitted_day=day_of(stays.admitted),
        discharged_day=day_of(stays.discharged),
        is_discharged=flag(disposition != STILL_A_PATIENT),
    )
    length = stays.discharged_day - stays.admitted_day
    following = ibis.window(group_by=stays.person_id, order_by=stays.admitted_day)
    return stays.mutate(
        days=ibis.greatest(length, 1),
        next_admitted_day=stays.admitted_day.lead().over(following),
    ).drop("stay")
