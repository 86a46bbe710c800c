"""What people say, and what the alliance does for them. These tables are our own."""

from __future__ import annotations

from commonweal.evidence.tables.model import Column, Order, Reference, Table, Type, source_column

OUTCOMES = (
    "helped",
    "helped elsewhere",
    "could not contact",
    "not eligible",
    "no capacity",
    "could not help",
    "no longer wanted",
)
"""How a referral may end; the words of the care network."""

PATIENT_EXPERIENCE = Table(
    name="patient_experience",
    meaning="An answer to a survey of patients: one row per response and question.",
    grain=("data_source", "response_id", "question_id"),
    columns=(
        Column("response_id", Type.TEXT, "the questionnaire sent back", required=True),
        Column("survey", Type.TEXT, "the survey"),
        Column(
            "question_id",
            Type.TEXT,
            "the question; overall_rating and would_recommend are the two that figures use",
            required=True,
        ),
        Column("answered_date", Type.DATE, "the day of the answer", required=True),
        Column("answer", Type.INTEGER, "the answer as a number; more is better", required=True),
        Column("scale_lowest", Type.INTEGER, "the lowest answer one could give", required=True),
        Column("scale_highest", Type.INTEGER, "the highest answer one could give", required=True),
        source_column(),
    ),
    constraints=(Order("scale_lowest", "answer"), Order("answer", "scale_highest")),
)

PROGRAM_ENROLMENT = Table(
    name="program_enrolment",
    meaning="Who is in a program of the partnership, from when to when: one row per span.",
    grain=("data_source", "person_id", "program", "enrolment_start_date"),
    columns=(
        Column("person_id", Type.TEXT, "the person", required=True),
        Column("program", Type.TEXT, "the program", required=True),
        Column("enrolment_start_date", Type.DATE, "first day in the program", required=True),
        Column("enrolment_end_date", Type.DATE, "last day in the program; empty means still in it"),
        Column(
            "entry_setting",
            Type.TEXT,
            "where the person lived on the first day",
            values=("institution", "community", "unhoused", "unknown"),
        ),
        Column(
            "community_move_date", Type.DATE, "the day the person moved from an institution to the community"
        ),
        source_column(),
    ),
    constraints=(
        Order("enrolment_start_date", "enrolment_end_date"),
        Order("enrolment_start_date", "community_move_date"),
    ),
)

NEED = Table(
    name="need",
    meaning="Something a person needs, such as housing or food: one row per need.",
    grain=("data_source", "need_id"),
    columns=(
        Column("need_id", Type.TEXT, "the need", required=True),
        Column("person_id", Type.TEXT, "the person", required=True),
        Column("domain", Type.TEXT, "what kind of need: housing, food, transport …"),
        Column("identified_date", Type.DATE, "the day it was found", required=True),
        Column("resolved_date", Type.DATE, "the day it was met"),
        source_column(),
    ),
    constraints=(Order("identified_date", "resolved_date"),),
)

REFERRAL = Table(
    name="referral",
    meaning="A person passed on to a service: one row per referral.",
    grain=("data_source", "referral_id"),
    columns=(
        Column("referral_id", Type.TEXT, "the referral", required=True),
        Column("need_id", Type.TEXT, "the need it is for"),
        Column("person_id", Type.TEXT, "the person", required=True),
        Column("sender", Type.TEXT, "the organisation that sent it"),
        Column("receiver", Type.TEXT, "the organisation it was sent to"),
        Column(
            "status",
            Type.TEXT,
            "where it stands (HL7 FHIR SDOH Clinical Care)",
            required=True,
            values=(
                "draft",
                "requested",
                "accepted",
                "rejected",
                "cancelled",
                "in-progress",
                "on-hold",
                "completed",
                "failed",
                "entered-in-error",
            ),
        ),
        Column("sent_date", Type.DATE, "the day it was sent; empty for a draft"),
        Column("accepted_date", Type.DATE, "the day the receiver took it on"),
        Column("outcome_date", Type.DATE, "the day the outcome was recorded"),
        Column("outcome", Type.TEXT, "how it ended", values=OUTCOMES),
        source_column(),
    ),
    constraints=(
        Order("sent_date", "accepted_date"),
        Order("sent_date", "outcome_date"),
        Reference("need_id", "need"),
    ),
)

PEOPLE_TABLES = (PATIENT_EXPERIENCE, PROGRAM_ENROLMENT, NEED, REFERRAL)
