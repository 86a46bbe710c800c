"""How a partner runs: capacity, staff, infections, money, purchases. These tables are our own."""

from __future__ import annotations

from commonweal.evidence.tables.model import Column, Table, Type, source_column

CAPACITY_DAY = Table(
    name="capacity_day",
    meaning="What was there and what was used of it: one row per unit and day.",
    grain=("data_source", "resource_type", "unit", "day"),
    columns=(
        Column(
            "resource_type", Type.TEXT, "of what", required=True, values=("bed", "operating_room", "imaging")
        ),
        Column("unit", Type.TEXT, "the ward, the room, the machine", required=True),
        Column("day", Type.DATE, "the day", required=True),
        Column(
            "available", Type.INTEGER, "beds staffed at midnight, or minutes open", required=True, minimum=0
        ),
        Column("used", Type.INTEGER, "beds taken at midnight, or minutes in use", required=True, minimum=0),
        source_column(),
    ),
)

STAFFING_MONTH = Table(
    name="staffing_month",
    meaning="Who worked: one row per group of staff and month.",
    grain=("data_source", "staff_group", "month"),
    columns=(
        Column("month", Type.DATE, "any day of the month", required=True),
        Column("staff_group", Type.TEXT, "nurses, physicians, office …", required=True),
        Column("full_time_equivalents", Type.HUNDREDTHS, "paid full-time workers", required=True, minimum=0),
        Column("worked_hours", Type.HUNDREDTHS, "hours worked", minimum=0),
        Column("administrative_hours", Type.HUNDREDTHS, "of these, hours of administration", minimum=0),
        source_column(),
    ),
)

DEVICE_DAY = Table(
    name="device_day",
    meaning="Days that patients had a device: one row per ward, device and day.",
    grain=("data_source", "unit", "device_type", "day"),
    columns=(
        Column("unit", Type.TEXT, "the ward", required=True),
        Column(
            "device_type",
            Type.TEXT,
            "which device",
            required=True,
            values=("central_line", "urinary_catheter", "ventilator"),
        ),
        Column("day", Type.DATE, "the day", required=True),
        Column("device_days", Type.INTEGER, "patients with the device that day", required=True, minimum=0),
        source_column(),
    ),
)

INFECTION_EVENT = Table(
    name="infection_event",
    meaning="An infection that came with a device: one row per infection.",
    grain=("data_source", "infection_id"),
    columns=(
        Column("infection_id", Type.TEXT, "the infection", required=True),
        Column("unit", Type.TEXT, "the ward"),
        Column(
            "device_type",
            Type.TEXT,
            "the device it came with",
            required=True,
            values=("central_line", "urinary_catheter", "ventilator"),
        ),
        Column("onset_date", Type.DATE, "the day it showed", required=True),
        source_column(),
    ),
)

FINANCE_MONTH = Table(
    name="finance_month",
    meaning="What a service line earned and cost: one row per service line and month.",
    grain=("data_source", "service_line", "month"),
    columns=(
        Column("month", Type.DATE, "any day of the month", required=True),
        Column("service_line", Type.TEXT, "the service line", required=True),
        Column("revenue", Type.MONEY, "operating revenue", required=True),
        Column("operating_cost", Type.MONEY, "operating cost, with depreciation", required=True),
        Column("depreciation", Type.MONEY, "the part of the cost that needs no cash; empty means none"),
        Column(
            "net_income", Type.MONEY, "revenue less all cost, with what is not from operations", required=True
        ),
        Column("cash", Type.MONEY, "cash and what can be sold at once, at the end of the month"),
        Column("partnership_investment", Type.MONEY, "spent on the partnership in the month", minimum=0),
        Column("partnership_benefit", Type.MONEY, "gained by the partnership in the month"),
        source_column(),
    ),
)

PURCHASE = Table(
    name="purchase",
    meaning="Something bought: one row per item of an order.",
    grain=("data_source", "purchase_id"),
    columns=(
        Column("purchase_id", Type.TEXT, "the item of the order", required=True),
        Column("item", Type.TEXT, "what was bought", required=True),
        Column("purchase_date", Type.DATE, "the day", required=True),
        Column("quantity", Type.INTEGER, "how many", required=True, minimum=0),
        Column("unit_price", Type.MONEY, "price of one", required=True, minimum=0),
        Column("baseline_unit_price", Type.MONEY, "price of one before the partnership", minimum=0),
        Column(
            "shared_contract", Type.TEXT, "bought under a contract of the alliance?", values=("yes", "no")
        ),
        source_column(),
    ),
)

OPERATIONS_TABLES = (
    CAPACITY_DAY,
    STAFFING_MONTH,
    DEVICE_DAY,
    INFECTION_EVENT,
    FINANCE_MONTH,
    PURCHASE,
)
