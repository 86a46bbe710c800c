"""Persons, enrolment spans and covered months; docs/methods/member-months.md."""

from __future__ import annotations

from datetime import date

import ibis

from commonweal.evidence.cohorts.time import Expr, calendar_number, day_of, flag, month_of


def persons(eligibility: Expr) -> Expr:
    """One row per person: birth, death, sex, identity."""
    rows = eligibility.group_by("person_id").aggregate(
        birth=calendar_number(eligibility.birth_date).max(),
        death=day_of(eligibility.death_date).max(),
        sex=eligibility.gender.max().fill_null("unknown"),
        race=eligibility.race.lower().max(),
        ethnicity=eligibility.ethnicity.lower().max(),
    )
    ethnicity = rows.ethnicity.fill_null("")
    hispanic = ethnicity.contains("hispanic") | ethnicity.contains("latino")
    denied = ethnicity.startswith("not") | ethnicity.startswith("non") | ethnicity.startswith("un")
    return rows.select(
        "person_id",
        "birth",
        "death",
        "sex",
        identity=ibis.cases((hispanic & ~denied, "hispanic or latino"), else_=rows.race.fill_null("unknown")),
    )


def _valid(eligibility: Expr, last_day: date) -> Expr:
    rows = eligibility.select(
        "person_id",
        partner=eligibility.data_source.fill_null("unknown"),
        start=eligibility.enrollment_start_date,
        end=eligibility.enrollment_end_date.fill_null(ibis.literal(last_day, type="date")),
    )
    return rows.filter(rows.end >= rows.start)


def enrolment_spans(eligibility: Expr, last_day: date) -> Expr:
    """One row per person and time insured without a gap: `person_id`, `start`, `end` (days since 1970)."""
    rows = _valid(eligibility, last_day)
    rows = rows.select("person_id", start=day_of(rows.start), end=day_of(rows.end)).distinct()
    before = ibis.window(group_by=rows.person_id, order_by=[rows.start, rows.end], rows=(None, -1))
    reached = rows.mutate(reached=rows.end.max().over(before))
    fresh = reached.mutate(
        is_new=(reached.reached.isnull() | (reached.start > reached.reached + 1)).cast("int64")
    )
    sofar = ibis.window(group_by=fresh.person_id, order_by=[fresh.start, fresh.end], rows=(None, 0))
    numbered = fresh.mutate(span=fresh.is_new.sum().over(sofar))
    return (
        numbered.group_by("person_id", "span")
        .aggregate(start=numbered.start.min(), end=numbered.end.max())
        .select("person_id", "start", "end")
    )


def covered_months(eligibility: Expr, calendar: Expr, last_day: date) -> Expr:
    """One row per person and month with at least one insured day, and the partner it counts for."""
    rows = _valid(eligibility, last_day)
    rows = rows.select("person_id", "partner", first=month_of(rows.start), last=month_of(rows.end))
    months = rows.inner_join(calendar, [calendar.month >= rows["first"], calendar.month <= rows["last"]])
    return months.group_by("person_id", "month").aggregate(partner=months.partner.min())


def age_group(age: Expr) -> Expr:
    """The age group of an age in completed years."""
    return ibis.cases(
        (age < 0, "unknown"),
        (age < 18, "under 18"),
        (age < 45, "18-44"),
        (age < 65, "45-64"),
        (age < 75, "65-74"),
        (age < 85, "75-84"),
        (age >= 85, "85 and over"),
        else_="unknown",
    )


def age_on(calendar_day: Expr, birth: Expr) -> Expr:
    """Completed years on a day, both given as YYYYMMDD."""
    return (calendar_day - birth).floordiv(10000).cast("int64")


def with_person(rows: Expr, people: Expr | None, calendar_day: Expr) -> Expr:
    """`rows` with the groups of their person on `calendar_day` (a column, YYYYMMDD); as they are without."""
    if people is None:
        return rows
    joined = rows.mutate(on_day=calendar_day).left_join(people, "person_id")
    joined = joined.mutate(age=age_on(joined.on_day, joined.birth))
    return joined.select(
        *rows.columns,
        "age",
        age_group=age_group(joined.age),
        sex=joined.sex.fill_null("unknown"),
        identity=joined.identity.fill_null("unknown"),
        is_known_person=flag(joined.person_id_right.notnull()),
        death=joined.death,
    )
