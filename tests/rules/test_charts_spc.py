"""`commonweal spc`: what it prints, and what it says to files it cannot use."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from commonweal.cli.spc import spc

STEADY = [10, 12, 11, 13, 10, 12, 11, 13, 10, 12, 11, 13, 10, 12]


@pytest.fixture
def series(tmp_path: Path) -> Path:
    path = tmp_path / "series.csv"
    rows = [f"2017-{at + 1:02},{v}" if at < 12 else f"2018-{at - 11:02},{v}" for at, v in enumerate(STEADY)]
    path.write_text("period,value\n" + "\n".join(rows) + "\n")
    return path


def run(path: Path, *options: str) -> Result:
    return CliRunner().invoke(spc, [*options, str(path)], catch_exceptions=False)


def shown(path: Path, *options: str) -> dict[str, Any]:
    result = run(path, *options)
    assert result.exit_code == 0, result.output
    printed: dict[str, Any] = json.loads(result.stdout)
    return printed


def said(path: Path, content: str | bytes, *options: str) -> str:
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    result = run(path, *options)
    assert result.exit_code == 1
    assert "Traceback" not in result.output
    return result.stderr.replace(str(path), "FILE")


def test_a_chart_as_json(series: Path) -> None:
    chart = shown(series, "--chart", "xmr", "--direction", "lower", "--target", "30")
    assert chart["centre"] == pytest.approx(sum(STEADY) / 14)
    assert chart["lower"] < chart["centre"] < chart["upper"]
    assert (chart["screened"], chart["assurance"], chart["warnings"]) == (False, "consistently_meets", [])
    assert chart["points"][0] == {"period": "2017-01", "value": 10, "special_cause": None, "flag": None}
    assert len(chart["points"]) == 14


def test_special_causes_flags_and_screening(series: Path) -> None:
    with series.open("a") as file:
        file.write("2018-03,60\n")
    screened, whole = (
        shown(series, "--direction", "lower"),
        shown(series, "--direction", "lower", "--no-screen"),
    )
    assert screened["points"][-1]["special_cause"] == "outside"
    assert screened["points"][-1]["flag"] == "concern"
    assert (screened["screened"], screened["ranges_left_out"]) == (True, ["2018-03"])
    assert (whole["screened"], whole["ranges_left_out"]) == (False, [])
    assert whole["upper"] > screened["upper"]
    assert shown(series, "--constant", "sigma")["upper"] < shown(series)["upper"]
    assert shown(series, "--constant", "2.66") == shown(series)


def test_a_new_phase_makes_the_lines_move(series: Path) -> None:
    chart = shown(series, "--rebase", "2017-08", "--reason", "a second clinic")
    assert len(chart["centre"]) == len(chart["lower"]) == len(chart["upper"]) == 14
    assert [phase["from"] for phase in chart["phases"]] == ["2017-01", "2017-08"]
    assert chart["phases"][1]["reason"] == "a second clinic"
    assert "provisional" in chart["warnings"][0]
    assert any("without a reason" in warning for warning in shown(series, "--rebase", "2017-08")["warnings"])


@pytest.mark.parametrize("kind", ["p", "u", "p'", "u'", "xmr"])
def test_rates(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "rates.csv"
    path.write_text(
        "period,numerator,denominator\n" + "".join(f"w{at},{at % 3},{20 + at}\n" for at in range(13))
    )
    chart = shown(path, "--chart", kind)
    assert chart["points"][4]["value"] == pytest.approx(1 / 24)
    assert isinstance(chart["centre"], float)
    assert isinstance(chart["upper"], float if kind == "xmr" else list)
    assert ("numerator" in chart["points"][0]) is (kind != "xmr")


def test_a_run_chart(series: Path) -> None:
    chart = shown(series, "--chart", "run", "--no-screen")
    assert (chart["lower"], chart["upper"], chart["centre"]) == (None, None, 11.5)
    assert chart["phases"][0]["runs"]["useful_points"] == 14
    assert "XmR" in chart["warnings"][-1]


def test_standard_input() -> None:
    result = CliRunner().invoke(spc, ["-"], input="period,value\na,1\nb,2\n")
    assert json.loads(result.stdout)["centre"] == 1.5
    empty = CliRunner().invoke(spc, ["-"], input="")
    assert "standard input is empty" in empty.stderr


@pytest.mark.parametrize(
    "content",
    [
        b"\xef\xbb\xbfperiod,value\nJan,1\nFeb,2\n",
        b"Period;VALUE;note\r\nJan;1;x\r\nFeb;2;y\r\n",
        "\ufeffvalue\tperiod\n1\tJan\n2\tFeb\n".encode("utf-16-le"),
        b'note,period,value\n"a\nb",Jan, 1 \n\nx,Feb,2e0\n',
    ],
)
def test_the_same_table_in_other_clothes(series: Path, content: bytes) -> None:
    series.write_bytes(content)
    chart = shown(series)
    assert [(p["period"], p["value"]) for p in chart["points"]] == [("Jan", 1), ("Feb", 2)]


def test_windows_latin_1_is_read_and_said(series: Path) -> None:
    series.write_bytes("period,value\nmärz,1\napril,2\n".encode("latin-1"))
    chart = shown(series)
    assert chart["points"][0]["period"] == "märz"
    assert "not in UTF-8" in chart["warnings"][0]


def test_rows_are_put_in_order_of_time(series: Path) -> None:
    series.write_text("period,value\n2017-03,3\n2017-01,1\n")
    chart = shown(series)
    assert [p["value"] for p in chart["points"]] == [1, 3]
    assert any("order of time" in warning for warning in chart["warnings"])
    assert any("No row for 2017-02" in warning for warning in chart["warnings"])
    series.write_text("period,value\n2017-03-01,3\n2017-01,1\n")
    assert "several lengths" in shown(series)["warnings"][0]


@pytest.mark.parametrize(
    ("content", "options", "message"),
    [
        ("", (), "FILE is empty"),
        ("\n \n", (), "FILE is empty"),
        (",,\n,\n", (), "FILE is empty"),
        ("period,value\n", (), "no rows below"),
        ("period,value\n2017-01,5\n", (), "at least 2 points"),
        ("month,value\na,1\n", (), "no column `period`. Its columns are: month, value."),
        ("period,amount\na,1\n", (), "neither a column `value` nor"),
        ("period,numerator\na,1\n", (), "`denominator` is missing"),
        ("period,value\na,1\nb,two\n", (), "FILE, row 3, column value: “two” is not a number."),
        ("period,value\na,1\nb,\n", (), "row 3, column value: the cell is empty"),
        ("period,value\na,1\nb\n", (), "row 3, column value: the cell is empty"),
        ("period,value\na,1\n,2\n", (), "row 3, column period: the cell is empty"),
        ("period,value\na,1\nb,NaN\n", (), "“NaN” is not a finite number"),
        ("period,value\na,1\nb,inf\n", (), "not a finite number"),
        ("period,value\na,1\nb,1_0\n", (), "not a finite number"),
        ("period,value\na,1\nb,1e400\n", (), "not a finite number"),
        ("period,value\na,1\nb,1e300\n", (), "FILE, row 3 (b), column value: The value 1e+300 is larger"),
        ("period;value\na;1\nb;2,5\n", (), "Write decimals with a point"),
        ("period,value\na,1\nb,45%\n", (), "Write 45% as 0.45"),
        ("period,value\na,1\na,2\n", (), "row 3, column period: a is already in row 2"),
        ("period,value\na,1\nb,-2\n", ("--chart", "c"), "row 3 (b), column value: The value -2 is negative"),
        ("period,value\na,1\nb,2\n", ("--chart", "p"), "which a p chart needs"),
        ("period,numerator,denominator\na,1,2\n", ("--chart", "c"), "there is --chart u"),
        (
            "period,numerator,denominator\na,1,2\nb,1,0\n",
            ("--chart", "u"),
            "row 3 (b), column denominator: The",
        ),
        ("period,numerator,denominator\na,1,2\nb,5,4\n", ("--chart", "p"), "above its denominator"),
        ("period,numerator,denominator\na,1,2\nb,-5,4\n", ("--chart", "p'"), "negative"),
        ("period,value\na,1\nb,2\n", ("--rebase", "c"), "no period c"),
        ("period,value\na,1\nb,2\n", ("--rebase", "a"), "first period"),
        ("period,value\na,1\nb,2\n", ("--reason", "x"), "more reasons"),
        ("period,value\na,1\nb,2\n", ("--target", "nan"), "target"),
        ("period,value\na,1\nb,2\nc,3\n", ("--rebase", "c"), "in each phase"),
        (b"PK\x03\x04\x00\x00", (), "not a text file"),
        (b"\xff\xd8\x00\x01", (), "not a text file"),
        (b"\xff\xfea\x00b", (), "not a text file"),
        (b"period,value\n" + b'a,"' + b"x" * 200_000 + b'"\n', (), "cannot be read"),
        ("period,value\na," + "9" * 60 + "x\n", (), "…” is not a number"),
    ],
)
def test_hostile_files(series: Path, content: str | bytes, options: tuple[str, ...], message: str) -> None:
    assert message in said(series, content, *options)


def test_no_such_chart(series: Path) -> None:
    result = run(series, "--chart", "pie")
    assert result.exit_code == 2
    assert "“pie” is no chart" in result.stderr
