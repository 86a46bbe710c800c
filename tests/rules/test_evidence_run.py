"""Whole runs: files in, files out, the same bytes; sharing and adding up; the command's own words."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from datetime import date
from pathlib import Path

import duckdb
import ibis
import pytest
from click.testing import CliRunner, Result

from commonweal.cli.evidence import evidence
from commonweal.evidence import share
from commonweal.evidence.engines.backend import DuckDBBackend
from commonweal.evidence.measures.catalogue import MEASURES
from commonweal.evidence.results import percentile

PEOPLE = 30
ELIGIBILITY = "person_id,enrollment_start_date,enrollment_end_date,birth_date,gender,data_source\n" + "".join(
    f"p{n},2017-01-01,2017-12-31,{1940 + n}-01-01,{'female' if n % 3 else 'male'},Valley\n"
    for n in range(PEOPLE)
)
MEDICAL = (
    "claim_id,claim_line_number,claim_type,person_id,claim_start_date,claim_end_date,bill_type_code,revenue_center_code,"
    "place_of_service_code,discharge_disposition_code,diagnosis_code_1,paid_amount,allowed_amount,data_source\n"
    + "".join(
        f"c{n}-{month},1,professional,p{n},2017-{month:02d}-03,2017-{month:02d}-03,,,"
        f"{23 if n < 3 else 11},,I10,"
        f"{10 + n}.25,{20 + n}.50,Valley\n"
        for n in range(PEOPLE)
        for month in range(4, 7)
    )
    + "out,1,professional,nobody,2017-05-03,2017-05-03,,,11,,I10,5.00,6.00,Valley\n"
)
PHARMACY = (
    "claim_id,claim_line_number,person_id,dispensing_date,paid_amount,allowed_amount\n"
    "r,1,p1,2017-05-09,3.10,4.20\n"
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    files = tmp_path / "files"
    files.mkdir()
    (files / "eligibility.csv").write_text(ELIGIBILITY)
    (files / "medical_claim.csv").write_text(MEDICAL)
    (files / "pharmacy_claim.csv").write_text(PHARMACY)
    return files


@pytest.fixture
def command() -> Callable[..., Result]:
    def call(*arguments: object) -> Result:
        return CliRunner().invoke(evidence, [str(argument) for argument in arguments])

    return call


def options(folder: Path, first: str = "2017-05", last: str = "2017-06") -> tuple[object, ...]:
    return ("--source", "tuva", folder, "--from", first, "--to", last, "--threads", 1)


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(newline="") as opened:
        return list(csv.DictReader(opened))


def test_a_run_writes_results_checks_and_report(
    folder: Path, tmp_path: Path, command: Callable[..., Result]
) -> None:
    out = tmp_path / "out"
    done = command("run", *options(folder), "--out", out, "--steps")
    assert done.exit_code == 0, done.output
    assert {path.name for path in out.iterdir()} == {
        "results.csv",
        "results.parquet",
        "quality.csv",
        "report.html",
    }
    found = {
        (row["measure"], row["period_start"], row["group_by"], row["group"]): row
        for row in rows(out / "results.csv")
    }
    everybody = found["cost_paid_pmpm", "2017-05-01", "all", "all"]
    paid = sum(10.25 + n for n in range(PEOPLE)) + 3.10
    assert float(everybody["numerator"]) == pytest.approx(paid)
    assert everybody["denominator"] == "30"
    assert everybody["period_end"] == "2017-05-31"
    # Three visits are a small count; so are ten men, and the twenty women that would give them away.
    assert found["emergency_visits_per_1000", "2017-05-01", "all", "all"]["suppressed"] == "true"
    assert {
        found["cost_paid_pmpm", "2017-05-01", "sex", sex]["suppressed"] for sex in ("male", "female")
    } == {"true"}
    assert (
        "counted                   1,485.60" in " ".join(done.output.split("\n")) or "counted" in done.output
    )
    assert "outside coverage" in done.output
    assert "without the table capacity_day" in done.output
    assert "sums of member_month" in done.output
    assert "Checks: 1 note (quality.csv)" in done.output
    report = (out / "report.html").read_text()
    assert "<svg" in report
    assert "http" not in report.replace("http://www.w3.org", ""), "nothing is fetched"
    assert "p1," not in report


def test_the_tables_in_between_can_be_looked_at(
    folder: Path, tmp_path: Path, command: Callable[..., Result]
) -> None:
    done = command(
        "run", *options(folder), "--out", tmp_path / "o", "--no-report", "--tables", tmp_path / "tables"
    )
    assert done.exit_code == 0, done.output
    names = {path.stem for path in (tmp_path / "tables").iterdir()}
    assert {"member_month", "inpatient_stay", "emergency_visit", "enrolment_span"} <= names
    assert "medical_claim" not in names
    file = str(tmp_path / "tables" / "emergency_visit.parquet")
    assert duckdb.execute("select count(*) from read_parquet(?)", [file]).fetchall() == [(9,)]


def test_the_parquet_file_says_where_it_comes_from(
    folder: Path, tmp_path: Path, command: Callable[..., Result]
) -> None:
    out = tmp_path / "out"
    assert command("run", *options(folder), "--out", out, "--no-report", "--threshold", 1).exit_code == 0
    told = {
        key.decode(): value.decode()
        for key, value in duckdb.execute(
            "select key, value from parquet_kv_metadata(?)", [str(out / "results.parquet")]
        ).fetchall()
    }
    assert len(told["commonweal.input_fingerprint"]) == 64
    assert json.loads(told["commonweal.method_versions"])["cost_paid_pmpm"] == "1"
    assert told["commonweal.period"] == "2017-05 to 2017-06"
    assert told["commonweal.suppression_threshold"] == "1"
    counted = duckdb.execute(
        "select count(*), count(value) from read_parquet(?)", [str(out / "results.parquet")]
    )
    in_csv = rows(out / "results.csv")
    assert counted.fetchall() == [(len(in_csv), sum(row["value"] != "" for row in in_csv))]


def test_the_same_input_gives_the_same_bytes(
    folder: Path, tmp_path: Path, command: Callable[..., Result]
) -> None:
    for name, threads in (("a", 1), ("b", 2)):
        done = command("run", *options(folder)[:-1], threads, "--out", tmp_path / name)
        assert done.exit_code == 0
    for path in (tmp_path / "a").iterdir():
        assert path.read_bytes() == (tmp_path / "b" / path.name).read_bytes(), path.name


def test_partners_share_sums_and_the_alliance_adds_them_up(
    folder: Path, tmp_path: Path, command: Callable[..., Result]
) -> None:
    for partner in ("Hill", "Valley"):
        done = command("run", *options(folder), "--share", tmp_path / f"{partner}.json", "--partner", partner)
        assert done.exit_code == 0, done.output
    shared = json.loads((tmp_path / "Hill.json").read_text())
    assert not any(row["numerator"] for row in shared["rows"] if row["suppressed"])
    done = command("add-up", tmp_path / "Hill.json", tmp_path / "Valley.json", "--out", tmp_path / "sums.csv")
    assert done.exit_code == 0, done.output
    assert "of 2 partners" in done.output
    assert "had to suppress" in done.output
    sums = {
        (row["measure"], row["period_start"]): row
        for row in rows(tmp_path / "sums.csv")
        if row["group_by"] == "all"
    }
    months = sums["admissions_per_1000", "2017-05-01"]
    assert (months["denominator"], months["partners"], months["partners_suppressed"]) == ("60", "2", "0")
    visits = sums["emergency_visits_per_1000", "2017-05-01"]
    assert (visits["value"], visits["suppressed"], visits["partners_suppressed"]) == ("", "true", "2")
    total = sums["cost_paid_total", "2017-05-01"]
    assert total["value"] == total["numerator"] != ""


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("not json", "no JSON"),
        ("{}", "was not written by"),
        ('{"format": "commonweal-aggregates-1", "rows": [{"measure": "teeth"}]}', "no measure teeth"),
        (
            '{"format": "commonweal-aggregates-1", "rows": '
            '[{"measure": "net_income", "method_version": "0"}]}',
            "method version 0, here it is 1",
        ),
    ],
)
def test_what_cannot_be_added_is_refused(
    tmp_path: Path, command: Callable[..., Result], content: str, says: str
) -> None:
    (tmp_path / "x.json").write_text(content)
    done = command("add-up", tmp_path / "x.json", "--out", tmp_path / "sums.csv")
    assert done.exit_code == 1
    assert says in done.output
    assert not (tmp_path / "sums.csv").exists()


def test_nobody_is_added_twice() -> None:
    with pytest.raises(share.ShareError, match="Hill is there twice"):
        share.add_up([{"partner": "Hill", "rows": []}, {"partner": "Hill", "rows": []}])


def test_a_figure_is_explained_down_to_its_rows(folder: Path, command: Callable[..., Result]) -> None:
    done = command("explain", "cost_paid_pmpm_pharmacy", "--source", "tuva", folder, "--period", "2017-05")
    assert done.exit_code == 0, done.output
    assert "docs/methods/cost-of-care.md" in done.output
    assert "medical_claim: 91 rows" in done.output
    assert "everybody: numerator 3.1, denominator 30" in done.output
    first = done.output[done.output.index("Rows behind it") :].splitlines()[2]
    assert first.split()[:2] == ["p1", "2017-05"]
    assert "310" in first


def test_an_explanation_says_what_is_lacking_or_that_nothing_was_counted(
    folder: Path, command: Callable[..., Result]
) -> None:
    lacking = command("explain", "bed_occupancy", "--source", "tuva", folder, "--period", "2017-05")
    assert "they lack the table capacity_day" in lacking.output
    nothing = command("explain", "length_of_stay", "--source", "tuva", folder, "--period", "2017-05")
    assert "nothing was counted in this month" in nothing.output


def test_medians_are_explained_by_the_units_that_count(
    tmp_path: Path, command: Callable[..., Result]
) -> None:
    (tmp_path / "appointment.csv").write_text(
        "appointment_id,person_id,start_datetime,status,requested_date\n"
        "1,ann,2017-05-09 10:00:00,fulfilled,2017-05-01\n2,bob,2017-05-09 10:00:00,noshow,2017-05-01\n"
    )
    done = command("explain", "visit_wait_median", "--source", "tuva", tmp_path, "--period", "2017-05")
    assert "everybody: denominator 1, value 8" in done.output
    assert "(1 of 1" in done.output
    none = command(
        "explain", "visit_wait_median", "--source", "tuva", tmp_path, "--period", "2017-05", "--rows", 0
    )
    assert "(0 of 1" in none.output


def test_the_catalogue_is_listed(command: Callable[..., Result]) -> None:
    everything = command("measures").output
    assert all(name in everything for name in MEASURES)
    assert "medical_claim or encounter" in everything
    only = command("measures", "--domain", "access").output
    assert "no_show_rate" in only
    assert "net_income" not in only


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("measures", "--domain", "teeth"), "There is no domain teeth"),
        (
            ("run", "--source", "tuva", "{folder}", "--from", "2017-05", "--to", "2017-06"),
            "Say where the results go",
        ),
        (
            (
                "run",
                "--source",
                "tuva",
                "{folder}",
                "--from",
                "2017-05",
                "--to",
                "2017-06",
                "--share",
                "x.json",
            ),
            "--partner NAME",
        ),
        (
            ("run", "--source", "tuva", "{folder}", "--from", "2017-06", "--to", "2017-05", "--out", "o"),
            "--from 2017-06 is after --to 2017-05",
        ),
        (
            ("run", "--source", "tuva", "{folder}", "--from", "May", "--to", "2017-05", "--out", "o"),
            "May is no month",
        ),
        (
            (
                "run",
                "--source",
                "tuva",
                "{folder}",
                "--from",
                "2017-05",
                "--to",
                "2017-05",
                "--out",
                "o",
                "--memory",
                "lots",
            ),
            "write it as 700MB",
        ),
        (
            ("run", "--source", "tuva", "{empty}", "--from", "2017-05", "--to", "2017-05", "--out", "o"),
            "no file that --source tuva knows",
        ),
        (
            ("run", "--source", "files", "{folder}", "--from", "2017-05", "--to", "2017-05", "--out", "o"),
            "wants the mapping file",
        ),
        (
            ("run", "--source", "files", "{file}", "--from", "2017-05", "--to", "2017-05", "--out", "o"),
            "eligibility.csv is no TOML",
        ),
        (
            ("run", "--source", "synthea", "{file}", "--from", "2017-05", "--to", "2017-05", "--out", "o"),
            "wants the folder with its files",
        ),
        (
            ("explain", "readmision_30_day", "--source", "tuva", "{folder}", "--period", "2017-05"),
            "Did you mean readmission_30_day_all_cause",
        ),
        (
            ("explain", "zzz", "--source", "tuva", "{folder}", "--period", "2017-05"),
            "There is no measure zzz. `commonweal",
        ),
    ],
)
def test_planned_failures_are_sentences(
    folder: Path, tmp_path: Path, command: Callable[..., Result], arguments: tuple[str, ...], says: str
) -> None:
    (tmp_path / "empty").mkdir()
    places = {"folder": folder, "empty": tmp_path / "empty", "file": folder / "eligibility.csv"}
    done = command(*(argument.format(**places) for argument in arguments))
    assert done.exit_code != 0
    assert says in done.output
    assert "Traceback" not in done.output


def test_only_the_measures_asked_for(folder: Path, tmp_path: Path, command: Callable[..., Result]) -> None:
    out = tmp_path / "out"
    done = command("run", *options(folder), "--out", out, "--no-report", "--measure", "admissions_per_1000")
    assert done.exit_code == 0, done.output
    assert {row["measure"] for row in rows(out / "results.csv")} == {"admissions_per_1000"}


def test_files_without_claims_give_a_report_too(tmp_path: Path, command: Callable[..., Result]) -> None:
    files = tmp_path / "files"
    files.mkdir()
    (files / "capacity_day.csv").write_text(
        "resource_type,unit,day,available,used\n"
        + "".join(f"bed,east,20{16 + m // 12}-{m % 12 + 1:02d}-01,100,{60 + m}\n" for m in range(24))
        + "imaging,mri,2016-05-01,0,0\noperating_room,or,2016-05-01,480,240\n"
    )
    out = tmp_path / "out"
    done = command("run", *options(files, "2016-01", "2017-12"), "--out", out)
    assert done.exit_code == 0, done.output
    report = (out / "report.html").read_text()
    assert "Where every dollar went" not in report
    assert "a signal" in report
    assert "Not enough months for a process chart" in report


def test_suppressed_months_leave_no_verdict(
    folder: Path, tmp_path: Path, command: Callable[..., Result]
) -> None:
    out = tmp_path / "out"
    done = command("run", *options(folder, "2017-01"), "--out", out, "--measure", "emergency_visits_per_1000")
    assert done.exit_code == 0, done.output
    assert "No verdict: 3 months are suppressed" in (out / "report.html").read_text()


def test_files_without_a_finding_say_so(tmp_path: Path, command: Callable[..., Result]) -> None:
    (tmp_path / "files").mkdir()
    (tmp_path / "files" / "need.csv").write_text(
        "need_id,person_id,identified_date,resolved_date\n1,ann,2017-05-03,2017-05-09\n"
    )
    done = command("run", *options(tmp_path / "files"), "--out", tmp_path / "out")
    assert "Checks: nothing found" in done.output
    assert "Nothing was found" in (tmp_path / "out" / "report.html").read_text()


def test_a_percentile_of_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="no percentile of nothing"):
        percentile({}, 1)  # type: ignore[arg-type]


def test_a_period_cannot_end_before_it_begins() -> None:
    from commonweal.evidence.engines.period import Period

    with pytest.raises(ValueError, match="before the first"):
        Period.of(date(2017, 6, 1), date(2017, 5, 1))


def test_the_first_failure_of_a_line_of_statements_is_the_one_that_is_raised() -> None:
    with duckdb.connect() as connection:
        backend = DuckDBBackend(connection)
        lost = backend.keep("lost", ibis.table({"a": "int64"}, name="there_is_no_such_table"))
        with pytest.raises(duckdb.CatalogException, match="there_is_no_such_table"):
            backend.rows(lost.count().as_table())
        with pytest.raises(duckdb.CatalogException, match="there_is_no_such_table"):
            backend.close()
