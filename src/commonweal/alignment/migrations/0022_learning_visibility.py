"""Who sees what of learning together.

Cohorts, sessions, who takes part, who came, challenges and what changed are the alliance's. A challenge and what
changed are said by the participant alone. A reflection is its writer's; while it is shared, also of those who take part
in the same cohort now and of whoever keeps it.
"""

from django.db import migrations

from commonweal.database.security import Policy, alliance_rows, append_only, child_rows, row_security

PERSON = "(select commonweal.setting('commonweal.person'))"
DEFINER = "security definer set search_path = public set commonweal.maintenance = 'on'"

FUNCTIONS = f"""
-- Cohorts that the actor takes part in now, on a seat they still hold, or keeps.
create function commonweal.my_cohorts() returns uuid[] language sql stable {DEFINER} as $$
    select coalesce(array_agg(c.id), '{{}}') from alignment_cohort c
     where c.alliance_id = commonweal.my_alliance()
       and (c.person_id = commonweal.setting('commonweal.person')
            or exists (select 1 from alignment_participant p join partners_seat s on s.id = p.seat_id
                        where p.cohort_id = c.id and p.left_at is null and s.period @> now()
                          and p.person_id = commonweal.setting('commonweal.person')))
$$;
"""


def _own(table: str) -> str:
    """The row is said by the actor, of their own taking part."""
    return (
        f"{table}.person_id = {PERSON} and exists (select 1 from alignment_participant p "
        f"where p.id = {table}.participant_id and p.person_id = {PERSON})"
    )


def _said(table: str) -> migrations.RunSQL:
    """Seen by the alliance, added by the participant."""
    seen = f"exists (select 1 from alignment_participant p where p.id = {table}.participant_id)"
    return row_security(table, Policy(select=seen, insert=_own(table)))


def _same_cohort(table: str) -> str:
    """Session and participant are of one cohort, which the actor sees."""
    return (
        f"exists (select 1 from alignment_coursesession c join alignment_participant p on p.cohort_id = c.cohort_id "
        f"where c.id = {table}.session_id and p.id = {table}.participant_id)"
    )


ATTENDANCE = _same_cohort("alignment_sessionattendance")
MINE = f"{_own('alignment_reflection')} and {_same_cohort('alignment_reflection')}"
SHARED = (
    "shared_at is not null and exists (select 1 from alignment_coursesession c where c.id = session_id "
    "and c.cohort_id = any ((select commonweal.my_cohorts())::uuid[]))"
)


class Migration(migrations.Migration):
    dependencies = [("alignment", "0021_learning"), ("partners", "0004_seats_and_invitations")]
    operations = [
        migrations.RunSQL(FUNCTIONS, "drop function commonweal.my_cohorts();"),
        alliance_rows("alignment_cohort"),
        child_rows("alignment_coursesession", "alignment_cohort", "cohort_id"),
        child_rows("alignment_participant", "alignment_cohort", "cohort_id"),
        _said("alignment_ownchallenge"),
        _said("alignment_ownchange"),
        row_security(
            "alignment_sessionattendance", Policy(select=ATTENDANCE, insert=ATTENDANCE, update=ATTENDANCE)
        ),
        row_security(
            "alignment_reflection",
            Policy(select=f"({MINE}) or ({SHARED})", insert=MINE, update=MINE, delete=MINE),
        ),
        append_only("alignment_ownchallenge"),
        append_only("alignment_ownchange"),
    ]
