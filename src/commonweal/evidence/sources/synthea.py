"""Synthea's CSV export, read as eligibility, claims, encounters and providers. Mapping only.

What the export does not say is not made up, except where docs/methods/synthea.md says so: an encounter stands
for one claim, its class for the bill type and revenue code that the claim would have had.
"""

from __future__ import annotations

from pathlib import Path

import duckdb

from commonweal.evidence.quality.finding import Finding
from commonweal.evidence.sources.files import UnreadableFileError, columns_of, files_of, relation_of
from commonweal.evidence.sources.model import Reading, Readings

SOURCE = "'synthea'"
_CLASSES = {
    "inpatient": ("111", "0100", "acute inpatient"),
    "emergency": ("131", "0450", "emergency department"),
    "outpatient": ("131", None, "outpatient hospital"),
    "hospice": ("811", None, "hospice"),
    "snf": ("211", None, "skilled nursing"),
}
"""Encounter classes billed by a facility: type of bill, revenue code, Tuva's word for the encounter."""


def _by_class(position: int, otherwise: str) -> str:
    cases = " ".join(
        f"when '{name}' then '{told[position]}'" for name, told in _CLASSES.items() if told[position]
    )
    return f"case e.ENCOUNTERCLASS {cases} else {otherwise} end"


_FACILITY = "e.ENCOUNTERCLASS in (" + ", ".join(f"'{name}'" for name in _CLASSES) + ")"
_INPATIENT = "case when e.ENCOUNTERCLASS = 'inpatient' then left(e.{column}, 10) end"
# The export has no discharge status; a patient whose day of death is the day the stay ended died there.
DISPOSITION = (
    "case when e.ENCOUNTERCLASS <> 'inpatient' then null "
    "when left(p.DEATHDATE, 10) = left(e.STOP, 10) then '20' else '01' end"
)

ELIGIBILITY = {
    "person_id": "p.Id",
    "member_id": "t.MEMBERID",
    "gender": "case p.GENDER when 'M' then 'male' when 'F' then 'female' else 'unknown' end",
    "race": "p.RACE",
    "ethnicity": "case p.ETHNICITY when 'nonhispanic' then 'not hispanic' else p.ETHNICITY end",
    "birth_date": "p.BIRTHDATE",
    "death_date": "p.DEATHDATE",
    "enrollment_start_date": "left(t.START_DATE, 10)",
    # Synthea's spans end at the moment the next one starts; the day before is the last one insured.
    "enrollment_end_date": "cast(try_cast(left(t.END_DATE, 10) as date) - 1 as varchar)",
    "payer": "t.PAYER",
    "data_source": SOURCE,
}
CLAIM = {
    "claim_id": "e.Id",
    "claim_line_number": "'1'",
    "claim_type": f"case when {_FACILITY} then 'institutional' else 'professional' end",
    "person_id": "e.PATIENT",
    "payer": "e.PAYER",
    "claim_start_date": "left(e.START, 10)",
    "claim_end_date": "left(e.STOP, 10)",
    "claim_line_start_date": "left(e.START, 10)",
    "claim_line_end_date": "left(e.STOP, 10)",
    "admission_date": _INPATIENT.format(column="START"),
    "discharge_date": _INPATIENT.format(column="STOP"),
    "discharge_disposition_code": DISPOSITION,
    "place_of_service_code": f"case when {_FACILITY} then null else '11' end",
    "bill_type_code": _by_class(0, "null"),
    "revenue_center_code": _by_class(1, "null"),
    "rendering_npi": "e.PROVIDER",
    "billing_npi": "e.ORGANIZATION",
    "facility_npi": "e.ORGANIZATION",
    "paid_amount": "e.PAYER_COVERAGE",
    "allowed_amount": "e.TOTAL_CLAIM_COST",
    "data_source": SOURCE,
}
PHARMACY = {
    "claim_id": "ENCOUNTER || '-' || CODE || '-' || START",
    "claim_line_number": "'1'",
    "person_id": "PATIENT",
    "payer": "PAYER",
    "dispensing_date": "left(START, 10)",
    "ndc_code": "CODE",
    # BASE_COST and PAYER_COVERAGE are of one dispensing, DISPENSES says how many there were.
    "paid_amount": "cast(try_cast(PAYER_COVERAGE as decimal(18, 4)) * try_cast(DISPENSES as integer) as "
    "varchar)",
    "allowed_amount": "TOTALCOST",
    "data_source": SOURCE,
}
ENCOUNTER = {
    "encounter_id": "e.Id",
    "person_id": "e.PATIENT",
    "encounter_type": _by_class(2, "'office visit'"),
    "encounter_start_date": "left(e.START, 10)",
    "encounter_end_date": "left(e.STOP, 10)",
    "arrival_datetime": "left(e.START, 19)",
    "discharge_disposition_code": DISPOSITION,
    "facility_npi": "e.ORGANIZATION",
    "data_source": SOURCE,
}
CLINICIAN = {
    "npi": "npi",
    "organization": "organization",
    "primary_care": "primary_care",
    "data_source": SOURCE,
}


def readings(connection: duckdb.DuckDBPyConnection, folder: Path) -> Readings:
    """How a folder with Synthea's `patients.csv`, `payer_transitions.csv`, `encounters.csv` … is read."""
    findings: list[Finding] = []
    found: dict[str, tuple[str, tuple[Path, ...]]] = {}
    for name in ("patients", "payer_transitions", "encounters", "medications", "providers", "organizations"):
        if files := files_of(folder, name):
            try:
                columns_of(connection, name, files)
                found[name] = (relation_of(files), files)
            except UnreadableFileError as error:
                findings.append(error.finding)
    tables: list[Reading] = []

    def add(table: str, columns: dict[str, str], relation: str, *names: str) -> None:
        if all(name in found for name in names):
            paths = tuple(path for name in names for path in found[name][1])
            sources = {name: found[name][0] for name in names}
            tables.append(Reading(table, relation.format(**sources), columns, paths))

    add(
        "eligibility",
        ELIGIBILITY,
        "{payer_transitions} t join {patients} p on p.Id = t.PATIENT",
        "patients",
        "payer_transitions",
    )
    stays = "{encounters} e left join {patients} p on p.Id = e.PATIENT"
    add("medical_claim", CLAIM, stays, "encounters", "patients")
    add("pharmacy_claim", PHARMACY, "{medications}", "medications")
    add("encounter", ENCOUNTER, stays, "encounters", "patients")
    add(
        "provider",
        CLINICIAN,
        "(select Id as npi, NAME as organization, 'no' as primary_care from {organizations} union all "
        "select p.Id, o.NAME, case when p.SPECIALITY = 'GENERAL PRACTICE' then 'yes' else 'no' end "
        "from {providers} p join {organizations} o on o.Id = p.ORGANIZATION)",
        "organizations",
        "providers",
    )
    return Readings(tuple(tables), tuple(findings))
