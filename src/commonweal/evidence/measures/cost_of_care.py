"""Cost of care, whole and by category; docs/methods/cost-of-care.md."""

from __future__ import annotations

from commonweal.evidence.measures.needs import MEMBER_TABLES
from commonweal.evidence.measures.spec import (
    Band,
    Direction,
    Domain,
    Measure,
    Rows,
    Statistic,
    Target,
)

CATEGORIES = ("inpatient", "emergency", "outpatient", "professional", "pharmacy", "other")
"""Categories of claim lines; docs/methods/claim-lines.md says which line is in which."""

_BASIS = {"paid": "what payers paid", "allowed": "what payers and patients owed together"}
_MEDICAL = ("claim_start_date", "bill_type_code", "revenue_center_code", "place_of_service_code")
_FORMS = {
    "inpatient": ("institutional",),
    "emergency": ("institutional", "professional"),
    "outpatient": ("institutional",),
    "professional": ("professional",),
    "pharmacy": ("pharmacy",),
    "other": ("institutional", "undetermined"),
}
"""Which claim types a category's dollars come from, and so which gaps in the amounts spoil it."""


def _needs(basis: str, category: str) -> dict[str, tuple[str, ...]]:
    medical = {"medical_claim": (f"{basis}_amount", *_MEDICAL)}
    pharmacy = {"pharmacy_claim": (f"{basis}_amount", "dispensing_date")}
    if category == "pharmacy":
        return {**MEMBER_TABLES, **pharmacy}
    if category == "total":
        return {**MEMBER_TABLES, **medical, **pharmacy}
    return {**MEMBER_TABLES, **medical}


def _checks(basis: str, category: str) -> tuple[str, ...]:
    forms = (
        ("institutional", "professional", "pharmacy", "undetermined")
        if category == "total"
        else _FORMS[category]
    )
    return tuple(f"{basis}_amount_empty_{form}" for form in forms)


def _per_member_month(basis: str, category: str) -> Measure:
    column = f"{basis}_{category}"

    def cents(rows: Rows) -> Rows:
        return getattr(rows, column)

    what = "all care" if category == "total" else f"{category} care"
    name = f"cost_{basis}_pmpm" if category == "total" else f"cost_{basis}_pmpm_{category}"
    return Measure(
        name=name,
        title=f"Cost of {what} per member month, {basis}",
        question=f"What does {what} cost for a person and month ({_BASIS[basis]})?",
        domain=Domain.FINANCE,
        band=Band.OUTCOME,
        unit_table="member_month",
        month_of="month",
        numerator=f"{basis} dollars of counted claim lines ({what}) in member months",
        denominator="member months",
        numerator_of=cents,
        denominator_of=lambda rows: rows.member_months,
        direction=Direction.LOWER,
        unit="$ per member month",
        numerator_scale=100,
        target=Target.AT_MOST,
        counts=("denominator",),
        needs=_needs(basis, category),
        checks=_checks(basis, category),
        source="total cost of care per member per month, as in shared-savings contracts; no truncation",
        page="cost-of-care",
    )


def _total(basis: str) -> Measure:
    column = f"{basis}_total"

    def cents(rows: Rows) -> Rows:
        return getattr(rows, column)

    return Measure(
        name=f"cost_{basis}_total",
        title=f"Total cost of care, {basis}",
        question=f"What does all care cost in a month ({_BASIS[basis]})?",
        domain=Domain.FINANCE,
        band=Band.OUTCOME,
        unit_table="member_month",
        month_of="month",
        numerator=f"{basis} dollars of counted claim lines in member months",
        denominator="member months (shown, but not divided by)",
        numerator_of=cents,
        denominator_of=lambda rows: rows.member_months,
        direction=Direction.LOWER,
        unit="$",
        statistic=Statistic.TOTAL,
        numerator_scale=100,
        counts=("denominator",),
        strata=(),
        needs=_needs(basis, "total"),
        checks=_checks(basis, "total"),
        source="the sum of what came in and is neither outside coverage nor outside the period",
        page="cost-of-care",
    )


MEASURES = tuple(
    measure
    for basis in _BASIS
    for measure in (
        _total(basis),
        _per_member_month(basis, "total"),
        *(_per_member_month(basis, category) for category in CATEGORIES),
    )
)
