"""Small worlds for the engines: a few people, claims and rows around month ends, leap days and transfers.

Hypothesis draws how large a world is and the seed of its random numbers; the rows are then drawn by plain
Python, because worlds in which rules meet (a transfer, a readmission on day 30, a void of a replaced claim)
must be common, and Hypothesis alone draws them too seldom.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from random import Random
from typing import Any, TypeVar

from hypothesis import strategies as st

from commonweal.evidence.tables import TABLES, Type

Row = dict[str, Any]
T = TypeVar("T")

FIRST, LAST = date(2016, 1, 1), date(2017, 2, 28)
MONTH_ENDS = {
    2015: ["02-01", "12-31"],
    2016: [
        *("01-01", "01-30", "01-31", "02-01", "02-28", "02-29", "03-01", "03-02"),
        *("03-30", "03-31", "04-30", "12-31"),
    ],
    2017: ["01-01", "01-30", "02-28", "03-01"],
}
EDGES = [date.fromisoformat(f"{year}-{day}") for year, days in MONTH_ENDS.items() for day in days]
STEPS = (0, 0, 1, 1, 2, 5, 29, 30, 30, 31, 40)
NPIS = ("n1", "n2", "n3", None)
CENTS = (None, 0, 1, 3333, 5000, 5000, 100_00)


class Dice:
    """Random choices, with a liking for edges."""

    def __init__(self, random: Random, people: int) -> None:
        self.random = random
        self.people = ["ann", "bob", "cleo", "dan"][:people]
        self.busy = FIRST + timedelta(days=random.randrange(360))

    def of(self, *choices: T) -> T:
        return self.random.choice(choices)

    def chance(self, share: float) -> bool:
        return self.random.random() < share

    def maybe(self, value: T, share: float = 0.85) -> T | None:
        return value if self.chance(share) else None

    def day(self) -> date:
        """A day in or near the period: often an edge, often in the weeks in which most happens."""
        if self.chance(0.35):
            return self.random.choice(EDGES)
        if self.chance(0.4):
            return self.busy + timedelta(days=self.random.randrange(30))
        return FIRST + timedelta(days=self.random.randrange((LAST - FIRST).days + 1))

    def later(self, day: date, least: int = 0) -> date:
        return day + timedelta(days=self.of(*STEPS) + least)

    def source(self) -> str | None:
        return self.of("east", "west", "west", None)

    def person(self) -> str:
        return self.random.choice(self.people)


def _eligibility(dice: Dice) -> Row:
    # Long spans are common: readmissions and whole years need them.
    start = FIRST - timedelta(days=dice.of(0, 1, 40)) if dice.chance(0.4) else dice.day()
    long = start + timedelta(days=dice.of(13, 59, 60, 200, 424, 430))
    return {
        "person_id": dice.person(),
        "payer": "p",
        "plan": "q",
        "gender": dice.of("male", "female", None),
        "race": dice.of("White", "black", None),
        "ethnicity": dice.of("Hispanic or Latino", "not hispanic", "Non-Latino", "latino", None),
        "birth_date": dice.of(date(1952, 2, 29), date(1998, 3, 1), date(1931, 1, 1), date(2017, 1, 5), None),
        "death_date": dice.maybe(dice.day(), 0.4),
        "enrollment_start_date": start,
        "enrollment_end_date": dice.of(None, long, long, dice.later(start, -1)),
        "data_source": dice.source(),
    }


def _claims(dice: Dice, count: int) -> list[Row]:
    """Claim lines in which each may follow on the one before: a transfer, an interim bill, a readmission."""
    lines: list[Row] = []
    for _ in range(count):
        start, person = dice.day(), dice.person()
        if lines and dice.chance(0.5):
            before = lines[-1]
            person = before["person_id"]
            start = dice.later(before["claim_end_date"] or start)
        line = _claim(dice, person, start)
        if lines and dice.chance(0.12):
            line |= {name: dice.of(*lines)[name] for name in ("claim_id", "claim_line_number")}
            line["data_source"] = lines[-1]["data_source"]
        if dice.chance(0.1) and line["paid_amount"]:
            line["paid_amount"], line["allowed_amount"] = -line["paid_amount"], -(line["allowed_amount"] or 0)
        lines.append(line)
    return lines


def _claim(dice: Dice, person: str, start: date) -> Row:
    end = dice.later(start)
    line: Row = {
        "claim_id": f"c{dice.random.randrange(1, 30)}",
        "claim_line_number": dice.of(1, 2),
        "claim_type": dice.of("professional", "institutional", "undetermined"),
        "person_id": person,
        "claim_start_date": dice.maybe(start),
        "claim_end_date": dice.maybe(end),
        "claim_line_start_date": dice.maybe(start),
        "claim_line_end_date": dice.maybe(end),
        "paid_date": dice.maybe(dice.of(*EDGES[-3:])),
        "paid_amount": dice.of(*CENTS),
        "allowed_amount": dice.of(*CENTS),
        "diagnosis_code_1": dice.of("I509", "J44.1", "e1165", "Z5901", "S72001A", None),
        "diagnosis_code_7": dice.of("Z590", "Z5941", None, None),
        "rendering_npi": dice.of(*NPIS),
        "billing_npi": dice.of(*NPIS),
        "facility_npi": dice.of(*NPIS),
        "claim_status": dice.of(None, None, None, None, None, None, "paid", "denied", "reversed"),
        "original_claim_id": dice.maybe(f"c{dice.random.randrange(1, 30)}", 0.15),
        "data_source": dice.source(),
    }
    kind = dice.of("stay", "stay", "room", "room", "office", "any")
    if kind == "stay":
        line |= {
            "claim_type": "institutional",
            "bill_type_code": dice.of("111", "111", "111", "112", "114", "117", "118", "121", None),
            "revenue_center_code": dice.of("0120", "0120", "0450", "0250", None),
            "admission_date": dice.maybe(start),
            "discharge_date": dice.maybe(end),
            "discharge_disposition_code": dice.of("01", "01", "01", "02", "20", "30", "07", None),
        }
    elif kind == "room":
        line |= {
            "claim_type": "institutional",
            "bill_type_code": dice.of("131", "131", "131", "137", "138", "851", "211", None),
            "revenue_center_code": dice.of("0450", "0450", "0459", "0460", "0981", "0300"),
        }
    elif kind == "office":
        line |= {
            "claim_type": "professional",
            "hcpcs_code": dice.of("99213", "99213", "99205", "99284", "G0438", "80053", None),
            "place_of_service_code": dice.of("11", "23", "21"),
        }
    return line


def _pharmacy_claim(dice: Dice) -> Row:
    amount = dice.of(*CENTS)
    return {
        "claim_id": dice.of("r1", "r2", "r3", "r4"),
        "claim_line_number": 1,
        "person_id": dice.person(),
        "dispensing_date": dice.maybe(dice.day()),
        "paid_date": dice.maybe(dice.day()),
        "paid_amount": amount if amount is None or dice.chance(0.8) else -amount,
        "allowed_amount": dice.of(*CENTS),
        "claim_status": dice.of(None, None, "paid", "denied"),
        "data_source": dice.source(),
    }


def _encounter(dice: Dice) -> Row:
    start = dice.day()
    arrival = datetime.combine(start, datetime.min.time()) + timedelta(seconds=dice.random.randrange(86_400))
    seen = arrival + timedelta(seconds=dice.random.randrange(-100, 9000))
    return {
        "encounter_id": f"e{dice.random.random()}",
        "person_id": dice.person(),
        "encounter_type": dice.of(
            "acute inpatient", "emergency department", "emergency department", "office visit"
        ),
        "encounter_start_date": start,
        "encounter_end_date": dice.maybe(dice.later(start)),
        "arrival_datetime": dice.maybe(arrival),
        "first_seen_datetime": dice.maybe(seen),
        "discharge_disposition_code": dice.of("01", "01", "20", "30", "07", None),
        "primary_diagnosis_code": dice.of("I509", "S72001A", None),
        "facility_npi": dice.of(*NPIS),
        "data_source": dice.source(),
    }


def _appointment(dice: Dice) -> Row:
    start = dice.day()
    return {
        "appointment_id": f"a{dice.random.random()}",
        "person_id": dice.person(),
        "start_datetime": datetime.combine(start, datetime.min.time())
        + timedelta(minutes=dice.random.randrange(1440)),
        "status": dice.of("fulfilled", "fulfilled", "arrived", "checked-in", "noshow", "cancelled", None),
        "requested_date": dice.maybe(
            start - timedelta(days=dice.of(*STEPS, 14, 15, 3, 4) - dice.of(0, 0, 1))
        ),
        "kind": dice.of("visit", "procedure", None),
        "target_days": dice.of(None, 0, 5, 30),
        "data_source": dice.source(),
    }


def _dated(table: str, day: str, *later: str) -> Callable[[Dice], Row]:
    """Rows of a table with plain columns: a day, days around it, and the rest by its type."""

    def row(dice: Dice) -> Row:
        first = dice.day()
        found: Row = {}
        for column in TABLES[table].columns:
            value: Any
            if column.name == "data_source":
                value = dice.source()
            elif column.name == "person_id":
                value = dice.person()
            elif column.name == day:
                value = first
            elif column.name in later:
                value = dice.later(first, -1 if dice.chance(0.2) else 0)
            elif column.values:
                value = dice.of(*column.values)
            elif column.type in (Type.MONEY, Type.HUNDREDTHS):
                value = dice.of(0, 100, 12_345, 99_999_99)
            elif column.type is Type.INTEGER:
                value = dice.random.randrange(12)
            else:
                value = dice.day() if column.type is Type.DATE else dice.of("a", "b")
            found[column.name] = value if column.required or column.name == day else dice.maybe(value)
        return found

    return row


def _experience(dice: Dice) -> Row:
    low, high = dice.of((0, 10), (0, 10), (1, 5), (0, 7), (3, 3))
    question = dice.of("overall_rating", "would_recommend", "other")
    row = _dated("patient_experience", "answered_date")(dice)
    return row | {"question_id": question, "scale_lowest": low, "scale_highest": high}


def _referral(dice: Dice) -> Row:
    row = _dated("referral", "sent_date", "accepted_date", "outcome_date")(dice)
    return row | {"outcome": dice.of("helped", "helped", "no capacity", None)}


def _provider(dice: Dice) -> Row:
    return {
        "npi": dice.of("n1", "n2", "n3"),
        "organization": dice.of("Hill", "Dale"),
        "primary_care": dice.of("yes", "yes", "no", None),
    }


ROWS: dict[str, tuple[Callable[[Dice], Row], int]] = {
    "eligibility": (_eligibility, 3),
    "pharmacy_claim": (_pharmacy_claim, 3),
    "provider": (_provider, 2),
    "encounter": (_encounter, 10),
    "appointment": (_appointment, 20),
    "patient_experience": (_experience, 6),
    "program_enrolment": (
        _dated("program_enrolment", "enrolment_start_date", "enrolment_end_date", "community_move_date"), 3,
    ),
    "need": (_dated("need", "identified_date", "resolved_date"), 3),
    "referral": (_referral, 6),
    "capacity_day": (_dated("capacity_day", "day"), 6),
    "staffing_month": (_dated("staffing_month", "month"), 6),
    "device_day": (_dated("device_day", "day"), 3),
    "infection_event": (_dated("infection_event", "onset_date"), 2),
    "finance_month": (_dated("finance_month", "month"), 12),
    "purchase": (_dated("purchase", "purchase_date"), 3),
}  # fmt: skip
"""How a row of each table is made, and about how many a person there are."""


def world(random: Random, people: int, rows: int, left_out: Sequence[str] = ()) -> dict[str, list[Row]]:
    """Tables by name, `left_out` ones missing: up to four people, `rows` times the usual rows each."""
    dice = Dice(random, people)
    tables: dict[str, list[Row]] = {"medical_claim": _claims(dice, 10 * people * rows)}
    for table, (make, usual) in ROWS.items():
        tables[table] = [make(dice) for _ in range(random.randrange(usual * people * rows + 1))]
    return {
        table: [{column.name: row.get(column.name) for column in TABLES[table].columns} for row in made]
        for table, made in tables.items()
        if table not in left_out
    }


class World(dict[str, list[Row]]):
    """Tables by name, which a report calls by what they were made from: printed whole they are 200 kB."""

    made_from: str = ""

    def __repr__(self) -> str:
        return self.made_from


@st.composite
def worlds(draw: st.DrawFn) -> World:
    """Worlds of every size, empty ones too; in one of three, some tables are missing."""
    people, rows = draw(st.integers(1, 4)), draw(st.integers(0, 3))
    names = sorted({"medical_claim", *ROWS})
    left_out = draw(st.lists(st.sampled_from(names), unique=True)) if draw(st.integers(0, 2)) == 0 else []
    seed = draw(st.integers(0, 2**32 - 1))
    drawn = World(world(Random(seed), people, rows, left_out))
    drawn.made_from = f"world(Random({seed}), {people}, {rows}, {left_out})"
    return drawn
