"""Units of everything else: appointments, arrivals, capacity, staff, money, answers, referrals, needs.

Each has `month`, the columns of its groups, and the whole numbers that measures add up. What each counts is
in docs/methods, on the page of its measure.
"""

from __future__ import annotations

import ibis

from commonweal.evidence.cohorts.enrolment import with_person
from commonweal.evidence.cohorts.time import Expr, calendar_number, day_of, flag, month_of, whole
from commonweal.evidence.measures.experience import RATING, RECOMMEND
from commonweal.evidence.measures.no_show import CAME
from commonweal.evidence.measures.waits import DEFAULT_TARGET_DAYS


def _zero() -> Expr:
    return ibis.literal(0, type="int64")


def _one() -> Expr:
    return ibis.literal(1, type="int64")


def _partner(rows: Expr) -> Expr:
    return rows.data_source.fill_null("unknown")


def _of_person(rows: Expr, people: Expr | None) -> Expr:
    if people is None:
        return rows
    return with_person(rows, people, calendar_number(rows.day)).drop("age", "is_known_person", "death")


def appointments(appointment: Expr, people: Expr | None) -> Expr:
    """One row per appointment: was it kept, how long was the wait."""
    day = appointment.start_datetime.date()
    waited = day_of(day) - day_of(appointment.requested_date)
    came = flag(appointment.status.isin(CAME))
    is_procedure = flag(appointment.kind == "procedure")
    rows = appointment.select(
        "appointment_id",
        "person_id",
        day=day,
        month=month_of(day),
        partner=_partner(appointment),
        came=came,
        missed=flag(appointment.status == "noshow"),
        is_procedure=is_procedure,
        is_visit=1 - is_procedure,
        has_wait=came * flag(waited >= 0),
        days_waited=whole(waited),
        within_target=flag(waited <= appointment.target_days.fill_null(DEFAULT_TARGET_DAYS)),
    )
    return _of_person(rows, people)


def emergency_arrivals(encounter: Expr, people: Expr | None) -> Expr:
    """One row per emergency encounter with both times: whole minutes of waiting."""
    rows = encounter.filter(
        (encounter.encounter_type == "emergency department")
        & encounter.arrival_datetime.notnull()
        & encounter.first_seen_datetime.notnull()
    )

    def minute(time: Expr) -> Expr:
        return day_of(time.date()) * 1440 + time.hour().cast("int64") * 60 + time.minute().cast("int64")

    day = rows.arrival_datetime.date()
    waited = minute(rows.first_seen_datetime) - minute(rows.arrival_datetime)
    rows = rows.select(
        "encounter_id",
        "person_id",
        day=day,
        month=month_of(day),
        partner=_partner(rows),
        minutes_waited=waited,
        has_wait=flag(rows.first_seen_datetime >= rows.arrival_datetime),
    )
    return _of_person(rows, people)


def capacities(capacity_day: Expr) -> Expr:
    """One row per unit and day."""
    columns = {}
    for kind in ("bed", "operating_room", "imaging"):
        is_kind = capacity_day.resource_type == kind
        columns[f"{kind}_used"] = is_kind.ifelse(capacity_day.used, 0).fill_null(0)
        columns[f"{kind}_available"] = is_kind.ifelse(capacity_day.available, 0).fill_null(0)
    return capacity_day.select(
        "unit", "day", month=month_of(capacity_day.day), partner=_partner(capacity_day), **columns
    )


def devices(device_day: Expr, infection_event: Expr) -> Expr:
    """Rows of device days and rows of infections, one below the other."""
    days = device_day.select(
        day=device_day.day,
        month=month_of(device_day.day),
        partner=_partner(device_day),
        device_type=device_day.device_type,
        device_days=whole(device_day.device_days),
        infections=_zero(),
    )
    events = infection_event.select(
        day=infection_event.onset_date,
        month=month_of(infection_event.onset_date),
        partner=_partner(infection_event),
        device_type=infection_event.device_type,
        device_days=_zero(),
        infections=_one(),
    )
    return days.union(events)


def staffing(staffing_month: Expr) -> Expr:
    """One row per staff group and month; hours only where both are reported."""
    both = staffing_month.worked_hours.notnull() & staffing_month.administrative_hours.notnull()
    return staffing_month.select(
        "staff_group",
        month=month_of(staffing_month.month),
        partner=_partner(staffing_month),
        full_time_equivalents=whole(staffing_month.full_time_equivalents),
        worked_hours=both.ifelse(staffing_month.worked_hours, 0),
        administrative_hours=both.ifelse(staffing_month.administrative_hours, 0),
    )


def workforces(staff: Expr, stays: Expr) -> Expr:
    """Rows of staff and, of partners that reported staff for the month, rows of stays that ended."""
    workers = staff.select("month", "partner", "full_time_equivalents", discharges=_zero())
    ended = stays.filter(stays.is_discharged == 1).select("month", "partner")
    ended = ended.semi_join(workers, ["month", "partner"])
    ended = ended.select("month", "partner", full_time_equivalents=_zero(), discharges=_one())
    return workers.union(ended)


