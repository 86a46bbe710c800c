"""What clinics, hospitals and the care network record about made-up people."""

from __future__ import annotations

import numpy as np
from numpy.random import Generator

from commonweal.evidence.synthetic.care import DIAGNOSES, DISPOSITIONS, Care, Events
from commonweal.evidence.synthetic.columns import (
    Bools,
    Frame,
    Ints,
    dates,
    names,
    same,
    times,
    whole,
    words,
)
from commonweal.evidence.synthetic.people import People
from commonweal.evidence.synthetic.world import (
    CLINICS,
    FACILITY_NPI,
    HOSPITALS,
    NETWORK,
    RECEIVERS,
    Calendar,
)

ROWS_PER_BLOCK = 10_000_000
DOMAINS = ("housing", "food", "transport", "legal", "other")
OUTCOMES = ("helped", "could not contact", "no capacity", "not eligible", "no longer wanted")
STATUSES = ("completed", "rejected", "accepted", "requested")
APPOINTMENT_STATUS = ("fulfilled", "noshow", "cancelled")
TESTS = ("4548-4", "2093-3", "33914-3")
KINDS = ("emergency department", "acute inpatient")
QUESTIONS = ("overall_rating", "would_recommend")


def _numbered(block: int, rows: int) -> Ints:
    return np.arange(block * ROWS_PER_BLOCK, block * ROWS_PER_BLOCK + rows)


def encounter(random: Generator, care: Care, people: People, keep: Bools, block: int) -> Frame:
    """Emergency visits with arrival and first contact, and hospital claims as the hospitals know them."""
    visits, stays = care.emergency, care.stays
    n = len(visits) + len(stays)
    is_stay = np.arange(n) >= len(visits)
    who = np.concatenate([visits.who, stays.who])
    start = np.concatenate([visits.day, stays.admitted])
    end = np.concatenate([visits.day, stays.discharged])
    hospital = (people.number[who] + random.integers(0, 2, n)) % len(HOSPITALS)
    hospital[is_stay] = stays.hospital
    arrival = start.astype("datetime64[s]") + random.integers(0, 86_400, n)
    # Waits are long in the evening and shorter at the second hospital, which changed its triage after a year.
    hour = (arrival - start.astype("datetime64[s]")).astype(np.int64) / 3600
    changed = (hospital == 1) & (np.concatenate([visits.month, np.zeros(len(stays), dtype=np.int64)]) >= 12)
    wait = random.gamma(2.0, 15 * (1 + 0.5 * (hour > 16)) * np.where(changed, 0.55, 1), n) * 60
    seen = arrival + wait.astype(np.int64)
    never = is_stay | (random.random(n) < 0.04)
    disposition = np.concatenate([np.full(len(visits), -1), stays.disposition])
    rows = np.flatnonzero(keep[who] & ~((disposition == 4) & (end < start)))
    not_a_time = np.datetime64("NaT")
    return {
        "encounter_id": names("E", _numbered(block, n)[rows], 13),
        "person_id": names("P", people.number[who[rows]]),
        "encounter_type": words(is_stay[rows].astype(np.int64), KINDS),
        "encounter_start_date": dates(start[rows]),
        "encounter_end_date": dates(end[rows]),
        "arrival_datetime": times(np.where(is_stay, not_a_time, arrival)[rows]),
        "first_seen_datetime": times(np.where(never, not_a_time, seen)[rows]),
        "discharge_disposition_code": words(disposition[rows], DISPOSITIONS),
        "primary_diagnosis_code": words(np.concatenate([visits.diagnosis, stays.diagnosis])[rows], DIAGNOSES),
        "facility_npi": names("", hospital[rows] + FACILITY_NPI, 10),
        "data_source": words(hospital[rows], HOSPITALS),
    }


def appointment(
    random: Generator, visits: Events, people: People, calendar: Calendar, *, keep: Bools, block: int
) -> Frame:
    """Appointments: those behind the office visits, and those nobody came to."""
    n = len(visits)
    procedure = random.random(n) < 0.12
    # A new scheduling desk opens in the eighteenth month and waits fall.
    mean = (
        np.where(procedure, 34.0, 15.0)
        * np.where(visits.month >= 18, 0.75, 1.0)
        * calendar.season[visits.month]
    )
    wait = random.gamma(1.6, mean / 1.6).astype(np.int64)
    missed = np.where(people.homeless[visits.who], 0.30, 0.07 + 0.05 * (people.payer[visits.who] == 1))
    chance = random.random(n)
    status = np.where(chance < missed, 1, np.where(chance < missed + 0.06, 2, 0))
    minute = random.integers(8 * 4, 17 * 4, n) * 15
    unknown = random.random(n) < 0.03
    rows = np.flatnonzero(keep[visits.who])
    requested = np.where(unknown, np.datetime64("NaT"), visits.day - wait).astype("datetime64[D]")
    return {
        "appointment_id": names("A", _numbered(block, n)[rows], 13),
        "person_id": names("P", people.number[visits.who[rows]]),
        "start_datetime": times((visits.day.astype("datetime64[m]") + minute)[rows]),
        "status": words(status[rows], APPOINTMENT_STATUS),
        "requested_date": dates(requested[rows]),
        "kind": words(procedure[rows].astype(np.int64), ("visit", "procedure")),
        "target_days": whole(np.full(len(rows), 30), ~procedure[rows]),
        "data_source": words(people.clinician[visits.who[rows]] % len(CLINICS), CLINICS),
    }


