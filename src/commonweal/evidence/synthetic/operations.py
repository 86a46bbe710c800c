"""How the made-up partners run: beds, rooms, staff, devices, money, purchases, and who works where."""

from __future__ import annotations

import numpy as np
from numpy.random import Generator

from commonweal.evidence.synthetic.columns import Frame, dates, hundredths, names, whole, words
from commonweal.evidence.synthetic.world import (
    CLINICIAN_NPI,
    CLINICIANS_PER_BLOCK,
    CLINICS,
    FACILITY_NPI,
    HOSPITALS,
    Calendar,
)

UNITS = ("4 West", "5 East", "Intensive care", "Room 1", "Room 2", "Room 3", "CT", "MRI")
KINDS = ("bed", "operating_room", "imaging")
UNIT_KIND = np.array([0, 0, 0, 1, 1, 1, 2, 2])
DEVICES = ("central_line", "urinary_catheter", "ventilator")
STAFF = ("nurses", "physicians", "office")
LINES = ("inpatient care", "emergency and outpatient care")
ITEMS = ("nitrile gloves", "infusion sets", "hip implants", "contrast medium", "linen", "insulin pens")
YES_NO = ("yes", "no")


def provider(blocks: int) -> Frame:
    """Who works where: the clinicians of every block of people, and the hospitals."""
    clinicians = np.arange(blocks * CLINICIANS_PER_BLOCK)
    hospitals = np.arange(len(HOSPITALS))
    return {
        "npi": names("", np.concatenate([clinicians + CLINICIAN_NPI, hospitals + FACILITY_NPI]), 10),
        "organization": words(
            np.concatenate([clinicians % len(CLINICS), hospitals + len(CLINICS)]), (*CLINICS, *HOSPITALS)
        ),
        "primary_care": words(np.repeat([0, 1], [len(clinicians), len(hospitals)]), YES_NO),
    }


def capacity_day(random: Generator, calendar: Calendar, size: float) -> Frame:
    """Beds at midnight and minutes of rooms and scanners, per unit and day."""
    days = int((calendar.end - calendar.starts[0]).astype(np.int64))
    shape = (len(HOSPITALS), len(UNITS), days)
    hospital, unit, day = (index.ravel() for index in np.indices(shape))
    date = calendar.starts[0] + day
    month = (date.astype("datetime64[M]") - calendar.starts[0].astype("datetime64[M]")).astype(np.int64)
    kind = UNIT_KIND[unit]
    weekend = (date.astype(np.int64) + 3) % 7 >= 5
    beds = np.maximum(np.round(28 * size * np.where(unit == 2, 0.4, 1.0) * (1 + 0.2 * hospital)), 4).astype(
        np.int64
    )
    available = np.where(kind == 0, beds, np.where(kind == 1, np.where(weekend, 0, 540), 720))
    share = np.array([0.84, 0.70, 0.62])[kind] * calendar.season[month] ** 0.5
    share = share * np.where((kind == 2) & (month >= 18), 1.12, 1.0)
    used = np.minimum(random.binomial(available, np.clip(share, 0, 0.99)), available)
    return {
        "resource_type": words(kind, KINDS),
        "unit": words(unit, UNITS),
        "day": dates(date),
        "available": whole(available),
        "used": whole(used),
        "data_source": words(hospital, HOSPITALS),
    }


def staffing_month(random: Generator, calendar: Calendar, size: float) -> Frame:
    """Full-time equivalents and hours, in which administration slowly falls at one hospital."""
    hospital, staff, month = (
        index.ravel() for index in np.indices((len(HOSPITALS), len(STAFF), calendar.months))
    )
    people = np.array([60.0, 18.0, 22.0])[staff] * size * (1 + 0.2 * hospital)
    workers = np.round(people * random.normal(1, 0.02, len(month)) * 100).astype(np.int64)
    hours = workers * 158
    share = np.array([0.14, 0.21, 0.55])[staff] * np.where(hospital == 0, 0.995**month, 1.0)
    office = np.round(hours * share * random.normal(1, 0.03, len(month))).astype(np.int64)
    return {
        "month": dates(calendar.starts[month]),
        "staff_group": words(staff, STAFF),
        "full_time_equivalents": hundredths(workers),
        "worked_hours": hundredths(hours),
        "administrative_hours": hundredths(office),
        "data_source": words(hospital, HOSPITALS),
    }


