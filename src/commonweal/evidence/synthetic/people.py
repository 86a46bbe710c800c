"""Made-up people: who they are, how ill, when insured, whether they have a home."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from commonweal.evidence.synthetic.columns import Bools, Days, Frame, Ints, dates, names, same, words
from commonweal.evidence.synthetic.world import (
    BLOCK,
    CLINICIANS_PER_BLOCK,
    PAYERS,
    Calendar,
)

RACES = ("white", "black or african american", "asian", "american indian or alaska native", "other race")
ETHNICITIES = ("not hispanic or latino", "hispanic or latino")
PROGRAM_START = 12
"""The month (counted from 0) in which the program for people without a home begins."""


@dataclass(frozen=True)
class People:
    """A block of people. Arrays have one entry a person; `insured` has a row each and a column a month."""

    number: Ints
    age: NDArray[np.float64]
    """Age on the first day of the period, in years."""
    birth: Days
    female: Bools
    race: Ints
    hispanic: Ints
    payer: Ints
    clinician: Ints
    ill: Bools
    """(people, conditions): which of `world.CONDITIONS` they have."""
    frailty: NDArray[np.float64]
    homeless: Bools
    program: Ints
    """Month in which a person without a home joined the program; −1 for never."""
    death: Days
    insured: Bools
    first_span: Ints
    """First and last insured month, and the months of a gap between (−1, −1 where there is none)."""
    last_span: Ints
    gap_from: Ints
    gap_to: Ints
    mid_month: Bools
    doubled: Bools
    """Whether the payer's file has a second, overlapping row for them."""


