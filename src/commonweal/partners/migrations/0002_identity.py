"""Who is acting, answered from seats; and who sees alliances, organisations and seats."""

from django.db import migrations

from commonweal.database.security import Policy, row_security

MINE = "(select commonweal.my_alliance())"
OPERATOR = "(select commonweal.is_operator())"
CONVENOR = "'convenor' = any ((select commonweal.my_roles())::text[])"

DEFINER = "language sql stable security definer set search_path = public set commonweal.maintenance = 'on'"

FUNCTIONS = f"""
-- The seat on which this transaction acts: held now, by this person, for an organisation that is a member now.
create function commonweal.my_seat() returns partners_seat {DEFINER} as $$
    select s.* from partners_seat s
     where s.id = commonweal.setting('commonweal.seat')
       and s.person_id is not distinct from commonweal.setting('commonweal.person')
       and s.period @> now()
       and exists (select 1 from partners_membership m
                    where m.alliance_id = s.alliance_id and m.organisation_id = s.organisation_id
                      and m.period @> now())
$$;
create or replace function commonweal.my_alliance() returns uuid {DEFINER}
    as $$ select (commonweal.my_seat()).alliance_id $$;
create or replace function commonweal.my_organisation() returns uuid {DEFINER}
    as $$ select (commonweal.my_seat()).organisation_id $$;
create or replace function commonweal.my_roles() returns text[] {DEFINER}
    as $$ select coalesce((commonweal.my_seat()).roles::text[], '{{}}') $$;
create or replace function commonweal.my_purposes() returns text[] {DEFINER}
    as $$ select coalesce((commonweal.my_seat()).purposes::text[], '{{}}') $$;
-- The organisation whose own records the seat sees: none where the seat has no purpose to see people.
create or replace function commonweal.my_record_organisation() returns uuid {DEFINER}
    as $$ select s.organisation_id from commonweal.my_seat() s where cardinality(s.purposes) > 0 $$;
create or replace function commonweal.my_alliances() returns uuid[] {DEFINER} as $$
    select coalesce(array_agg(distinct s.alliance_id), '{{}}') from partners_seat s
     where s.person_id = commonweal.setting('commonweal.person') and s.period @> now()
$$;
create or replace function commonweal.is_operator() returns boolean {DEFINER} as $$
    select exists (select 1 from access_person p
                    where p.id = commonweal.setting('commonweal.person') and p.is_operator and p.is_active)
$$;
"""

ALLIANCE = Policy(
    select=f"id = any ((select commonweal.my_alliances())::uuid[]) or id = {MINE} or {OPERATOR}",
    insert=OPERATOR,
    update=f"id = {MINE} and {CONVENOR}",
)
ORGANISATION = Policy(
    select=f"""
        introduced_in_id = any ((select commonweal.my_alliances())::uuid[]) or introduced_in_id = {MINE}
        or {OPERATOR}
        or exists (select 1 from partners_membership m where m.organisation_id = partners_organisation.id)
    """,
    insert=f"introduced_in_id = {MINE} and {CONVENOR} or {OPERATOR}",
    update=f"""
        id = (select commonweal.my_organisation())
        or {CONVENOR} and exists (select 1 from partners_membership m
                                   where m.organisation_id = partners_organisation.id and m.alliance_id = {MINE})
    """,
)
SITE = Policy(
    select="exists (select 1 from partners_organisation o where o.id = partners_site.organisation_id)",
    insert=f"organisation_id = (select commonweal.my_organisation()) or {CONVENOR}",
    update=f"organisation_id = (select commonweal.my_organisation()) or {CONVENOR}",
    delete=f"organisation_id = (select commonweal.my_organisation()) or {CONVENOR}",
)
MEMBERSHIP = Policy(
    select=f"alliance_id = any ((select commonweal.my_alliances())::uuid[]) or alliance_id = {MINE} or {OPERATOR}",
    insert=f"alliance_id = {MINE} and {CONVENOR} or {OPERATOR}",
    update=f"alliance_id = {MINE} and {CONVENOR}",
)
GIVES_SEATS = f"""
    alliance_id = {MINE} and ({CONVENOR} or organisation_id = (select commonweal.my_organisation())
                              and 'partner_lead' = any ((select commonweal.my_roles())::text[]))
    or {OPERATOR}
"""
SEAT = Policy(
    select=f"alliance_id = {MINE} or person_id = (select commonweal.setting('commonweal.person')) or {OPERATOR}",
    insert=GIVES_SEATS,
    update=GIVES_SEATS,
)
INVITATION = Policy(select=GIVES_SEATS, insert=GIVES_SEATS, update=GIVES_SEATS)


class Migration(migrations.Migration):
    dependencies = [("partners", "0001_initial"), ("access", "0001_initial"), ("audit", "0002_chain")]
    operations = [
        migrations.RunSQL(FUNCTIONS, migrations.RunSQL.noop),
        row_security("partners_alliance", ALLIANCE),
        row_security("partners_organisation", ORGANISATION),
        row_security("partners_site", SITE),
        row_security("partners_membership", MEMBERSHIP),
        row_security("partners_seat", SEAT),
        row_security("partners_invitation", INVITATION),
    ]
