"""Reading files: what fits, what does not, and what is said about it."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import duckdb
import pytest

from commonweal.evidence.quality.finding import Finding, Severity
from commonweal.evidence.sources import mapping, synthea, tuva
from commonweal.evidence.sources.load import Loaded, load

CLAIMS = "claim_id,claim_line_number,claim_type,person_id,claim_start_date,paid_amount\n"


@pytest.fixture
def connection() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect(config={"threads": 1}) as opened:
        yield opened


def loaded(connection: duckdb.DuckDBPyConnection, folder: Path) -> Loaded:
    return load(connection, tuva.readings(connection, folder))


def finding(found: Loaded, check: str) -> Finding:
    (only,) = [finding for finding in found.findings if finding.check == check]
    return only


def test_csv_gzip_and_parquet_are_read_alike(tmp_path: Path, connection: duckdb.DuckDBPyConnection) -> None:
    content = CLAIMS + " a ,1,Professional,ann,2017-05-03,12.345\nb,2,INSTITUTIONAL,,2017-05-04 00:00:00,-1\n"
    rows = {}
    for kind in ("csv", "gzip", "parquet"):
        folder = tmp_path / kind
        folder.mkdir()
        if kind == "csv":
            (folder / "Medical_Claim.CSV").write_text(content)
        elif kind == "gzip":
            (folder / "medical_claim.csv.gz").write_bytes(gzip.compress(content.encode()))
        else:
            source = str(tmp_path / "csv" / "Medical_Claim.CSV")
            connection.execute(
                "copy (select * replace (paid_amount::decimal(18,4) as paid_amount, "
                "claim_start_date::timestamp::date "
                f"as claim_start_date, claim_line_number::int as claim_line_number) from "
                f"read_csv('{source}', "
                f"all_varchar=true)) to '{folder}/medical_claim.parquet'"
            )
        with duckdb.connect() as own:
            found = loaded(own, folder)
            rows[kind] = own.execute("select * from medical_claim order by claim_id").fetchall()
            assert not found.findings
            assert found.rows == {"medical_claim": 2}
    assert rows["csv"] == rows["gzip"] == rows["parquet"]
    first = dict(zip(("claim_id", "claim_line_number", "claim_type"), rows["csv"][0], strict=False))
    assert first == {"claim_id": "a", "claim_line_number": 1, "claim_type": "professional"}
    assert 1235 in rows["csv"][0], "a half cent is rounded away from zero"


def test_a_folder_of_parts_is_one_table(tmp_path: Path, connection: duckdb.DuckDBPyConnection) -> None:
    parts = tmp_path / "medical_claim"
    parts.mkdir()
    (parts / "1.csv").write_text(CLAIMS + "a,1,professional,ann,2017-05-03,1\n")
    (parts / "2.csv").write_text(
        CLAIMS.replace("paid_amount", "allowed_amount") + "b,1,professional,ann,2017-05-03,2\n"
    )
    found = loaded(connection, tmp_path)
    assert connection.execute(
        "select claim_id, paid_amount, allowed_amount from medical_claim order by 1"
    ).fetchall() == [("a", 100, None), ("b", None, 200)]
    assert found.present["medical_claim"] >= {"paid_amount", "allowed_amount"}


def test_values_that_do_not_fit_are_counted_and_left_empty(
    tmp_path: Path, connection: duckdb.DuckDBPyConnection
) -> None:
    lines = [f"c{n},{n},professional,ann,2017-05-03,1" for n in range(1, 18)]
    lines += [
        "x,1.5,professional,ann,2017-02-30,1",
        "y,1,dental,ann,2017-05-03,1",
        "z,1,professional,ann,2017-05-03,12 $",
    ]
    (tmp_path / "medical_claim.csv").write_text(CLAIMS + "\n".join(lines) + "\n")
    found = loaded(connection, tmp_path)
    unreadable = {f.columns: f for f in found.findings if f.check == "value_unreadable"}
    assert unreadable["claim_start_date",].samples == ("claim_start_date=2017-02-30",)
    assert unreadable["claim_line_number",].samples == ("claim_line_number=1.5",)
    assert unreadable["paid_amount",].count == 1
    assert unreadable["paid_amount",].severity is Severity.WARNING, (
        "one of twenty is not more than five per cent"
    )
    assert finding(found, "value_not_allowed").samples == ("claim_type=dental",)
    assert connection.execute("select count(*) from medical_claim where claim_type is null").fetchall() == [
        (1,)
    ]


def test_codes_in_parquet_are_checked_without_copying_it(
    tmp_path: Path, connection: duckdb.DuckDBPyConnection
) -> None:
    connection.execute(
        "copy (select 'a' as person_id, 'Male' as gender, date '2017-01-01' as enrollment_start_date "
        "union all "
        f"select 'b', 'M', date '2017-01-01') to '{tmp_path}/eligibility.parquet'"
    )
    found = loaded(connection, tmp_path)
    assert finding(found, "value_not_allowed").samples == ("gender=M",)
    assert finding(found, "value_not_allowed").severity is Severity.SEVERE
    assert connection.execute("select gender from eligibility order by person_id").fetchall() == [
        ("male",),
        (None,),
    ]


def test_parquet_is_cleaned_where_it_lies_and_what_it_calls_empty_is_empty(
    tmp_path: Path, connection: duckdb.DuckDBPyConnection
) -> None:
    for name, id_, seen in (("a", "' 1 '", "null"), ("b", "''", "null"), ("c", "'2'", "date '2017-05-01'")):
        (tmp_path / "need").mkdir(exist_ok=True)
        connection.execute(
            f"copy (select {id_} as need_id, 'ann' as person_id, date '2017-05-03' as identified_date, "
            f"cast({seen} as date) as resolved_date, cast(null as varchar) as domain) "
            f"to '{tmp_path}/need/{name}.parquet'"
        )
    found = load(connection, tuva.readings(connection, tmp_path))
    assert {"resolved_date", "domain"} <= found.present["need"], "a column is there though it holds nothing"
    rows = connection.execute(
        "select need_id, resolved_date, domain from need order by 1 nulls last"
    ).fetchall()
    assert rows == [("1", None, None), ("2", date(2017, 5, 1), None), (None, None, None)]


def test_a_missing_required_column_leaves_the_table_out(
    tmp_path: Path, connection: duckdb.DuckDBPyConnection
) -> None:
    (tmp_path / "medical_claim.csv").write_text("claim_id,paid_amount\na,1\n")
    found = loaded(connection, tmp_path)
    assert finding(found, "column_missing").columns == ("claim_line_number", "claim_type", "person_id")
    assert "medical_claim" not in found.present


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("medical_claim.csv", b"", "the file is empty"),
        ("medical_claim.parquet", b"this is no parquet", "cannot be read"),
        ("medical_claim.csv.gz", b"this is no gzip", "cannot be read"),
    ],
)
def test_an_unreadable_file_is_a_severe_finding(
    tmp_path: Path, connection: duckdb.DuckDBPyConnection, name: str, content: bytes, says: str
) -> None:
    (tmp_path / name).write_bytes(content)
    found = loaded(connection, tmp_path)
    only = finding(found, "file_unreadable")
    assert (only.severity, only.table) == (Severity.SEVERE, "medical_claim")
    assert says in only.message
    assert name in only.message


def test_a_file_that_breaks_off_is_a_severe_finding(
    tmp_path: Path, connection: duckdb.DuckDBPyConnection
) -> None:
    lines = "".join(
        f"c{n},{n},professional,p{n * 7919 % 1009},2017-05-03,{n}.01\n" for n in range(1, 200_000)
    )
    whole = gzip.compress((CLAIMS + lines).encode())
    (tmp_path / "medical_claim.csv.gz").write_bytes(whole[: len(whole) // 2])
    found = loaded(connection, tmp_path)
    assert finding(found, "file_unreadable").severity is Severity.SEVERE
    assert "medical_claim" not in found.present


def test_a_table_in_two_formats_is_refused(tmp_path: Path, connection: duckdb.DuckDBPyConnection) -> None:
    (tmp_path / "need.csv").write_text("need_id\n1\n")
    connection.execute(f"copy (select '1' as need_id) to '{tmp_path}/need.parquet'")
    assert "both as Parquet and as CSV" in finding(loaded(connection, tmp_path), "file_unreadable").message


def test_broken_lines_are_counted(tmp_path: Path, connection: duckdb.DuckDBPyConnection) -> None:
    good = "".join(f"c{n},1,professional,ann,2017-05-03,1\n" for n in range(300))
    (tmp_path / "medical_claim.csv").write_text(
        CLAIMS + good + "x,1,professional,ann,2017-05-03,1,too,many\n"
    )
    only = finding(loaded(connection, tmp_path), "line_unreadable")
    assert (only.count, only.total, only.severity) == (1, 301, Severity.WARNING)
    assert only.samples[0].startswith("line 302")


def test_tuvas_other_names_for_a_column(tmp_path: Path, connection: duckdb.DuckDBPyConnection) -> None:
    (tmp_path / "appointment.csv").write_text(
        "appointment_id,person_id,start_datetime,normalized_status,source_status\n"
        "1,ann,2017-05-03 09:00:00,,fulfilled\n2,ann,2017-05-03 09:00:00,noshow,booked\n"
    )
    loaded(connection, tmp_path)
    assert connection.execute("select status from appointment order by 1").fetchall() == [
        ("fulfilled",),
        ("noshow",),
    ]


def test_other_files_are_left_alone(tmp_path: Path, connection: duckdb.DuckDBPyConnection) -> None:
    (tmp_path / "notes.csv").write_text("a,b\n1,2\n")
    (tmp_path / "medical_claim.docx").write_bytes(b"x")
    found = loaded(connection, tmp_path)
    assert (found.present, found.findings) == ({}, ())


def test_the_fingerprint_is_that_of_names_and_contents(tmp_path: Path) -> None:
    prints = []
    for folder, content in (("a", "need_id\n1\n"), ("b", "need_id\n1\n"), ("c", "need_id\n2\n")):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "need.csv").write_text(content)
        with duckdb.connect() as own:
            prints.append(loaded(own, tmp_path / folder).fingerprint.result())
    assert prints[0] == prints[1] != prints[2]


MAPPING = """
[medical_claim]
file = "claims*.csv"
[medical_claim.columns]
claim_id = "CLM"
claim_line_number = "LN"
claim_type = { column = "FORM", codes = { U = "institutional", H = "professional" } }
person_id = "MBR"
claim_start_date = { column = "FROM_DT", format = "%Y%m%d" }
paid_amount = "PD"
data_source = { value = "Valley" }
"""


def test_a_mapping_names_columns_codes_formats_and_values(
    tmp_path: Path, connection: duckdb.DuckDBPyConnection
) -> None:
    (tmp_path / "claims1.csv").write_text(
        "CLM,LN,FORM,MBR,FROM_DT,PD\na,1,U,ann,20170503,1.50\nb,1,?,ann,3 May,2\n"
    )
    (tmp_path / "map.toml").write_text(MAPPING)
    found = load(connection, mapping.readings(connection, tmp_path / "map.toml"))
    rows = connection.execute(
        "select claim_type, claim_start_date::varchar, paid_amount, data_source from medical_claim order "
        "by claim_id"
    ).fetchall()
    assert rows == [("institutional", "2017-05-03", 150, "Valley"), (None, None, 200, "Valley")]
    assert finding(found, "value_unreadable").samples == ("claim_start_date=3 May",)
    assert finding(found, "value_not_allowed").samples == ("claim_type=?",)


def test_an_unreadable_mapped_file_is_a_finding(
    tmp_path: Path, connection: duckdb.DuckDBPyConnection
) -> None:
    (tmp_path / "claims1.csv").write_text("")
    (tmp_path / "map.toml").write_text(MAPPING)
    found = load(connection, mapping.readings(connection, tmp_path / "map.toml"))
    assert finding(found, "file_unreadable").table == "medical_claim"


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("[", "no TOML"),
        ("[dental]\nfile='x'", "there is no table dental"),
        ("medical_claim = 1", "must be a section"),
        ("[medical_claim]\nfiles='x'", "does not say which file"),
        ("[medical_claim]\nfile='x'", "no file x beside it"),
        (MAPPING + 'tooth = "X"', "has no column tooth"),
        (MAPPING + "payer = 3", "must name a column"),
        (MAPPING + 'payer = "NOPE"', "which the file does not have; it has CLM"),
        (MAPPING + 'payer = { colum = "CLM" }', "not colum"),
    ],
)
def test_a_wrong_mapping_says_where(
    tmp_path: Path, connection: duckdb.DuckDBPyConnection, content: str, says: str
) -> None:
    (tmp_path / "claims1.csv").write_text("CLM,LN,FORM,MBR,FROM_DT,PD\na,1,U,ann,20170503,1.50\n")
    (tmp_path / "map.toml").write_text(content)
    with pytest.raises(mapping.MappingError, match=says):
        mapping.readings(connection, tmp_path / "map.toml")


def test_synthea_is_read_as_claims(tmp_path: Path, connection: duckdb.DuckDBPyConnection) -> None:
    files = {
        "patients": "Id,BIRTHDATE,DEATHDATE,RACE,ETHNICITY,GENDER\n"
        "p,1950-01-01,2020-03-05,white,nonhispanic,F\n",
        "payer_transitions": "PATIENT,MEMBERID,START_DATE,END_DATE,PAYER\n"
        "p,m,2019-01-01T00:00:00Z,2020-01-01T00:00:00Z,x\np,m,2020-01-01T00:00:00Z,2021-01-01T00:00:00Z,x\n",
        "encounters": "Id,START,STOP,PATIENT,ORGANIZATION,PROVIDER,PAYER,ENCOUNTERCLASS,BASE_ENCOUNTER_COST,"
        "TOTAL_CLAIM_COST,PAYER_COVERAGE\n"
        "a,2020-01-03T10:00:00Z,2020-01-05T10:00:00Z,p,o,d,x,inpatient,1,100.00,80.00\n"
        "b,2020-03-04T10:00:00Z,2020-03-05T10:00:00Z,p,o,d,x,inpatient,1,100.00,80.00\n"
        "c,2020-02-01T10:00:00Z,2020-02-01T11:00:00Z,p,o,d,x,emergency,1,50.00,40.00\n"
        "d,2020-02-02T10:00:00Z,2020-02-02T11:00:00Z,p,o,d,x,ambulatory,1,20.00,10.00\n",
        "medications": "START,STOP,PATIENT,PAYER,ENCOUNTER,CODE,BASE_COST,"
        "PAYER_COVERAGE,DISPENSES,TOTALCOST\n"
        "2020-02-02T10:00:00Z,,p,x,d,123,10.00,5.00,3,30.00\n",
        "organizations": "Id,NAME\no,General\n",
        "providers": "Id,ORGANIZATION,SPECIALITY\nd,o,GENERAL PRACTICE\n",
    }
    for name, content in files.items():
        (tmp_path / f"{name}.csv").write_text(content)
    found = load(connection, synthea.readings(connection, tmp_path))
    assert not found.findings
    assert found.rows == {
        "eligibility": 2,
        "medical_claim": 4,
        "pharmacy_claim": 1,
        "encounter": 4,
        "provider": 2,
    }
    assert connection.execute(
        "select claim_type, bill_type_code, discharge_disposition_code, paid_amount, allowed_amount from "
        "medical_claim "
        "order by claim_id"
    ).fetchall() == [
        ("institutional", "111", "01", 8000, 10000),
        ("institutional", "111", "20", 8000, 10000),
        ("institutional", "131", None, 4000, 5000),
        ("professional", None, None, 1000, 2000),
    ]
    assert connection.execute("select paid_amount, allowed_amount from pharmacy_claim").fetchall() == [
        (1500, 3000)
    ]
    assert connection.execute("select max(enrollment_end_date)::varchar from eligibility").fetchall() == [
        ("2020-12-31",)
    ]
    (tmp_path / "patients.csv").write_text("")
    with duckdb.connect() as own:
        again = load(own, synthea.readings(own, tmp_path))
    assert finding(again, "file_unreadable").table == "patients"
    assert set(again.present) == {"pharmacy_claim", "provider"}
