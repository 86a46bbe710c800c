"""How many of those whom an alliance is for a partner's files hold, and what they cost.

A member month fits when all that the rule asks holds in it; docs/methods/population-rule.md says how each is looked
up.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING

import ibis

from commonweal.evidence.cohorts import enrolment
from commonweal.evidence.cohorts.claim_lines import service_day
from commonweal.evidence.cohorts.population_rule import PopulationRule
from commonweal.evidence.cohorts.time import Expr, flag, month_of, whole
from commonweal.evidence.cohorts.visits import MONTHS_BACK
from commonweal.evidence.disclosure import THRESHOLD, is_small
from commonweal.evidence.tables.claims import DIAGNOSES

if TYPE_CHECKING:
    from commonweal.evidence.engines.world import World

VERSION = "2"


class CannotCount(Exception):
    """The files lack what any count of people needs, in words."""


@dataclass(frozen=True)
class PopulationCount:
    """How many fit. `people`: in at least one month; `paid`: dollars in the months in which they fitted.

    `hidden`: fewer people than the threshold, and so no figure at all. `left_out`: what of the rule the files cannot
    answer, in words; the count is then of a wider population.
    """

    people: int | None
    member_months: int | None
    paid: Decimal | None
    hidden: bool = False
    left_out: tuple[str, ...] = field(default=())


def count(world: World, rule: PopulationRule, threshold: int = THRESHOLD) -> PopulationCount:
    """Count the people whom the rule fits, in the months of the world's period. Raises CannotCount."""
    if world.covered is None:
        raise CannotCount("Without the table `eligibility` nobody can be counted. Add it to the files.")
    fitting, left_out = _fitting(world, rule)
    fitting = world.backend.keep("population_month", fitting)
    if world.claim_dollars is not None:
        lines = world.claim_dollars
        lines = lines.filter(lines.left_out.isnull()).semi_join(fitting, ["person_id", "month"])
        cents = world.backend.rows(lines.aggregate(paid=whole(lines.paid.sum())))[0][0]
    else:
        cents = None
        left_out.append("What they cost is not known: the files hold no claims.")
    people, months = world.backend.rows(
        fitting.aggregate(people=fitting.person_id.nunique(), months=fitting.count())
    )[0]
    if is_small(people, threshold):
        return PopulationCount(None, None, None, hidden=True, left_out=tuple(left_out))
    paid = None if cents is None else Decimal(cents) / 100
    return PopulationCount(int(people), int(months), paid, left_out=tuple(left_out))


def _fitting(world: World, rule: PopulationRule) -> tuple[Expr, list[str]]:
    """Covered months that fit (`person_id`, `month`), and what could not be asked."""
    left_out: list[str] = []
    rows = world.covered.select("person_id", "month")  # type: ignore[union-attr]
    if rule.postcodes and "zip_code" in world.present["eligibility"]:
        rows = rows.semi_join(_living_in(world, rule.postcodes), ["person_id", "month"])
    elif rule.postcodes:
        left_out.append("Place was not asked: the files hold no `zip_code`.")
    if rule.age_from is not None or rule.age_to is not None:
        rows = _of_age(world, rows, rule)
    if rule.payers:
        rows = rows.semi_join(_insured_by(world, rule.payers), ["person_id", "month"])
    if (rule.emergency_visits or rule.admissions or rule.diagnoses) and world.events is None:
        left_out.append("Use and needs were not asked: the files hold no medical claims.")
        return rows, left_out
    if rule.emergency_visits or rule.admissions:
        rows = rows.semi_join(_using(world, rows, rule), ["person_id", "month"])
    if rule.diagnoses:
        rows = rows.semi_join(_diagnosed(world, rows, rule.diagnoses), ["person_id", "month"])
    return rows, left_out


def _of_age(world: World, rows: Expr, rule: PopulationRule) -> Expr:
    people = world.people
    assert people is not None
    joined = rows.left_join(people.select("person_id", born=people.birth), "person_id")
    age = enrolment.age_on(
        (joined.month.floordiv(12) * 10000 + (joined.month % 12 + 1) * 100 + 1).cast("int64"), joined.born
    )
    if rule.age_from is not None:
        joined = joined.filter(age >= rule.age_from)
    if rule.age_to is not None:
        joined = joined.filter(age <= rule.age_to)
    return joined.select("person_id", "month")


def _insured_by(world: World, payers: Sequence[str]) -> Expr:
    eligibility = world.given("eligibility")
    assert eligibility is not None
    return _covered(world, eligibility.payer.lower().isin([one.lower() for one in payers]))


def _living_in(world: World, postcodes: Sequence[str]) -> Expr:
    eligibility = world.given("eligibility")
    assert eligibility is not None
    home = _bare(eligibility.zip_code.fill_null(""))
    wanted: Expr = ibis.literal(False)
    for one in postcodes:
        wanted |= home.startswith(one.upper().replace(" ", "").replace("-", ""))
    return _covered(world, flag(wanted) == 1)


def _bare(postcode: Expr) -> Expr:
    """As it is compared: without spaces and hyphens, in capitals."""
    return postcode.upper().replace(" ", "").replace("-", "")


def _covered(world: World, spans: Expr) -> Expr:
    """The months covered by these spans of `eligibility`."""
    eligibility = world.given("eligibility")
    assert eligibility is not None
    mine = eligibility.filter(spans)
    return enrolment.covered_months(mine, world.calendar, world.period.last_day).select("person_id", "month")


def _within_a_year(rows: Expr, happened: Expr) -> Expr:
    """Pairs of a covered month and what happened to the person in the twelve months that end with it."""
    return rows.inner_join(
        happened,
        [
            rows.person_id == happened.other,
            happened.happened <= rows.month,
            happened.happened >= rows.month - MONTHS_BACK,
        ],
    )


def _using(world: World, rows: Expr, rule: PopulationRule) -> Expr:
    events = world.events
    assert events is not None
    happened = events.select("emergency_visits", "admissions", other=events.person_id, happened=events.month)
    pairs = _within_a_year(rows, happened)
    sums = pairs.group_by("person_id", "month").aggregate(
        emergency_visits=whole(pairs.emergency_visits.sum()), admissions=whole(pairs.admissions.sum())
    )
    return sums.filter(
        (sums.emergency_visits >= rule.emergency_visits) & (sums.admissions >= rule.admissions)
    )


def _diagnosed(world: World, rows: Expr, prefixes: Sequence[str]) -> Expr:
    there = [name for name in DIAGNOSES if name in world.present["medical_claim"]]
    lines = world.medical
    lines = lines.filter(lines.left_out.isnull())
    found: Expr = ibis.literal(False)
    for name in there:
        code = lines[name].upper().replace(".", "").fill_null("")
        for prefix in prefixes:
            found |= code.startswith(prefix)
    lines = lines.filter(flag(found) == 1)
    happened = lines.select(other=lines.person_id, happened=month_of(service_day(lines))).distinct()
    return _within_a_year(rows, happened).select("person_id", "month").distinct()
