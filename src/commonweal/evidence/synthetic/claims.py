"""What was billed for made-up care, with the denials, corrections and repeats that real files have."""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from commonweal.evidence.synthetic.care import BILLS, DIAGNOSES, DISPOSITIONS, Care, Events, Stays
from commonweal.evidence.synthetic.columns import (
    Bools,
    Days,
    Frame,
    Ints,
    dates,
    hundredths,
    names,
    whole,
    words,
)
from commonweal.evidence.synthetic.people import People
from commonweal.evidence.synthetic.world import (
    CLINICIAN_NPI,
    DRUGS,
    FACILITY_NPI,
    HOSPITALS,
    NO_HOME,
    OFFICE_CODES,
    PAYERS,
    Calendar,
)

CLAIMS_PER_BLOCK = 10_000_000
FORMS = ("professional", "institutional")
PLACES = ("11", "23", "21", "12")
ALL_BILLS = (*BILLS, "131", "211", "321")
REVENUE = ("0120", "0250", "0300", "0450", "0320", "0551")
PROCEDURES = (*OFFICE_CODES, "99283", "99284", "99223", "70450", "G0299")
STATUS = ("denied",)


@dataclass(frozen=True)
class Lines:
    """Claim lines, one entry each; −1 and NaT are empty cells. Codes are positions in the lists above."""

    claim: Ints
    line: Ints
    form: Ints
    who: Ints
    start: Days
    end: Days
    admitted: Days
    discharged: Days
    disposition: Ints
    place: Ints
    bill: Ints
    revenue: Ints
    procedure: Ints
    clinician: Ints
    hospital: Ints
    diagnosis: Ints
    allowed: Ints
    """Cents."""

    def __len__(self) -> int:
        return len(self.claim)

    def taken(self, rows: NDArray[np.int64] | Bools) -> Lines:
        return Lines(*(getattr(self, field.name)[rows] for field in fields(self)))


def joined(parts: list[Lines]) -> Lines:
    """All lines of several lists."""
    return Lines(*(np.concatenate([getattr(part, field.name) for part in parts]) for field in fields(Lines)))