def finances(finance_month: Expr) -> Expr:
    """One row per partner, service line and month, beside the same line a year before."""
    rows = finance_month.mutate(partner=_partner(finance_month), number=month_of(finance_month.month))
    invested = rows.partnership_investment.fill_null(0) > 0
    lines = rows.group_by("partner", "service_line", month=rows.number).aggregate(
        revenue=whole(rows.revenue.sum()),
        operating_cost=whole(rows.operating_cost.sum()),
        depreciation=whole(rows.depreciation.sum()),
        net_income=whole(rows.net_income.sum()),
        cash=whole(rows.cash.sum()),
        cash_rows=rows.cash.count(),
        partnership_investment=whole(invested.ifelse(rows.partnership_investment, 0).sum()),
        partnership_gain=whole(
            invested.ifelse(rows.partnership_benefit.fill_null(0) - rows.partnership_investment, 0).sum()
        ),
    )
    before = lines.select("partner", "service_line", month=lines.month + 12, earlier=lines.revenue)
    joined = lines.left_join(before, ["partner", "service_line", "month"])
    lines = joined.select(
        *lines.columns,
        operating_income=joined.revenue - joined.operating_cost,
        revenue_before=whole(joined.earlier),
        revenue_change=joined.earlier.notnull().ifelse(joined.revenue - joined.earlier, 0),
    )
    reports = lines.group_by("partner", "month").aggregate(reports=lines.cash_rows.sum())
    joined = lines.left_join(reports, ["partner", "month"])
    reported = flag(joined.reports > 0)
    return joined.select(
        *lines.columns,
        cash_days=joined.cash * _days_of(joined.month) * reported,
        cash_cost=(joined.operating_cost - joined.depreciation) * reported,
    )


def _days_of(month: Expr) -> Expr:
    year = month.floordiv(12)
    leap = ((year % 4 == 0) & (year % 100 != 0)) | (year % 400 == 0)
    number = month % 12
    return ibis.cases(
        ((number == 1) & leap, 29),
        (number == 1, 28),
        (number.isin((3, 5, 8, 10)), 30),
        else_=31,
    ).cast("int64")


def purchases(purchase: Expr) -> Expr:
    """One row per item bought whose earlier price is known."""
    counted = purchase.filter(
        purchase.baseline_unit_price.notnull() & (purchase.shared_contract.fill_null("yes") == "yes")
    )
    baseline = whole(counted.baseline_unit_price * counted.quantity)
    return counted.select(
        "purchase_id",
        "item",
        day=counted.purchase_date,
        month=month_of(counted.purchase_date),
        partner=_partner(counted),
        baseline_cost=baseline,
        saved=baseline - whole(counted.unit_price * counted.quantity),
    )


def responses(patient_experience: Expr) -> Expr:
    """One row per answer that lies on its scale."""
    rows = patient_experience
    rows = rows.filter(
        (rows.scale_highest > rows.scale_lowest)
        & (rows.answer >= rows.scale_lowest)
        & (rows.answer <= rows.scale_highest)
    )
    ten = (rows.scale_lowest == 0) & (rows.scale_highest == 10)
    span = rows.scale_highest - rows.scale_lowest
    # Hundredths of points from 0 to 100, halves up, in whole numbers.
    score = ((rows.answer - rows.scale_lowest) * 20000 + span).floordiv(span * 2)
    return rows.select(
        "response_id",
        day=rows.answered_date,
        month=month_of(rows.answered_date),
        partner=_partner(rows),
        is_rating=flag(rows.question_id == RATING),
        is_recommendation=flag((rows.question_id == RECOMMEND) & ten),
        top_box=flag(ten.ifelse(rows.answer >= 9, rows.answer == rows.scale_highest)),
        score=score.cast("int64"),
        net=ibis.cases((rows.answer >= 9, 1), (rows.answer <= 6, -1), else_=0).cast("int64"),
    )


def program_months(program_enrolment: Expr, calendar: Expr) -> Expr:
    """One row per person from an institution and month in the program, until the month of the move."""
    rows = program_enrolment
    rows = rows.filter(rows.entry_setting == "institution")
    moved = rows.community_move_date
    # A move outside the span ends the waiting but is no success of the program.
    counts = (moved >= rows.enrolment_start_date) & (
        rows.enrolment_end_date.isnull() | (moved <= rows.enrolment_end_date)
    )
    rows = rows.select(
        "person_id",
        "program",
        partner=_partner(rows),
        first=month_of(rows.enrolment_start_date),
        last=month_of(rows.enrolment_end_date),
        moved_month=month_of(moved),
        counts=flag(counts),
    )
    months = rows.inner_join(
        calendar,
        [
            calendar.month >= rows["first"],
            rows["last"].isnull() | (calendar.month <= rows["last"]),
            rows.moved_month.isnull() | (calendar.month <= rows.moved_month),
        ],
    )
    return months.select(
        "person_id",
        "program",
        "partner",
        "month",
        waiting=_one(),
        moved=months.counts * flag(months.month == months.moved_month),
    )


def referrals(referral: Expr, people: Expr | None) -> Expr:
    """One row per referral that was sent."""
    rows = referral.filter(
        referral.sent_date.notnull() & ~referral.status.isin(("draft", "entered-in-error"))
    )
    days = day_of(rows.accepted_date) - day_of(rows.sent_date)
    rows = rows.select(
        "referral_id",
        "person_id",
        day=rows.sent_date,
        month=month_of(rows.sent_date),
        partner=_partner(rows),
        sent=_one(),
        closed=flag(rows.outcome.notnull()),
        helped=flag(rows.outcome == "helped"),
        accepted=flag(days >= 0),
        days_to_accept=whole(days),
    )
    return _of_person(rows, people)


def needs(need: Expr, people: Expr | None) -> Expr:
    """One row per need found."""
    rows = need.select(
        "need_id",
        "person_id",
        day=need.identified_date,
        month=month_of(need.identified_date),
        partner=_partner(need),
        found=_one(),
        resolved=flag(need.resolved_date >= need.identified_date),
    )
    return _of_person(rows, people)