def device_day(random: Generator, calendar: Calendar, size: float) -> tuple[Frame, Frame]:
    """Device days per ward and day, and the infections that came with them: fewer after a year."""
    days = int((calendar.end - calendar.starts[0]).astype(np.int64))
    hospital, device, day = (index.ravel() for index in np.indices((len(HOSPITALS), len(DEVICES), days)))
    date = calendar.starts[0] + day
    count = random.poisson(np.array([6.0, 9.0, 3.0])[device] * size * (1 + 0.2 * hospital))
    month = (date.astype("datetime64[M]") - calendar.starts[0].astype("datetime64[M]")).astype(np.int64)
    risk = np.array([0.0012, 0.0018, 0.0025])[device] * np.where(month >= 15, 0.6, 1.0)
    infections = random.binomial(count, risk)
    rows = np.repeat(np.arange(len(count)), infections)
    ward = np.full(len(count), 2)
    devices: Frame = {
        "unit": words(ward, UNITS),
        "device_type": words(device, DEVICES),
        "day": dates(date),
        "device_days": whole(count),
        "data_source": words(hospital, HOSPITALS),
    }
    events: Frame = {
        "infection_id": names("I", np.arange(len(rows)), 7),
        "unit": words(ward[rows], UNITS),
        "device_type": words(device[rows], DEVICES),
        "onset_date": dates(date[rows]),
        "data_source": words(hospital[rows], HOSPITALS),
    }
    return devices, events


def finance_month(random: Generator, calendar: Calendar, size: float) -> Frame:
    """Revenue and cost per service line, cash, and what the partnership cost and brought."""
    hospital, line, month = (
        index.ravel() for index in np.indices((len(HOSPITALS), len(LINES), calendar.months))
    )
    base = np.array([2_600_000.0, 1_900_000.0])[line] * size * (1 + 0.2 * hospital)
    wave = calendar.growth[month] * calendar.season[month] ** 0.4
    revenue = base * wave * random.normal(1, 0.02, len(month))
    cost = revenue * random.normal(0.973 - 0.004 * hospital, 0.012, len(month))
    revenue_cents, cost_cents = (np.round(x * 100).astype(np.int64) for x in (revenue, cost))
    other = np.round(revenue * random.normal(0.004, 0.002, len(month)) * 100).astype(np.int64)
    first_line = line == 0
    cash = np.round(base * 7.5 * (1 + 0.002 * month) * random.normal(1, 0.02, len(month)) * 100).astype(
        np.int64
    )
    paid = np.round(np.full(len(month), 60_000.0 * size) * 100).astype(np.int64)
    gained = np.round(paid * np.clip(0.5 + 0.035 * month, 0, 1.6) * random.normal(1, 0.1, len(month))).astype(
        np.int64
    )
    return {
        "month": dates(calendar.starts[month]),
        "service_line": words(line, LINES),
        "revenue": hundredths(revenue_cents),
        "operating_cost": hundredths(cost_cents),
        "depreciation": hundredths(cost_cents * 5 // 100),
        "net_income": hundredths(revenue_cents - cost_cents + other),
        "cash": hundredths(cash, ~first_line),
        "partnership_investment": hundredths(paid, ~first_line),
        "partnership_benefit": hundredths(gained, ~first_line),
        "data_source": words(hospital, HOSPITALS),
    }


def purchase(random: Generator, calendar: Calendar, size: float) -> Frame:
    """Orders; more and more of them under the alliance's contract, below the price before."""
    per_month = max(int(40 * size), 6)
    n = per_month * calendar.months
    month = np.repeat(np.arange(calendar.months), per_month)
    item = random.integers(0, len(ITEMS), n)
    before = np.array([8, 410, 210_000, 5_400, 320, 2_900])[item]
    shared = random.random(n) < np.clip(0.25 + 0.025 * month, 0, 0.9)
    price = np.round(before * random.normal(1, 0.03, n) * np.where(shared, 0.91, 1.02)).astype(np.int64)
    return {
        "purchase_id": names("B", np.arange(n), 9),
        "item": words(item, ITEMS),
        "purchase_date": dates(calendar.starts[month] + random.integers(0, 28, n)),
        "quantity": whole(random.integers(1, 400, n)),
        "unit_price": hundredths(np.maximum(price, 1)),
        "baseline_unit_price": hundredths(before, random.random(n) < 0.05),
        "shared_contract": words(np.where(shared, 0, 1), YES_NO),
        "data_source": words(random.integers(0, len(HOSPITALS), n), HOSPITALS),
    }
