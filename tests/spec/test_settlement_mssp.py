"""Medicare's public use files: what each track earns or owes, worked by hand, and the real results of
two years.
"""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from commonweal.settlement.minimum_rate import minimum_rate_by_size
from commonweal.settlement.mssp import public_file, settlement, tracks
from tests.factories.settlement_files import DEFAULTS, csv_text, recent, settle

REAL = Path(__file__).parents[2].parent / "shared" / "data" / "mssp"


def real(year: int) -> list[settlement.Settled]:
    path = REAL / f"PY{year}.csv"
    if not path.is_file():
        pytest.skip(f"the public use file {path} is not here")
    return settlement.settle(public_file.read(path), year)


def test_every_organisation_of_2022_agrees_but_the_one_whose_revenue_is_not_public() -> None:
    settled = real(2022)
    asked = [item for item in settled if item.status == "needs_input"]
    assert [item.row.aco_id for item in asked] == ["A1070"]
    assert "Participant_Revenue_AB" in asked[0].reason
    comparisons = [settlement.compare(item) for item in settled if item.status == "settled"]
    assert len(comparisons) == 481
    assert all(found is not None and abs(found.difference) <= 2 for found in comparisons)


def test_every_organisation_of_2016_agrees_or_differs_only_by_the_rounding_of_its_printed_quality() -> None:
    settled = real(2016)
    assert all(item.status == "settled" for item in settled)
    comparisons = [found for item in settled if (found := settlement.compare(item)) is not None]
    assert len(comparisons) == 432
    assert sum(not found.explanation for found in comparisons) == 321
    assert all(found.explained for found in comparisons)


def test_what_2016_pays_a_capped_organisation_shows_that_the_withholding_comes_before_the_cap() -> None:
    capped = next(item for item in real(2016) if item.row.aco_id == "A00755")
    assert capped.benchmark is not None
    assert capped.ruling.earned == (capped.benchmark * Decimal("0.1")).quantize(Decimal("0.01"))
    comparison = settlement.compare(capped)
    assert comparison is not None and abs(comparison.difference) <= 2


def test_the_published_result_is_not_read_for_settling(tmp_path: Path) -> None:
    honest = settle(tmp_path, recent({"EarnSaveLoss": "7350000"}), 2022)[0]
    nonsense = settle(
        tmp_path,
        recent({"EarnSaveLoss": "-1", "GenSaveLoss": "5", "Sav_rate": "99%", "FinalShareRate": "1.00%"}),
        2022,
    )[0]
    assert honest.ruling.earned == nonsense.ruling.earned == Decimal("7350000.00")


@pytest.mark.parametrize(
    ("people", "rate"),
    [
        (4_999, None),
        (5_000, "0.039"),
        (5_999, "0.036"),
        (6_000, "0.036"),
        (9_999, "0.030"),
        (12_500, "0.0285"),
        (19_999, "0.025"),
        (59_999, "0.020"),
        (60_000, "0.020"),
        (400_000, "0.020"),
    ],
)
def test_minimum_rate_by_size(people: int, rate: str | None) -> None:
    found = minimum_rate_by_size(people)
    if rate is None:
        assert found is None
    else:
        assert found is not None and abs(found - Decimal(rate)) < Decimal("0.000001")


