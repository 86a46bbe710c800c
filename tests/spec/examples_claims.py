"""Examples of measures that rest on enrolment and claims."""

from __future__ import annotations

from tests.spec.example import Example
from tests.spec.examples_stays import INSURED, STAY

LINE = "claim_id | claim_line_number | claim_type | person_id | bill_type_code | revenue_center_code"
LINE += " | place_of_service_code | claim_start_date | paid_amount | allowed_amount\n"

PHARMACY = "claim_id | claim_line_number | person_id | dispensing_date | paid_amount | allowed_amount\n"

EXAMPLES = (
    Example(
        page="member-months",
        title="Overlaps, gaps and half months",
        says="January, February, March and May are member months; April is a gap. One day of a month "
        "makes it count.",
        tables={
            "eligibility": """
                person_id | enrollment_start_date | enrollment_end_date
                ann | 2017-01-10 | 2017-02-28
                ann | 2017-02-15 | 2017-03-31
                ann | 2017-05-01 | 2017-05-03
                ann | 2017-06-09 | 2017-06-01
            """,
            "medical_claim": LINE
            + "a | 1 | professional | ann | | | 11 | 2017-03-03 | 80.00 | 100.00\n"
            + "b | 1 | professional | ann | | | 11 | 2017-04-03 | 70.00 | 90.00\n",
        },
        months=("2017-01", "2017-06"),
        expect="""
            measure | month | numerator | denominator | value
            cost_paid_pmpm_professional | 2017-01 | 0 | 1 | 0
            cost_paid_pmpm_professional | 2017-02 | 0 | 1 | 0
            cost_paid_pmpm_professional | 2017-03 | 80 | 1 | 80
            cost_paid_pmpm_professional | 2017-05 | 0 | 1 | 0
        """,
    ),
    Example(
        page="cost-of-care",
        title="Two members, one visit and one drug",
        says="100 dollars in all: 50 for each of two members, 40 of it professional and 10 at the pharmacy.",
        tables={
            "eligibility": """
                person_id | enrollment_start_date | enrollment_end_date
                ann | 2017-05-01 | 2017-05-31
                bob | 2017-05-01 | 2017-05-31
            """,
            "medical_claim": LINE + "a | 1 | professional | ann | | | 11 | 2017-05-03 | 80.00 | 100.00\n",
            "pharmacy_claim": PHARMACY + "p | 1 | ann | 2017-05-04 | 20.00 | 25.00\n",
        },
        months=("2017-05", "2017-05"),
        expect="""
            measure | month | numerator | denominator | value
            cost_paid_total | 2017-05 | 100 | 2 | 100
            cost_paid_pmpm | 2017-05 | 100 | 2 | 50
            cost_paid_pmpm_professional | 2017-05 | 80 | 2 | 40
            cost_paid_pmpm_pharmacy | 2017-05 | 20 | 2 | 10
            cost_allowed_total | 2017-05 | 125 | 2 | 125
            cost_allowed_pmpm | 2017-05 | 125 | 2 | 62.5
            cost_allowed_pmpm_professional | 2017-05 | 100 | 2 | 50
            cost_allowed_pmpm_pharmacy | 2017-05 | 25 | 2 | 12.5
        """,
    ),
    Example(
        page="claim-lines",
        title="Which line is in which category",
        says="One line each: inpatient bill, emergency room by revenue code and by place of service, "
        "outpatient bill, office, "
        "nursing home.",
        tables={
            "eligibility": INSURED,
            "medical_claim": LINE
            + "a | 1 | institutional | ann | 111 | 0450 | | 2017-05-03 | 1.00 | 10.00\n"
            + "b | 1 | institutional | ann | 131 | 0450 | | 2017-05-03 | 2.00 | 20.00\n"
            + "c | 1 | professional | ann | | | 23 | 2017-05-03 | 3.00 | 30.00\n"
            + "d | 1 | institutional | ann | 131 | 0300 | | 2017-05-03 | 4.00 | 40.00\n"
            + "e | 1 | professional | ann | | | 11 | 2017-05-03 | 5.00 | 50.00\n"
            + "f | 1 | institutional | ann | 211 | 0120 | | 2017-05-03 | 6.00 | 60.00\n",
        },
        months=("2017-05", "2017-05"),
        expect="""
            measure | month | numerator | denominator | value
            cost_paid_pmpm_inpatient | 2017-05 | 1 | 1 | 1
            cost_paid_pmpm_emergency | 2017-05 | 5 | 1 | 5
            cost_paid_pmpm_outpatient | 2017-05 | 4 | 1 | 4
            cost_paid_pmpm_professional | 2017-05 | 5 | 1 | 5
            cost_paid_pmpm_other | 2017-05 | 6 | 1 | 6
            cost_allowed_pmpm_inpatient | 2017-05 | 10 | 1 | 10
            cost_allowed_pmpm_emergency | 2017-05 | 50 | 1 | 50
            cost_allowed_pmpm_outpatient | 2017-05 | 40 | 1 | 40
            cost_allowed_pmpm_other | 2017-05 | 60 | 1 | 60
            emergency_visits_per_1000 | 2017-05 | 1 | 1 | 12000
        """,
    ),
    Example(
        page="claim-lines",
        title="Reversals, duplicates, denied and replaced lines",
        says="A: 100 paid, taken back, 80 paid. B: paid and taken back. C: the same line twice. D: "
        "denied. E was replaced by F, "
        "G voided by H.",
        tables={
            "eligibility": INSURED,
            "medical_claim": "claim_id | claim_line_number | claim_type | person_id | bill_type_code | "
            "claim_start_date"
            " | paid_date | paid_amount | revenue_center_code | place_of_service_code | claim_status | "
            "original_claim_id\n"
            "a | 1 | professional | ann | | 2017-05-03 | 2017-05-10 | 100.00 | | 11 | |\n"
            "a | 1 | professional | ann | | 2017-05-03 | 2017-05-11 | -100.00 | | 11 | |\n"
            "a | 1 | professional | ann | | 2017-05-03 | 2017-05-12 | 80.00 | | 11 | |\n"
            "b | 1 | professional | ann | | 2017-05-03 | 2017-05-10 | 50.00 | | 11 | |\n"
            "b | 1 | professional | ann | | 2017-05-03 | 2017-05-11 | -50.00 | | 11 | |\n"
            "c | 1 | professional | ann | | 2017-05-03 | 2017-05-10 | 7.00 | | 11 | |\n"
            "c | 1 | professional | ann | | 2017-05-03 | 2017-05-10 | 7.00 | | 11 | |\n"
            "d | 1 | professional | ann | | 2017-05-03 | 2017-05-10 | 9.00 | | 11 | denied |\n"
            "e | 1 | institutional | ann | 131 | 2017-05-03 | 2017-05-10 | 200.00 | | | |\n"
            "f | 1 | institutional | ann | 137 | 2017-05-03 | 2017-05-12 | 180.00 | | | | e\n"
            "g | 1 | institutional | ann | 131 | 2017-05-03 | 2017-05-10 | 300.00 | | | |\n"
            "h | 1 | institutional | ann | 138 | 2017-05-03 | 2017-05-12 | -300.00 | | | | g\n",
        },
        months=("2017-05", "2017-05"),
        expect="""
            measure | month | numerator | denominator | value
            cost_paid_pmpm_professional | 2017-05 | 87 | 1 | 87
            cost_paid_pmpm_outpatient | 2017-05 | 180 | 1 | 180
        """,
    ),
    Example(
        page="utilisation",
        title="Visits and stays of members",
        says="Two lines of one day are one visit. Bob's visit in June does not count: he is not insured "
        "then.",
        tables={
            "eligibility": """
                person_id | enrollment_start_date | enrollment_end_date
                ann | 2017-05-01 | 2017-06-30
                bob | 2017-05-01 | 2017-05-31
            """,
            "medical_claim": LINE
            + "a | 1 | institutional | ann | 131 | 0450 | | 2017-05-03 | 1.00 | 1.00\n"
            + "b | 1 | professional | ann | | | 23 | 2017-05-03 | 1.00 | 1.00\n"
            + "c | 1 | institutional | bob | 131 | 0450 | | 2017-06-03 | 1.00 | 1.00\n"
            + "d | 1 | institutional | ann | 111 | 0120 | | 2017-06-10 | 1.00 | 1.00\n",
        },
        months=("2017-05", "2017-06"),
        expect="""
            measure | month | numerator | denominator | value
            emergency_visits_per_1000 | 2017-05 | 1 | 2 | 6000
            emergency_visits_per_1000 | 2017-06 | 0 | 1 | 0
            admissions_per_1000 | 2017-05 | 0 | 2 | 0
            admissions_per_1000 | 2017-06 | 1 | 1 | 12000
        """,
    ),
    Example(
        page="ambulatory-sensitive",
        title="Adults, by principal diagnosis",
        says="Ann's heart failure counts; a broken hip does not; a child's asthma is not looked at, and "
        "the child is no "
        "adult member month.",
        tables={
            "eligibility": """
                person_id | enrollment_start_date | enrollment_end_date | birth_date
                ann | 2017-05-01 | 2017-05-31 | 1950-01-01
                bob | 2017-05-01 | 2017-05-31 | 1999-05-01
                kim | 2017-05-01 | 2017-05-31 | 1999-05-02
            """,
            "medical_claim": STAY
            + "a | 1 | institutional | ann | 111 | 2017-05-01 | 2017-05-05 | 2017-05-01 | 01 | I50.9\n"
            + "b | 1 | institutional | bob | 111 | 2017-05-01 | 2017-05-05 | 2017-05-01 | 01 | S72001A\n"
            + "c | 1 | institutional | kim | 111 | 2017-05-01 | 2017-05-05 | 2017-05-01 | 01 | J45901\n",
        },
        months=("2017-05", "2017-05"),
        expect="""
            measure | month | numerator | denominator | value
            ambulatory_sensitive_admissions | 2017-05 | 1 | 2 | 6000
        """,
    ),
    Example(
        page="high-utilisers",
        title="Four visits in twelve months",
        says="Three visits in March 2016, one in December 2016. The claims begin in January 2016, so "
        "December is the first month "
        "that can be judged; by March 2017 the first three visits have passed out of the twelve months.",
        tables={
            "eligibility": """
                person_id | enrollment_start_date | enrollment_end_date
                ann | 2016-01-01 | 2017-12-31
            """,
            "medical_claim": LINE
            + "a | 1 | professional | ann | | | 11 | 2016-01-03 | 1.00 | 1.00\n"
            + "b | 1 | professional | ann | | | 23 | 2016-03-01 | 1.00 | 1.00\n"
            + "c | 1 | professional | ann | | | 23 | 2016-03-05 | 1.00 | 1.00\n"
            + "d | 1 | professional | ann | | | 23 | 2016-03-09 | 1.00 | 1.00\n"
            + "e | 1 | professional | ann | | | 23 | 2016-12-02 | 1.00 | 1.00\n",
        },
        months=("2016-11", "2017-03"),
        expect="""
            measure | month | numerator | denominator | value
            high_utilisers_per_1000 | 2016-12 | 1 | 1 | 1000
            high_utilisers_per_1000 | 2017-01 | 1 | 1 | 1000
            high_utilisers_per_1000 | 2017-02 | 1 | 1 | 1000
            high_utilisers_per_1000 | 2017-03 | 0 | 1 | 0
        """,
    ),
    Example(
        page="target-population",
        title="Two visits and a housing code in twelve months",
        says="Visits on 3 May 2016 and 2 April 2017, Z59.0 on 9 February 2017: only April 2017 belongs.",
        tables={
            "eligibility": """
                person_id | enrollment_start_date | enrollment_end_date
                ann | 2016-01-01 | 2017-12-31
            """,
            "medical_claim": "claim_id | claim_line_number | claim_type | person_id | bill_type_code | "
            "revenue_center_code"
            " | place_of_service_code | claim_start_date | diagnosis_code_2\n"
            "a | 1 | professional | ann | | | 23 | 2016-05-03 |\n"
            "b | 1 | professional | ann | | | 11 | 2017-02-09 | Z590\n"
            "c | 1 | professional | ann | | | 23 | 2017-04-02 |\n",
        },
        months=("2017-03", "2017-05"),
        expect="""
            measure | month | group | numerator | denominator | value
            emergency_visits_per_1000 | 2017-03 | population=rest | 0 | 1 | 0
            emergency_visits_per_1000 | 2017-04 | population=target | 1 | 1 | 12000
            emergency_visits_per_1000 | 2017-05 | population=rest | 0 | 1 | 0
        """,
    ),
    Example(
        page="attribution",
        title="Most days, then the latest",
        says="Both clinicians have two days; B was seen last. In 2018 nobody was seen.",
        tables={
            "eligibility": """
                person_id | enrollment_start_date | enrollment_end_date
                ann | 2017-12-01 | 2018-01-31
            """,
            "provider": "npi | organization\nA | Ash Clinic\nB | Birch Clinic",
            "medical_claim": "claim_id | claim_line_number | claim_type | person_id | rendering_npi | "
            "hcpcs_code"
            " | claim_start_date | bill_type_code | revenue_center_code | place_of_service_code\n"
            "a | 1 | professional | ann | A | 99213 | 2017-05-03 | | | 11\n"
            "b | 1 | professional | ann | A | 99213 | 2017-05-09 | | | 11\n"
            "c | 1 | professional | ann | B | 99214 | 2017-06-02 | | | 11\n"
            "d | 1 | professional | ann | B | 99214 | 2017-07-04 | | | 11\n",
        },
        months=("2017-12", "2018-01"),
        expect="""
            measure | month | group | numerator | denominator | value
            admissions_per_1000 | 2017-12 | organization=Birch Clinic | 0 | 1 | 0
            admissions_per_1000 | 2018-01 | organization=unattributed | 0 | 1 | 0
        """,
    ),
    Example(
        page="groups",
        title="Age, sex and identity",
        says="Kim was born on 29 February 2000 and comes of age on 1 March 2018. Where ethnicity says "
        "Hispanic, it goes before race.",
        tables={
            "eligibility": """
                person_id | enrollment_start_date | enrollment_end_date | birth_date | gender | race | \
                ethnicity | data_source
                kim | 2018-02-01 | 2018-03-31 | 2000-02-29 | female | White | Hispanic or Latino | Valley
                lee | 2018-02-01 | 2018-03-31 | | | Asian | Not Hispanic |
            """,
            "medical_claim": STAY,
        },
        months=("2018-03", "2018-03"),
        expect="""
            measure | month | group | numerator | denominator | value
            admissions_per_1000 | 2018-03 | age_group=18-44 | 0 | 1 | 0
            admissions_per_1000 | 2018-03 | age_group=unknown | 0 | 1 | 0
            admissions_per_1000 | 2018-03 | sex=female | 0 | 1 | 0
            admissions_per_1000 | 2018-03 | sex=unknown | 0 | 1 | 0
            admissions_per_1000 | 2018-03 | identity=hispanic or latino | 0 | 1 | 0
            admissions_per_1000 | 2018-03 | identity=asian | 0 | 1 | 0
            admissions_per_1000 | 2018-03 | partner=Valley | 0 | 1 | 0
            admissions_per_1000 | 2018-03 | partner=unknown | 0 | 1 | 0
        """,
    ),
)
