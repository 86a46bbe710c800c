"""The units of each measure, as its method page says."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime
from typing import Any

from commonweal.evidence.engines.reference.claims import Stay
from commonweal.evidence.engines.reference.dates import (
    Month,
    age_on,
    day_of,
    days_after,
    first_day,
    last_day,
    month_of,
    months_between,
    shifted,
)
from commonweal.evidence.engines.reference.world import Row, Unit, World

Units = Callable[[World], Iterator[Unit]]

DIED = {"20", "40", "41", "42"}
NO_INDEX = {"02", "05", "07", "43", "65", "66"} | DIED
# fmt: off
SENSITIVE = (
    "E100", "E101", "E102", "E103", "E104", "E105", "E106", "E110", "E111", "E112", "E113", "E114", "E115",
    "E116", "J40", "J41", "J42", "J43", "J44", "J45", "J47", "I10", "I119", "I129", "I1310", "I16", "I0981",
    "I110", "I130", "I132", "I50", "J13", "J14", "J15", "J160", "J168", "J180", "J181", "J188", "J189",
    "N10", "N12", "N151", "N159", "N16", "N30", "N390",
)
# fmt: on

# Stays


def _of_stays(count: Callable[[World, Stay], tuple[int, int]]) -> Units:
    def units(world: World) -> Iterator[Unit]:
        for stay in world.stays:
            yield Unit(month_of(stay.discharged), world.groups_of_stay(stay), *count(world, stay))

    return units


def _thirty_days_known(world: World, day: date) -> bool:
    return world.last_known is not None and days_after(day, 30) <= world.last_known


def _readmitted(world: World, stay: Stay) -> tuple[int, int]:
    month_later = days_after(stay.discharged, 30)
    index = (
        stay.ended
        and stay.disposition not in NO_INDEX
        and any(a <= stay.discharged and month_later <= b for a, b in world.spans.get(stay.person, ()))
        and _thirty_days_known(world, stay.discharged)
    )
    again = any(
        other.person == stay.person and stay.discharged < other.admitted <= month_later
        for other in world.stays
    )
    return int(index and again), int(index)


def _died_in_hospital(_: World, stay: Stay) -> tuple[int, int]:
    return int(stay.ended and stay.disposition in DIED), int(stay.ended)


def _died_within_30_days(world: World, stay: Stay) -> tuple[int, int]:
    counts = stay.ended and stay.person in world.persons and _thirty_days_known(world, stay.admitted)
    death = world.person(stay.person).death
    died = counts and death is not None and 0 <= (death - stay.admitted).days <= 30
    return int(died), int(counts)


def _length(_: World, stay: Stay) -> tuple[int, int]:
    return (stay.days, 1) if stay.ended else (0, 0)


def _length_homeless(_: World, stay: Stay) -> tuple[int, int]:
    return (stay.days, 1) if stay.ended and stay.homeless else (0, 0)


# Member months


def _of_member_months(count: Callable[[World, str, Month], tuple[int, int]]) -> Units:
    def units(world: World) -> Iterator[Unit]:
        for who, month in world.member_months:
            yield Unit(month, world.groups_of_member_month(who, month), *count(world, who, month))

    return units


def _visits(world: World, who: str, month: Month) -> tuple[int, int]:
    return sum(1 for person, day in world.visits if person == who and month_of(day) == month), 1


def _admissions(world: World, who: str, month: Month) -> tuple[int, int]:
    return sum(1 for stay in world.stays if stay.person == who and month_of(stay.admitted) == month), 1


def _sensitive(world: World, who: str, month: Month) -> tuple[int, int]:
    age = age_on(world.person(who).birth, first_day(month))
    if age is None or age < 18:
        return 0, 0
    found = [
        stay
        for stay in world.stays
        if stay.person == who
        and month_of(stay.admitted) == month
        and (stay.diagnosis or "").replace(".", "").upper().startswith(SENSITIVE)
    ]
    return len(found), 1


def _high_utiliser(world: World, who: str, month: Month) -> tuple[int, int]:
    if not world.knows_a_year(month):
        return 0, 0
    return int(world.visits_of_year(who, month) >= 4 or world.admissions_of_year(who, month) >= 2), 1


def _cost(basis: str, category: str | None) -> Units:
    def count(world: World, who: str, month: Month) -> tuple[int, int]:
        cents = 0
        for line in world.lines:
            if line.left_out is not None or line["person_id"] != who or line.day is None:
                continue
            if month_of(line.day) == month and category in (None, line.category):
                cents += line[f"{basis}_amount"] or 0
        return cents, 1

    return _of_member_months(count)


def _total_cost(basis: str) -> Units:
    def units(world: World) -> Iterator[Unit]:
        for unit in _cost(basis, None)(world):
            yield Unit(unit.month, {"all": "all"}, unit.numerator, unit.denominator)

    return units


# Rows that count by themselves


def _of_rows(
    table: str, moment: str, count: Callable[[Row], tuple[int, int]], *, of_person: bool = False
) -> Units:
    def units(world: World) -> Iterator[Unit]:
        for row in world.tables[table]:
            if row.get(moment) is None:
                continue
            day = day_of(row[moment])
            groups = (
                world.groups_of_person(row.get("data_source"), row["person_id"], day)
                if of_person
                else world.groups_of_row(row)
            )
            yield Unit(month_of(day), groups, *count(row))

    return units


def _waited(kind: str, count: Callable[[int, int], tuple[int, int]]) -> Units:
    def of_row(row: Row) -> tuple[int, int]:
        requested, day = row.get("requested_date"), day_of(row["start_datetime"])
        came = row.get("status") in ("arrived", "checked-in", "fulfilled")
        if not came or requested is None or requested > day or (row.get("kind") or "visit") != kind:
            return 0, 0
        target = row.get("target_days")
        return count((day - requested).days, 14 if target is None else target)

    return _of_rows("appointment", "start_datetime", of_row, of_person=True)


def _no_show(row: Row) -> tuple[int, int]:
    status = row.get("status")
    return int(status == "noshow"), int(status in ("arrived", "checked-in", "fulfilled", "noshow"))


def _emergency_wait(row: Row) -> tuple[int, int]:
    arrival, seen = row.get("arrival_datetime"), row.get("first_seen_datetime")
    if row["encounter_type"] != "emergency department" or arrival is None or seen is None or seen < arrival:
        return 0, 0

    def minute(moment: datetime) -> datetime:
        return moment.replace(second=0, microsecond=0)

    return int((minute(seen) - minute(arrival)).total_seconds()) // 60, 1


def _rating(count: Callable[[int, int, int], int]) -> Callable[[Row], tuple[int, int]]:
    def of_row(row: Row) -> tuple[int, int]:
        answer, low, high = row["answer"], row["scale_lowest"], row["scale_highest"]
        if row["question_id"] != "overall_rating" or not low < high or not low <= answer <= high:
            return 0, 0
        return count(answer, low, high), 1

    return of_row


def _top_box(answer: int, low: int, high: int) -> int:
    return int(answer >= 9 if (low, high) == (0, 10) else answer == high)


def _score(answer: int, low: int, high: int) -> int:
    """Hundredths of points of a hundred; halves up, in whole numbers so that no binary fraction decides."""
    return (2 * (answer - low) * 10_000 + (high - low)) // (2 * (high - low))


def _recommended(row: Row) -> tuple[int, int]:
    answer = row["answer"]
    scale = (row["scale_lowest"], row["scale_highest"])
    if row["question_id"] != "would_recommend" or scale != (0, 10) or not 0 <= answer <= 10:
        return 0, 0
    return (1 if answer >= 9 else -1 if answer <= 6 else 0), 1


def _used(resource: str) -> Units:
    def of_row(row: Row) -> tuple[int, int]:
        return (row["used"], row["available"]) if row["resource_type"] == resource else (0, 0)

    return _of_rows("capacity_day", "day", of_row)


def _infections(world: World) -> Iterator[Unit]:
    yield from _of_rows("device_day", "day", lambda row: (0, row["device_days"]))(world)
    yield from _of_rows("infection_event", "onset_date", lambda row: (1, 0))(world)


def _saved(row: Row) -> tuple[int, int]:
    before = row.get("baseline_unit_price")
    if before is None or row.get("shared_contract") == "no":
        return 0, 0
    return (before - row["unit_price"]) * row["quantity"], before * row["quantity"]


def _administration(row: Row) -> tuple[int, int]:
    worked, office = row.get("worked_hours"), row.get("administrative_hours")
    return (0, 0) if worked is None or office is None else (office, worked)


def _discharges(world: World) -> Iterator[Unit]:
    staffed = set()
    for row in world.tables["staffing_month"]:
        groups = world.groups_of_row(row)
        staffed.add((groups["partner"], month_of(row["month"])))
        yield Unit(month_of(row["month"]), groups, 0, row["full_time_equivalents"])
    for stay in world.stays:
        groups = world.groups_of_row({"data_source": stay.source})
        if stay.ended and (groups["partner"], month_of(stay.discharged)) in staffed:
            yield Unit(month_of(stay.discharged), groups, 1, 0)


# Finance


def _of_finance(count: Callable[[Row], tuple[int, int]]) -> Units:
    return _of_rows("finance_month", "month", count)


def _growth(world: World) -> Iterator[Unit]:
    revenue: dict[tuple[Any, str, Month], int] = {}
    for row in world.tables["finance_month"]:
        key = (row.get("data_source") or "unknown", row["service_line"], month_of(row["month"]))
        revenue[key] = revenue.get(key, 0) + row["revenue"]
    for (partner, line, month), now in revenue.items():
        before = revenue.get((partner, line, shifted(month, -12)))
        if before is not None:
            yield Unit(month, {"all": "all", "partner": partner}, now - before, before)


def _return(row: Row) -> tuple[int, int]:
    invested = row.get("partnership_investment") or 0
    return ((row.get("partnership_benefit") or 0) - invested, invested) if invested > 0 else (0, 0)


def _days_cash(world: World) -> Iterator[Unit]:
    rows = world.tables["finance_month"]
    reports = {
        (world.groups_of_row(row)["partner"], month_of(row["month"]))
        for row in rows
        if row.get("cash") is not None
    }
    for row in rows:
        groups, month = world.groups_of_row(row), month_of(row["month"])
        if (groups["partner"], month) in reports:
            cost = row["operating_cost"] - (row.get("depreciation") or 0)
            yield Unit(month, groups, (row.get("cash") or 0) * last_day(month).day, cost)


# Programs and the network


def _moved(world: World) -> Iterator[Unit]:
    for row in world.tables["program_enrolment"]:
        if row.get("entry_setting") != "institution":
            continue
        start, end, move = (
            row["enrolment_start_date"],
            row.get("enrolment_end_date"),
            row.get("community_move_date"),
        )
        for month in months_between(world.first, world.last):
            touched = month_of(start) <= month and (end is None or month <= month_of(end))
            if not touched or (move is not None and month > month_of(move)):
                continue
            moved = (
                move is not None
                and month == month_of(move)
                and start <= move
                and (end is None or move <= end)
            )
            yield Unit(month, world.groups_of_row(row), int(moved), 1)


def _sent(count: Callable[[Row], tuple[int, int]]) -> Units:
    def of_row(row: Row) -> tuple[int, int]:
        return (0, 0) if row["status"] in ("draft", "entered-in-error") else count(row)

    return _of_rows("referral", "sent_date", of_row, of_person=True)


def _accepted(row: Row) -> tuple[int, int]:
    accepted = row.get("accepted_date")
    if accepted is None or accepted < row["sent_date"]:
        return 0, 0
    return (accepted - row["sent_date"]).days, 1


def _resolved(row: Row) -> tuple[int, int]:
    resolved = row.get("resolved_date")
    return int(resolved is not None and resolved >= row["identified_date"]), 1


CATEGORIES = ("inpatient", "emergency", "outpatient", "professional", "pharmacy", "other")

UNITS: dict[str, Units] = {
    "readmission_30_day_all_cause": _of_stays(_readmitted),
    "mortality_in_hospital": _of_stays(_died_in_hospital),
    "mortality_30_day": _of_stays(_died_within_30_days),
    "length_of_stay": _of_stays(_length),
    "length_of_stay_homeless": _of_stays(_length_homeless),
    "infections_per_1000_device_days": _infections,
    "ambulatory_sensitive_admissions": _of_member_months(_sensitive),
    "experience_top_box": _of_rows("patient_experience", "answered_date", _rating(_top_box)),
    "experience_mean": _of_rows("patient_experience", "answered_date", _rating(_score)),
    "experience_net_score": _of_rows("patient_experience", "answered_date", _recommended),
    **{
        f"{kind}_wait_{suffix}": _waited(kind, count)
        for kind in ("visit", "procedure")
        for suffix, count in (
            ("median", lambda days, target: (days, 1)),
            ("90th_percentile", lambda days, target: (days, 1)),
            ("within_target", lambda days, target: (int(days <= target), 1)),
        )
    },
    "no_show_rate": _of_rows("appointment", "start_datetime", _no_show, of_person=True),
    "emergency_wait_median": _of_rows("encounter", "arrival_datetime", _emergency_wait, of_person=True),
    "emergency_wait_90th_percentile": _of_rows(
        "encounter", "arrival_datetime", _emergency_wait, of_person=True
    ),
    "bed_occupancy": _used("bed"),
    "operating_room_utilisation": _used("operating_room"),
    "imaging_utilisation": _used("imaging"),
    "discharges_per_full_time_worker": _discharges,
    "administrative_hours_share": _of_rows("staffing_month", "month", _administration),
    "purchasing_savings": _of_rows("purchase", "purchase_date", _saved),
    **{f"cost_{basis}_total": _total_cost(basis) for basis in ("paid", "allowed")},
    **{f"cost_{basis}_pmpm": _cost(basis, None) for basis in ("paid", "allowed")},
    **{
        f"cost_{basis}_pmpm_{category}": _cost(basis, category)
        for basis in ("paid", "allowed")
        for category in CATEGORIES
    },
    "revenue_growth": _growth,
    "operating_margin": _of_finance(lambda row: (row["revenue"] - row["operating_cost"], row["revenue"])),
    "net_income": _of_finance(lambda row: (row["net_income"], row["revenue"])),
    "partnership_return": _of_finance(_return),
    "days_cash": _days_cash,
    "emergency_visits_per_1000": _of_member_months(_visits),
    "admissions_per_1000": _of_member_months(_admissions),
    "high_utilisers_per_1000": _of_member_months(_high_utiliser),
    "moved_to_community": _moved,
    "closed_loop_rate": _sent(lambda row: (int(row.get("outcome") is not None), 1)),
    "got_help_rate": _sent(lambda row: (int(row.get("outcome") == "helped"), 1)),
    "time_to_accept_median": _sent(_accepted),
    "needs_resolved": _of_rows("need", "identified_date", _resolved, of_person=True),
}
