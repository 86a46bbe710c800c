"""What a public use file may bring that nobody asked for: each row gets a question, the others are
settled.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from commonweal.settlement.mssp import public_file
from commonweal.settlement.mssp.settlement import compare
from commonweal.settlement.texts import decode
from tests.factories.settlement_files import recent, settle


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"ABtotBnchmk": ""}, ["ABtotBnchmk", "missing", "benchmark − expenditure"]),
        ({"ABtotBnchmk": "*"}, ["ABtotBnchmk", "missing"]),
        ({"ABtotBnchmk": "-5"}, ["ABtotBnchmk", "cannot be"]),
        ({"ABtotBnchmk": "0"}, ["ABtotBnchmk"]),
        ({"ABtotExp": "-190000000"}, ["ABtotExp"]),
        ({"ABtotExp": "lots"}, ["ABtotExp", "“lots” is not a number"]),
        ({"ABtotExp": "NaN"}, ["ABtotExp", "not a number"]),
        ({"ABtotExp": "Infinity"}, ["ABtotExp", "not a number"]),
        ({"ABtotExp": "1.9E+08"}, ["scientific notation"]),
        ({"ABtotExp": "1900000000"}, ["ABtotExp", "probably wrong"]),
        ({"ABtotBnchmk": "20000000000", "ABtotExp": "19000000000"}, ["N_AB", "probably wrong"]),
        ({"N_AB": "-3"}, ["N_AB"]),
        ({"N_AB": "2000.5"}, ["N_AB", "no number of people"]),
        ({"N_AB": "", "Current_Track": "A"}, ["N_AB", "missing"]),
        ({"QualScore": "0.8"}, ["QualScore", "0.8 % or 80 %", "percent sign"]),
        ({"QualScore": "80"}, ["QualScore", "80 % or 8000 %"]),
        ({"QualScore": "180.00%"}, ["QualScore", "no quality score"]),
        ({"QualScore": "good"}, ["QualScore", "not a number"]),
        ({"QualScore": "-", "ABtotExp": "210000000"}, ["QualScore", "missing"]),
        ({"MinSavPerc": "50"}, ["MinSavPerc", "50 % or 5000 %"]),
        ({"MinSavPerc": "0.5"}, ["MinSavPerc", "0.5 % or 50 %"]),
        ({"MinSavPerc": "50.00%"}, ["MinSavPerc", "no minimum savings rate"]),
        ({"MinSavPerc": "2.17%"}, ["MinSavPerc", "neither"]),
        ({"MinSavPerc": ""}, ["MinSavPerc", "missing"]),
        ({"Met_QPS": ""}, ["Met_QPS", "missing"]),
        ({"Met_QPS": "maybe"}, ["Met_QPS", "neither 0 nor 1"]),
        ({"Current_Track": "Z"}, ["Current_Track", "“Z” is no track"]),
        ({"Current_Track": ""}, ["no track"]),
        ({"Current_Track": "3"}, ["no parameter set for track T3 in 2022", "2016–2021"]),
        ({"ACO_ID": ""}, ["names no organisation"]),
        ({"year": "2021"}, ["2021", "2022"]),
        (
            {"Current_Track": "C", "ABtotExp": "210000000"},
            ["Participant_Revenue_AB", "2 %", "no public file"],
        ),
        ({"Current_Track": "C", "ABtotExp": "210000000", "Participant_Revenue_AB": "-1"}, ["cannot be"]),
        ({"ABtotExp": "210000000", "Prorate_Shared_Losses": "1"}, ["Prorate_Shared_Losses", "months"]),
        ({"Current_Track": "A", "N_AB": "4200", "MinSavPerc": "5.00%"}, ["within the rounding"]),
        ({"Current_Track": "A", "N_AB": "4200", "MinSavPerc": ""}, ["fewer than the table"]),
    ],
)
def test_the_row_is_asked_about_and_the_others_are_settled(
    tmp_path: Path, change: dict[str, str], words: list[str]
) -> None:
    whole = {"year": "2022"} if "year" in change else {}
    before, asked, after = settle(tmp_path, recent(whole, {**whole, **change}, whole), 2022)
    assert asked.status == "needs_input"
    assert asked.ruling.earned is None
    assert "line 3" in asked.reason
    for word in words:
        assert word in asked.reason
    assert before.ruling.earned == after.ruling.earned == 7350000


def test_two_rows_for_one_organisation_are_both_asked_about(tmp_path: Path) -> None:
    first, second, third = settle(tmp_path, recent({}, {"ACO_ID": "A0001"}, {}), 2022)
    assert first.status == second.status == "needs_input"
    assert "lines 2, 3" in first.reason and "lines 2, 3" in second.reason
    assert third.status == "settled"


def test_a_row_with_too_few_cells(tmp_path: Path) -> None:
    lines = recent({}, {}).splitlines()
    lines[1] = ",".join(lines[1].split(",")[:-2])
    broken, whole = settle(tmp_path, "\n".join(lines), 2022)
    assert "cells" in broken.reason and broken.status == "needs_input"
    assert whole.status == "settled"


def test_a_column_written_in_two_ways_in_equal_parts_is_asked_about_throughout(tmp_path: Path) -> None:
    rows = settle(tmp_path, recent({"QualScore": "80.5"}, {"QualScore": "0.805"}), 2022)
    assert all("two ways" in row.reason for row in rows)


def test_a_percent_sign_needs_no_neighbours(tmp_path: Path) -> None:
    rows = settle(
        tmp_path,
        recent({"QualScore": "0.8", "ABtotExp": "210000000"}, {"QualScore": "0.7"}, {"QualScore": "80 %"}),
        2022,
    )
    assert [row.status for row in rows] == ["settled"] * 3


def test_quality_that_no_amount_hangs_on_is_not_asked_for(tmp_path: Path) -> None:
    (row,) = settle(tmp_path, recent({"QualScore": "*", "Met_QPS": "", "ABtotExp": "199000000"}), 2022)
    assert row.ruling.earned == 0 and row.ruling.sharing_rate is None


def test_six_or_twelve_months_of_2019_are_asked_for(tmp_path: Path) -> None:
    (row,) = settle(tmp_path, recent({"Current_Track": "1", "MinSavPerc": "2.50%"}), 2019)
    assert "Participation_Six_Months" in row.reason


def test_a_loss_without_a_column_for_disaster_relief(tmp_path: Path) -> None:
    (row,) = settle(tmp_path, recent({"ABtotExp": "210000000"}, without=["DisAdj"]), 2022)
    assert "DisAdj" in row.reason


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "no header"),
        ("ACO_ID,N_AB\n", "no rows"),
        ("ACO_ID,N_AB\nA1,5\n", "no column ABtotBnchmk, ABtotExp, QualScore, Current_Track"),
        (recent().replace("ACO_Name", "ACO_ID"), "two columns"),
        ("a,b\0\n1,2\n", "not a text file"),
        ('ACO_ID,N_AB\nA1,"' + "x" * 200_000 + "\n", "quotation mark"),
    ],
)
def test_a_file_that_is_none(tmp_path: Path, text: str, words: str) -> None:
    path = tmp_path / "file.csv"
    path.write_text(text)
    with pytest.raises(public_file.UnreadableFile, match=words):
        public_file.read(path)


def test_a_track_2_loss_above_the_smallest_cap_needs_the_year_of_the_agreement(tmp_path: Path) -> None:
    change = {"Current_Track": "2", "MinSavPerc": "2.00%"}
    small, large, iso = settle(
        tmp_path,
        recent(
            {**change, "ABtotExp": "210000000", "Current_Start_Date": ""},
            {**change, "ABtotExp": "250000000", "Current_Start_Date": "soon"},
            {**change, "ABtotExp": "250000000", "Current_Start_Date": "2016-01-01"},
        ),
        2016,
    )
    assert small.ruling.earned == -5_200_000
    assert "Current_Start_Date" in large.reason
    assert iso.ruling.earned == -10_000_000


def test_reduced_sharing_is_asked_about_where_it_may_apply(tmp_path: Path) -> None:
    change = {"Current_Track": "A", "ABtotExp": "198000000", "Met_AltQPS": "0"}
    asked, older, answered = settle(
        tmp_path,
        recent(
            {**change, "Current_Start_Date": "01/01/2024"},
            {**change, "Current_Start_Date": "01/01/2022"},
            {**change, "Current_Start_Date": "01/01/2024", "ReducedSS": "0"},
        ),
        2024,
    )
    assert "ReducedSS" in asked.reason and asked.status == "needs_input"
    assert older.ruling.earned == answered.ruling.earned == 0


def test_the_alternative_standard_is_asked_for_from_2023(tmp_path: Path) -> None:
    (row,) = settle(tmp_path, recent({"Met_QPS": "0"}), 2023)
    assert "Met_AltQPS" in row.reason


def test_a_loss_under_a_fixed_rate_does_not_wait_for_quality(tmp_path: Path) -> None:
    change = {
        "Current_Track": "E",
        "Met_QPS": "",
        "ABtotExp": "210000000",
        "Participant_Revenue_AB": "1000000000",
    }
    (row,) = settle(tmp_path, recent(change), 2022)
    assert row.ruling.earned == -3_000_000


def test_a_gain_with_the_standard_does_not_wait_for_the_score(tmp_path: Path) -> None:
    (row,) = settle(tmp_path, recent({"QualScore": "*"}), 2022)
    assert row.ruling.earned == 7_350_000 and row.ruling.loss_rate is None


def test_the_first_files_name_only_the_track_an_agreement_began_with(tmp_path: Path) -> None:
    text = recent({"Initial_Track_1": "1", "Initial_Track_2": "0"}, without=["Current_Track"])
    (row,) = settle(tmp_path, text, 2015)
    assert row.ruling.earned == 3_920_000


def test_windows_bytes_that_are_no_letters_are_read_as_latin_1() -> None:
    assert decode(b"A\x81\xe9") == "A\x81é"


def test_published_results_that_are_no_numbers_are_not_compared_with(tmp_path: Path) -> None:
    (row,) = settle(tmp_path, recent({"EarnSaveLoss": "see note"}), 2022)
    assert compare(row) is None


def test_differences_that_rounding_does_and_does_not_explain(tmp_path: Path) -> None:
    change = {"Met_QPS": "0", "Met_AltQPS": "1", "ABtotBnchmk": "200000000"}
    inside, outside = settle(
        tmp_path, recent({**change, "EarnSaveLoss": "5880200"}, {**change, "EarnSaveLoss": "5890000"}), 2023
    )
    first, second = compare(inside), compare(outside)
    assert first is not None and first.explained and "unrounded" in first.explanation
    assert second is not None and not second.explained and "does not reach" in second.explanation


def test_a_column_printed_with_one_decimal_says_less_than_one_with_two(tmp_path: Path) -> None:
    change = {"N_AB": "22904", "MinSavPerc": "2.5%", "ABtotExp": "197000000"}
    (coarse,) = settle(tmp_path, recent(change), 2022)
    assert coarse.status == "settled"  # 2.471 % by the table, which one decimal prints as 2.5 %
    first, second = settle(tmp_path, recent(change, {**change, "MinSavPerc": "2.47%"}), 2022)
    assert "neither" in first.reason and second.status == "settled"