def draw_people(random: Generator, block: int, calendar: Calendar) -> People:
    """The people of one block."""
    n, months = BLOCK, calendar.months
    age = np.where(random.random(n) < 0.22, random.uniform(65, 95, n), random.uniform(0, 65, n))
    female = random.random(n) < 0.52
    frailty = random.gamma(2.0, 0.5, n)
    chance = np.array([0.10, 0.25, 0.07, 0.025, 0.11, 0.035]) * (0.15 + age[:, None] / 45) * frailty[:, None]
    ill = random.random((n, 6)) < np.minimum(chance, 0.85)
    homeless = (random.random(n) < 0.018) & (age > 17) & (age < 75)
    payer = np.where(age >= 65, 2, np.where((random.random(n) < 0.35) | homeless, 1, 0))
    birth = calendar.starts[0] - np.round(age * 365.25).astype(np.int64)
    kind = random.random(n)
    first = np.where(kind < 0.12, random.integers(0, max(months // 2, 1), n), 0)
    last = np.where((kind >= 0.12) & (kind < 0.22), random.integers(months // 2, months, n), months - 1)
    with_gap = (kind >= 0.22) & (kind < 0.28) & (months >= 6)
    gap_from = np.where(with_gap, random.integers(1, max(months - 3, 2), n), -1)
    gap_to = np.where(with_gap, np.minimum(gap_from + random.integers(0, 3, n), months - 2), -1)
    hazard = 0.00001 * np.exp(age / 12.5) * (0.5 + 0.5 * ill.sum(axis=1)) * np.where(homeless, 4, 1)
    dies_in = np.floor(random.exponential(1 / np.minimum(hazard, 1)) + 0.5).astype(np.int64)
    death = np.where(
        dies_in < months,
        calendar.starts[np.minimum(dies_in, months - 1)] + random.integers(0, 28, n),
        np.datetime64("NaT"),
    ).astype("datetime64[D]")
    last = np.minimum(last, np.where(dies_in < months, dies_in, months - 1))
    first = np.minimum(first, last)
    with_gap = (gap_from > first) & (gap_to < last)
    gap_from, gap_to = np.where(with_gap, gap_from, -1), np.where(with_gap, gap_to, -1)
    month = np.arange(months)
    insured = (month >= first[:, None]) & (month <= last[:, None])
    insured &= ~((month >= gap_from[:, None]) & (month <= gap_to[:, None]) & with_gap[:, None])
    joins = random.integers(PROGRAM_START, PROGRAM_START + 6, n)
    return People(
        number=np.arange(block * BLOCK, (block + 1) * BLOCK),
        age=age,
        birth=birth,
        female=female,
        race=random.choice(len(RACES) + 1, n, p=[0.60, 0.17, 0.07, 0.02, 0.08, 0.06]).astype(np.int64),
        hispanic=np.where(random.random(n) < 0.05, -1, (random.random(n) < 0.2).astype(np.int64)),
        payer=payer,
        clinician=block * CLINICIANS_PER_BLOCK + random.integers(0, CLINICIANS_PER_BLOCK, n),
        ill=ill,
        frailty=frailty,
        homeless=homeless,
        program=np.where(homeless & (random.random(n) < 0.6) & (joins < months), joins, -1),
        death=death,
        insured=insured,
        first_span=first,
        last_span=last,
        gap_from=gap_from,
        gap_to=gap_to,
        mid_month=random.random(n) < 0.1,
        doubled=random.random(n) < 0.03,
    )


def eligibility(people: People, calendar: Calendar, keep: Bools) -> Frame:
    """Enrolment rows: one a span, a second one where the payer's file repeats itself."""
    who, begin, end = [], [], []
    last_day = calendar.starts + (calendar.lengths - 1)
    everyone = np.flatnonzero(keep)
    has_gap = people.gap_from[everyone] >= 0
    # Whoever is insured to the end of the period has no end date yet.
    still = (people.last_span == calendar.months - 1) & np.isnat(people.death)
    closing = np.where(still, np.datetime64("NaT"), last_day[people.last_span])
    opening = calendar.starts[people.first_span] + np.where(people.mid_month, 9, 0)
    plain, split = everyone[~has_gap], everyone[has_gap]
    for rows, from_day, to_day in (
        (plain, opening[plain], closing[plain]),
        (split, opening[split], last_day[people.gap_from[split] - 1]),
        (split, calendar.starts[people.gap_to[split] + 1], closing[split]),
    ):
        who.append(rows)
        begin.append(from_day)
        end.append(to_day)
    again = plain[people.doubled[plain] & (people.last_span[plain] > people.first_span[plain])]
    who.append(again)
    begin.append(calendar.starts[people.first_span[again] + 1])
    end.append(closing[again])
    rows = np.concatenate(who)
    plan = np.concatenate([np.zeros(len(rows) - len(again)), np.ones(len(again))]).astype(np.int64)
    payer = words(people.payer[rows], PAYERS)
    known_race = np.where(people.race[rows] == len(RACES), -1, people.race[rows])
    return {
        "person_id": names("P", people.number[rows]),
        "member_id": names("M", people.number[rows]),
        "gender": words(people.female[rows].astype(np.int64), ("male", "female")),
        "race": words(known_race, RACES),
        "ethnicity": words(people.hispanic[rows], ETHNICITIES),
        "birth_date": dates(people.birth[rows]),
        "death_date": dates(people.death[rows]),
        "enrollment_start_date": dates(np.concatenate(begin)),
        "enrollment_end_date": dates(np.concatenate(end)),
        "payer": payer,
        "plan": words(plan, ("standard", "supplement")),
        "data_source": payer,
    }


def program_enrolment(people: People, calendar: Calendar, keep: Bools) -> Frame:
    """People without a home who joined the program, and frail old people in institutions who wait to move."""
    joined = keep & (people.program >= 0)
    waits = keep & (people.age > 70) & (people.frailty > 2) & (people.number % 3 == 0)
    waits &= calendar.months > 6
    rows = np.concatenate([np.flatnonzero(joined), np.flatnonzero(waits)])
    housing = np.arange(len(rows)) < joined.sum()
    month = np.where(housing, people.program[rows], people.number[rows] % max(calendar.months // 2, 1))
    start = calendar.starts[np.maximum(month, 0)] + people.number[rows] % 27
    moves = ~housing & (people.number[rows] % 2 == 0)
    move = start + 40 + people.number[rows] * 7 % 200
    never = np.datetime64("NaT")
    move = np.where(moves & (move < calendar.end), move, never).astype("datetime64[D]")
    end = np.where(housing & (people.number[rows] % 4 == 0), start + 270, never).astype("datetime64[D]")
    end = np.where(end < calendar.end, end, never).astype("datetime64[D]")
    return {
        "person_id": names("P", people.number[rows]),
        "program": words(housing.astype(np.int64), ("Coming Home", "Housing and Health")),
        "enrolment_start_date": dates(start),
        "enrolment_end_date": dates(end),
        "entry_setting": words(housing.astype(np.int64), ("institution", "unhoused")),
        "community_move_date": dates(move),
        "data_source": same("Care Network", len(rows)),
    }
