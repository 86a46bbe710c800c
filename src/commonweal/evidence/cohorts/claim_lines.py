"""Claim lines: date, category, and whether they count; docs/methods/claim-lines.md."""

from __future__ import annotations

import functools
import operator
from collections.abc import Iterable

import ibis

from commonweal.evidence.cohorts.time import Expr, flag, month_of, whole
from commonweal.evidence.tables.claims import DIAGNOSES

PRIMARY_CARE_CODES = (
    *(str(code) for code in range(99202, 99206)),
    *(str(code) for code in range(99211, 99216)),
    *(str(code) for code in range(99381, 99388)),
    *(str(code) for code in range(99391, 99398)),
    "G0402",
    "G0438",
    "G0439",
)
KEY = ("data_source", "claim_id", "claim_line_number")
TIES = (
    "claim_start_date",
    "bill_type_code",
    "revenue_center_code",
    "place_of_service_code",
    "hcpcs_code",
    "dispensing_date",
    "ndc_code",
)


def _any(conditions: Iterable[Expr]) -> Expr:
    return functools.reduce(operator.or_, conditions)


def active_lines(claims: Expr) -> Expr:
    """Lines with their data source filled in and `left_out` set for what the payer's own status says."""
    return claims.mutate(
        data_source=claims.data_source.fill_null("unknown"),
        left_out=ibis.cases(
            (claims.claim_status == "denied", "denied"),
            (claims.claim_status == "reversed", "reversed"),
            else_=ibis.null("string"),
        ),
    )


def corrections(lines: Expr) -> Expr:
    """One row per claim that a void or a replacement concerns, with `voided` and `replaced`."""
    active = lines.filter(lines.left_out.isnull())
    claims = active.select("data_source", "claim_id").distinct()
    correcting = active.filter(
        active.original_claim_id.notnull()
        & (active.original_claim_id != active.claim_id)
        & (active.bill_type_code.endswith("7") | active.bill_type_code.endswith("8"))
    )
    correcting = correcting.select(
        "data_source",
        "claim_id",
        "original_claim_id",
        is_void=flag(correcting.bill_type_code.endswith("8")),
    ).distinct()
    correcting = correcting.semi_join(
        claims,
        [
            correcting.data_source == claims.data_source,
            correcting.original_claim_id == claims.claim_id,
        ],
    )
    originals = correcting.select(
        "data_source",
        claim_id=correcting.original_claim_id,
        voided=correcting.is_void,
        replaced=1 - correcting.is_void,
    )
    voiding = correcting.filter(correcting.is_void == 1)
    voiding = voiding.select("data_source", "claim_id", voided=voiding.is_void, replaced=1 - voiding.is_void)
    both = originals.union(voiding)
    return both.group_by("data_source", "claim_id").aggregate(
        voided=both.voided.max(), replaced=both.replaced.max()
    )


def without_corrected(lines: Expr, corrected: Expr) -> Expr:
    """`lines` with `left_out` set for claims that were voided or replaced."""
    joined = lines.left_join(corrected, ["data_source", "claim_id"])
    reason = ibis.cases(
        (joined.left_out.notnull(), joined.left_out),
        (joined.voided == 1, "voided"),
        (joined.replaced == 1, "replaced"),
        else_=ibis.null("string"),
    )
    return joined.mutate(left_out=reason).select(*lines.columns)


def repeated_keys(lines: Expr) -> Expr:
    """Keys that more than one line has."""
    active = lines.filter(lines.left_out.isnull())
    keys = active.group_by(*KEY).aggregate(rows=active.count())
    return keys.filter(keys.rows > 1)


def judged_keys(lines: Expr, keys: Expr) -> Expr:
    """Repeated keys, and whether their amounts are an original with its corrections."""
    active = lines.filter(lines.left_out.isnull()).semi_join(keys, KEY)
    paid = active.paid_amount.fill_null(0)
    allowed = active.allowed_amount.fill_null(0)
    keys = active.group_by(*KEY).aggregate(
        negatives=flag((paid < 0) | (allowed < 0)).sum(),
        paid_sum=paid.sum(),
        allowed_sum=allowed.sum(),
    )
    return keys.select(
        *KEY,
        is_netted=flag(keys.negatives > 0),
        cancels=flag((keys.negatives > 0) & (keys.paid_sum == 0) & (keys.allowed_sum == 0)),
    )


