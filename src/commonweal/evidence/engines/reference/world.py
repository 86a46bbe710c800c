"""All that the measures are made of, worked out once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from commonweal.evidence.engines.reference import claims, people
from commonweal.evidence.engines.reference.dates import Month, first_day, month_of, shifted, year_before
from commonweal.evidence.results import ALL

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Unit:
    """One thing that counts: when, in which groups, and how much."""

    month: Month
    groups: Mapping[str, str]
    numerator: int
    denominator: int


class World:
    """The cohorts of one run. `tables` holds only tables that were given."""

    def __init__(self, tables: Mapping[str, Sequence[Row]], first: Month, last: Month) -> None:
        self.tables, self.first, self.last = tables, first, last
        eligibility = tables.get("eligibility", ())
        self.persons = people.persons(eligibility)
        insured = people.insured_days(eligibility, last)
        self.spans = people.enrolment_spans(insured)
        self.member_months = people.member_months(insured, first, last)
        medical = claims.claim_lines(tables.get("medical_claim", ()), pharmacy=False)
        pharmacy = claims.claim_lines(tables.get("pharmacy_claim", ()), pharmacy=True)
        self.events = claims.event_lines(medical)
        self.lines = medical + pharmacy
        claims.leave_out_uncovered(self.lines, self.member_months, first, last)
        self.visits = claims.emergency_visits(self.events)
        if "medical_claim" in tables:
            hospital = claims.hospital_claims(self.events)
            known = [line.day for line in self.events if line.day]
        else:
            hospital = claims.hospital_encounters(tables.get("encounter", ()))
            known = [stay.admitted for stay in hospital]
        self.stays = claims.joined_stays(hospital)
        self.first_known, self.last_known = min(known, default=None), max(known, default=None)
        providers = tables.get("provider", ())
        self.attributed = claims.attributed(self.events, providers)
        self.organizations: dict[str, str] = {}
        for row in providers:
            name = row["organization"]
            self.organizations[row["npi"]] = min(name, self.organizations.get(row["npi"], name))

    def person(self, who: str) -> people.Person:
        return self.persons.get(who, people.NOBODY)

    def visits_of_year(self, who: str, month: Month) -> int:
        months = year_before(month)
        return sum(1 for person, day in self.visits if person == who and month_of(day) in months)

    def admissions_of_year(self, who: str, month: Month) -> int:
        months = year_before(month)
        return sum(1 for stay in self.stays if stay.person == who and month_of(stay.admitted) in months)

    def in_target(self, who: str, month: Month) -> bool:
        """Whether a member month belongs to the target population: target-population.md."""
        months = year_before(month)
        unhoused = any(
            line["person_id"] == who and month_of(line.day) in months and line.diagnosed("Z59")
            for line in self.events
            if line.day
        )
        return unhoused and self.visits_of_year(who, month) >= 2

    def knows_a_year(self, month: Month) -> bool:
        """Whether claims reach back far enough to look at twelve months."""
        return self.first_known is not None and month >= shifted(month_of(self.first_known), 11)

    # Groups: groups.md

    def groups_of_row(self, row: Row) -> dict[str, str]:
        """Of a unit that belongs to nobody."""
        return {ALL: ALL, "partner": row.get("data_source") or "unknown"}

    def groups_of_person(self, source: str | None, who: str, day: date) -> dict[str, str]:
        """Of a unit that belongs to a person."""
        groups = {ALL: ALL, "partner": source or "unknown"}
        if "eligibility" in self.tables:
            person = self.person(who)
            groups |= {"age_group": person.age_group(day), "sex": person.sex, "identity": person.identity}
        return groups

    def groups_of_member_month(self, who: str, month: Month) -> dict[str, str]:
        groups = self.groups_of_person(self.member_months[who, month], who, first_day(month))
        if "provider" in self.tables and "medical_claim" in self.tables:
            npi = self.attributed.get((who, month[0]))
            groups["organization"] = self.organizations.get(npi or "", "unattributed")
        if "medical_claim" in self.tables:
            groups["population"] = "target" if self.in_target(who, month) else "rest"
        return groups

    def groups_of_stay(self, stay: claims.Stay) -> dict[str, str]:
        groups = self.groups_of_person(stay.source, stay.person, stay.admitted)
        if "provider" in self.tables:
            groups["organization"] = self.organizations.get(stay.facility or "", "unattributed")
        if "medical_claim" in self.tables and "eligibility" in self.tables:
            month = month_of(stay.discharged)
            inside = (stay.person, month) in self.member_months and self.in_target(stay.person, month)
            groups["population"] = "target" if inside else "rest"
        return groups