def lab_result(random: Generator, visits: Events, people: People, keep: Bools, block: int) -> Frame:
    """Laboratory results of a third of the office visits: HbA1c, cholesterol, kidney function."""
    taken = np.flatnonzero(random.random(len(visits)) < 0.33)
    who, n = visits.who[taken], len(taken)
    test = random.integers(0, 3, n)
    diabetes, kidney = people.ill[who, 0], people.ill[who, 5]
    value = np.select(
        [test == 0, test == 1],
        [random.normal(np.where(diabetes, 7.8, 5.5), 0.7), random.normal(195, 35, n)],
        random.normal(np.where(kidney, 45, 90), 12),
    )
    tenths = np.maximum(np.round(value * 10), 1).astype(np.int64)
    rows = np.flatnonzero(keep[who])
    reported = visits.day[taken].astype("datetime64[s]") + 36_000 + random.integers(0, 86_400, n)
    return {
        "lab_result_id": names("L", _numbered(block, n)[rows], 13),
        "person_id": names("P", people.number[who[rows]]),
        "source_order_code": words(test[rows], TESTS),
        "result": words(*_tenths(tenths[rows])),
        "result_datetime": times(reported[rows]),
        "data_source": same("Regional Laboratory", len(rows)),
    }


def _tenths(tenths: Ints) -> tuple[Ints, list[str]]:
    """Numbers with one decimal, as text: positions, and the texts there are."""
    texts, codes = np.unique(tenths, return_inverse=True)
    return codes.astype(np.int64), [f"{value / 10:.1f}" for value in texts.tolist()]


def patient_experience(random: Generator, visits: Events, people: People, keep: Bools, block: int) -> Frame:
    """Two answers from each of a few visitors; one clinic gets better after a year."""
    answered = np.flatnonzero(random.random(len(visits)) < 0.06)
    who, n = visits.who[answered], len(answered)
    clinic = people.clinician[who] % len(CLINICS)
    better = 0.9 * ((clinic == 2) & (visits.month[answered] >= 12))
    rating = np.clip(np.round(random.normal(8.3 + better, 1.7, n)), 0, 10).astype(np.int64)
    recommend = np.clip(rating + random.integers(-1, 2, n), 0, 10)
    kept = np.flatnonzero(keep[who])
    day = visits.day[answered] + random.integers(1, 20, n)
    rows = np.concatenate([kept, kept])
    question = np.repeat([0, 1], len(kept))
    return {
        "response_id": names("S", _numbered(block, n)[rows], 13),
        "survey": same("Visit survey", len(rows)),
        "question_id": words(question, QUESTIONS),
        "answered_date": dates(day[rows]),
        "answer": whole(np.where(question == 0, rating[rows], recommend[rows])),
        "scale_lowest": whole(np.zeros(len(rows))),
        "scale_highest": whole(np.full(len(rows), 10)),
        "data_source": words(clinic[rows], CLINICS),
    }


def needs_and_referrals(
    random: Generator, people: People, calendar: Calendar, keep: Bools, block: int
) -> tuple[Frame, Frame]:
    """Needs of some people, and one referral for each: some helped, some refused, some never answered."""
    chance = np.where(people.homeless, 0.9, 0.04 * (1 + people.frailty) * (1 + (people.payer == 1)))
    found = np.flatnonzero(random.random(len(chance)) < np.minimum(chance, 1))
    n = len(found)
    domain = np.where(people.homeless[found], random.choice(2, n, p=[0.8, 0.2]), random.integers(1, 5, n))
    period = int((calendar.end - calendar.starts[0]).astype(np.int64))
    identified = calendar.starts[0] + random.integers(0, period, n)
    sent = identified + random.integers(0, 6, n)
    sent = np.minimum(sent, calendar.end - 1)
    # Housing is slow and often full; the network learns, and more loops close with time.
    learned = (sent - calendar.starts[0]).astype(np.int64) / period
    fate = random.random(n)
    answered = fate < 0.72 + 0.2 * learned
    helped = fate < np.where(domain == 0, 0.28, 0.48) + 0.15 * learned
    accepted = sent + random.geometric(0.22, n) - 1
    closed = accepted + random.geometric(np.where(domain == 0, 0.02, 0.07))
    outcome = np.where(helped, 0, random.choice(4, n, p=[0.3, 0.35, 0.2, 0.15]) + 1)
    refused = answered & ((outcome == 2) | (outcome == 3))
    never = np.datetime64("NaT")
    accepted = np.where(refused | (accepted >= calendar.end), never, accepted).astype("datetime64[D]")
    accepted = np.where(fate > 0.96, never, accepted).astype("datetime64[D]")
    done = answered & (closed < calendar.end)
    status = np.where(done & refused, 1, np.where(done, 0, np.where(np.isnat(accepted), 3, 2)))
    outcome = np.where(done, outcome, -1)
    ended = np.where(done, closed, never).astype("datetime64[D]")
    met = np.where(done & helped, closed, never).astype("datetime64[D]")
    kept = np.flatnonzero(keep[found])
    number, who = _numbered(block, n)[kept], names("P", people.number[found[kept]])
    source = same(NETWORK, len(kept))
    need: Frame = {
        "need_id": names("N", number, 13),
        "person_id": who,
        "domain": words(domain[kept], DOMAINS),
        "identified_date": dates(identified[kept]),
        "resolved_date": dates(met[kept]),
        "data_source": source,
    }
    referral: Frame = {
        "referral_id": names("F", number, 13),
        "need_id": need["need_id"],
        "person_id": who,
        "sender": words(people.clinician[found[kept]] % len(CLINICS), CLINICS),
        "receiver": words(domain[kept], RECEIVERS),
        "status": words(status[kept], STATUSES),
        "sent_date": dates(sent[kept]),
        "accepted_date": dates(accepted[kept]),
        "outcome_date": dates(ended[kept]),
        "outcome": words(outcome[kept], OUTCOMES),
        "data_source": source,
    }
    return need, referral