def without_repeats(lines: Expr, keys: Expr) -> Expr:
    """`lines` with `left_out` set for duplicates and for originals that their reversals cancel."""
    active = lines.filter(lines.left_out.isnull())
    settled = lines.filter(lines.left_out.notnull())
    single = active.anti_join(keys, KEY)
    joined = active.inner_join(keys, KEY)
    order = [
        ibis.desc(joined[name], nulls_first=False)
        for name in ("paid_date", "paid_amount", "allowed_amount", *TIES)
        if name in lines.columns
    ]
    rank = ibis.row_number().over(ibis.window(group_by=[joined[name] for name in KEY], order_by=order))
    ranked = joined.mutate(rank=rank)
    ranked = ranked.mutate(
        left_out=ibis.cases(
            (ranked.cancels == 1, "reversed"),
            ((ranked.is_netted == 0) & (ranked["rank"] > 0), "duplicate"),
            else_=ibis.null("string"),
        )
    )
    columns = lines.columns
    return single.select(*columns).union(settled.select(*columns)).union(ranked.select(*columns))


def _is_emergency_room(revenue: Expr) -> Expr:
    """Revenue codes 0450 to 0459 and 0981. Comparisons: an engine may turn a long list into a join."""
    return ((revenue >= "0450") & (revenue <= "0459") & (revenue.length() == 4)) | (revenue == "0981")


def _is_emergency_code(code: Expr) -> Expr:
    """Emergency department visits, 99281 to 99285."""
    return (code >= "99281") & (code <= "99285") & (code.length() == 5)


def _is_outpatient_bill(bill: Expr) -> Expr:
    """Type of bill 13, 14, 71 to 77, 83, 85: hospital outpatient, clinics and centers."""
    kind = bill.left(2)
    clinic = (kind >= "71") & (kind <= "77") & (kind.length() == 2)
    return clinic | _any(kind == other for other in ("13", "14", "83", "85"))


def service_day(lines: Expr) -> Expr:
    """The day on which a line's service began."""
    return lines.claim_line_start_date.coalesce(lines.claim_start_date, lines.admission_date)


def _is_emergency_category(lines: Expr) -> Expr:
    institutional = (lines.claim_type == "institutional") & _is_emergency_room(lines.revenue_center_code)
    return institutional | ((lines.claim_type == "professional") & (lines.place_of_service_code == "23"))


def category_of(lines: Expr) -> Expr:
    """The category of medical lines. Nested, so that the claim type is looked at once."""
    bill = lines.bill_type_code
    institutional = ibis.cases(
        (bill.startswith("11") | bill.startswith("12"), "inpatient"),
        (_is_emergency_room(lines.revenue_center_code), "emergency"),
        (_is_outpatient_bill(bill), "outpatient"),
        else_="other",
    )
    professional = ibis.cases((lines.place_of_service_code == "23", "emergency"), else_="professional")
    return ibis.cases(
        (lines.claim_type == "institutional", institutional),
        (lines.claim_type == "professional", professional),
        else_="other",
    )


def medical_dollars(lines: Expr) -> Expr:
    """Medical lines added up by person, month, category and reason: all the money there is, in few rows."""
    return _dollars(
        lines.select(
            "person_id",
            "paid_amount",
            "allowed_amount",
            "left_out",
            form=lines.claim_type,
            day=service_day(lines),
            category=category_of(lines),
        ),
        "medical_claim",
    )


def pharmacy_dollars(lines: Expr) -> Expr:
    """Pharmacy lines added up in the same columns."""
    return _dollars(
        lines.select(
            "person_id",
            "paid_amount",
            "allowed_amount",
            "left_out",
            day=lines.dispensing_date.coalesce(lines.paid_date),
        ),
        "pharmacy_claim",
    )


