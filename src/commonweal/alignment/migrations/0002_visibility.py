"""Who sees surveys, rounds, ties and ratings. Nobody reads sheets and answers: only the database's own functions do."""

from django.db import migrations

from commonweal.database.security import Policy, append_only, row_security

MINE = "(select commonweal.my_alliance())"
ORGANISATION = "(select commonweal.my_organisation())"
PERSON = "(select commonweal.setting('commonweal.person'))"
CONVENOR = "'convenor' = any ((select commonweal.my_roles())::text[])"
OF_MINE = f"alliance_id = {MINE}"
KEPT = f"{OF_MINE} and {CONVENOR}"


def beside(table: str, parent: str, column: str, *, more: str = "") -> str:
    """Where the row that this one belongs to is seen."""
    return f"exists (select 1 from {parent} p where p.id = {table}.{column}{more})"


QUESTION = beside("alignment_question", "alignment_survey", "survey_id")
RESULT = beside("alignment_result", "alignment_round", "round_id")
FOLLOW = beside("alignment_followup", "alignment_round", "round_id")
FIGURE = beside("alignment_importedfigure", "alignment_imported", "imported_id")
OPEN = " and p.closed_at is null and p.closes_at > now()"
SAYS = f"organisation_id = {ORGANISATION} and person_id = {PERSON}"
REPORT = beside("alignment_report", "alignment_tieround", "round_id")
OPEN_REPORT = beside("alignment_report", "alignment_tieround", "round_id", more=OPEN)


def of_report(table: str, *, more: str) -> str:
    """Where the report's round is seen, and a condition on it."""
    return f"""exists (select 1 from alignment_report r join alignment_tieround p on p.id = r.round_id
                        where r.id = {table}.report_id and r.organisation_id = {table}.organisation_id{more})"""


def own(table: str) -> str:
    """One's own organisation's, while the round is open."""
    return f"organisation_id = {ORGANISATION} and {of_report(table, more=OPEN)}"


CLOSED = " and p.closed_at is not null"
POLICIES = {
    "survey": Policy(select=OF_MINE, insert=f"{KEPT} and person_id = {PERSON}", update=KEPT),
    "question": Policy(
        select=QUESTION,
        insert=f"{QUESTION} and {CONVENOR}",
        update=f"{QUESTION} and {CONVENOR}",
        delete=f"{QUESTION} and {CONVENOR}",
    ),
    "round": Policy(select=OF_MINE, insert=f"{KEPT} and person_id = {PERSON} and closed_at is null"),
    "asked": Policy(
        select=f"{OF_MINE} and ({CONVENOR} or person_id = {PERSON})",
        insert=f"{KEPT} and begun_on is null and handed_in_on is null",
        update=KEPT,
    ),
    "sheet": Policy(select="false"),
    "answer": Policy(select="false"),
    "result": Policy(select=RESULT),
    "followup": Policy(select=FOLLOW, insert=f"{FOLLOW} and {CONVENOR} and person_id = {PERSON}"),
    "imported": Policy(select=OF_MINE, insert=f"{KEPT} and person_id = {PERSON}"),
    "importedfigure": Policy(select=FIGURE, insert=f"{FIGURE} and {CONVENOR}"),
    "tieround": Policy(
        select=OF_MINE, insert=f"{KEPT} and person_id = {PERSON} and closed_at is null and members is null"
    ),
    "report": Policy(
        select=REPORT,
        insert=f"{SAYS} and {OPEN_REPORT}",
        update=f"organisation_id = {ORGANISATION} and {OPEN_REPORT}",
    ),
    "tie": Policy(
        select=f"organisation_id = {ORGANISATION} or {of_report('alignment_tie', more=CLOSED)}",
        insert=own("alignment_tie"),
        delete=own("alignment_tie"),
    ),
    "rating": Policy(
        select=f"organisation_id = {ORGANISATION} and {of_report('alignment_rating', more='')}",
        insert=own("alignment_rating"),
        delete=own("alignment_rating"),
    ),
    "score": Policy(select=beside("alignment_score", "alignment_tieround", "round_id")),
}


class Migration(migrations.Migration):
    dependencies = [("alignment", "0001_surveys_and_network"), ("partners", "0002_identity")]
    operations = [
        *(row_security(f"alignment_{table}", policy) for table, policy in POLICIES.items()),
        *(append_only(f"alignment_{table}") for table in ("result", "score", "followup", "importedfigure")),
    ]
