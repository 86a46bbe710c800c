"""What the made-up place looks like: its partners, its codes, its calendar."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from commonweal.evidence.synthetic.columns import Days

BLOCK = 2_000
"""People are drawn in blocks of this size, each from random numbers of its own. So the first people are the
same however many follow, and memory does not grow."""

FIRST_DAY = date(2022, 1, 1)

PAYERS = ("Valley Health Plan", "State Medicaid", "Medicare")
HOSPITALS = ("Riverside Hospital", "St. Anne Medical Center", "Lakeview Hospital", "County General")
CLINICS = (
    "Riverside Primary Care",
    "Hilltop Family Medicine",
    "Eastside Community Health",
    "Northgate Physicians",
    "County Health Department",
    "Lakeview Medical Group",
)
NETWORK = "Care Network"
RECEIVERS = (
    "Harbor Housing",
    "Good Table Food Bank",
    "Ride Together",
    "Steady Ground Legal Aid",
    "Open Door",
)

FACILITY_NPI = 9_900_000_000
"""Hospitals' numbers count from here, clinicians' from `CLINICIAN_NPI`. Real NPIs begin with 1 or 2: these
are nobody's."""
CLINICIAN_NPI = 9_100_000_000
CLINICIANS_PER_BLOCK = 4

CONDITIONS = ("E1165", "I10", "J449", "I509", "F329", "N183")
"""Diabetes, high blood pressure, chronic lung disease, heart failure, depression, kidney disease."""
ACUTE = (
    "R0789",
    "M545",
    "J069",
    "S93401A",
    "N390",
    "K529",
    "R109",
    "A419",
    "J189",
    "I214",
    "K8020",
    "S72001A",
)
WELL = ("Z0000", "Z00129", "M1711", "H5213", "L400", "R5383")
NO_HOME = "Z5900"

OFFICE_CODES = ("99213", "99214", "99203", "99396", "80053", "93000")
DRUGS = ("00093105801", "00378180110", "68180098001", "00002143380", "00173071920", "16729004510")


@dataclass(frozen=True)
class Calendar:
    """The months of the made-up period: first days, lengths, and how busy each is."""

    starts: Days
    lengths: NDArray[np.int64]
    end: np.datetime64
    """The day after the last one."""

    @property
    def months(self) -> int:
        return len(self.starts)

    @property
    def season(self) -> NDArray[np.float64]:
        """Winters are busier: 1 on average, most in January."""
        turn = (self.starts.astype("datetime64[M]").astype(int) % 12) * (2 * np.pi / 12)
        return 1 + 0.15 * np.cos(turn)

    @property
    def growth(self) -> NDArray[np.float64]:
        """Prices grow by about four per cent a year."""
        return np.power(1.04, np.arange(self.months) / 12)


def calendar(months: int, first: date = FIRST_DAY) -> Calendar:
    """`months` calendar months beginning with that of `first`."""
    edges = (np.datetime64(first, "M") + np.arange(months + 1)).astype("datetime64[D]")
    return Calendar(edges[:-1], np.diff(edges).astype(np.int64), edges[-1])
