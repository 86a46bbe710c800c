"""Who is acting is looked up once for a transaction, not once for each policy of each statement.

The settings that say who acts were always made by `commonweal.database.identity` at the start of a transaction.
What follows from them (alliance, organisation, roles, purposes) holds for the whole of it, because seats and
memberships are asked at `now()`, its start. So it is settled there, and the functions in policies only read it.
"""

from django.db import migrations

ONCE = """
create function commonweal.act_as(
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
            set_config('commonweal.purposes', coalesce(mine.purposes::text, ''), true);
    perform set_config('role', as_role, true);
    return now();
end $$;
create function commonweal.words(name text) returns text[] language sql stable
    as $$ select coalesce(nullif(current_setting(name, true), ''), '{}')::text[] $$;
create or replace function commonweal.my_alliance() returns uuid language sql stable
    as $$ select commonweal.setting('commonweal.alliance') $$;
create or replace function commonweal.my_organisation() returns uuid language sql stable
    as $$ select commonweal.setting('commonweal.organisation') $$;
create or replace function commonweal.my_record_organisation() returns uuid language sql stable
    as $$ select commonweal.setting('commonweal.record_organisation') $$;
create or replace function commonweal.my_roles() returns text[] language sql stable
    as $$ select commonweal.words('commonweal.roles') $$;
create or replace function commonweal.my_purposes() returns text[] language sql stable
    as $$ select commonweal.words('commonweal.purposes') $$;
"""


class Migration(migrations.Migration):
    dependencies = [("partners", "0004_seats_and_invitations")]
    operations = [migrations.RunSQL(ONCE, migrations.RunSQL.noop)]
