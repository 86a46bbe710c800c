"""Examples of measures that rest on stays in hospital."""

from __future__ import annotations

from tests.spec.example import Example

INSURED = """
person_id | enrollment_start_date | enrollment_end_date | birth_date | gender | race
ann | 2017-01-01 | 2017-12-31 | 1980-05-02 | female | white
"""
STAY = (
    "claim_id | claim_line_number | claim_type | person_id | bill_type_code | admission_date | discharge_date"
)
STAY += " | claim_start_date | discharge_disposition_code | diagnosis_code_1\n"
LATER = "z | 1 | professional | ann | | | | 2017-07-31 | |\n"
"""A visit that shows the claims reach to the end of July."""

EXAMPLES = (
    Example(
        page="readmission",
        title="Back on the thirtieth day",
        says="The first stay ends on 5 May; 4 June is the thirtieth day after it. The second is followed "
        "by a third, "
        "which ends in death and so is no index stay itself.",
        tables={
            "eligibility": INSURED,
            "medical_claim": STAY
            + "a | 1 | institutional | ann | 111 | 2017-05-01 | 2017-05-05 | 2017-05-01 | 01 |\n"
            + "b | 1 | institutional | ann | 111 | 2017-06-04 | 2017-06-06 | 2017-06-04 | 01 |\n"
            + "c | 1 | institutional | ann | 111 | 2017-06-08 | 2017-06-09 | 2017-06-08 | 20 |\n"
            + LATER,
        },
        months=("2017-05", "2017-07"),
        expect="""
            measure | month | numerator | denominator | value
            readmission_30_day_all_cause | 2017-05 | 1 | 1 | 100
            readmission_30_day_all_cause | 2017-06 | 1 | 1 | 100
        """,
    ),
    Example(
        page="readmission",
        title="The thirty-first day is too late, and thirty days must be known",
        says="The second stay begins 31 days after the first ended. Its own thirty days are not known: "
        "the last "
        "service in the files is on 30 June.",
        tables={
            "eligibility": INSURED,
            "medical_claim": STAY
            + "a | 1 | institutional | ann | 111 | 2017-05-01 | 2017-05-05 | 2017-05-01 | 01 |\n"
            + "b | 1 | institutional | ann | 111 | 2017-06-05 | 2017-06-06 | 2017-06-05 | 01 |\n"
            + "z | 1 | professional | ann | | | | 2017-06-30 | |\n",
        },
        months=("2017-05", "2017-06"),
        expect="""
            measure | month | numerator | denominator | value
            readmission_30_day_all_cause | 2017-05 | 0 | 1 | 0
        """,
    ),
    Example(
        page="readmission",
        title="Who loses insurance, leaves against advice or is transferred is no index stay",
        says="Ann's insurance ends 29 days after discharge; Bob leaves against advice (07); Cid is "
        "transferred (02).",
        tables={
            "eligibility": """
                person_id | enrollment_start_date | enrollment_end_date
                ann | 2017-01-01 | 2017-06-03
                bob | 2017-01-01 | 2017-12-31
                cid | 2017-01-01 | 2017-12-31
            """,
            "medical_claim": STAY
            + "a | 1 | institutional | ann | 111 | 2017-05-01 | 2017-05-05 | 2017-05-01 | 01 |\n"
            + "b | 1 | institutional | bob | 111 | 2017-05-01 | 2017-05-05 | 2017-05-01 | 07 |\n"
            + "c | 1 | institutional | cid | 111 | 2017-05-01 | 2017-05-05 | 2017-05-01 | 02 |\n"
            + LATER,
        },
        months=("2017-05", "2017-06"),
        expect="""
            measure | month | numerator | denominator | value
            mortality_in_hospital | 2017-05 | 0 | 3 | 0
        """,
        nothing=("readmission_30_day_all_cause",),
    ),
    Example(
        page="inpatient-stays",
        title="Interim bills, transfers and the day after",
        says="Three claims make the stay of 1 to 20 May: an interim bill (30), one that goes on the day "
        "after it, and a "
        "transfer on the same day. An admission on the day after discharge is a new stay.",
        tables={
            "medical_claim": STAY
            + "a | 1 | institutional | ann | 112 | 2017-05-01 | 2017-05-04 | 2017-05-01 | 30 |\n"
            + "b | 1 | institutional | ann | 114 | 2017-05-05 | 2017-05-09 | 2017-05-05 | 02 |\n"
            + "c | 1 | institutional | ann | 111 | 2017-05-09 | 2017-05-20 | 2017-05-09 | 01 |\n"
            + "d | 1 | institutional | ann | 111 | 2017-05-21 | 2017-05-22 | 2017-05-21 | 01 |\n"
        },
        months=("2017-05", "2017-05"),
        expect="""
            measure | month | numerator | denominator | value
            length_of_stay | 2017-05 | 20 | 2 | 10
        """,
    ),
    Example(
        page="inpatient-stays",
        title="Without claims, the hospital's own encounters are the stays",
        says="A stay without an end is not counted as ended; one that ends on its first day counts one day.",
        tables={
            "encounter": """
                encounter_id | person_id | encounter_type | encounter_start_date | encounter_end_date | \
                discharge_disposition_code
                a | ann | acute inpatient | 2017-05-01 | 2017-05-01 | 01
                b | bob | acute inpatient | 2017-05-02 | 2017-05-05 | 20
                c | cid | acute inpatient | 2017-05-03 | |
                d | dan | office visit | 2017-05-03 | 2017-05-03 |
            """
        },
        months=("2017-05", "2017-05"),
        expect="""
            measure | month | numerator | denominator | value
            length_of_stay | 2017-05 | 4 | 2 | 2
            mortality_in_hospital | 2017-05 | 1 | 2 | 50
        """,
    ),
    Example(
        page="mortality",
        title="Dead on the thirtieth day, at home",
        says="Admitted on 1 March, discharged on 9 March, died on 31 March.",
        tables={
            "eligibility": """
                person_id | enrollment_start_date | enrollment_end_date | death_date
                ann | 2017-01-01 | 2017-03-31 | 2017-03-31
            """,
            "medical_claim": STAY
            + "a | 1 | institutional | ann | 111 | 2017-03-01 | 2017-03-09 | 2017-03-01 | 01 |\n"
            + LATER,
        },
        months=("2017-03", "2017-03"),
        expect="""
            measure | month | numerator | denominator | value
            mortality_in_hospital | 2017-03 | 0 | 1 | 0
            mortality_30_day | 2017-03 | 1 | 1 | 100
        """,
    ),
    Example(
        page="length-of-stay",
        title="Stays of 1, 4 and 10 days, the last without a home",
        says="Z59.01 may be written with or without the dot and stands in any diagnosis.",
        tables={
            "medical_claim": "claim_id | claim_line_number | claim_type | person_id | bill_type_code | "
            "claim_start_date"
            " | claim_end_date | discharge_disposition_code | diagnosis_code_1 | diagnosis_code_7\n"
            "a | 1 | institutional | ann | 111 | 2017-05-01 | 2017-05-01 | 01 | I10 |\n"
            "b | 1 | institutional | bob | 111 | 2017-05-01 | 2017-05-05 | 01 | I10 |\n"
            "c | 1 | institutional | cid | 111 | 2017-05-01 | 2017-05-11 | 01 | I10 | Z59.01\n"
        },
        months=("2017-05", "2017-05"),
        expect="""
            measure | month | numerator | denominator | value
            length_of_stay | 2017-05 | 15 | 3 | 5
            length_of_stay_homeless | 2017-05 | 10 | 1 | 10
        """,
    ),
)
