"""Each entry of a pool's ledger adds up to zero, checked by the database when its transaction ends."""

from django.db import migrations

BALANCE = """
create function commonweal.entry_balances() returns trigger
    language plpgsql security definer set search_path = public set commonweal.maintenance = 'on' as $$
declare
    looked_at uuid := coalesce(to_jsonb(new) ->> 'entry_id', to_jsonb(new) ->> 'id')::uuid;
    entry payments_entry;
    total numeric;
    postings integer;
    strange integer;
begin
    select * into entry from payments_entry e where e.id = looked_at;
    select coalesce(sum(p.amount), 0), count(*), count(*) filter (where a.pool_id <> entry.pool_id)
      into total, postings, strange
      from payments_posting p join payments_account a on a.id = p.account_id
     where p.entry_id = looked_at;
    if total <> 0 then
        raise exception 'entry % does not balance: its postings add up to %', entry.number, total
            using errcode = 'check_violation';
    end if;
    if postings < 2 or postings <> entry.sides then
        raise exception 'entry % has % postings and should have %', entry.number, postings, entry.sides
            using errcode = 'check_violation';
    end if;
    if strange > 0 then
        raise exception 'entry % posts on an account of another pool', entry.number using errcode = 'check_violation';
    end if;
    if entry.reverses_id is not null and (
        exists (select 1 from payments_entry o where o.id = entry.reverses_id
                   and (o.reverses_id is not null or o.pool_id <> entry.pool_id or o."on" > entry."on"))
        or exists (
            (select p.account_id, p.amount from payments_posting p where p.entry_id = entry.id
             except select p.account_id, -p.amount from payments_posting p where p.entry_id = entry.reverses_id)
            union all
            (select p.account_id, -p.amount from payments_posting p where p.entry_id = entry.reverses_id
             except select p.account_id, p.amount from payments_posting p where p.entry_id = entry.id)
        )
    ) then
        raise exception 'entry % is not the mirror image of an entry that can be taken back', entry.number
            using errcode = 'check_violation';
    end if;
    return null;
end $$;
create constraint trigger entry_balances after insert on payments_entry
    deferrable initially deferred for each row execute function commonweal.entry_balances();
create constraint trigger posting_balances after insert on payments_posting
    deferrable initially deferred for each row execute function commonweal.entry_balances();
"""
UNDO = """
drop trigger posting_balances on payments_posting;
drop trigger entry_balances on payments_entry;
drop function commonweal.entry_balances();
"""


class Migration(migrations.Migration):
    dependencies = [("payments", "0002_visibility")]
    operations = [migrations.RunSQL(BALANCE, UNDO)]
