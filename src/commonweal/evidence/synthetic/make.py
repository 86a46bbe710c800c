"""A whole made-up alliance, of any size, written block by block."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np

from commonweal.evidence.synthetic import claims, community, operations
from commonweal.evidence.synthetic.care import draw_care
from commonweal.evidence.synthetic.columns import Tables
from commonweal.evidence.synthetic.people import draw_people, eligibility, program_enrolment
from commonweal.evidence.synthetic.world import BLOCK, Calendar, calendar

PEOPLE_PER_SIZE = 100_000
"""The hospitals are drawn for this many people and scaled, never below a twentieth."""


def synthesize(
    people: int,
    months: int,
    out: Path,
    seed: int = 1,
    progress: Callable[[str], None] = lambda _: None,
) -> dict[str, int]:
    """Write the tables of `people` made-up people over `months` months into the folder `out`, as Parquet.

    The period begins in January 2022. The same numbers give the same bytes; the first people are the same
    however many are asked for. `progress` hears in words how far it is. Memory stays that
    of one block of people. Tables of the same names in `out` are replaced.

    Returns the number of rows by table. Raises `ValueError` for fewer than one person or month, for more than
    100 million people or 600 months, or for a negative seed.
    """
    if not 1 <= people <= 100_000_000:
        raise ValueError(f"{people} people cannot be made: at least 1 and at most 100,000,000.")
    if not 1 <= months <= 600:
        raise ValueError(f"{months} months cannot be made: at least 1 and at most 600.")
    if seed < 0:
        raise ValueError(f"The seed is {seed}; it must not be negative.")
    when = calendar(months)
    blocks = -(-people // BLOCK)
    with Tables(out) as tables:
        for block in range(blocks):
            _block(tables, when, seed, block, people)
            progress(f"{min((block + 1) * BLOCK, people):,} of {people:,} people")
        size = max(people / PEOPLE_PER_SIZE, 0.05)
        # Keys with two numbers are the people's blocks; this one can be none of them.
        random = np.random.default_rng([seed, 0, 1])
        tables.add("provider", operations.provider(blocks))
        tables.add("capacity_day", operations.capacity_day(random, when, size))
        tables.add("staffing_month", operations.staffing_month(random, when, size))
        devices, infections = operations.device_day(random, when, size)
        tables.add("device_day", devices)
        tables.add("infection_event", infections)
        tables.add("finance_month", operations.finance_month(random, when, size))
        tables.add("purchase", operations.purchase(random, when, size))
        return dict(tables.rows)


def _block(tables: Tables, when: Calendar, seed: int, block: int, people: int) -> None:
    """Draw a whole block always, and keep those people who were asked for."""
    random = np.random.default_rng([seed, block])
    drawn = draw_people(random, block, when)
    keep = drawn.number < people
    care = draw_care(random, drawn, when)
    tables.add("eligibility", eligibility(drawn, when, keep))
    tables.add("program_enrolment", program_enrolment(drawn, when, keep))
    biller = claims.Biller(random, drawn, when, block)
    # Fates are drawn for all lines of the block before those of other people are left out.
    lines = biller.lines(care)
    tables.add("medical_claim", claims.medical_claim(random, lines, drawn, keep))
    tables.add("pharmacy_claim", claims.pharmacy_claim(random, biller, care.pharmacy, drawn, keep))
    tables.add("encounter", community.encounter(random, care, drawn, keep, block))
    tables.add("appointment", community.appointment(random, care.office, drawn, when, keep=keep, block=block))
    tables.add("lab_result", community.lab_result(random, care.office, drawn, keep, block))
    tables.add("patient_experience", community.patient_experience(random, care.office, drawn, keep, block))
    need, referral = community.needs_and_referrals(random, drawn, when, keep, block)
    tables.add("need", need)
    tables.add("referral", referral)
