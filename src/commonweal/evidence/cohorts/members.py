"""The unit of everything counted per member: the member month with what happened in it and what it cost."""

from __future__ import annotations

import ibis

from commonweal.evidence.cohorts.attribution import UNATTRIBUTED
from commonweal.evidence.cohorts.enrolment import with_person
from commonweal.evidence.cohorts.time import Expr, flag, whole
from commonweal.evidence.measures.cost_of_care import CATEGORIES

EVENTS = ("emergency_visits", "admissions", "sensitive_admissions")


def costs_of_months(dollars: Expr) -> Expr:
    """Cents of a person and month by category, and their total."""
    lines = dollars.filter(dollars.left_out.isnull())

    def sum_of(amount: Expr, category: str) -> Expr:
        return whole((lines.category == category).ifelse(amount, 0).sum())

    sums = {
        f"{basis}_{category}": sum_of(lines[basis], category)
        for basis in ("paid", "allowed")
        for category in CATEGORIES
    }
    return lines.group_by("person_id", "month").aggregate(
        **sums, paid_total=whole(lines.paid.sum()), allowed_total=whole(lines.allowed.sum())
    )


def member_months(
    covered: Expr,
    people: Expr,
    *,
    costs: Expr | None,
    events: Expr | None,
    twelve_months: Expr | None,
    year_known_from: int,
    attributed: Expr | None,
    organizations: Expr | None,
) -> Expr:
    """One row per person and covered month. Without claims the columns of costs and events are not there.

    `year_known_from`: the number of the first month with twelve months of claims behind it.
    """
    rows = covered
    if costs is not None:
        amounts = [name for name in costs.columns if name not in ("person_id", "month")]
        joined = rows.left_join(costs, ["person_id", "month"])
        rows = joined.select(*rows.columns, **{name: whole(joined[name]) for name in amounts})
    if events is not None:
        joined = rows.left_join(events, ["person_id", "month"])
        rows = joined.select(*rows.columns, **{name: whole(joined[name]) for name in EVENTS})
    if twelve_months is not None:
        joined = rows.left_join(twelve_months, ["person_id", "month"])
        rows = joined.select(
            *rows.columns,
            high_utiliser=whole(joined.is_high),
            year_known=flag(joined.month >= year_known_from),
            population=ibis.cases((joined.is_target == 1, "target"), else_="rest"),
        )
    if attributed is not None and organizations is not None:
        joined = rows.mutate(year=rows.month.floordiv(12).cast("int64"))
        joined = joined.left_join(attributed.drop("days"), ["person_id", "year"])
        joined = joined.left_join(organizations, "npi")
        rows = joined.select(*rows.columns, organization=joined.organization.fill_null(UNATTRIBUTED))
    rows = with_person(rows, people, _first_day(rows.month))
    return rows.mutate(adult=flag(rows.age >= 18), member_months=ibis.literal(1, type="int64")).drop(
        "age", "is_known_person", "death"
    )


def _first_day(month: Expr) -> Expr:
    return (month.floordiv(12) * 10000 + (month % 12 + 1) * 100 + 1).cast("int64")
