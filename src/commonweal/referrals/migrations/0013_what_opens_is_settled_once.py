"""What agreements open, and whether referrals go on after one ended, is settled once a transaction.

Both were asked by every statement about people, several times in a change. The answers follow from the actor's seat,
from agreements and from `now()`, its start: they are worked out when a policy first asks, and kept in settings of the
transaction. Whoever changes an agreement makes them be asked anew; so does another identity.
"""

from django.db import migrations

DEFINER = "security definer set search_path = public set commonweal.maintenance = 'on'"

SETTLED = f"""
create function commonweal.clauses_in_force() returns uuid[] language sql stable {DEFINER} as $$
    select coalesce(array_agg(c.id), '{{}}')
      from agreements_clauseparty p
      join agreements_clause c on c.id = p.clause_id
      join agreements_agreement a on a.id = c.agreement_id and a.version_in_force_id = c.version_id
      join commonweal.my_seat() s on s.organisation_id = p.organisation_id and s.alliance_id = a.alliance_id
     where p.side = 'receives' and p.period @> now() and a.in_force @> now()
$$;
create or replace function commonweal.my_clauses() returns uuid[] language plpgsql stable as $$
    declare
        settled text := current_setting('commonweal.clauses', true);
    begin
        if coalesce(settled, '') = '' then
            settled := set_config('commonweal.clauses', commonweal.clauses_in_force()::text, true);
        end if;
        return settled::uuid[];
    end $$;

create function commonweal.some_wind() returns boolean language sql stable {DEFINER} as $$
    select exists (select 1 from referrals_winding w
                    where w.organisation_id = commonweal.my_organisation() and w.until > now())
$$;
create function commonweal.winding_now(what text) returns uuid[] language sql stable {DEFINER} as $$
    select coalesce(array_agg(distinct case winding_now.what when 'person' then r.client_id
                                       when 'need' then r.need_id else r.id end), '{{}}')
      from referrals_winding w
      join referrals_referral r on r.id = w.referral_id and r.receiver_id = w.organisation_id
      join commonweal.my_seat() s on s.organisation_id = w.organisation_id and s.alliance_id = r.alliance_id
     where w.until > now() and r.status <> 'entered-in-error' and 'care' = any (s.purposes)
       and (commonweal.setting('commonweal.only_client') is null
            or commonweal.setting('commonweal.only_client') = w.client_id)
       and commonweal.winding_is_covered(r)
$$;
-- Only that there is none is kept: what goes on hangs on consents, which an act may revoke.
create or replace function commonweal.my_winding(what text) returns uuid[] language plpgsql stable as $$
    begin
        if coalesce(current_setting('commonweal.some_wind', true), '') = '' then
            perform set_config('commonweal.some_wind', commonweal.some_wind()::text, true);
        end if;
        if current_setting('commonweal.some_wind') = 'false' then
            return '{{}}';
        end if;
        return commonweal.winding_now(what);
    end $$;

create function commonweal.unsettle() returns trigger language plpgsql as $$ begin
    perform set_config('commonweal.clauses', '', true), set_config('commonweal.some_wind', '', true);
    return null;
end $$;
create trigger unsettle after insert or update or delete on agreements_agreement
    for each statement execute function commonweal.unsettle();
create trigger unsettle after insert or update or delete on agreements_clause
    for each statement execute function commonweal.unsettle();
create trigger unsettle after insert or update or delete on agreements_clauseparty
    for each statement execute function commonweal.unsettle();
create trigger unsettle after insert or update or delete on referrals_winding
    for each statement execute function commonweal.unsettle();

create or replace function commonweal.act_as(
    as_role text, person text, seat text, only_client text, maintains text
) returns timestamptz language plpgsql as $$
    declare
        mine partners_seat;
    begin
        perform set_config('commonweal.person', person, true), set_config('commonweal.seat', seat, true),
                set_config('commonweal.only_client', only_client, true),
                set_config('commonweal.maintenance', maintains, true);
        if seat <> '' then
            mine := commonweal.my_seat();
        end if;
        perform set_config('commonweal.alliance', coalesce(mine.alliance_id::text, ''), true),
                set_config('commonweal.organisation', coalesce(mine.organisation_id::text, ''), true),
                set_config('commonweal.record_organisation',
                           case when cardinality(mine.purposes) > 0 then mine.organisation_id::text else '' end, true),
                set_config('commonweal.roles', coalesce(mine.roles::text, ''), true),
                set_config('commonweal.purposes', coalesce(mine.purposes::text, ''), true),
                set_config('commonweal.clauses', '', true), set_config('commonweal.some_wind', '', true),
                set_config('role', as_role, true);
        return now();
    end $$;
"""
UNDO = """
drop trigger unsettle on agreements_agreement;
drop trigger unsettle on agreements_clause;
drop trigger unsettle on agreements_clauseparty;
drop trigger unsettle on referrals_winding;
drop function commonweal.unsettle();
create or replace function commonweal.my_clauses() returns uuid[] language sql stable as $$
    select commonweal.clauses_in_force()
$$;
create or replace function commonweal.my_winding(what text) returns uuid[] language sql stable as $$
    select commonweal.winding_now(what)
$$;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("referrals", "0012_going_on_is_asked_cheaply"),
        ("agreements", "0007_notice_and_settling"),
        ("partners", "0005_identity_once"),
    ]
    # Undone, both are asked by each statement again.
    operations = [migrations.RunSQL(SETTLED, UNDO)]
