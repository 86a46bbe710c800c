"""Small worlds for Hypothesis: a few people, claims and rows around month ends, leap days and transfers."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from hypothesis import strategies as st

from commonweal.evidence.tables import TABLES, Type

FIRST, LAST = date(2016, 1, 1), date(2017, 2, 28)
MONTH_ENDS = {
    2015: ["02-01", "12-31"],
    2016: ["01-01", "01-30", "01-31", "02-01", "02-28", "02-29", "03-01", "03-02"],
}
MONTH_ENDS[2016] += ["03-30", "03-31", "04-30", "12-31"]
MONTH_ENDS[2017] = ["01-01", "01-30", "02-28", "03-01"]
EDGES = [date.fromisoformat(f"{year}-{day}") for year, days in MONTH_ENDS.items() for day in days]
PEOPLE = st.sampled_from(["ann", "bob"])
SOURCES = st.sampled_from(["east", "west", "west", None])
NPIS = st.sampled_from(["n1", "n2", "n3", None])
CENTS = st.sampled_from([None, 0, 1, 3333, 5000, 5000, 100_00])

any_day = st.one_of(st.sampled_from(EDGES), st.dates(FIRST, LAST))
soon = st.sampled_from([0, 0, 1, 2, 5, 29, 30, 31, 40])


def maybe(strategy: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.one_of(st.none(), strategy, strategy, strategy)


def whole_row(table: str, given: dict[str, Any]) -> dict[str, Any]:
    """The row with all of its table's columns; those not given are empty."""
    unknown = set(given) - {column.name for column in TABLES[table].columns}
    assert not unknown, unknown
    return {column.name: given.get(column.name) for column in TABLES[table].columns}


@st.composite
def eligibility(draw: st.DrawFn) -> dict[str, Any]:
    start = draw(any_day)
    return {
        "person_id": draw(PEOPLE),
        "payer": "p",
        "plan": "q",
        "gender": draw(st.sampled_from(["male", "female", None])),
        "race": draw(st.sampled_from(["White", "black", None])),
        "ethnicity": draw(
            st.sampled_from(["Hispanic or Latino", "not hispanic", "Non-Latino", "latino", None])
        ),
        "birth_date": draw(
            st.sampled_from([date(1952, 2, 29), date(1998, 3, 1), date(1931, 1, 1), date(2017, 1, 5), None])
        ),
        "death_date": draw(maybe(any_day)) if draw(st.booleans()) else None,
        "enrollment_start_date": start,
        "enrollment_end_date": draw(maybe(soon.map(lambda n: start + timedelta(days=n * 13 - 1)))),
        "data_source": draw(SOURCES),
    }


