"""The chain: numbered and hashed by the database, append-only, seen by the alliance's people who may."""

from django.db import migrations

from commonweal.database.security import Policy, append_only, row_security

CHAIN = """
create table audit_head (
    alliance_id uuid,
    number bigint not null,
    digest bytea not null,
    unique nulls not distinct (alliance_id)
);
alter table audit_head enable row level security;
alter table audit_head force row level security;
-- Only the trigger below, which runs as the owner, reaches the ends of the chains.
create policy maintenance on audit_head to commonweal_owner
    using (commonweal.maintenance()) with check (commonweal.maintenance());

-- The facts of an act as one text. `commonweal audit verify` builds the same text in Python.
create function commonweal.act_text(a audit_act) returns text
    language sql stable
    as $$ select concat_ws(E'\\x1f',
            coalesce(a.alliance_id::text, ''), a.number::text,
            to_char(a.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
            coalesce(a.person_id::text, ''), a.person_name, coalesce(a.organisation_id::text, ''),
            a.organisation_name, a.kind, a.subject_type, coalesce(a.subject_id::text, ''),
            coalesce(a.client_id::text, ''), a.details::text) $$;

create function commonweal.chain_act() returns trigger
    language plpgsql security definer set search_path = public set commonweal.maintenance = 'on'
    as $$
    declare head audit_head%rowtype;
    begin
        if session_user = 'commonweal_owner' and coalesce(current_setting('commonweal.chained', true), '') = 'on' then
            return new;
        end if;
        loop
            select * into head from audit_head
             where alliance_id is not distinct from new.alliance_id for update;
            exit when found;
            insert into audit_head values (new.alliance_id, 0, '') on conflict (alliance_id) do nothing;
        end loop;
        new.number := head.number + 1;
        -- Only the owner, who writes the demo's history, says when something was.
        if session_user <> 'commonweal_owner' then
            new.at := clock_timestamp();
        end if;
        new.previous := head.digest;
        new.digest := sha256(head.digest || convert_to(commonweal.act_text(new), 'UTF8'));
        update audit_head set number = new.number, digest = new.digest
         where alliance_id is not distinct from new.alliance_id;
        return new;
    end $$;

-- Many acts at once, for the owner who writes the demo's history: rows of the temporary table `acts`, by time.
-- One act after the other would rewrite the end of the chain each time, which within one transaction takes
-- longer with every act.
create function commonweal.chain_acts(alliance uuid) returns bigint
    language plpgsql
    as $$
    declare
        head audit_head%rowtype;
        act audit_act%rowtype;
    begin
        select * into head from audit_head h where h.alliance_id is not distinct from alliance for update;
        if not found then
            head := row(alliance, 0, ''::bytea);
            insert into audit_head values (head.*);
        end if;
        perform set_config('commonweal.chained', 'on', true);
        for act in select * from pg_temp.acts order by at, number loop
            act.id := nextval(pg_get_serial_sequence('audit_act', 'id'));
            act.number := head.number + 1;
            act.previous := head.digest;
            act.digest := sha256(head.digest || convert_to(commonweal.act_text(act), 'UTF8'));
            insert into audit_act overriding system value values (act.*);
            head.number := act.number;
            head.digest := act.digest;
        end loop;
        perform set_config('commonweal.chained', '', true);
        update audit_head h set number = head.number, digest = head.digest
         where h.alliance_id is not distinct from alliance;
        return head.number;
    end $$;

create trigger chain before insert on audit_act for each row execute function commonweal.chain_act();
"""

UNDO = """
drop trigger chain on audit_act;
drop function commonweal.chain_acts(uuid);
drop function commonweal.chain_act();
drop function commonweal.act_text(audit_act);
drop table audit_head;
"""

POLICY = Policy(
    select="""
        alliance_id = (select commonweal.my_alliance())
        and ('convenor' = any ((select commonweal.my_roles())::text[])
             or organisation_id = (select commonweal.my_organisation()))
        or alliance_id is null and (select commonweal.is_operator())
    """,
    insert="alliance_id is not distinct from (select commonweal.my_alliance())",
)


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_initial"), ("database", "0001_ground")]
    operations = [migrations.RunSQL(CHAIN, UNDO), append_only("audit_act"), row_security("audit_act", POLICY)]
