"""What the columns of the public use files have been called since 2014, and how their cells were written."""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal

from commonweal.settlement.amounts import HUNDRED, NotANumber, plain_number, read_number
from commonweal.settlement.steps import NeedsInput

COLUMNS: dict[str, tuple[str, ...]] = {
    "aco_id": ("ACO_ID", "ACO_Num", "ACO_Number"),
    "year": ("year", "Performance_Year", "PY"),
    "people": ("N_AB",),
    "benchmark": ("ABtotBnchmk",),
    "expenditure": ("ABtotExp",),
    "minimum": ("MinSavPerc", "MinSavRate", "Min_Sav_Rate", "MSR"),
    "quality": ("QualScore", "Quality_Score"),
    "standard": ("Met_QPS", "MetQPS"),
    "alternative": ("Met_AltQPS", "Met_Alt_QPS"),
    "start": ("Current_Start_Date", "Start_Date", "Initial_Start_Date"),
    "adjustment": ("DisAdj", "Dis_Adj"),
    "part_of_losses": ("Prorate_Shared_Losses",),
    "six_months": ("Participation_Six_Months", "Participation_6_Months"),
    "guardrail": ("Guardrail",),
    "reduced": ("ReducedSS", "Reduced_SS"),
    "revenue_category": ("Rev_Exp_Cat",),
    "revenue": ("Participant_Revenue_AB",),
    "track": ("Current_Track", "Track"),
}
"""Our name of an input → what the files call it. `Participant_Revenue_AB` is in no public file: it is
the name
under which the Part A and B revenue of the participants can be added, where a loss cap depends on it."""

TRACK_FLAGS: dict[str, tuple[str, ...]] = {
    "T1": ("Current_Track_1", "Track_1"),
    "T1+": ("Current_Track_1_Plus", "Track_1_Plus"),
    "T2": ("Current_Track_2", "Track_2"),
    "T3": ("Current_Track_3", "Track_3"),
    **{
        letter: (f"Current_BASIC_{letter}", f"Current_Level_{letter}", f"BASIC_{letter}")
        for letter in "ABCDE"
    },
    "EN": ("Current_ENHANCED", "Current_EN", "ENHANCED"),
}
"""Until 2020 the track is a row of 0/1 flags; from 2021 it is one column of codes."""

PUBLISHED = "EarnSaveLoss"
"""The result CMS published. It is compared with, never settled from."""

QUALITY_BOUNDARY = Decimal(1)
"""Without a percent sign a quality score up to 1 is a fraction, above it points of a hundred."""
_COARSEST = Decimal("0.0005")
MINIMUM_BOUNDARY = Decimal("0.2")
"""Minimum rates lie between 0.5 and about 12 %: up to 0.2 such a number is a fraction, above it points."""


def normal(header: str) -> str:
    """A header with everything but letters and digits removed: `Current_Track_1+` → `currenttrack1plus`."""
    return re.sub(r"[^a-z0-9]", "", header.casefold().replace("+", "plus"))


def find(headers: Iterable[str]) -> tuple[dict[str, int], dict[str, int], int | None]:
    """Where each input, each track flag and the published result stand. Raises NeedsInput on two of
    one kind.
    """
    places: dict[str, int] = {}
    for index, header in enumerate(headers):
        key = normal(header)
        if key and key in places:
            raise NeedsInput(header, "the file has two columns of this name", rule="one column per input")
        places[key] = index

    def look(table: dict[str, tuple[str, ...]]) -> dict[str, int]:
        found = {}
        for ours, theirs in table.items():
            for name in theirs:
                if (at := places.get(normal(name))) is not None:
                    found[ours] = at
                    break
        return found

    # The first files knew only the track an agreement began with; from 2016 on that may be another one.
    flags = look(TRACK_FLAGS) or look({track: (f"Initial_Track_{track[1]}",) for track in ("T1", "T2")})
    return look(COLUMNS), flags, places.get(normal(PUBLISHED))


def track_code(cell: str) -> str | None:
    """Our code of a track written in any of the ways the files write it; None for one nobody knows."""
    text = re.sub(r"\b(BASIC|LEVEL|TRACK)\b|[\s_\-]", "", re.sub(r"[_\-]", " ", cell.upper()))
    return {"1": "T1", "T1": "T1", "1+": "T1+", "1PLUS": "T1+", "T1+": "T1+", "2": "T2", "T2": "T2"}.get(
        text
    ) or {"3": "T3", "T3": "T3", "EN": "EN", "ENHANCED": "EN", **{x: x for x in "ABCDE"}}.get(text)


def notation(cells: Iterable[str], boundary: Decimal) -> str | None:
    """How most cells of a column write a rate: `percent sign`, `points` or `fraction`; None when it is
    a tie.
    """
    votes = {"percent sign": 0, "points": 0, "fraction": 0}
    for cell in cells:
        kind = _kind(cell, boundary)
        if kind is not None:
            votes[kind] += 1
    first, second = sorted(votes, key=lambda kind: -votes[kind])[:2]
    return first if votes[first] > votes[second] else None


def _kind(cell: str, boundary: Decimal) -> str | None:
    text = cell.strip()
    signed = text.endswith("%")
    try:
        number = read_number(text.removesuffix("%"))
    except NotANumber:
        return None
    if not number:
        return None
    if signed:
        return "percent sign"
    return "fraction" if abs(number) <= boundary else "points"


def rate(cell: str, usual: str | None, boundary: Decimal, *, column: str, rule: str) -> Decimal | None:
    """The fraction a cell means, read the way its column is written; None when the cell is empty.

    A bare number that is not of its column's kind could mean two rates a hundredfold apart: raises
    NeedsInput.
    """
    text = cell.strip()
    signed = text.endswith("%")
    try:
        number = read_number(text.removesuffix("%"))
    except NotANumber as why:
        raise NeedsInput(column, str(why), rule=rule) from None
    if number is None or signed or number == 0:
        return None if number is None else number / HUNDRED
    if _kind(text, boundary) != usual:
        written = plain_number(number)
        how = f"the other rows of the column are written with a {usual}" if usual == "percent sign" else (
            f"the other rows of the column are written as {usual}" if usual == "points" else
            "the other rows of the column are written as fractions of 1" if usual else
            "the rows of the column are written in two ways"
        )  # fmt: skip
        raise NeedsInput(
            column,
            f"“{text}” could mean {written} % or {plain_number(number * HUNDRED)} %; {how}. "
            "Write it with a percent sign",
            rule=rule,
        )
    return number if usual == "fraction" else number / HUNDRED


def half_a_unit(cells: Iterable[str]) -> Decimal:
    """Half of the last decimal a column of rates is printed with, as a fraction: what rounding took at most.

    The finest cell speaks for the column (spreadsheets drop trailing zeros); never more than 0.05 points.
    """
    finest = _COARSEST
    for cell in cells:
        text = cell.strip()
        digits = text.removesuffix("%").strip()
        try:
            number = read_number(digits)
        except NotANumber:
            continue
        if number is not None:
            scale = HUNDRED if text.endswith("%") or number > 1 else Decimal(1)
            finest = min(finest, Decimal(5).scaleb(-len(digits.partition(".")[2]) - 1) / scale)
    return finest