# benchmark 200,000,000 throughout; the expenditure decides. Worked by hand from the regulation.
@pytest.mark.parametrize(
    ("year", "change", "earned"),
    [
        # ENHANCED: 75 % × 10,000,000 × 98 %
        (2022, {}, "7350000"),
        # held at 20 % of the benchmark: 75 % × 80,000,000 × 98 % = 58,800,000
        (2022, {"ABtotExp": "120000000"}, "40000000"),
        # below the chosen 2 %
        (2022, {"ABtotExp": "197000000"}, "0"),
        # exactly at it
        (2022, {"ABtotExp": "196000000"}, "2940000"),
        # BASIC A by size: 20,000 people, 2.5 %
        (2022, {"Current_Track": "A", "MinSavPerc": "2.50%"}, "3920000"),
        (2022, {"Current_Track": "A", "MinSavPerc": "2.50%", "ABtotExp": "195100000"}, "0"),
        # a loss under a one-sided level is nobody's
        (2022, {"Current_Track": "B", "ABtotExp": "230000000"}, "0"),
        # BASIC E: 50 %
        (2022, {"Current_Track": "E"}, "4900000"),
        # quality standard not met
        (2022, {"Met_QPS": "0"}, "0"),
        # from 2023 the alternative standard: 75 % × 80 % quality
        (2023, {"Met_QPS": "0", "Met_AltQPS": "1"}, "5880000"),
        (2023, {"Met_QPS": "0", "Met_AltQPS": "0"}, "0"),
        # ENHANCED loss: 1 − 75 % × 80 % = 40 %, the lower bound
        (2022, {"ABtotExp": "210000000"}, "-4000000"),
        # without the standard 75 %
        (2022, {"ABtotExp": "210000000", "Met_QPS": "0"}, "-7500000"),
        # quality 50 %: 1 − 37.5 % = 62.5 %
        (2022, {"ABtotExp": "210000000", "QualScore": "50.00%"}, "-6250000"),
        # loss cap 15 %: 40 % × 90,000,000 = 36,000,000
        (2022, {"ABtotExp": "290000000"}, "-30000000"),
        # disaster relief after the cap
        (2022, {"ABtotExp": "210000000", "DisAdj": "-1500000"}, "-2500000"),
        (2022, {"ABtotExp": "210000000", "DisAdj": "-9000000"}, "0"),
        # BASIC C loss 30 % × 10,000,000, capped at 1 % of the benchmark; revenue given
        (
            2022,
            {"Current_Track": "C", "ABtotExp": "210000000", "Participant_Revenue_AB": "900000000"},
            "-2000000",
        ),
        (
            2022,
            {"Current_Track": "C", "ABtotExp": "210000000", "Participant_Revenue_AB": "40000000"},
            "-800000",
        ),
        # high revenue: at least 35 % of expenditure, 8 % of which is above 30 % of the loss: the cap
        # cannot bind
        (2022, {"Current_Track": "E", "ABtotExp": "210000000", "Rev_Exp_Cat": "High Revenue"}, "-3000000"),
        # 2024: reduced sharing, half of 40 %, from the first dollar
        (
            2024,
            {
                "Current_Track": "A",
                "MinSavPerc": "2.50%",
                "ABtotExp": "198000000",
                "ReducedSS": "1",
                "Guardrail": "0",
            },
            "392000",
        ),
        # 2024: the guardrail leaves a trace of a saving; it counts as nothing
        (2024, {"MinSavPerc": "0.00%", "ABtotExp": "199999990", "Guardrail": "1", "ReducedSS": "0"}, "0"),
        # fewer than 5,000 people: the printed rate
        (2022, {"Current_Track": "A", "N_AB": "4200", "MinSavPerc": "4.40%"}, "3920000"),
        (2022, {"Current_Track": "A", "N_AB": "4200", "MinSavPerc": "6.05%"}, "0"),
    ],
)
def test_tracks_since_2021(tmp_path: Path, year: int, change: dict[str, str], earned: str) -> None:
    (settled,) = settle(tmp_path, recent(change), year)
    assert settled.reason and settled.status == "settled"
    assert settled.ruling.earned == Decimal(earned), [step.working for step in settled.ruling.steps]


def old(**changes: str) -> str:
    """A file of 2016 to 2020: 0/1 flags for tracks, fractions with four decimals."""
    flags = ("1", "1_Plus", "2", "3", "BASIC_A", "BASIC_B", "BASIC_C", "BASIC_D", "BASIC_E", "ENHANCED")
    row = {
        "ACO_Num": "A12345",
        "Current_Start_Date": "1/1/16",
        **{f"Current_{flag if flag[0] in 'BE' else f'Track_{flag}'}": "0" for flag in flags},
        "N_AB": "20000",
        "MinSavPerc": "0.0250",
        "EarnSaveLoss": "0",
        "Met_QPS": "1",
        "QualScore": "0.9000",
        "DisAdj": "-",
        "ABtotBnchmk": "200000000",
        "ABtotExp": "190000000",
    }
    return csv_text([{**row, **changes}])


