"""People moved from institutions to the community; docs/methods/moved-to-community.md."""

from __future__ import annotations

from commonweal.evidence.measures.spec import PARTNER_GROUPS, Band, Chart, Direction, Domain, Measure, Target

MEASURES = (
    Measure(
        name="moved_to_community",
        title="People moved from institutions to the community",
        question="How many of the people in the program leave the institution for a home?",
        domain=Domain.UTILISATION,
        band=Band.OUTCOME,
        unit_table="program_month",
        month_of="month",
        numerator="of these, people who moved to the community in the month",
        denominator="people in a program who came from an institution and had not moved before the month "
        "began",
        numerator_of=lambda rows: rows.moved,
        denominator_of=lambda rows: rows.waiting,
        direction=Direction.HIGHER,
        unit="per 100 people",
        multiplier=100,
        target=Target.AT_LEAST,
        chart=Chart.P,
        strata=PARTNER_GROUPS,
        needs={"program_enrolment": ("enrolment_end_date", "entry_setting", "community_move_date")},
        source="Money Follows the Person transitions, as a monthly rate",
        page="moved-to-community",
    ),
)