@st.composite
def medical_claim(draw: st.DrawFn) -> dict[str, Any]:
    start = draw(any_day)
    end = start + timedelta(days=draw(soon))
    kind = draw(st.sampled_from(["stay", "stay", "stay", "room", "office", "any"]))
    row: dict[str, Any] = {
        "claim_id": draw(st.sampled_from(["c1", "c2", "c3", "c4", "c5", "c6", "c7", "c8"])),
        "claim_line_number": draw(st.integers(1, 2)),
        "claim_type": draw(st.sampled_from(["professional", "institutional", "undetermined"])),
        "person_id": draw(PEOPLE),
        "claim_start_date": draw(maybe(st.just(start))),
        "claim_end_date": draw(maybe(st.just(end))),
        "claim_line_start_date": draw(maybe(st.just(start))),
        "claim_line_end_date": draw(maybe(st.just(end))),
        "paid_date": draw(maybe(st.sampled_from(EDGES[-3:]))),
        "paid_amount": draw(CENTS),
        "allowed_amount": draw(CENTS),
        "diagnosis_code_1": draw(st.sampled_from(["I509", "J44.1", "Z5901", "S72001A", "e1165", None])),
        "diagnosis_code_7": draw(st.sampled_from(["Z590", "Z5941", None, None])),
        "rendering_npi": draw(NPIS),
        "billing_npi": draw(NPIS),
        "facility_npi": draw(NPIS),
        "claim_status": draw(st.sampled_from([None, None, None, None, "paid", "denied", "reversed"])),
        "original_claim_id": draw(st.sampled_from([None, None, None, None, "c1", "c2", "c9"])),
        "data_source": draw(SOURCES),
    }
    if kind == "stay":
        row |= {
            "claim_type": "institutional",
            "bill_type_code": draw(st.sampled_from(["111", "111", "112", "114", "117", "118", "121", None])),
            "revenue_center_code": draw(st.sampled_from(["0120", "0450", "0250", None])),
            "admission_date": draw(maybe(st.just(start))),
            "discharge_date": draw(maybe(st.just(end))),
            "discharge_disposition_code": draw(st.sampled_from(["01", "01", "02", "20", "30", "07", None])),
        }
    elif kind == "room":
        row |= {
            "claim_type": "institutional",
            "bill_type_code": draw(st.sampled_from(["131", "137", "138", "851", "211", None])),
            "revenue_center_code": draw(st.sampled_from(["0450", "0459", "0460", "0981", "0300"])),
        }
    elif kind == "office":
        row |= {
            "claim_type": "professional",
            "hcpcs_code": draw(st.sampled_from(["99213", "99205", "99284", "G0438", "80053", None])),
            "place_of_service_code": draw(st.sampled_from(["11", "23", "21"])),
        }
    if draw(st.integers(0, 7)) == 0:
        row["paid_amount"], row["allowed_amount"] = -5000, -5000
    return row


@st.composite
def pharmacy_claim(draw: st.DrawFn) -> dict[str, Any]:
    amount = draw(CENTS)
    sign = draw(st.sampled_from([1, 1, 1, -1]))
    return {
        "claim_id": draw(st.sampled_from(["r1", "r2"])),
        "claim_line_number": 1,
        "person_id": draw(PEOPLE),
        "dispensing_date": draw(maybe(any_day)),
        "paid_date": draw(maybe(any_day)),
        "paid_amount": amount if amount is None else sign * amount,
        "allowed_amount": draw(CENTS),
        "claim_status": draw(st.sampled_from([None, None, "paid", "denied"])),
        "data_source": draw(SOURCES),
    }


@st.composite
def encounter(draw: st.DrawFn) -> dict[str, Any]:
    start = draw(any_day)
    arrival = datetime.combine(start, datetime.min.time()) + timedelta(seconds=draw(st.integers(0, 86_399)))
    return {
        "encounter_id": draw(st.uuids().map(str)),
        "person_id": draw(PEOPLE),
        "encounter_type": draw(st.sampled_from(["acute inpatient", "emergency department", "office visit"])),
        "encounter_start_date": start,
        "encounter_end_date": draw(maybe(soon.map(lambda n: start + timedelta(days=n)))),
        "arrival_datetime": draw(maybe(st.just(arrival))),
        "first_seen_datetime": draw(
            maybe(st.integers(-100, 9000).map(lambda s: arrival + timedelta(seconds=s)))
        ),
        "discharge_disposition_code": draw(st.sampled_from(["01", "20", "30", "07", None])),
        "primary_diagnosis_code": draw(st.sampled_from(["I509", "S72001A", None])),
        "facility_npi": draw(NPIS),
        "data_source": draw(SOURCES),
    }


@st.composite
def appointment(draw: st.DrawFn) -> dict[str, Any]:
    start = draw(any_day)
    return {
        "appointment_id": draw(st.uuids().map(str)),
        "person_id": draw(PEOPLE),
        "start_datetime": datetime.combine(start, datetime.min.time())
        + timedelta(minutes=draw(st.integers(0, 1439))),
        "status": draw(st.sampled_from(["fulfilled", "fulfilled", "arrived", "noshow", "cancelled", None])),
        "requested_date": draw(maybe(soon.map(lambda n: start - timedelta(days=n - 1)))),
        "kind": draw(st.sampled_from(["visit", "procedure", None])),
        "target_days": draw(st.sampled_from([None, 0, 5, 30])),
        "data_source": draw(SOURCES),
    }