@pytest.mark.parametrize(
    ("year", "changes", "earned"),
    [
        # Track 1: 50 % × 90 % × 10,000,000 × 98 %
        (2016, {"Current_Track_1": "1"}, "4410000"),
        (2016, {"Current_Track_1": "1", "Met_QPS": "0"}, "0"),
        # Track 2: 60 %
        (2016, {"Current_Track_2": "1", "MinSavPerc": "0.0200"}, "5292000"),
        # Track 2 loss: 1 − 54 % = 46 %; 7.5 % of the benchmark in the second year
        (2017, {"Current_Track_2": "1", "MinSavPerc": "0", "ABtotExp": "210000000"}, "-4600000"),
        (2017, {"Current_Track_2": "1", "MinSavPerc": "0", "ABtotExp": "250000000"}, "-15000000"),
        # Track 3: 75 %; loss 1 − 67.5 % = 32.5 %, held at 40 %
        (2016, {"Current_Track_3": "1", "MinSavPerc": "0.0100"}, "6615000"),
        (2018, {"Current_Track_3": "1", "MinSavPerc": "0.0100", "ABtotExp": "210000000"}, "-4000000"),
        # Track 1+: loss 30 %; 8 % of revenue unknown, disaster relief covers it all
        (
            2018,
            {
                "Current_Track_1_Plus": "1",
                "MinSavPerc": "0.01",
                "ABtotExp": "210000000",
                "DisAdj": "-3000000",
            },
            "0",
        ),
        # BASIC E began on 1 July 2019: half a year, and nothing withheld while sequestration was suspended
        (2019, {"Current_BASIC_E": "1", "MinSavPerc": "0.0200"}, "2250000"),
        (2020, {"Current_ENHANCED": "1", "MinSavPerc": "0.0200"}, "6750000"),
        # 2020: every loss was forgiven
        (2020, {"Current_ENHANCED": "1", "MinSavPerc": "0.0200", "ABtotExp": "210000000"}, "0"),
        # 2014: Track 2 had a fixed minimum of 2 %; third year of an agreement begun in 2012
        (
            2015,
            {"Current_Track_2": "1", "Current_Start_Date": "4/1/12", "ABtotExp": "260000000"},
            "-20000000",
        ),
        (2015, {"Current_Track_2": "1", "ABtotExp": "203000000"}, "0"),
    ],
)
def test_tracks_before_2021(tmp_path: Path, year: int, changes: dict[str, str], earned: str) -> None:
    (settled,) = settle(tmp_path, old(**changes), year)
    assert settled.status == "settled", settled.reason
    assert settled.ruling.earned == Decimal(earned)


def test_a_file_of_2014_without_a_column_for_the_quality_standard(tmp_path: Path) -> None:
    row = {
        "ACO_ID": "A1",
        "Track_1": "1",
        "Track_2": "0",
        "N_AB": "20,000",
        "MinSavPerc": "2.50%",
        "QualScore": "P4R",
        "ABtotBnchmk": "$200,000,000",
        "ABtotExp": "$190,000,000",
    }
    first, second, third = settle(
        tmp_path,
        csv_text(
            [row, {**row, "ACO_ID": "A2", "QualScore": "0%"}, {**row, "ACO_ID": "A3", "QualScore": "*"}]
        ),
        2014,
    )
    assert first.ruling.earned == Decimal(4900000)
    assert second.ruling.earned == 0
    assert third.status == "needs_input" and "Met_QPS" in third.reason


def test_two_honest_rows_for_one_organisation_in_2019(tmp_path: Path) -> None:
    text = old(Current_Track_1="1", Participation_Six_Months="1")
    header, row = text.strip().split("\n")
    later = row.replace('"1/1/16"', '"7/1/19"')
    first, second = settle(tmp_path, f"{header}\n{row}\n{later}\n", 2019)
    assert first.ruling.earned == second.ruling.earned == Decimal(2250000)


@pytest.mark.parametrize(
    "raw",
    [
        ("\ufeff" + recent({"ACO_Name": "Clínica"})).encode(),
        recent({"ACO_Name": "Clínica"}).encode("latin-1"),
        recent({"ACO_Name": "Clínica"}).encode("utf-16"),
        recent({"ACO_Name": "Clínica"}).replace("\n", "\r\n").encode(),
        recent().replace(",", "\t").encode(),
        recent({"ABtotBnchmk": " $200,000,000 ", "N_AB": "20,000"}).encode(),
    ],
)
def test_bytes_and_marks_of_every_age(tmp_path: Path, raw: bytes) -> None:
    (settled,) = settle(tmp_path, raw, 2022)
    assert settled.ruling.earned == Decimal(7350000)


def test_each_track_has_terms_for_every_year_it_existed() -> None:
    expected = {
        "T1": (2014, 2021),
        "T1+": (2018, 2021),
        "T2": (2014, 2021),
        "T3": (2016, 2021),
        **dict.fromkeys(("A", "B", "C", "D", "E", "EN"), (2019, 2024)),
    }
    for track, (first, last) in expected.items():
        assert tracks.years_of(track) == tuple(range(first, last + 1))
    assert {entry.track for entry in tracks.all_sets()} == set(expected)
    assert DEFAULTS["Current_Track"] in expected
