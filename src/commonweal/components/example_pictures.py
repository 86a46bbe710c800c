"""Made-up charts, flows and maps for the gallery, with content, with little and with none."""

from __future__ import annotations

import math
from datetime import date

from commonweal.components.charts import (
    Bar,
    Drawing,
    Flow,
    Limits,
    Note,
    Place,
    Point,
    bars,
    flows,
    place_map,
    trend,
)
from commonweal.components.examples import HOSTILE, SERVICES

SENDERS = (
    "Riverside Health",
    "Bayfront Community Hospital",
    "Sunrise Clinics",
    "County Public Health",
    "Harbor Shelter",
)


def charts() -> list[Drawing]:
    """A course with limits and target, bars with direct labels, and a chart without data."""
    months = [date(2025 + month // 12, month % 12 + 1, 1) for month in range(22)]
    rates = [0.61 + 0.05 * math.sin(month * 1.7) + (0.14 if month > 15 else 0) for month in range(22)]
    return [
        trend(
            [
                Point(month, rate, 180 + 7 * i)
                for i, (month, rate) in enumerate(zip(months, rates, strict=True))
            ],
            title="More people got help since Saturday opening",
            subtitle="Share of closed referrals with the need met, by month sent",
            unit="percent",
            target=0.8,
            limits=Limits(0.51, 0.61, 0.71),
            note=Note(months[16], "Saturdays open"),
        ),
        bars(
            [
                Bar("Housing", 9.5, 412, marked=True),
                Bar("Transport", 4.1, 310),
                Bar("Legal help", 3.2, 95),
                Bar("Utilities", 2.0, 188),
                Bar("Food", 0.9, 1204),
            ],
            title="People wait longest for housing",
            subtitle="Median days from sending to the first answer, last 90 days",
            unit="days",
            places=1,
        ),
        bars([], title=f"Nothing to show yet {HOSTILE}", subtitle="Referrals by need"),
    ]


def flow_examples() -> list[Drawing]:
    """Flows from one partner's view, from everybody's, and none."""
    given = [
        Flow(sender, service, (i * 37 + j * 53) % 90 + (60 if i == j else 0), fragile=(i, j) == (4, 2))
        for i, sender in enumerate(SENDERS)
        for j, service in enumerate((*SERVICES, "Bayfront Clubhouse for Mental Health", HOSTILE))
        if (i + j) % 3 != 1
    ]
    subtitle = "Referrals sent in the last 90 days, from sender to receiver"
    return [
        flows(
            given,
            title="Most of what we send goes to two services",
            subtitle=subtitle,
            own="Riverside Health",
        ),
        flows(given, title="Every need has at least two senders", subtitle=subtitle, most=6),
        flows([], title="No referrals in this time", subtitle=subtitle),
    ]


def map_examples() -> list[Drawing]:
    """A few places with numbers, and many without."""
    few = [
        Place(
            f"{SERVICES[i % 6]} {i // 6 + 1}",
            25.77 + 0.05 * math.sin(i * 2.4) * (1 + i / 9),
            -80.24 + 0.06 * math.cos(i * 1.9) * (1 + i / 12),
            detail="no capacity since Monday" if i == 7 else "open now",
            own=i == 2,
            needs=i == 7,
        )
        for i in range(14)
    ]
    many = [
        Place(
            f"Service {i}",
            25.8 + 0.2 * math.sin(i * 1.3) * math.cos(i * 0.7),
            -80.3 + 0.15 * math.cos(i * 2.1),
        )
        for i in range(180)
    ]
    return [
        place_map(
            few,
            title="One of 14 food services has no capacity",
            subtitle="Services by place and capacity now",
        ),
        place_map(
            [*many, Place(HOSTILE, 0, 0)],
            title="Services stand thick along the coast, thin inland",
            subtitle="All services of the directory, one dot each",
        ),
    ]
