"""Which claim lines count, and what events they make.

Written from claim-lines.md, inpatient-stays.md, emergency-visits.md and attribution.md.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from commonweal.evidence.engines.reference.dates import Month, days_after, month_of

Row = Mapping[str, Any]
DIAGNOSES = [f"diagnosis_code_{number}" for number in range(1, 26)]
PRIMARY_CARE = {
    str(code)
    for low, high in ((99202, 99205), (99211, 99215), (99381, 99387), (99391, 99397))
    for code in range(low, high + 1)
} | {"G0402", "G0438", "G0439"}


@dataclass
class Line:
    """A claim line of either table, with the reason why it is left out, if any."""

    row: Row
    pharmacy: bool
    day: date | None
    left_out: str | None = None

    def __getitem__(self, column: str) -> Any:
        return self.row.get(column)

    @property
    def key(self) -> tuple[Any, ...]:
        return self["data_source"], self["claim_id"], self["claim_line_number"]

    @property
    def claim(self) -> tuple[Any, ...]:
        return self["data_source"], self["claim_id"]

    @property
    def bill(self) -> str:
        return self["bill_type_code"] or ""

    def diagnosed(self, prefix: str) -> bool:
        return any((self[column] or "").startswith(prefix) for column in DIAGNOSES)

    @property
    def emergency_room(self) -> bool:
        revenue = self["revenue_center_code"] or ""
        return "0450" <= revenue <= "0459" or revenue == "0981"

    @property
    def category(self) -> str:
        form = self["claim_type"]
        if self.pharmacy:
            return "pharmacy"
        if form == "institutional" and self.bill.startswith(("11", "12")):
            return "inpatient"
        if form == "institutional" and self.emergency_room:
            return "emergency"
        if form == "professional" and self["place_of_service_code"] == "23":
            return "emergency"
        outpatient = ("13", "14", "71", "72", "73", "74", "75", "76", "77", "83", "85")
        if form == "institutional" and self.bill.startswith(outpatient):
            return "outpatient"
        return "professional" if form == "professional" else "other"


def claim_lines(rows: Sequence[Row], *, pharmacy: bool) -> list[Line]:
    """The lines of a claims table, those left out by themselves or by other lines marked as such."""
    columns = (
        ("dispensing_date", "paid_date")
        if pharmacy
        else ("claim_line_start_date", "claim_start_date", "admission_date")
    )
    lines = []
    for row in rows:
        day = next((row[column] for column in columns if row.get(column) is not None), None)
        status = row.get("claim_status")
        lines.append(Line(row, pharmacy, day, status if status in ("denied", "reversed") else None))
    if not pharmacy:
        _corrected([line for line in lines if line.left_out is None])
    _repeated([line for line in lines if line.left_out is None])
    return lines


def _corrected(lines: list[Line]) -> None:
    """Voided and replaced claims."""
    claims = {line.claim for line in lines}
    voided, replaced = set(), set()
    for line in lines:
        original = (line["data_source"], line["original_claim_id"])
        if line["original_claim_id"] is None or original == line.claim or original not in claims:
            continue
        if line.bill.endswith("8"):
            voided |= {original, line.claim}
        if line.bill.endswith("7"):
            replaced.add(original)
    for line in lines:
        line.left_out = "voided" if line.claim in voided else "replaced" if line.claim in replaced else None


RANKED_BY = (
    "paid_date",
    "paid_amount",
    "allowed_amount",
    "claim_start_date",
    "bill_type_code",
    "revenue_center_code",
    "place_of_service_code",
    "hcpcs_code",
    "dispensing_date",
    "ndc_code",
)
"""What decides which of several rows with one key is kept, the first first; the greatest is kept."""


def _repeated(lines: list[Line]) -> None:
    """Reversals and duplicates among lines with the same key."""
    keys = defaultdict(list)
    for line in lines:
        keys[line.key].append(line)
    for same in keys.values():
        if len(same) == 1:
            continue
        paid = [line["paid_amount"] or 0 for line in same]
        allowed = [line["allowed_amount"] or 0 for line in same]
        if min(paid) < 0 or min(allowed) < 0:
            if sum(paid) == 0 and sum(allowed) == 0:
                for line in same:
                    line.left_out = "reversed"
            continue

        def rank(line: Line) -> tuple[Any, ...]:
            # Empty is less than anything: (False, …) comes before (True, …).
            values = [line.row.get(name) for name in RANKED_BY]
            return tuple((value is not None, 0 if value is None else value) for value in values)

        kept = max(same, key=rank)
        for line in same:
            if line is not kept:
                line.left_out = "duplicate"


def leave_out_uncovered(
    lines: list[Line], insured: Mapping[tuple[str, Month], str], first: Month, last: Month
) -> None:
    """The reasons that have to do with the period and with coverage; events do not mind them."""
    for line in lines:
        if line.left_out is not None:
            continue
        if line.day is None:
            line.left_out = "no date"
        elif not first <= month_of(line.day) <= last:
            line.left_out = "outside period"
        elif (line["person_id"], month_of(line.day)) not in insured:
            line.left_out = "outside coverage"


def event_lines(lines: list[Line]) -> list[Line]:
    """The medical lines that make stays, visits and attribution. Called before coverage is looked at."""
    return [line for line in lines if line.left_out is None and line.day is not None]


@dataclass
class Stay:
    person: str
    stay_id: str
    source: str | None
    admitted: date
    discharged: date
    disposition: str | None
    diagnosis: str | None
    facility: str | None
    homeless: bool

    @property
    def ended(self) -> bool:
        return self.disposition != "30"

    @property
    def days(self) -> int:
        return max((self.discharged - self.admitted).days, 1)

    @property
    def reach(self) -> date:
        return days_after(self.discharged, 1) if self.disposition == "30" else self.discharged


def _last_of(values: Any) -> Any:
    return max((value for value in values if value is not None), default=None)


def hospital_claims(events: list[Line]) -> list[Stay]:
    """Inpatient claims, each as a stay of its own."""
    claims = defaultdict(list)
    for line in events:
        inpatient = line.bill.startswith("11") and not line.bill.endswith("8")
        if not line.bill:
            inpatient = "0100" <= (line["revenue_center_code"] or "") <= "0219"
        if line["claim_type"] == "institutional" and inpatient:
            claims[line["data_source"], line["person_id"], line["claim_id"]].append(line)
    found = []
    for (source, person, claim_id), lines in claims.items():
        admissions = [line["admission_date"] for line in lines if line["admission_date"] is not None]
        admitted = min(admissions) if admissions else min(line.day for line in lines if line.day)
        discharged = admitted
        for column in ("discharge_date", "claim_end_date", "claim_line_end_date"):
            if (latest := _last_of(line[column] for line in lines)) is not None:
                discharged = max(latest, admitted)
                break
        facility = _last_of(line["facility_npi"] for line in lines)
        found.append(
            Stay(
                person=person,
                stay_id=claim_id,
                source=source,
                admitted=admitted,
                discharged=discharged,
                disposition=_last_of(line["discharge_disposition_code"] for line in lines),
                diagnosis=_last_of(line["diagnosis_code_1"] for line in lines),
                facility=facility or _last_of(line["billing_npi"] for line in lines),
                homeless=any(line.diagnosed("Z590") for line in lines),
            )
        )
    return found


def hospital_encounters(encounters: Sequence[Row]) -> list[Stay]:
    """Inpatient encounters, each as a stay of its own."""
    found = []
    for row in encounters:
        if row["encounter_type"] != "acute inpatient":
            continue
        start, end = row["encounter_start_date"], row.get("encounter_end_date")
        found.append(
            Stay(
                person=row["person_id"],
                stay_id=row["encounter_id"],
                source=row.get("data_source"),
                admitted=start,
                discharged=start if end is None else max(start, end),
                disposition="30" if end is None else row.get("discharge_disposition_code"),
                diagnosis=row.get("primary_diagnosis_code"),
                facility=row.get("facility_npi"),
                homeless=False,
            )
        )
    return found


def joined_stays(claims: list[Stay]) -> list[Stay]:
    """Claims that overlap, follow on the same day or continue an interim bill, as one stay."""
    stays: list[list[Stay]] = []
    for claim in sorted(
        claims, key=lambda c: (c.person, c.admitted, c.discharged, c.stay_id, c.source or "")
    ):
        before = stays[-1] if stays and stays[-1][0].person == claim.person else []
        if before and claim.admitted <= max(part.reach for part in before):
            before.append(claim)
        else:
            stays.append([claim])
    found = []
    for parts in stays:
        first = parts[0]
        closing = first
        for part in parts:
            if part.discharged >= closing.discharged:
                closing = part
        found.append(
            Stay(
                person=first.person,
                stay_id=first.stay_id,
                source=first.source,
                admitted=first.admitted,
                discharged=closing.discharged,
                disposition=closing.disposition,
                diagnosis=first.diagnosis,
                facility=first.facility,
                homeless=any(part.homeless for part in parts),
            )
        )
    return found


def emergency_visits(events: list[Line]) -> set[tuple[str, date]]:
    """Person and day of each emergency visit."""
    visits = set()
    for line in events:
        assert line.day is not None
        admitted = (
            line["claim_type"] == "institutional"
            and line.bill.startswith(("11", "12"))
            and line.emergency_room
        )
        seen = line["claim_type"] == "professional" and line["hcpcs_code"] in {
            "99281",
            "99282",
            "99283",
            "99284",
            "99285",
        }
        if line.category == "emergency" or admitted or seen:
            visits.add((line["person_id"], line.day))
    return visits


def attributed(events: list[Line], providers: Sequence[Row]) -> dict[tuple[str, int], str]:
    """Person and calendar year: the NPI whose patient the person is."""
    stated = any(row.get("primary_care") is not None for row in providers)
    primary = {row["npi"] for row in providers if row.get("primary_care") == "yes"}
    days: dict[tuple[str, int], dict[str, set[date]]] = defaultdict(lambda: defaultdict(set))
    for line in events:
        assert line.day is not None
        npi = line["rendering_npi"]
        primary_care = line["claim_type"] == "professional" and line["hcpcs_code"] in PRIMARY_CARE
        if primary_care and npi and (not stated or npi in primary):
            days[line["person_id"], line.day.year][npi].add(line.day)
    found = {}
    for key, seen in days.items():
        most = max((len(d), max(d)) for d in seen.values())
        found[key] = min(npi for npi, d in seen.items() if (len(d), max(d)) == most)
    return found
