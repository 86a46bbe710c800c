"""The commands as a person uses them: what they print, write and say when something is wrong."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from commonweal.cli.main import commonweal
from tests.factories.settlement_files import recent

EXAMPLES = Path(__file__).parents[2] / "docs" / "examples" / "settlement"


def run(*words: str | Path) -> Result:
    return CliRunner().invoke(commonweal, ["settlement", *map(str, words)])


@pytest.fixture
def public(tmp_path: Path) -> Path:
    path = tmp_path / "PY2022.csv"
    path.write_text(
        recent(
            {"EarnSaveLoss": "7350001"},
            {"EarnSaveLoss": "9000000"},
            {"Current_Track": "C", "ABtotExp": "210000000", "EarnSaveLoss": "0"},
        )
    )
    return path


def test_mssp_writes_one_row_per_organisation_and_says_who_agrees(public: Path, tmp_path: Path) -> None:
    out = tmp_path / "settled.csv"
    result = run("mssp", public, "--year", "2022", "--out", out)
    assert result.exit_code == 0, result.output
    assert "3 organisations: 2 settled, 1 need an input" in result.stdout
    assert "1 of 2 agree with the published result within $2" in result.stdout
    assert "A0002: settled $7,350,000, published $9,000,000" in result.stdout
    assert "no rounding of an input explains it" in result.stdout
    rows = list(csv.DictReader(out.read_text().splitlines()))
    assert list(rows[0]) == [
        "aco_id", "status", "benchmark", "expenditure", "savings", "savings_rate", "minimum_savings_rate",
        "counted_savings", "sharing_rate", "loss_rate", "earned", "reason",
    ]  # fmt: skip
    assert rows[0]["earned"] == "7350000" and rows[0]["savings_rate"] == "0.05"
    assert rows[2]["status"] == "needs_input" and rows[2]["earned"] == "" and rows[2]["counted_savings"]
    before = out.read_bytes()
    run("mssp", public, "--year", "2022", "--out", out)
    assert out.read_bytes() == before


def test_mssp_to_the_screen_keeps_table_and_comparison_apart(public: Path) -> None:
    result = run("mssp", public, "--year", "2022")
    assert result.stdout.startswith("aco_id,status") and "organisations:" not in result.stdout
    assert "organisations:" in result.stderr


def test_mssp_without_published_results(tmp_path: Path) -> None:
    path = tmp_path / "file.csv"
    path.write_text(recent(without=["EarnSaveLoss"]))
    assert "No published result" in run("mssp", path, "--year", "2022", "--out", tmp_path / "o.csv").stdout


def test_a_year_without_parameter_sets(public: Path, tmp_path: Path) -> None:
    out = tmp_path / "settled.csv"
    result = run("mssp", public, "--year", "2031", "--out", out)
    assert result.exit_code == 1 and not out.exists()
    assert "No parameter set holds in 2031; there are sets for 2014 to 2024" in result.stderr


def test_explain_as_text_and_pdf(public: Path, tmp_path: Path) -> None:
    pdf = tmp_path / "a.pdf"
    result = run("explain", public, "--aco", "a0001", "--year", "2022", "--pdf", pdf)
    assert result.exit_code == 0, result.output
    for words in (
        "A0001 earned $7,350,000.",
        "$200,000,000 − $190,000,000",
        "[column ABtotBnchmk]",
        "42 CFR 425.610",
        "Published (column EarnSaveLoss): $7,350,001. Difference: −$1.",
    ):
        assert words in result.stdout
    assert pdf.read_bytes().startswith(b"%PDF")
    first = pdf.read_bytes()
    run("explain", public, "--aco", "A0001", "--year", "2022", "--pdf", pdf)
    assert pdf.read_bytes() == first


def test_explain_what_could_not_be_settled_and_who_is_not_there(public: Path) -> None:
    result = run("explain", public, "--aco", "A0003", "--year", "2022")
    assert "Not settled." in result.stdout and "Participant_Revenue_AB" in result.stdout
    result = run("explain", public, "--aco", "A0009", "--year", "2022")
    assert result.exit_code == 1 and "has no organisation A0009" in result.stderr and "A0001" in result.stderr


def test_explain_cannot_be_made_to_carry_markup(tmp_path: Path) -> None:
    path = tmp_path / "file.csv"
    path.write_text(recent({"ACO_ID": '#panic(1) *x* $ "" @y'.replace('"', "")}))
    pdf = tmp_path / "a.pdf"
    result = run("explain", path, "--aco", "#panic(1) *x* $  @y", "--year", "2022", "--pdf", pdf)
    assert result.exit_code == 0, result.output
    assert pdf.read_bytes().startswith(b"%PDF")


def test_a_file_that_is_no_public_use_file(tmp_path: Path) -> None:
    path = tmp_path / "file.csv"
    path.write_text("a,b\n1,2\n")
    result = run("mssp", path, "--year", "2022")
    assert (
        result.exit_code == 1 and "has no column ACO_ID" in result.stderr and "Traceback" not in result.output
    )


def test_run_a_contract(tmp_path: Path) -> None:
    out, pdf = tmp_path / "lines.csv", tmp_path / "s.pdf"
    result = run("run", EXAMPLES / "combined.toml", EXAMPLES / "combined.csv", "--out", out, "--pdf", pdf)
    assert result.exit_code == 0, result.output
    assert "$1,663,350.87" in result.stdout and pdf.read_bytes().startswith(b"%PDF")
    rows = list(csv.DictReader(out.read_text().splitlines()))
    assert {"division", "total-cost", "joints", "platform"} == {row["model"] for row in rows}


def test_run_for_one_party(tmp_path: Path) -> None:
    result = run("run", EXAMPLES / "combined.toml", EXAMPLES / "combined.csv", "--party", "clinic")
    assert "Statement for Harbor Clinic" in result.stdout and "$1,663,350.87" not in result.stdout
    result = run("run", EXAMPLES / "combined.toml", EXAMPLES / "combined.csv", "--party", "x")
    assert result.exit_code == 1 and "no party x" in result.stderr


def test_run_with_open_questions_and_faults(tmp_path: Path) -> None:
    table = tmp_path / "f.csv"
    table.write_text((EXAMPLES / "combined.csv").read_text().replace("83 %", "83"))
    result = run("run", EXAMPLES / "combined.toml", table)
    assert result.exit_code == 0 and "2 open question(s)" in result.stderr
    assert "83 % or 8300 %" in result.stdout
    table.write_text("nothing\n")
    assert "no column figure" in run("run", EXAMPLES / "combined.toml", table).stderr
    contract = tmp_path / "c.toml"
    contract.write_text("[contract]\n")
    result = run("run", contract, EXAMPLES / "combined.csv")
    assert result.exit_code == 1 and "there is no party" in result.stderr and "Traceback" not in result.output


def test_simulate_and_compare(tmp_path: Path) -> None:
    variants = (EXAMPLES / "shared-savings.toml", EXAMPLES / "shared-savings-one-sided.toml")
    result = run(
        "simulate", *variants, "--trials", "400", "--charts", tmp_path / "charts", "--pdf", tmp_path / "s.pdf"
    )
    assert result.exit_code == 0, result.output
    assert "Side by side" in result.stdout
    written = {path.name for path in (tmp_path / "charts").iterdir()}
    assert written == {"ranges.svg", "ranges.csv", "years.svg", "years.csv"}
    assert run("simulate", *variants, "--trials", "400").stdout.startswith(
        result.stdout.split("\n\nWritten")[0]
    )


def test_simulate_says_what_is_missing(tmp_path: Path) -> None:
    result = run("simulate", EXAMPLES / "bundle.toml")
    assert result.exit_code == 1 and "[simulation]" in result.stderr
    result = run("simulate", *[EXAMPLES / "shared-savings.toml"] * 4)
    assert result.exit_code == 1 and "At most three" in result.stderr
    contract = tmp_path / "c.toml"
    contract.write_text(
        (EXAMPLES / "bundle.toml").read_text()
        + '\n[simulation]\nfigures = "f.csv"\n[simulation.draws]\nspend = { low = 1, usual = 2, high = 3 }\n'
    )
    (tmp_path / "f.csv").write_text("figure,value\nspend,2\n")
    result = run("simulate", contract)
    assert result.exit_code == 1 and "cannot be simulated" in result.stderr


def test_mssp_of_a_file_whose_quality_is_rounded(tmp_path: Path) -> None:
    path, out = tmp_path / "file.csv", tmp_path / "out.csv"
    path.write_text(
        recent(
            {"Met_QPS": "0", "Met_AltQPS": "1", "EarnSaveLoss": "5880200"},
            {"ABtotExp": "199000000", "EarnSaveLoss": "0"},
            {"ABtotExp": "210000000", "EarnSaveLoss": "-4000000"},
            {"ABtotBnchmk": "", "EarnSaveLoss": "0"},
        )
    )
    result = run("mssp", path, "--year", "2023", "--out", out)
    assert "2 of 3 agree" in result.stdout and "1 more agree as far as the printed" in result.stdout
    assert "Differ within the rounding of a printed input:" in result.stdout
    assert out.read_text().splitlines()[-1].startswith("A0004,needs_input,,,,,,,,,,")
    assert "neither earned nor owes" in run("explain", path, "--aco", "A0002", "--year", "2023").stdout
    assert "A0003 owes $4,000,000." in run("explain", path, "--aco", "A0003", "--year", "2023").stdout
    assert "Not settled." in run("explain", path, "--aco", "A0004", "--year", "2023").stdout


def test_nothing_is_written_into_a_folder_that_is_not_there(public: Path, tmp_path: Path) -> None:
    result = run("mssp", public, "--year", "2022", "--out", tmp_path / "no" / "out.csv")
    assert (
        result.exit_code == 1 and "There is no folder" in result.stderr and "Traceback" not in result.output
    )


def test_mssp_where_everybody_agrees(tmp_path: Path) -> None:
    path = tmp_path / "file.csv"
    path.write_text(recent({"EarnSaveLoss": "7350000"}))
    result = run("mssp", path, "--year", "2022", "--out", tmp_path / "out.csv")
    assert "1 of 1 agree" in result.stdout and "iffer" not in result.stdout