def _dollars(lines: Expr, kind: str) -> Expr:
    paid, allowed = lines.paid_amount, lines.allowed_amount
    # What is the same in all lines is written beside the sums: each name that rows are grouped by costs.
    varying = [name for name in ("form", "category") if name in lines.columns]
    sums = lines.group_by("person_id", "left_out", *varying, month=month_of(lines.day)).aggregate(
        lines=lines.count(),
        paid=paid.sum(),
        allowed=allowed.sum(),
        lacks_allowed=(allowed.isnull() & (paid != 0)).sum(),
        lacks_paid=(paid.isnull() & (allowed != 0)).sum(),
        first_day=lines.day.min(),
        last_day=lines.day.max(),
    )
    return sums.select(
        "person_id",
        "month",
        "lines",
        "first_day",
        "last_day",
        kind=ibis.literal(kind),
        category=sums.category if "category" in varying else ibis.literal("pharmacy"),
        form=sums.form.fill_null("undetermined") if "form" in varying else ibis.literal("pharmacy"),
        left_out=ibis.cases(
            (sums.left_out.notnull(), sums.left_out),
            (sums.month.isnull(), "no date"),
            else_=ibis.null("string"),
        ),
        paid=whole(sums.paid),
        allowed=whole(sums.allowed),
        lacks_allowed=whole(sums.lacks_allowed),
        lacks_paid=whole(sums.lacks_paid),
    )


def event_lines(lines: Expr, *, with_primary_care: bool = True) -> Expr:
    """The few medical lines that make stays, visits or attribution, with flags saying which."""
    revenue = lines.revenue_center_code
    professional = lines.claim_type == "professional"
    is_emergency = _is_emergency_category(lines) | (professional & _is_emergency_code(lines.hcpcs_code))
    is_primary_care = professional & lines.rendering_npi.notnull() & lines.hcpcs_code.isin(PRIMARY_CARE_CODES)
    # Only the few lines that may matter are worked on. What lets a line in is wider than what the flags
    # say: it
    # leaves out what is costly to look at in every line. A line with no flag makes nothing.
    wanted = [
        lines.bill_type_code.startswith("11"),
        _is_room_and_board(lines),
        _is_emergency_room(revenue),
        lines.place_of_service_code == "23",
        _is_emergency_code(lines.hcpcs_code),
    ]
    if with_primary_care:
        wanted.append(lines.hcpcs_code.isin(PRIMARY_CARE_CODES))
    day = service_day(lines)
    kept = lines.filter(lines.left_out.isnull() & day.notnull() & _any(wanted))
    return kept.select(
        "data_source",
        "claim_id",
        "person_id",
        day=day,
        month=month_of(day),
        is_stay=flag(_is_of_stay(lines)),
        is_emergency=flag(is_emergency),
        is_primary_care=flag(is_primary_care),
        rendering_npi=lines.rendering_npi,
        facility_npi=lines.facility_npi,
        billing_npi=lines.billing_npi,
        admission_date=lines.admission_date,
        discharge_date=lines.discharge_date,
        claim_end_date=lines.claim_end_date,
        claim_line_end_date=lines.claim_line_end_date,
        disposition=lines.discharge_disposition_code,
        diagnosis=lines.diagnosis_code_1,
    )


def housing_lines(lines: Expr, diagnoses: Iterable[str] = DIAGNOSES) -> Expr:
    """The rare medical lines with a diagnosis that says that housing is lacking or bad (Z59).

    `diagnoses`: the diagnosis columns there are; at least one.
    """
    codes = [lines[name] for name in diagnoses]
    day = service_day(lines)
    housing = _any(code.startswith("Z59") for code in codes)
    homeless = _any(code.startswith("Z590") | code.startswith("Z59.0") for code in codes)
    kept = lines.filter(lines.left_out.isnull() & day.notnull() & housing)
    return kept.select(
        "data_source",
        "claim_id",
        "person_id",
        month=month_of(day),
        is_stay=flag(_is_of_stay(lines)),
        is_homeless=flag(homeless),
    )


def _is_room_and_board(lines: Expr) -> Expr:
    revenue = lines.revenue_center_code
    return lines.bill_type_code.isnull() & (revenue >= "0100") & (revenue <= "0219")


def _is_of_stay(lines: Expr) -> Expr:
    bill = lines.bill_type_code
    is_bill = bill.startswith("11") & ~bill.endswith("8")
    return (lines.claim_type == "institutional") & (is_bill | _is_room_and_board(lines))