class Biller:
    """Writes claims for one block of people; numbers them as it goes."""

    def __init__(self, random: Generator, people: People, calendar: Calendar, block: int) -> None:
        self.random = random
        self.people = people
        self.calendar = calendar
        self.next = block * CLAIMS_PER_BLOCK

    def lines(self, care: Care) -> Lines:
        """The medical claim lines of all that happened."""
        random, people = self.random, self.people
        office, emergency, outpatient, other = care.office, care.emergency, care.outpatient, care.other
        codes = random.choice(4, len(office), p=[0.5, 0.3, 0.1, 0.1])
        extra = np.flatnonzero(random.random(len(office)) < 0.35)
        seen = self._of_events(
            office, 150, form=0, place=0, procedure=codes, clinician=people.clinician[office.who]
        )
        test = seen.taken(extra)
        test = _changed(test, line=2, procedure=4 + extra % 2, allowed=test.allowed // 3)
        room = self._of_events(
            emergency, 820, form=1, bill=3, revenue=3, hospital=self._hospital(emergency.who), procedure=6
        )
        room_tests = _changed(room, line=2, revenue=2, procedure=-1, allowed=room.allowed // 4)
        physician = self._of_events(
            emergency, 260, form=0, place=1, procedure=7, clinician=people.clinician[emergency.who]
        )
        clinic = self._of_events(
            outpatient, 660, form=1, bill=3, revenue=4, hospital=self._hospital(outpatient.who), procedure=9
        )
        at_home = people.number[other.who] % 2
        nursing = self._of_events(
            other,
            2600,
            form=1,
            bill=4 + at_home,
            revenue=np.where(at_home == 1, 5, 0),
            procedure=10 * at_home - (1 - at_home),
        )
        return joined([seen, test, room, room_tests, physician, clinic, nursing, *self._of_stays(care.stays)])

    def numbers(self, count: int) -> Ints:
        numbers = np.arange(self.next, self.next + count)
        self.next += count
        return numbers

    def _hospital(self, who: Ints) -> Ints:
        return (self.people.number[who] + self.random.integers(0, 2, len(who))) % len(HOSPITALS)

    def cents(self, mean: float | NDArray[np.float64], month: Ints) -> Ints:
        """Dollars with a long tail, growing with prices."""
        spread = self.random.lognormal(-0.32, 0.8, len(month))
        return np.round(mean * spread * self.calendar.growth[month] * 100).astype(np.int64)

    def _of_events(self, events: Events, mean: float, **given: int | NDArray[np.int64]) -> Lines:
        n = len(events)
        nothing = np.full(n, -1)
        never = np.full(n, np.datetime64("NaT"), dtype="datetime64[D]")
        plain = Lines(
            claim=self.numbers(n),
            line=np.ones(n, dtype=np.int64),
            form=nothing,
            who=events.who,
            start=events.day,
            end=events.day,
            admitted=never,
            discharged=never,
            disposition=nothing,
            place=nothing,
            bill=nothing,
            revenue=nothing,
            procedure=nothing,
            clinician=nothing,
            hospital=nothing,
            diagnosis=events.diagnosis,
            allowed=self.cents(mean, events.month),
        )
        return _changed(plain, **given)

    def _of_stays(self, stays: Stays) -> list[Lines]:
        n = len(stays)
        length = (stays.discharged - stays.admitted).astype(np.int64)
        first = self.calendar.starts[0].astype("datetime64[M]")
        month = (stays.admitted.astype("datetime64[M]") - first).astype(np.int64)
        allowed = self.cents(6_000.0 + 1_700.0 * np.maximum(length, 1), month)
        nothing = np.full(n, -1)
        room = Lines(
            claim=self.numbers(n),
            line=np.ones(n, dtype=np.int64),
            form=np.ones(n, dtype=np.int64),
            who=stays.who,
            start=stays.admitted,
            end=stays.discharged,
            admitted=stays.admitted,
            discharged=stays.discharged,
            disposition=stays.disposition,
            place=nothing,
            bill=stays.bill,
            revenue=np.zeros(n, dtype=np.int64),
            procedure=nothing,
            clinician=nothing,
            hospital=stays.hospital,
            diagnosis=stays.diagnosis,
            allowed=allowed * 7 // 10,
        )
        never = np.full(n, np.datetime64("NaT"), dtype="datetime64[D]")
        visit = _changed(
            room,
            claim=self.numbers(n),
            form=0,
            disposition=-1,
            bill=-1,
            revenue=-1,
            hospital=-1,
            place=2,
            procedure=8,
            clinician=self.people.clinician[stays.who],
            allowed=allowed // 20,
        )
        visit = Lines(**{**_columns(visit), "end": stays.admitted, "admitted": never, "discharged": never})
        drugs = _changed(room, line=2, revenue=1, allowed=allowed // 5)
        tests = _changed(room, line=3, revenue=2, allowed=allowed // 10)
        return [room, drugs, tests, visit]


def _columns(lines: Lines) -> dict[str, NDArray[np.generic]]:
    return {field.name: getattr(lines, field.name) for field in fields(lines)}


def _changed(lines: Lines, **given: int | NDArray[np.int64]) -> Lines:
    """The same lines with some columns replaced."""
    n = len(lines)
    columns = _columns(lines)
    columns |= {
        name: np.broadcast_to(np.asarray(value, dtype=np.int64), (n,)) for name, value in given.items()
    }
    return Lines(**columns)  # type: ignore[arg-type]


def medical_claim(random: Generator, lines: Lines, people: People, keep: Bools) -> Frame:
    """The rows of `medical_claim`: some denied, some paid twice, some taken back and paid anew."""
    n = len(lines)
    fate = random.random(n)
    denied = fate < 0.03
    paid = np.where(denied, 0, lines.allowed * random.integers(80, 101, n) // 100)
    allowed = np.where(denied, 0, lines.allowed)
    paid_date = lines.start + random.integers(10, 60, n)
    twice, back, anew = (
        np.flatnonzero((fate >= low) & (fate < high))
        for low, high in ((0.03, 0.034), (0.034, 0.044), (0.034, 0.04))
    )
    rows = np.concatenate([np.arange(n), twice, back, anew])
    sign = np.concatenate([np.ones(n + len(twice)), -np.ones(len(back)), np.full(len(anew), 0.75)])
    later = np.where(np.arange(len(rows)) < n, 0, 30)
    wanted = keep[lines.who[rows]]
    rows, sign, later = rows[wanted], sign[wanted], later[wanted]
    all_paid = np.round(paid[rows] * sign).astype(np.int64)
    all_allowed = np.round(allowed[rows] * sign).astype(np.int64)
    taken = lines.taken(rows)
    who = taken.who
    payer = words(people.payer[who], PAYERS)
    without_home = people.homeless[who] & (taken.claim % 5 < 3)
    return {
        "claim_id": names("C", taken.claim, 13),
        "claim_line_number": whole(taken.line),
        "claim_type": words(taken.form, FORMS),
        "person_id": names("P", people.number[who]),
        "payer": payer,
        "claim_start_date": dates(taken.start),
        "claim_end_date": dates(taken.end),
        "claim_line_start_date": dates(taken.start),
        "claim_line_end_date": dates(taken.end),
        "admission_date": dates(taken.admitted),
        "discharge_date": dates(taken.discharged),
        "discharge_disposition_code": words(taken.disposition, DISPOSITIONS),
        "place_of_service_code": words(taken.place, PLACES),
        "bill_type_code": words(taken.bill, ALL_BILLS),
        "revenue_center_code": words(taken.revenue, REVENUE),
        "hcpcs_code": words(taken.procedure, PROCEDURES),
        "rendering_npi": names("", taken.clinician + CLINICIAN_NPI, 10, taken.clinician < 0),
        "facility_npi": names("", taken.hospital + FACILITY_NPI, 10, taken.hospital < 0),
        "paid_date": dates(paid_date[rows] + later),
        "paid_amount": hundredths(all_paid),
        "allowed_amount": hundredths(all_allowed),
        "diagnosis_code_1": words(taken.diagnosis, DIAGNOSES),
        "diagnosis_code_2": words(np.where(without_home, 0, -1), [NO_HOME]),
        "claim_status": words(np.where(denied[rows], 0, -1), STATUS),
        # Hospitals bring their own claims into the alliance, payers the rest.
        "data_source": words(
            np.where(taken.hospital >= 0, taken.hospital, len(HOSPITALS) + people.payer[who]),
            (*HOSPITALS, *PAYERS),
        ),
    }


def pharmacy_claim(random: Generator, biller: Biller, fills: Events, people: People, keep: Bools) -> Frame:
    """The rows of `pharmacy_claim`: mostly cheap generics, now and then something dear."""
    n = len(fills)
    drug = random.choice(len(DRUGS), n, p=[0.3, 0.25, 0.2, 0.12, 0.1, 0.03])
    price = np.array([18.0, 25.0, 40.0, 420.0, 310.0, 2_900.0])[drug]
    allowed = biller.cents(price, fills.month)
    claim = biller.numbers(n)
    paid = allowed * random.integers(75, 101, n) // 100
    days = random.choice(np.array([30, 90]), n, p=[0.7, 0.3])
    rows = np.flatnonzero(keep[fills.who])
    who = fills.who[rows]
    payer = words(people.payer[who], PAYERS)
    return {
        "claim_id": names("R", claim[rows], 13),
        "claim_line_number": whole(np.ones(len(rows))),
        "person_id": names("P", people.number[who]),
        "payer": payer,
        "dispensing_date": dates(fills.day[rows]),
        "ndc_code": words(drug[rows], DRUGS),
        "quantity": hundredths(days[rows] * 100),
        "days_supply": whole(days[rows]),
        "paid_date": dates(fills.day[rows] + 1),
        "paid_amount": hundredths(paid[rows]),
        "allowed_amount": hundredths(allowed[rows]),
        "data_source": payer,
    }
