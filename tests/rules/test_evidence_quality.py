"""Checks: what they find, how grave it is, and which measures they stop."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import duckdb
import pytest

from commonweal.evidence.engines.period import Period
from commonweal.evidence.measures.catalogue import MEASURES
from commonweal.evidence.money import Entry, UnexplainedDollarsError, check_conservation
from commonweal.evidence.quality.finding import Finding, Severity, grave_from
from commonweal.evidence.run import Outcome, run
from commonweal.evidence.sources import tuva

HEADER = (
    "claim_id,claim_line_number,claim_type,person_id,claim_start_date,claim_end_date,bill_type_code,revenue_center_code,"
    "place_of_service_code,discharge_disposition_code,diagnosis_code_1,paid_amount,allowed_amount\n"
)
ELIGIBILITY = "person_id,enrollment_start_date,enrollment_end_date,birth_date,gender\n"
ANN = "ann,2017-01-01,2017-12-31,1980-01-01,female\n"
PHARMACY = "claim_id,claim_line_number,person_id,dispensing_date,paid_amount,allowed_amount\n"
PHARMACY += "p,1,ann,2017-05-03,1,1\n"


def outcome(folder: Path, **files: str) -> Outcome:
    for name, content in files.items():
        (folder / f"{name}.csv").write_text(content)
    with duckdb.connect(config={"threads": 1}) as connection:
        period = Period.of(date(2017, 5, 1), date(2017, 6, 1))
        return run(connection, tuva.readings(connection, folder), period)


def found(result: Outcome, check: str) -> Finding:
    (only,) = [finding for finding in result.findings if finding.check == check]
    return only


def office(n: int, rest: str = "1.00,2.00") -> str:
    return f"c{n},1,professional,ann,2017-05-03,2017-05-03,,,11,,I10,{rest}\n"


def test_clean_files_find_nothing(tmp_path: Path) -> None:
    result = outcome(
        tmp_path, eligibility=ELIGIBILITY + ANN, medical_claim=HEADER + office(1), pharmacy_claim=PHARMACY
    )
    assert result.findings == ()
    assert "cost_paid_pmpm" in {measure.name for measure in result.measures}


def test_severe_findings_stop_the_measures_that_rest_on_them_and_no_other(tmp_path: Path) -> None:
    lines = (
        office(1)
        + office(2, "5.00,")
        + "d,1,institutional,ann,2017-05-03,2017-05-04,111,0120,,01,I10,7.00,8.00\n"
    )
    result = outcome(
        tmp_path, eligibility=ELIGIBILITY + ANN, medical_claim=HEADER + lines, pharmacy_claim=PHARMACY
    )
    only = found(result, "allowed_amount_empty_professional")
    assert only.severity is Severity.SEVERE
    assert set(result.stopped) == {
        "cost_allowed_total",
        "cost_allowed_pmpm",
        "cost_allowed_pmpm_emergency",
        "cost_allowed_pmpm_professional",
    }
    computed = {measure.name for measure in result.measures}
    assert {"cost_allowed_pmpm_inpatient", "cost_paid_pmpm", "length_of_stay"} <= computed
    assert {row.measure for row in result.rows} <= computed


def test_an_amount_is_missing_on_the_paid_side_too(tmp_path: Path) -> None:
    result = outcome(tmp_path, eligibility=ELIGIBILITY + ANN, medical_claim=HEADER + office(1, ",2.00"))
    assert "cost_paid_pmpm_professional" in found(result, "paid_amount_empty_professional").spoils


def test_what_each_check_finds(tmp_path: Path) -> None:
    good = "".join(office(n) for n in range(60))
    bad = (
        "n,1,professional,ann,2017-05-03,2017-05-03,,,11,,I10,-1.00,-2.00\n"
        "o,0,professional,ann,2017-05-03,2017-05-02,,,11,,I10,1.00,2.00\n"
        "i,1,professional,,1017-05-03,2017-05-03,,,11,,I10,1.00,2.00\n"
        "s,1,professional,bob,2017-05-03,2017-05-03,,,11,,I10,1.00,2.00\n"
        "t,1,professional,ann,,,,,11,,I10,1.00,2.00\n"
    )
    people = (
        ELIGIBILITY
        + ANN * 2
        + "ann,2017-01-01,2017-12-31,1981-01-01,male\n"
        + "kim,2017-05-09,2017-05-01,,female\n"
    )
    result = outcome(tmp_path, eligibility=people, medical_claim=HEADER + good + bad)
    assert (
        found(result, "below_minimum").samples[0].startswith("data_source=, claim_id=o, claim_line_number=0")
    )
    assert any("paid_amount=-1.00" in f.samples[0] for f in result.findings if f.check == "negative_amount")
    assert found(result, "implausible_date").columns == ("claim_start_date",)
    assert found(result, "required_empty").columns == ("person_id",)
    assert {f.columns for f in result.findings if f.check == "out_of_order"} == {
        ("claim_start_date", "claim_end_date"),
        ("enrollment_start_date", "enrollment_end_date"),
    }
    assert {f.columns[0] for f in result.findings if f.check == "negative_amount"} == {
        "paid_amount",
        "allowed_amount",
    }
    assert found(result, "lines_outside_coverage").count == 1
    assert found(result, "lines_no_date").severity is Severity.WARNING
    assert found(result, "key_repeated").count == 2
    assert found(result, "eligibility_disagrees").samples == ("person_id=ann",)
    assert "ambulatory_sensitive_admissions" in found(result, "eligibility_birth_date_empty").spoils
    gravities = [finding.severity for finding in result.findings]
    assert gravities == sorted(gravities, key=list(reversed(Severity)).index), "the gravest come first"


def test_a_column_that_is_wholly_empty_stops_what_needs_it(tmp_path: Path) -> None:
    result = outcome(
        tmp_path,
        appointment="appointment_id,person_id,start_datetime,status,requested_date\n1,ann,2017-05-03 "
        "10:00:00,noshow,\n",
        need="need_id,person_id,identified_date\n",
        referral="referral_id,person_id,status,sent_date,need_id,accepted_date\n1,ann,accepted,2017-05-03,9,2017-05-01\n",
    )
    assert "visit_wait_median" in result.stopped
    assert "no_show_rate" in {measure.name for measure in result.measures}
    assert found(result, "table_empty").table == "need"
    assert found(result, "not_found").samples == ("data_source=, referral_id=1, need_id=9",)
    assert "time_to_accept_median" in result.stopped, "every row is out of order"
    assert result.lacking["needs_resolved"] == ("the column need.resolved_date",)


def test_a_column_whose_emptiness_may_be_a_fact_is_a_warning(tmp_path: Path) -> None:
    people = "person_id,enrollment_start_date,enrollment_end_date,death_date\nann,2017-01-01,2017-12-31,\n"
    result = outcome(tmp_path, eligibility=people, medical_claim=HEADER + office(1))
    assert found(result, "column_empty").severity is Severity.WARNING
    assert "mortality_30_day" in {measure.name for measure in result.measures}


def test_dates_and_times_are_compared_by_day(tmp_path: Path) -> None:
    result = outcome(
        tmp_path,
        appointment="appointment_id,person_id,start_datetime,status,requested_date\n"
        "1,ann,2017-05-03 00:00:00,noshow,2017-05-03\n",
    )
    assert not [finding for finding in result.findings if finding.check == "out_of_order"]


def test_the_border_of_a_grave_share() -> None:
    assert grave_from(5, 100) is Severity.WARNING
    assert grave_from(6, 100) is Severity.SEVERE


def test_without_eligibility_all_dollars_are_outside_coverage(tmp_path: Path) -> None:
    result = outcome(tmp_path, medical_claim=HEADER + office(1))
    assert [(entry.fate, entry.paid) for entry in result.ledger] == [("outside coverage", 100)]
    assert found(result, "lines_outside_coverage").severity is Severity.WARNING


def test_dollars_that_are_not_shown_fail_the_run() -> None:
    entry = Entry("medical_claim", "professional", "professional", "counted", 1, 100, 200, 0, 0)
    check_conservation({"medical_claim": (100, 200)}, [entry], [])
    with pytest.raises(UnexplainedDollarsError, match=r"paid in medical_claim.*0\.01 are unexplained"):
        check_conservation({"medical_claim": (101, 200)}, [entry], [])
    with pytest.raises(UnexplainedDollarsError, match="allowed in medical_claim"):
        check_conservation({"medical_claim": (100, 0)}, [entry], [])


def test_every_check_that_a_measure_names_is_one_there_is() -> None:
    forms = ("institutional", "professional", "pharmacy", "undetermined")
    known = {f"{basis}_amount_empty_{form}" for basis in ("paid", "allowed") for form in forms}
    known.add("eligibility_birth_date_empty")
    assert {check for measure in MEASURES.values() for check in measure.checks} <= known
