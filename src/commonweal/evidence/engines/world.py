"""The tables between input and measures, each worked out once and only when something needs it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

import ibis

from commonweal.evidence.cohorts import (
    attribution,
    claim_lines,
    enrolment,
    members,
    stay_units,
    stays,
    units,
    visits,
)
from commonweal.evidence.cohorts.time import month_number
from commonweal.evidence.engines.backend import Backend, contract_table
from commonweal.evidence.engines.period import Period
from commonweal.evidence.measures.ambulatory_sensitive import PREFIXES
from commonweal.evidence.measures.high_utilisers import ADMISSIONS, VISITS
from commonweal.evidence.tables.claims import DIAGNOSES

EPOCH = date(1970, 1, 1)


@dataclass(frozen=True)
class Extent:
    """The first and the last day of service among lines that make events; None where there are none."""

    first: date | None
    last: date | None


class World:
    """Cohorts and units over the tables of one run.

    `present`: the columns the partner has, by table; the tables themselves are in the backend under their
    names.
    """

    def __init__(self, backend: Backend, present: Mapping[str, frozenset[str]], period: Period) -> None:
        self.backend = backend
        self.present = present
        self.period = period

    def given(self, name: str) -> Any | None:
        """The table of the contract with this name; None where the partner has none."""
        return contract_table(name) if name in self.present else None

    def _has(self, table: str, *columns: str) -> bool:
        return table in self.present and self.present[table] >= frozenset(columns)

    @cached_property
    def calendar(self) -> Any:
        """The months of the period."""

        return self.backend.keep("calendar", _literal_months(self.period))

    # Claims

    @cached_property
    def medical(self) -> Any:
        """Medical lines with what is left out and why."""
        lines = claim_lines.active_lines(contract_table("medical_claim"))
        if self._has("medical_claim", "original_claim_id"):
            corrected = self.backend.keep("corrected_claim", claim_lines.corrections(lines))
            if self.backend.rows(corrected.count().as_table())[0][0]:
                lines = claim_lines.without_corrected(lines, corrected)
        return self._without_repeats("medical", lines)

    @cached_property
    def pharmacy(self) -> Any:
        """Pharmacy lines with what is left out and why."""
        return self._without_repeats("pharmacy", claim_lines.active_lines(contract_table("pharmacy_claim")))

    def _without_repeats(self, name: str, lines: Any) -> Any:
        keys = self.backend.keep(f"repeated_{name}_key", claim_lines.repeated_keys(lines))
        if not self.backend.rows(keys.count().as_table())[0][0]:
            return lines
        judged = self.backend.keep(f"judged_{name}_key", claim_lines.judged_keys(lines, keys))
        return claim_lines.without_repeats(lines, judged)

    @cached_property
    def claim_dollars(self) -> Any | None:
        """All dollars of claims by person, month, category and reason; None without claims."""
        parts = []
        if "medical_claim" in self.present:
            parts.append(claim_lines.medical_dollars(self.medical))
        if "pharmacy_claim" in self.present:
            parts.append(claim_lines.pharmacy_dollars(self.pharmacy))
        if not parts:
            return None
        return self.backend.keep("claim_dollars", ibis.union(*parts) if len(parts) > 1 else parts[0])

    @cached_property
    def event_lines(self) -> Any:
        """Medical lines that make stays, visits or attribution."""
        lines = claim_lines.event_lines(self.medical, with_primary_care="provider" in self.present)
        return self.backend.keep("event_line", lines)

    @cached_property
    def housing_lines(self) -> Any | None:
        """Medical lines with a housing code; None where no diagnosis was reported."""
        there = [name for name in DIAGNOSES if name in self.present["medical_claim"]]
        if not there:
            return None
        return self.backend.keep("housing_line", claim_lines.housing_lines(self.medical, there))

    @cached_property
    def extent(self) -> Extent:
        """From when to when services are known."""
        if "medical_claim" in self.present:
            assert self.claim_dollars is not None
            rows = self.claim_dollars
            rows = rows.filter(rows.left_out.isnull() & (rows.kind == "medical_claim"))
            first, last = self.backend.rows(
                rows.aggregate(first=rows.first_day.min(), last=rows.last_day.max())
            )[0]
            return Extent(first, last)
        encounters = stays.encounters_of_stays(contract_table("encounter"))
        first, last = self.backend.rows(
            encounters.aggregate(first=encounters.admitted.min(), last=encounters.admitted.max())
        )[0]
        return Extent(first, last)

    # People

    @cached_property
    def people(self) -> Any | None:
        """Persons; None without eligibility."""
        eligibility = self.given("eligibility")
        return None if eligibility is None else self.backend.keep("person", enrolment.persons(eligibility))

    @cached_property
    def spans(self) -> Any | None:
        """Enrolment spans; None without eligibility."""
        eligibility = self.given("eligibility")
        if eligibility is None:
            return None
        return self.backend.keep(
            "enrolment_span", enrolment.enrolment_spans(eligibility, self.period.last_day)
        )

    @cached_property
    def covered(self) -> Any | None:
        """Covered months; None without eligibility."""
        eligibility = self.given("eligibility")
        if eligibility is None:
            return None
        months = enrolment.covered_months(eligibility, self.calendar, self.period.last_day)
        return self.backend.keep("covered_month", months)

    @cached_property
    def organizations(self) -> Any | None:
        """NPIs and their organisations; None without provider."""
        provider = self.given("provider")
        if provider is None:
            return None
        return self.backend.keep("organization", attribution.organizations(provider))

    @cached_property
    def attributed(self) -> Any | None:
        """Attribution; None without provider or claims."""
        if self.organizations is None or "medical_claim" not in self.present:
            return None
        rows = self.organizations
        primary = rows.filter(rows.is_primary == 1).select("npi")
        stated = self.given("provider")
        assert stated is not None
        says = self.backend.rows(stated.aggregate(n=stated.primary_care.count()))[0][0]
        return self.backend.keep(
            "attribution", attribution.attributions(self.event_lines, primary if says else None)
        )

    # Events

    @cached_property
    def inpatient_stays(self) -> Any:
        """Stays from claims, or from encounters when there are no claims."""
        if "medical_claim" in self.present:
            claims = stays.claims_of_stays(self.event_lines, self.housing_lines)
        else:
            claims = stays.encounters_of_stays(contract_table("encounter"))
        return self.backend.keep("inpatient_stay", stays.inpatient_stays(claims))

    @cached_property
    def emergency_visits(self) -> Any:
        """Emergency visits."""
        return self.backend.keep("emergency_visit", visits.emergency_visits(self.event_lines))

    @cached_property
    def events(self) -> Any | None:
        """Visits, admissions and housing codes by person and month; None without medical claims."""
        if "medical_claim" not in self.present:
            return None
        return self.backend.keep(
            "events_of_month",
            visits.events_of_months(
                self.emergency_visits, self.inpatient_stays, self.housing_lines, PREFIXES
            ),
        )

    @cached_property
    def twelve_months(self) -> Any | None:
        """Member months of the target population and of high utilisers; None without what they need."""
        if self.covered is None or self.events is None:
            return None
        return self.backend.keep(
            "last_twelve_months",
            visits.last_twelve_months(self.covered, self.events, VISITS, ADMISSIONS),
        )

    # Units

    def unit(self, name: str) -> Any:
        """The unit table called `name`."""
        return getattr(self, name)

    @cached_property
    def member_month(self) -> Any:
        """Member months with what happened and what it cost."""
        known_from = self.period.last + 1
        costs = None
        if self.claim_dollars is not None:
            costs = members.costs_of_months(self.claim_dollars)
        if "medical_claim" in self.present and self.extent.first is not None:
            known_from = month_number(self.extent.first) + visits.MONTHS_BACK
        return self.backend.keep(
            "member_month",
            members.member_months(
                self.covered,
                self.people,
                costs=costs,
                events=self.events,
                twelve_months=self.twelve_months,
                year_known_from=known_from,
                attributed=self.attributed,
                organizations=self.organizations,
            ),
        )

    @cached_property
    def stay(self) -> Any:
        """Stays with readmission and death."""
        last = self.extent.last
        return self.backend.keep(
            "stay",
            stay_units.stays(
                self.inpatient_stays,
                last_day=-(10**9) if last is None else (last - EPOCH).days,
                people=self.people,
                spans=self.spans,
                twelve_months=self.twelve_months,
                organizations=self.organizations,
            ),
        )

    @cached_property
    def appointment_row(self) -> Any:
        """Appointments."""
        return self.backend.keep(
            "appointment_row", units.appointments(contract_table("appointment"), self.people)
        )

    @cached_property
    def emergency_arrival(self) -> Any:
        """Arrivals in the emergency room."""
        return self.backend.keep(
            "emergency_arrival", units.emergency_arrivals(contract_table("encounter"), self.people)
        )

    @cached_property
    def capacity_row(self) -> Any:
        """Capacity by day."""
        return self.backend.keep("capacity_row", units.capacities(contract_table("capacity_day")))

    @cached_property
    def device_row(self) -> Any:
        """Device days and infections."""
        return self.backend.keep(
            "device_row",
            units.devices(contract_table("device_day"), contract_table("infection_event")),
        )

    @cached_property
    def staffing_row(self) -> Any:
        """Staff by month."""
        return self.backend.keep("staffing_row", units.staffing(contract_table("staffing_month")))

    @cached_property
    def workforce_row(self) -> Any:
        """Staff and the stays they saw through."""
        return self.backend.keep("workforce_row", units.workforces(self.staffing_row, self.stay))

    @cached_property
    def finance_row(self) -> Any:
        """Finances by service line and month."""
        return self.backend.keep("finance_row", units.finances(contract_table("finance_month")))

    @cached_property
    def purchase_row(self) -> Any:
        """Purchases with a price before."""
        return self.backend.keep("purchase_row", units.purchases(contract_table("purchase")))

    @cached_property
    def response(self) -> Any:
        """Answers of patients."""
        return self.backend.keep("response", units.responses(contract_table("patient_experience")))

    @cached_property
    def program_month(self) -> Any:
        """Months of people from institutions in a program."""
        return self.backend.keep(
            "program_month",
            units.program_months(contract_table("program_enrolment"), self.calendar),
        )

    @cached_property
    def referral_row(self) -> Any:
        """Referrals that were sent."""
        return self.backend.keep("referral_row", units.referrals(contract_table("referral"), self.people))

    @cached_property
    def need_row(self) -> Any:
        """Needs found."""
        return self.backend.keep("need_row", units.needs(contract_table("need"), self.people))


def _literal_months(period: Period) -> Any:
    months = ibis.range(period.first, period.last + 1).unnest().name("month").as_table()
    return months.select(month=months.month.cast("int64"))