@st.composite
def dated(draw: st.DrawFn, table: str, day: str, later: tuple[str, ...] = ()) -> dict[str, Any]:
    """A row of a table with plain columns: a day, days after it, and the rest by its type."""
    first = draw(any_day)
    row: dict[str, Any] = {}
    for column in TABLES[table].columns:
        if column.name == "data_source":
            value = draw(SOURCES)
        elif column.name == "person_id":
            value = draw(PEOPLE)
        elif column.name == day:
            value = first
        elif column.name in later:
            value = draw(maybe(soon.map(lambda n: first + timedelta(days=n - 1))))
        elif column.values:
            value = draw(st.sampled_from(column.values))
        elif column.type in (Type.MONEY, Type.HUNDREDTHS):
            value = draw(st.sampled_from([0, 100, 12345, 99_999_99]))
        elif column.type is Type.INTEGER:
            value = draw(st.integers(0, 11))
        elif column.type is Type.DATE:
            value = draw(maybe(any_day))
        else:
            value = draw(st.sampled_from(["a", "b"]))
        row[column.name] = None if not column.required and draw(st.integers(0, 5)) == 0 else value
    return row


@st.composite
def experience(draw: st.DrawFn) -> dict[str, Any]:
    row = draw(dated("patient_experience", "answered_date"))
    row["question_id"] = draw(st.sampled_from(["overall_rating", "would_recommend", "other"]))
    low, high = draw(st.sampled_from([(0, 10), (0, 10), (1, 5), (0, 7), (3, 3)]))
    return row | {"scale_lowest": low, "scale_highest": high}


@st.composite
def provider(draw: st.DrawFn) -> dict[str, Any]:
    return {
        "npi": draw(st.sampled_from(["n1", "n2", "n3"])),
        "organization": draw(st.sampled_from(["Hill", "Dale"])),
        "primary_care": draw(st.sampled_from(["yes", "yes", "no", None])),
    }


ROWS: dict[str, tuple[st.SearchStrategy[dict[str, Any]], int]] = {
    "eligibility": (eligibility(), 4),
    "medical_claim": (medical_claim(), 9),
    "pharmacy_claim": (pharmacy_claim(), 3),
    "provider": (provider(), 3),
    "encounter": (encounter(), 5),
    "appointment": (appointment(), 6),
    "patient_experience": (experience(), 5),
    "program_enrolment": (
        dated("program_enrolment", "enrolment_start_date", ("enrolment_end_date", "community_move_date")), 3,
    ),
    "need": (dated("need", "identified_date", ("resolved_date",)), 3),
    "referral": (dated("referral", "sent_date", ("accepted_date", "outcome_date")), 4),
    **{
        table: (dated(table, day), 5)
        for table, day in (
            ("capacity_day", "day"),
            ("staffing_month", "month"),
            ("device_day", "day"),
            ("infection_event", "onset_date"),
            ("finance_month", "month"),
            ("purchase", "purchase_date"),
        )
    },
}  # fmt: skip
"""How rows of each table are made, and at most how many."""

CARE = ("eligibility", "medical_claim", "pharmacy_claim", "provider")


@st.composite
def worlds(draw: st.DrawFn) -> dict[str, list[dict[str, Any]]]:
    """Tables by name. Some are missing, some are empty; claims come with enrolment more often than not."""
    care = (
        st.lists(st.sampled_from(CARE), unique=True) if draw(st.integers(0, 3)) == 0 else st.just(list(CARE))
    )
    others = st.lists(st.sampled_from(sorted(set(ROWS) - set(CARE))), unique=True, max_size=4)
    tables = {}
    for table in [*draw(care), *draw(others)]:
        rows, most = ROWS[table]
        tables[table] = [whole_row(table, row) for row in draw(st.lists(rows, max_size=most))]
    return tables
