"""Who was insured when, and who people are: docs/methods/member-months.md and groups.md."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from commonweal.evidence.engines.reference.dates import (
    Month,
    age_on,
    days_after,
    first_day,
    last_day,
    months_between,
)

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Person:
    birth: date | None
    death: date | None
    gender: str | None
    race: str | None
    ethnicity: str | None

    @property
    def sex(self) -> str:
        return self.gender or "unknown"

    @property
    def identity(self) -> str:
        ethnicity = self.ethnicity or ""
        if ("hispanic" in ethnicity or "latino" in ethnicity) and not ethnicity.startswith(
            ("not", "non", "un")
        ):
            return "hispanic or latino"
        return self.race or "unknown"

    def age_group(self, day: date) -> str:
        age = age_on(self.birth, day)
        if age is None:
            return "unknown"
        for below, name in ((18, "under 18"), (45, "18-44"), (65, "45-64"), (75, "65-74"), (85, "75-84")):
            if age < below:
                return name
        return "85 and over"


NOBODY = Person(None, None, None, None, None)


def persons(eligibility: Sequence[Row]) -> dict[str, Person]:
    """One person per `person_id`; of several values the greatest."""
    rows = defaultdict(list)
    for row in eligibility:
        rows[row["person_id"]].append(row)

    def greatest(of: list[Row], column: str) -> Any:
        values = [row[column] for row in of if row.get(column) is not None]
        return max((v.lower() if isinstance(v, str) else v for v in values), default=None)

    return {
        who: Person(*(greatest(of, c) for c in ("birth_date", "death_date", "gender", "race", "ethnicity")))
        for who, of in rows.items()
    }


def insured_days(eligibility: Sequence[Row], last_month: Month) -> list[tuple[str, date, date, str]]:
    """Person, first day, last day, partner of each eligibility row that makes sense."""
    found = []
    for row in eligibility:
        start = row["enrollment_start_date"]
        end = row.get("enrollment_end_date") or last_day(last_month)
        if end >= start:
            found.append((row["person_id"], start, end, row.get("data_source") or "unknown"))
    return found


def enrolment_spans(insured: list[tuple[str, date, date, str]]) -> dict[str, list[tuple[date, date]]]:
    """Per person, rows that overlap or follow each other on the next day as one span."""
    spans: dict[str, list[tuple[date, date]]] = defaultdict(list)
    for who, start, end, _ in sorted(insured):
        mine = spans[who]
        if mine and start <= days_after(mine[-1][1], 1):
            mine[-1] = (mine[-1][0], max(mine[-1][1], end))
        else:
            mine.append((start, end))
    return dict(spans)


def member_months(
    insured: list[tuple[str, date, date, str]], first: Month, last: Month
) -> dict[tuple[str, Month], str]:
    """Person and month with at least one insured day, and the partner."""
    partners: dict[tuple[str, Month], str] = {}
    for who, start, end, partner in insured:
        for month in months_between(first, last):
            if start <= last_day(month) and end >= first_day(month):
                known = partners.get((who, month))
                partners[who, month] = partner if known is None else min(known, partner)
    return partners
