"""Who gives which seats, kept by the database; and invitations, answered by whoever holds the link's secret.

Before: a partner lead could have written a convenor's seat, and the operator a seat for themselves, through which
they would have seen people's records. Now the operator only invites convenors, nobody writes a seat for
themselves, and only a convenor writes a convenor's.
"""

from django.db import migrations

from commonweal.database.security import Policy, replace_row_security

DEFINER = "security definer set search_path = public set commonweal.maintenance = 'on'"
MINE = "(select commonweal.my_alliance())"
OPERATOR = "(select commonweal.is_operator())"
ME = "(select commonweal.setting('commonweal.person'))"
CONVENOR = "'convenor' = any ((select commonweal.my_roles())::text[])"
LEAD = "'partner_lead' = any ((select commonweal.my_roles())::text[])"

FUNCTIONS = f"""
-- An invitation by the digest of its secret, for somebody who is not known yet.
create function commonweal.invitation_for(secret_digest bytea)
    returns table (id uuid, alliance text, organisation text, email text, name text, title text, roles text[],
                   expires_at timestamptz, accepted_at timestamptz, withdrawn_at timestamptz)
    language sql stable {DEFINER}
    as $$
    select i.id, a.name, o.name, i.email, i.name, i.title, i.roles::text[], i.expires_at, i.accepted_at, i.withdrawn_at
      from partners_invitation i
      join partners_alliance a on a.id = i.alliance_id
      join partners_organisation o on o.id = i.organisation_id
     where i.secret_digest = invitation_for.secret_digest
$$;

-- The person whom an invitation names takes its seat, once. Null where there is nothing to take.
create function commonweal.take_seat(secret_digest bytea, person uuid) returns uuid
    language plpgsql {DEFINER}
    as $$
    declare invited partners_invitation%rowtype; seat uuid;
    begin
        select i.* into invited from partners_invitation i
         where i.secret_digest = take_seat.secret_digest for update;
        if not found or invited.accepted_at is not null or invited.withdrawn_at is not null
           or invited.expires_at <= now() then
            return null;
        end if;
        if not exists (select 1 from access_person p where p.id = take_seat.person and p.is_active
                          and lower(p.email) = lower(invited.email)) then
            return null;
        end if;
        if not exists (select 1 from partners_membership m
                        where m.alliance_id = invited.alliance_id and m.organisation_id = invited.organisation_id
                          and m.period @> now()) then
            return null;
        end if;
        insert into partners_seat (alliance_id, organisation_id, person_id, title, roles, purposes, period)
            values (invited.alliance_id, invited.organisation_id, take_seat.person, invited.title,
                    invited.roles, invited.purposes, tstzrange(now(), null))
            returning partners_seat.id into seat;
        update partners_invitation i set accepted_at = now() where i.id = invited.id;
        return seat;
    end $$;
"""
UNDO = """
drop function commonweal.invitation_for(bytea);
drop function commonweal.take_seat(bytea, uuid);
"""

_OLD_GIVES = f"""
    alliance_id = {MINE} and ({CONVENOR} or organisation_id = (select commonweal.my_organisation())
                              and 'partner_lead' = any ((select commonweal.my_roles())::text[]))
    or {OPERATOR}
"""
_OLD_SEEN = f"alliance_id = {MINE} or person_id = {ME} or {OPERATOR}"

GIVES = f"""
    alliance_id = {MINE}
    and ({CONVENOR}
         or {LEAD} and organisation_id = (select commonweal.my_organisation()) and not 'convenor' = any (roles))
"""


def _member(table: str) -> str:
    return f"""exists (select 1 from partners_membership m
                        where m.alliance_id = {table}.alliance_id and m.organisation_id = {table}.organisation_id
                          and m.period @> now())"""


class Migration(migrations.Migration):
    dependencies = [("partners", "0003_purposes_of_an_invitation")]
    operations = [
        migrations.RunSQL(FUNCTIONS, UNDO),
        *replace_row_security(
            "partners_seat",
            Policy(
                select=_OLD_SEEN,
                insert=f"({GIVES}) and person_id is distinct from {ME} and {_member('partners_seat')}",
                # A seat is ended by whoever gives it, also by its own holder.
                update=f"({GIVES}) or person_id = {ME} and alliance_id = {MINE}",
                update_check=f"{GIVES} or person_id = {ME} and alliance_id = {MINE} and upper(period) <= now()",
            ),
            before=Policy(select=_OLD_SEEN, insert=_OLD_GIVES, update=_OLD_GIVES),
        ),
        *replace_row_security(
            "partners_invitation",
            Policy(
                select=f"({GIVES}) or {OPERATOR} and roles = '{{convenor}}'",
                insert=f"(({GIVES}) or {OPERATOR} and roles = '{{convenor}}') and {_member('partners_invitation')}",
                update=f"({GIVES}) or {OPERATOR} and roles = '{{convenor}}'",
            ),
            before=Policy(select=_OLD_GIVES, insert=_OLD_GIVES, update=_OLD_GIVES),
        ),
    ]
