"""A population by rule: whom an alliance is for, and how many of them a partner's files hold.

A rule asks in up to five ways: age, place, coverage, use, needs. A member month fits when all that it asks holds
in it; docs/methods/population-rule.md says how each is looked up.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import ibis

from commonweal.evidence.cohorts import enrolment
from commonweal.evidence.cohorts.claim_lines import service_day
from commonweal.evidence.cohorts.time import Expr, flag, month_of, whole
from commonweal.evidence.cohorts.visits import MONTHS_BACK
from commonweal.evidence.disclosure import THRESHOLD, is_small
from commonweal.evidence.tables.claims import DIAGNOSES

if TYPE_CHECKING:
    from commonweal.evidence.engines.world import World

VERSION = "2"
OLDEST = 120
MOST_LISTED = 200


class BadRule(ValueError):
    """A rule that cannot be, in words."""


class CannotCount(Exception):
    """The files lack what any count of people needs, in words."""


@dataclass(frozen=True)
class PopulationRule:
    """Whom the alliance is for. What is empty or 0 is not asked."""

    age_from: int | None = None
    age_to: int | None = None
    """Completed years on the first day of the month; both are within."""
    postcodes: tuple[str, ...] = ()
    """Living there by the enrolment span (`zip_code`); 46202 is also 46202-1234."""
    payers: tuple[str, ...] = ()
    """Insured by one of these (`payer` of the files), in any capitals."""
    emergency_visits: int = 0
    """At least so many in the twelve months that end with the month."""
    admissions: int = 0
    diagnoses: tuple[str, ...] = ()
    """A counted medical line of those twelve months has a diagnosis that begins so (ICD-10-CM): Z59 is housing."""

    @classmethod
    def of(cls, given: Mapping[str, Any]) -> PopulationRule:
        """A rule from plain values, as it stands in a page's row or a TOML file. Raises BadRule, naming the entry."""
        known = set(cls.__dataclass_fields__)
        if unknown := sorted(set(given) - known):
            raise BadRule(
                f"There is no entry “{unknown[0]}” in a population rule. There are: {', '.join(sorted(known))}."
            )
        rule = cls(
            _age(given, "age_from"),
            _age(given, "age_to"),
            _listed(given, "postcodes"),
            _listed(given, "payers"),
            _at_least(given, "emergency_visits"),
            _at_least(given, "admissions"),
            tuple(code.upper().replace(".", "") for code in _listed(given, "diagnoses")),
        )
        if rule.age_from is not None and rule.age_to is not None and rule.age_from > rule.age_to:
            raise BadRule(f"age_from ({rule.age_from}) is above age_to ({rule.age_to}).")
        if wrong := [code for code in rule.diagnoses if not _is_code(code)]:
            raise BadRule(f"diagnoses: “{wrong[0]}” does not begin as a code of ICD-10-CM does (F10, Z59.0).")
        return rule

    def plain(self) -> dict[str, Any]:
        """What is asked, as plain values."""
        return {
            name: list(value) if isinstance(value, tuple) else value
            for name in self.__dataclass_fields__
            if (value := getattr(self, name)) not in (None, 0, ()) or (name.startswith("age") and value == 0)
        }

    def sentences(self) -> list[str]:
        """What is asked, each in words."""
        said = []
        if self.age_from is not None or self.age_to is not None:
            said.append(_age_said(self.age_from, self.age_to))
        if self.postcodes:
            said.append(f"living in {_or(self.postcodes)}")
        if self.payers:
            said.append(f"insured by {_or(self.payers)}")
        if self.emergency_visits:
            said.append(f"with {_times(self.emergency_visits, 'emergency visit')} or more in twelve months")
        if self.admissions:
            said.append(f"with {_times(self.admissions, 'admission')} or more in twelve months")
        if self.diagnoses:
            said.append(f"with a diagnosis that begins with {_or(self.diagnoses)} in the same twelve months")
        return said


def _is_code(code: str) -> bool:
    return (
        1 < len(code) <= 7
        and code[0].isalpha()
        and code.isascii()
        and code[1:].isalnum()
        and code[1].isdigit()
    )


def _age(given: Mapping[str, Any], name: str) -> int | None:
    value = given.get(name)
    if value in (None, ""):
        return None
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= OLDEST:
        raise BadRule(f"{name}: {value!r} is no age in whole years from 0 to {OLDEST}.")
    return value


def _at_least(given: Mapping[str, Any], name: str) -> int:
    value = given.get(name) or 0
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= 1000:
        raise BadRule(f"{name}: {value!r} is no whole number from 0 to 1000.")
    return value


def _listed(given: Mapping[str, Any], name: str) -> tuple[str, ...]:
    value = given.get(name) or []
    if (
        isinstance(value, str)
        or not isinstance(value, Sequence)
        or not all(isinstance(one, str) for one in value)
    ):
        raise BadRule(f"{name}: write it as a list of texts.")
    if len(value) > MOST_LISTED:
        raise BadRule(f"{name}: {len(value)} entries; the most are {MOST_LISTED}.")
    return tuple(dict.fromkeys(one.strip() for one in value if one.strip()))


def _age_said(low: int | None, high: int | None) -> str:
    if low is None:
        return f"up to {high} years old"
    return f"{low} years or older" if high is None else f"{low} to {high} years old"


def _times(count: int, what: str) -> str:
    return f"{count} {what}{'' if count == 1 else 's'}"


def _or(words: Sequence[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} or {words[-1]}"


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
