"""Care as hospitals and clinics record it, named as in the Tuva input layer."""

from __future__ import annotations

from commonweal.evidence.tables.model import Column, Order, Table, Type, source_column

ENCOUNTER = Table(
    name="encounter",
    meaning="A visit or a stay as the hospital's own system has it: one row per encounter.",
    grain=("data_source", "encounter_id"),
    columns=(
        Column("encounter_id", Type.TEXT, "the encounter", required=True),
        Column("person_id", Type.TEXT, "the person treated", required=True),
        Column(
            "encounter_type",
            Type.TEXT,
            "what kind it was, in Tuva's words: acute inpatient, emergency department, office visit, …",
            required=True,
        ),
        Column("encounter_start_date", Type.DATE, "first day", required=True),
        Column("encounter_end_date", Type.DATE, "last day"),
        Column("arrival_datetime", Type.TIMESTAMP, "when the person arrived (not in the Tuva layer)"),
        Column(
            "first_seen_datetime", Type.TIMESTAMP, "when a clinician first saw them (not in the Tuva layer)"
        ),
        Column("discharge_disposition_code", Type.TEXT, "where the patient went (NUBC FL17)"),
        Column("primary_diagnosis_code", Type.TEXT, "principal diagnosis, ICD-10-CM without the dot"),
        Column("facility_npi", Type.TEXT, "NPI of the hospital"),
        source_column(),
    ),
    constraints=(
        Order("encounter_start_date", "encounter_end_date"),
        Order("arrival_datetime", "first_seen_datetime"),
    ),
)

APPOINTMENT = Table(
    name="appointment",
    meaning="An appointment made: one row per appointment.",
    grain=("data_source", "appointment_id"),
    columns=(
        Column("appointment_id", Type.TEXT, "the appointment", required=True),
        Column("person_id", Type.TEXT, "the person it is for", required=True),
        Column("start_datetime", Type.TIMESTAMP, "when it is due", required=True),
        Column(
            "status",
            Type.TEXT,
            "what became of it (FHIR words); the Tuva layer's normalized_status, else its source_status",
            values=(
                "proposed",
                "pending",
                "booked",
                "arrived",
                "fulfilled",
                "cancelled",
                "noshow",
                "entered-in-error",
                "checked-in",
                "waitlist",
            ),
        ),
        Column("requested_date", Type.DATE, "day it was asked for (not in the Tuva layer)"),
        Column("kind", Type.TEXT, "a visit or a procedure; empty means visit", values=("visit", "procedure")),
        Column("target_days", Type.INTEGER, "days promised from request; empty means 14", minimum=0),
        source_column(),
    ),
    constraints=(Order("requested_date", "start_datetime"),),
)

LAB_RESULT = Table(
    name="lab_result",
    meaning="A laboratory result: one row per test and collection.",
    grain=("data_source", "lab_result_id"),
    columns=(
        Column("lab_result_id", Type.TEXT, "the result", required=True),
        Column("person_id", Type.TEXT, "the person tested", required=True),
        Column("source_order_code", Type.TEXT, "the test, LOINC"),
        Column("result", Type.TEXT, "the result as written"),
        Column("result_datetime", Type.TIMESTAMP, "when it was reported"),
        source_column(),
    ),
)

OBSERVATION = Table(
    name="observation",
    meaning="Something observed about a person, such as a blood pressure or a screening answer.",
    grain=("data_source", "observation_id"),
    columns=(
        Column("observation_id", Type.TEXT, "the observation", required=True),
        Column("person_id", Type.TEXT, "the person observed", required=True),
        Column("observation_date", Type.DATE, "the day"),
        Column("source_code", Type.TEXT, "what was observed, LOINC or SNOMED"),
        Column("result", Type.TEXT, "what was found, as written"),
        source_column(),
    ),
)

CARE_TABLES = (ENCOUNTER, APPOINTMENT, LAB_RESULT, OBSERVATION)
