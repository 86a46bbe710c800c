"""One public use file of each year from 2014 to 2024, made up in the layout of its year, with a row for every track.

The columns are those that CMS's descriptions of the files name; only 2016 and 2022 could be compared with real files.
Every row: benchmark $200,000,000, expenditure $190,000,000 (or $210,000,000), 20,000 people, quality 90 %. The amounts
are worked by hand: highest rate × (quality until 2020) × $10,000,000, less 2 % but for 2019 and 2020; July starters
of 2019 have half a year.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

import pytest

from tests.factories.settlement_files import csv_text, settle

FLAGS = {
    "T1": "Current_Track_1", "T1+": "Current_Track_1_Plus", "T2": "Current_Track_2", "T3": "Current_Track_3",
    **{level: f"Current_BASIC_{level}" for level in "ABCDE"}, "EN": "Current_ENHANCED",
}  # fmt: skip
INITIAL = {"T1": "Initial_Track_1", "T2": "Initial_Track_2"}


@dataclass(frozen=True)
class Layout:
    """How the file of a year was written."""

    tracks: dict[str, int]
    """What each track earned on the gain, in whole dollars."""
    losing: dict[str, int]
    """What each of some tracks owes on the loss (below zero) or gets (zero)."""
    number: str
    flags: dict[str, str] | None
    minimum: str
    quality: str
    nothing: str = "-"
    encoding: str = "utf-8"
    grouped: bool = False
    more: dict[str, str] = field(default_factory=dict)


MULTIPLIES = {"T1": 4_410_000, "T2": 5_292_000, "T3": 6_615_000}
SUSPENDED = {"T1": 4_500_000, "T1+": 4_500_000, "T2": 5_400_000, "T3": 6_750_000}
STANDARD = {
    "A": 3_920_000, "B": 3_920_000, "C": 4_900_000, "D": 4_900_000, "E": 4_900_000, "EN": 7_350_000,
}  # fmt: skip
RECENT = {"DisAdj": "", "Rev_Exp_Cat": "High Revenue", "Prorate_Shared_Losses": "0"}
LAYOUTS = {
    2014: Layout(
        {"T1": 4_410_000, "T2": 5_292_000}, {"T1": 0}, "ACO_Num", INITIAL, "2.50%", "90.00%", "*",
        "cp1252", True, {"Initial_Start_Date": "01/01/2014"},
    ),
    2015: Layout(
        {"T1": 4_410_000, "T2": 5_292_000}, {"T1": 0, "T2": -4_600_000}, "ACO_Num", INITIAL, "0.0250",
        "0.9000", ".", "cp1252", False, {"Initial_Start_Date": "1/1/14"},
    ),
    2016: Layout(
        MULTIPLIES, {"T3": -4_000_000}, "ACO_Num", {key: FLAGS[key] for key in MULTIPLIES}, "0.0200", "0.9000",
        "", "cp1252", False, {"Current_Start_Date": "1/1/16", "Met_QPS": "1"},
    ),
    2017: Layout(
        MULTIPLIES, {"T2": -4_600_000, "T3": -4_000_000}, "ACO_ID", {key: FLAGS[key] for key in MULTIPLIES},
        "0.0200", "0.9000", "-", "utf-8-sig", False,
        {"Current_Start_Date": "1/1/2016", "Met_QPS": "1", "DisAffQual": "0", "DisAdj": "-"},
    ),
    2018: Layout(
        {**MULTIPLIES, "T1+": 4_410_000}, {"T3": -4_000_000}, "ACO_ID",
        {key: FLAGS[key] for key in ("T1", "T1+", "T2", "T3")}, "2.00%", "90.00%", "-", "utf-8-sig", False,
        {"Current_Start_Date": "01/01/2018", "Met_QPS": "1", "DisAffQual": "0", "DisAdj": "0"},
    ),
    2019: Layout(
        {**SUSPENDED, "A": 1_800_000, "B": 1_800_000, "C": 2_250_000, "D": 2_250_000, "E": 2_250_000,
         "EN": 3_375_000},
        {"T3": -4_000_000, "EN": -2_000_000}, "ACO_ID", FLAGS, "2.00%", "90.00%", "-", "utf-8", True,
        {"Current_Start_Date": "01/01/2019", "Met_QPS": "1", "DisAdj": "0", "Participation_Six_Months": "0"},
    ),
    2020: Layout(
        {**SUSPENDED, "A": 3_600_000, "B": 3_600_000, "C": 4_500_000, "D": 4_500_000, "E": 4_500_000,
         "EN": 6_750_000},
        {"EN": 0, "T2": 0}, "ACO_ID", FLAGS, "2.00%", "90.00%", "-", "utf-8", False,
        {"Current_Start_Date": "07/01/2019", "Met_QPS": "1"},
    ),
    2021: Layout(
        {**STANDARD, "T1": 4_900_000, "T1+": 4_900_000, "T2": 5_880_000, "T3": 7_350_000},
        {"EN": -4_000_000, "E": -3_000_000}, "ACO_ID", None, "2.00%", "90.00%", "", "utf-8", False,
        {**RECENT, "Met_QPS": "1", "Current_Start_Date": "01/01/2020"},
    ),
    2022: Layout(
        STANDARD, {"EN": -4_000_000, "E": -3_000_000}, "ACO_ID", None, "2.00%", "90.00%", "", "utf-8", False,
        {**RECENT, "Met_QPS": "1"},
    ),
    2023: Layout(
        STANDARD, {"EN": -4_000_000, "E": -3_000_000}, "ACO_ID", None, "2.00%", "90.00%", "", "utf-8", False,
        {**RECENT, "Met_QPS": "1", "Met_AltQPS": "0"},
    ),
    2024: Layout(
        STANDARD, {"EN": -4_000_000, "E": -3_000_000}, "ACO_ID", None, "2.00%", "90.00%", "", "utf-8", False,
        {**RECENT, "Met_QPS": "1", "Met_AltQPS": "0", "Guardrail": "0", "ReducedSS": "0",
         "Current_Start_Date": "01/01/2024"},
    ),
}  # fmt: skip


def file_of(layout: Layout, **changes: str) -> tuple[bytes, list[int]]:
    """The file, and what its rows come to."""
    rows, amounts = [], []
    for spent, found in (("190000000", layout.tracks), ("210000000", layout.losing)):
        for track, amount in found.items():
            whole = (lambda text: f"{int(text):,}") if layout.grouped else str
            by_size = track in ("T1", "A", "B")
            minimum = "2.50%" if "%" in layout.minimum else "0.0250"
            rows.append(
                {
                    layout.number: f"A{len(rows):04}",
                    "ACO_Name": "Clínica del Río",
                    **({name: str(int(track == one)) for one, name in layout.flags.items()} if layout.flags
                       else {"Current_Track": track}),
                    "N_AB": whole("20000"),
                    "MinSavPerc": minimum if by_size else layout.minimum,
                    "QualScore": layout.quality,
                    "ABtotBnchmk": whole("200000000"),
                    "ABtotExp": whole(spent),
                    "EarnSaveLoss": layout.nothing,
                    **layout.more,
                    **changes,
                }
            )  # fmt: skip
            amounts.append(amount)
    return csv_text(rows).encode(layout.encoding), amounts


@pytest.mark.parametrize("year", LAYOUTS)
def test_every_track_of_a_year_in_the_layout_of_that_year(tmp_path: Path, year: int) -> None:
    raw, amounts = file_of(LAYOUTS[year])
    settled = settle(tmp_path, raw, year)
    assert [item.reason for item in settled if item.status != "settled"] == []
    assert [item.ruling.earned for item in settled] == [Decimal(amount) for amount in amounts]


@pytest.mark.parametrize("year", [2023, 2024])
def test_with_only_the_alternative_standard_the_rate_is_scaled_by_quality(tmp_path: Path, year: int) -> None:
    raw, amounts = file_of(LAYOUTS[year], Met_QPS="0", Met_AltQPS="1")
    settled = settle(tmp_path, raw, year)
    gains = [Decimal(amount) * 9 / 10 if amount > 0 else Decimal(amount) for amount in amounts]
    assert [item.ruling.earned for item in settled] == gains


def test_every_year_with_terms_has_a_layout_here() -> None:
    assert list(LAYOUTS) == list(range(2014, 2025))
