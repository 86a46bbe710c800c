"""What happens to made-up people: visits, stays, drugs. Illness, winter and the lack of a home drive it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from commonweal.evidence.synthetic.columns import Days, Ints
from commonweal.evidence.synthetic.people import People
from commonweal.evidence.synthetic.world import ACUTE, CONDITIONS, HOSPITALS, WELL, Calendar

DIAGNOSES = (*CONDITIONS, *ACUTE, *WELL)


@dataclass(frozen=True)
class Events:
    """Things that happened, one entry each. `who` is a position in the block, `diagnosis` in `DIAGNOSES`."""

    who: Ints
    month: Ints
    day: Days
    diagnosis: Ints

    def __len__(self) -> int:
        return len(self.who)


@dataclass(frozen=True)
class Stays:
    """Hospital claims, one entry each. A stay with a transfer or an interim bill is two of them."""

    who: Ints
    admitted: Days
    discharged: Days
    disposition: Ints
    """Position in `DISPOSITIONS`."""
    bill: Ints
    """Position in `BILLS`."""
    hospital: Ints
    diagnosis: Ints

    def __len__(self) -> int:
        return len(self.who)


DISPOSITIONS = ("01", "03", "06", "20", "30", "02")
HOME, _NURSING, _HOME_HEALTH, DIED, STILL_THERE, TRANSFERRED = range(6)
BILLS = ("111", "112", "114")


@dataclass(frozen=True)
class Care:
    """All that happened to a block of people."""

    office: Events
    emergency: Events
    outpatient: Events
    pharmacy: Events
    other: Events
    stays: Stays


def draw_care(random: Generator, people: People, calendar: Calendar) -> Care:
    """What happens to a block of people. Rates are per insured month."""
    burden = people.ill.sum(axis=1)
    old = np.clip(people.age - 50, 0, None) / 20
    no_home = people.homeless
    drive = people.frailty * (1 + 0.45 * burden)
    emergency = 0.022 * drive * np.where(no_home, 7, 1)
    # The program lowers the emergency visits and stays of those who joined, from the month after.
    helped = (people.program >= 0)[:, None] & (np.arange(calendar.months) > people.program[:, None])
    effect = np.where(helped, 0.6, 1.0)
    stays = 0.0034 * drive * (1 + old) * np.where(no_home, 4, 1)

    def events(
        rate: NDArray[np.float64], *, effect: NDArray[np.float64] | float = 1.0, ill_share: float
    ) -> Events:
        return _events(random, people, calendar, rate[:, None] * calendar.season * effect, ill_share)

    return Care(
        office=events(np.where(no_home, 0.5, 1) * (0.16 + 0.11 * burden), ill_share=0.6),
        emergency=events(emergency, effect=effect, ill_share=0.3),
        outpatient=events(0.05 + 0.06 * burden * people.frailty, ill_share=0.6),
        pharmacy=events(0.12 + 0.42 * burden, ill_share=1.0),
        other=events(0.002 * drive * (1 + 2 * old), ill_share=0.7),
        stays=_stays(random, people, calendar, events(stays, effect=effect, ill_share=0.4)),
    )


def _events(
    random: Generator, people: People, calendar: Calendar, rate: NDArray[np.float64], ill_share: float
) -> Events:
    counts = random.poisson(rate) * people.insured
    flat = np.repeat(np.arange(counts.size), counts.ravel())
    who, month = np.divmod(flat, calendar.months)
    day = calendar.starts[month] + np.floor(random.random(len(who)) * calendar.lengths[month]).astype(
        np.int64
    )
    # Nothing happens to the dead.
    alive = ~(day > people.death[who])
    who, month, day = who[alive], month[alive], day[alive]
    condition = random.integers(0, len(CONDITIONS), len(who))
    chronic = people.ill[who, condition] & (random.random(len(who)) < ill_share)
    general = len(CONDITIONS) + random.integers(0, len(ACUTE) + len(WELL), len(who))
    return Events(who, month, day, np.where(chronic, condition, general))


def _stays(random: Generator, people: People, calendar: Calendar, first: Events) -> Stays:
    """Stays from admissions: readmissions follow some, a transfer or an interim bill splits others."""
    one = _with_ends(random, people, calendar.end, first.who, admitted=first.day, diagnosis=first.diagnosis)
    back = (random.random(len(one)) < np.where(people.homeless[one.who], 0.24, 0.13)) & (
        (one.disposition != DIED) & (one.disposition != STILL_THERE)
    )
    return_day = one.discharged + random.integers(2, 29, len(one))
    return_month = (return_day.astype("datetime64[M]") - calendar.starts[0].astype("datetime64[M]")).astype(
        np.int64
    )
    back &= (return_day < calendar.end) & ~(return_day > people.death[one.who])
    back &= people.insured[one.who, np.minimum(return_month, calendar.months - 1)]
    again = _with_ends(
        random, people, calendar.end, one.who[back], admitted=return_day[back], diagnosis=one.diagnosis[back]
    )
    both = Stays(*(np.concatenate(pair) for pair in zip(_parts(one), _parts(again), strict=True)))
    return _split(random, both)


def _with_ends(
    random: Generator, people: People, end: np.datetime64, who: Ints, *, admitted: Days, diagnosis: Ints
) -> Stays:
    n = len(who)
    length = random.geometric(np.where(people.homeless[who], 0.12, 0.24)) - (random.random(n) < 0.1)
    discharged = admitted + length
    disposition = random.choice(3, n, p=[0.78, 0.12, 0.10]).astype(np.int64)
    died = ~np.isnat(people.death[who]) & (discharged >= people.death[who])
    discharged = np.where(died, np.maximum(people.death[who], admitted), discharged)
    disposition = np.where(died, DIED, disposition)
    unfinished = discharged >= end
    discharged = np.where(unfinished, end - 1, discharged).astype("datetime64[D]")
    disposition = np.where(unfinished, STILL_THERE, disposition)
    hospital = (people.number[who] + random.integers(0, 2, n)) % len(HOSPITALS)
    return Stays(who, admitted, discharged, disposition, np.zeros(n, dtype=np.int64), hospital, diagnosis)


def _split(random: Generator, stays: Stays) -> Stays:
    """Cut some stays in two claims: half way to another hospital, or billed in two parts by the same one."""
    length = (stays.discharged - stays.admitted).astype(np.int64)
    chance = random.random(len(stays))
    transferred = (length >= 2) & (chance < 0.04)
    in_parts = (length >= 8) & (chance > 0.8)
    cut = transferred | in_parts
    middle = stays.admitted + length // 2
    head = Stays(
        stays.who,
        stays.admitted,
        np.where(cut, middle, stays.discharged).astype("datetime64[D]"),
        np.where(transferred, TRANSFERRED, np.where(in_parts, STILL_THERE, stays.disposition)),
        np.where(in_parts, 1, 0),
        stays.hospital,
        stays.diagnosis,
    )
    tail = Stays(
        stays.who[cut],
        # An interim bill ends on one day and the next begins on the day after; a transfer is on one day.
        (middle + np.where(in_parts, 1, 0))[cut],
        stays.discharged[cut],
        stays.disposition[cut],
        np.where(in_parts, 2, 0)[cut],
        (stays.hospital + transferred)[cut] % len(HOSPITALS),
        stays.diagnosis[cut],
    )
    return Stays(*(np.concatenate(pair) for pair in zip(_parts(head), _parts(tail), strict=True)))


def _parts(stays: Stays) -> tuple[NDArray[np.generic], ...]:
    return (
        stays.who,
        stays.admitted,
        stays.discharged,
        stays.disposition,
        stays.bill,
        stays.hospital,
        stays.diagnosis,
    )
