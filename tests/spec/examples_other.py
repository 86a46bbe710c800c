"""Examples of measures that rest on partners' own tables."""

from __future__ import annotations

from tests.spec.example import Example

EXAMPLES = (
    Example(
        page="infections",
        title="One infection in 500 device days",
        says="Two wards, 300 and 200 device days. In June an infection shows and no device day was "
        "reported: no value.",
        tables={
            "device_day": """
                unit | device_type | day | device_days
                east | central_line | 2017-05-01 | 300
                west | ventilator | 2017-05-02 | 200
            """,
            "infection_event": """
                infection_id | device_type | onset_date
                1 | central_line | 2017-05-30
                2 | ventilator | 2017-06-01
            """,
        },
        months=("2017-05", "2017-06"),
        expect="""
            measure | month | numerator | denominator | value
            infections_per_1000_device_days | 2017-05 | 1 | 500 | 2
            infections_per_1000_device_days | 2017-06 | 1 | 0 |
        """,
    ),
    Example(
        page="experience",
        title="Ratings 10, 9, 7 and 4",
        says="The same answers as a rating and as a recommendation. An answer off its scale and another "
        "question are left out.",
        tables={
            "patient_experience": """
                response_id | question_id | answered_date | answer | scale_lowest | scale_highest
                1 | overall_rating | 2017-05-01 | 10 | 0 | 10
                2 | overall_rating | 2017-05-02 | 9 | 0 | 10
                3 | overall_rating | 2017-05-03 | 7 | 0 | 10
                4 | overall_rating | 2017-05-04 | 4 | 0 | 10
                5 | overall_rating | 2017-05-05 | 11 | 0 | 10
                5 | food | 2017-05-05 | 3 | 0 | 10
                1 | would_recommend | 2017-05-01 | 10 | 0 | 10
                2 | would_recommend | 2017-05-02 | 9 | 0 | 10
                3 | would_recommend | 2017-05-03 | 7 | 0 | 10
                4 | would_recommend | 2017-05-04 | 4 | 0 | 10
                6 | overall_rating | 2017-06-01 | 4 | 1 | 4
                7 | overall_rating | 2017-06-01 | 3 | 1 | 4
            """
        },
        months=("2017-05", "2017-06"),
        expect="""
            measure | month | numerator | denominator | value
            experience_top_box | 2017-05 | 2 | 4 | 50
            experience_top_box | 2017-06 | 1 | 2 | 50
            experience_mean | 2017-05 | 300 | 4 | 75
            experience_mean | 2017-06 | 166.67 | 2 | 83.335
            experience_net_score | 2017-05 | 1 | 4 | 25
        """,
    ),
    Example(
        page="waits",
        title="Waits of 3, 10 and 30 days, and who does not count",
        says="Missed and cancelled appointments and one without a request do not count as waits. The 90th "
        "percentile "
        "needs ten waits.",
        tables={
            "appointment": """
                appointment_id | person_id | start_datetime | status | requested_date | kind | target_days
                1 | ann | 2017-05-11 09:30:00 | fulfilled | 2017-05-08 | visit |
                2 | bob | 2017-05-11 10:00:00 | arrived | 2017-05-01 | |
                3 | cid | 2017-05-31 10:00:00 | checked-in | 2017-05-01 | |
                4 | dan | 2017-05-12 10:00:00 | noshow | 2017-05-01 | |
                5 | eve | 2017-05-12 10:00:00 | cancelled | 2017-05-01 | |
                6 | fay | 2017-05-12 10:00:00 | fulfilled | | |
                7 | gus | 2017-05-20 08:00:00 | fulfilled | 2017-05-01 | procedure | 20
            """
        },
        months=("2017-05", "2017-05"),
        expect="""
            measure | month | numerator | denominator | value
            visit_wait_median | 2017-05 | | 3 | 10
            visit_wait_90th_percentile | 2017-05 | | 3 |
            visit_wait_within_target | 2017-05 | 2 | 3 | 66.666667
            procedure_wait_median | 2017-05 | | 1 | 19
            procedure_wait_90th_percentile | 2017-05 | | 1 |
            procedure_wait_within_target | 2017-05 | 1 | 1 | 100
            no_show_rate | 2017-05 | 1 | 6 | 16.666667
        """,
    ),
    Example(
        page="emergency-wait",
        title="Over midnight",
        says="From 23:50:40 to 00:20:10 is thirty minutes. Who was seen before arriving does not count.",
        tables={
            "encounter": """
                encounter_id | person_id | encounter_type | encounter_start_date | arrival_datetime | \
                first_seen_datetime
                1 | ann | emergency department | 2017-05-01 | 2017-05-01 23:50:40 | 2017-05-02 00:20:10
                2 | bob | emergency department | 2017-05-03 | 2017-05-03 10:00:00 | 2017-05-03 09:00:00
                3 | cid | emergency department | 2017-05-03 | 2017-05-03 10:00:00 |
                4 | dan | office visit | 2017-05-03 | 2017-05-03 10:00:00 | 2017-05-03 12:00:00
            """
        },
        months=("2017-05", "2017-05"),
        expect="""
            measure | month | numerator | denominator | value
            emergency_wait_median | 2017-05 | | 1 | 30
            emergency_wait_90th_percentile | 2017-05 | | 1 |
        """,
    ),
    Example(
        page="periods-and-values",
        title="The tenth wait makes a 90th percentile",
        says="Of ten waits from 1 to 10 minutes, nine tenths do not exceed 9; half do not exceed 5.",
        tables={
            "encounter": "encounter_id | person_id | encounter_type | encounter_start_date | "
            "arrival_datetime | first_seen_datetime\n"
            + "\n".join(
                f"{n} | p{n} | emergency department | 2017-05-01 | 2017-05-01 10:00:00 | 2017-05-01 "
                f"10:{n:02d}:00"
                for n in range(1, 11)
            )
        },
        months=("2017-05", "2017-05"),
        expect="""
            measure | month | numerator | denominator | value
            emergency_wait_median | 2017-05 | | 10 | 5
            emergency_wait_90th_percentile | 2017-05 | | 10 | 9
        """,
    ),
    Example(
        page="capacity-use",
        title="Used of what was there",
        says="Beds, operating rooms and scanners are kept apart.",
        tables={
            "capacity_day": """
                resource_type | unit | day | available | used
                bed | east | 2017-05-01 | 20 | 17
                bed | west | 2017-05-01 | 10 | 11
                operating_room | or 1 | 2017-05-01 | 480 | 360
                imaging | mri | 2017-05-02 | 600 | 300
            """
        },
        months=("2017-05", "2017-05"),
        expect="""
            measure | month | numerator | denominator | value
            bed_occupancy | 2017-05 | 28 | 30 | 93.333333
            operating_room_utilisation | 2017-05 | 360 | 480 | 75
            imaging_utilisation | 2017-05 | 300 | 600 | 50
        """,
    ),
    Example(
        page="workforce",
        title="Discharges of partners that reported staff",
        says="Valley reported 1.5 full-time workers; Hill had a discharge and reported nobody, so that it "
        "is left out.",
        tables={
            "staffing_month": """
                month | staff_group | full_time_equivalents | worked_hours | administrative_hours | \
                data_source
                2017-05-01 | nurses | 1.00 | 160.00 | 12.00 | Valley
                2017-05-01 | office | 0.50 | 80.00 | | Valley
            """,
            "encounter": """
                encounter_id | person_id | encounter_type | encounter_start_date | encounter_end_date | \
                discharge_disposition_code | data_source
                1 | ann | acute inpatient | 2017-05-01 | 2017-05-03 | 01 | Valley
                2 | bob | acute inpatient | 2017-05-01 | 2017-05-03 | 01 | Valley
                3 | cid | acute inpatient | 2017-05-01 | 2017-05-03 | 01 | Valley
                4 | dan | acute inpatient | 2017-05-01 | 2017-05-03 | 01 | Hill
            """,
        },
        months=("2017-05", "2017-05"),
        expect="""
            measure | month | numerator | denominator | value
            discharges_per_full_time_worker | 2017-05 | 3 | 1.5 | 2
            administrative_hours_share | 2017-05 | 12 | 160 | 7.5
        """,
    ),
    Example(
        page="purchasing",
        title="A hundred gloves",
        says="Two dollars of ten saved. What was bought outside the alliance's contracts, or has no price "
        "before, is left out.",
        tables={
            "purchase": """
                purchase_id | item | purchase_date | quantity | unit_price | baseline_unit_price | \
                shared_contract
                1 | gloves | 2017-05-03 | 100 | 0.08 | 0.10 | yes
                2 | masks | 2017-05-03 | 100 | 0.08 | 0.10 | no
                3 | gowns | 2017-05-03 | 100 | 0.08 | |
            """
        },
        months=("2017-05", "2017-05"),
        expect="""
            measure | month | numerator | denominator | value
            purchasing_savings | 2017-05 | 2 | 10 | 20
        """,
    ),
    Example(
        page="finance",
        title="A partner in June",
        says="Cash is reported on one of the two service lines and stands for the partner. A year ago "
        "only the clinic had a row. "
        "The hospital invested 10,000 in the partnership and gained 12,500.",
        tables={
            "finance_month": """
                month | service_line | revenue | operating_cost | depreciation | net_income | cash | \
                partnership_investment | partnership_benefit
                2016-06-01 | clinic | 400000 | 390000 | | 10000 | | |
                2017-06-01 | clinic | 500000 | 400000 | | 90000 | 3000000 | |
                2017-06-01 | hospital | 1500000 | 1200000 | 100000 | 310000 | | 10000 | 12500
            """
        },
        months=("2017-06", "2017-06"),
        expect="""
            measure | month | numerator | denominator | value
            revenue_growth | 2017-06 | 100000 | 400000 | 25
            operating_margin | 2017-06 | 400000 | 2000000 | 20
            net_income | 2017-06 | 400000 | | 400000
            partnership_return | 2017-06 | 2500 | 10000 | 25
            days_cash | 2017-06 | 90000000 | 1500000 | 60
        """,
    ),
    Example(
        page="finance",
        title="February has 29 days in a leap year",
        says="2,900 dollars of cash and 2,900 of monthly cost are 29 days in 2016 and 28 days in 2017 and "
        "2100.",
        tables={
            "finance_month": """
                month | service_line | revenue | operating_cost | net_income | cash
                2016-02-29 | clinic | 1 | 2900 | 0 | 2900
                2017-02-01 | clinic | 1 | 2900 | 0 | 2900
                2100-02-01 | clinic | 1 | 2900 | 0 | 2900
            """
        },
        months=("2016-02", "2100-02"),
        expect="""
            measure | month | numerator | denominator | value
            days_cash | 2016-02 | 84100 | 2900 | 29
            days_cash | 2017-02 | 81200 | 2900 | 28
            days_cash | 2100-02 | 81200 | 2900 | 28
        """,
    ),
    Example(
        page="moved-to-community",
        title="One of three moves",
        says="Ann moves in May and no longer waits in June. Dan lived in the community already. Eve's "
        "move lies after her time in "
        "the program.",
        tables={
            "program_enrolment": """
                person_id | program | enrolment_start_date | enrolment_end_date | entry_setting | \
                community_move_date
                ann | homeward | 2017-05-01 | | institution | 2017-05-20
                bob | homeward | 2017-05-01 | | institution |
                eve | homeward | 2017-05-01 | 2017-06-10 | institution | 2017-06-20
                dan | homeward | 2017-05-01 | | community |
            """
        },
        months=("2017-05", "2017-07"),
        expect="""
            measure | month | numerator | denominator | value
            moved_to_community | 2017-05 | 1 | 3 | 33.333333
            moved_to_community | 2017-06 | 0 | 2 | 0
            moved_to_community | 2017-07 | 0 | 1 | 0
        """,
    ),
    Example(
        page="network",
        title="Closed is not helped",
        says="Four were sent; two have an outcome; one was helped. Drafts and errors do not count.",
        tables={
            "referral": """
                referral_id | person_id | status | sent_date | accepted_date | outcome
                1 | ann | completed | 2017-05-01 | 2017-05-03 | helped
                2 | bob | rejected | 2017-05-01 | | no capacity
                3 | cid | accepted | 2017-05-02 | 2017-05-12 |
                4 | dan | requested | 2017-05-02 | |
                5 | eve | draft | | |
                6 | fay | entered-in-error | 2017-05-02 | |
            """,
            "need": """
                need_id | person_id | domain | identified_date | resolved_date
                1 | ann | housing | 2017-05-01 | 2017-08-01
                2 | bob | food | 2017-05-01 |
                3 | cid | food | 2017-05-09 | 2017-05-08
            """,
        },
        months=("2017-05", "2017-05"),
        expect="""
            measure | month | numerator | denominator | value
            closed_loop_rate | 2017-05 | 2 | 4 | 50
            got_help_rate | 2017-05 | 1 | 4 | 25
            time_to_accept_median | 2017-05 | | 2 | 2
            needs_resolved | 2017-05 | 1 | 3 | 33.333333
        """,
    ),
)
