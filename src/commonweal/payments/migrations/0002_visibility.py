"""Parties see their contract years and their own lines; the convenor, who settles, sees all; pools are their members'."""

from django.db import migrations

from commonweal.database.security import Policy, append_only, row_security

MINE = "(select commonweal.my_alliance())"
ORGANISATION = "(select commonweal.my_organisation())"
PERSON = "(select commonweal.setting('commonweal.person'))"
CONVENOR = "'convenor' = any ((select commonweal.my_roles())::text[])"
YEARS = "any ((select commonweal.my_contract_years())::uuid[])"
WHOLE = "any ((select commonweal.my_whole_contract_years())::uuid[])"
POOLS = "any ((select commonweal.my_pools())::uuid[])"

DEFINER = "language sql stable security definer set search_path = public set commonweal.maintenance = 'on'"

FUNCTIONS = f"""
-- Contract years in which the actor's organisation is a party; for a convenor, all of the alliance.
create function commonweal.my_contract_years() returns uuid[] {DEFINER} as $$
    select coalesce(array_agg(y.id), '{{}}')
      from payments_contractyear y join commonweal.my_seat() s on s.alliance_id = y.alliance_id
     where 'convenor' = any (s.roles)
        or exists (select 1 from payments_contractparty p
                    where p.year_id = y.id and p.organisation_id = s.organisation_id)
$$;
-- Those of which the actor sees every line: a convenor, and parties whose contract says so.
create function commonweal.my_whole_contract_years() returns uuid[] {DEFINER} as $$
    select coalesce(array_agg(y.id), '{{}}')
      from payments_contractyear y join commonweal.my_seat() s on s.alliance_id = y.alliance_id
     where 'convenor' = any (s.roles)
        or y.open_lines and exists (select 1 from payments_contractparty p
                                     where p.year_id = y.id and p.organisation_id = s.organisation_id)
$$;
-- Pools of which the actor's organisation is a member; for a convenor, all of the alliance.
create function commonweal.my_pools() returns uuid[] {DEFINER} as $$
    select coalesce(array_agg(o.id), '{{}}')
      from payments_pool o join commonweal.my_seat() s on s.alliance_id = o.alliance_id
     where 'convenor' = any (s.roles)
        or exists (select 1 from payments_poolmember m
                    where m.pool_id = o.id and m.organisation_id = s.organisation_id)
$$;
-- What was put out for signature stays as it was read; what is closed stays as it was closed.
create function commonweal.keep_contract_year() returns trigger language plpgsql set search_path = public as $$
begin
    if old.closed_at is not null then
        raise exception 'a closed contract year is never changed' using errcode = 'restrict_violation';
    end if;
    if old.offered_at is not null and new.offered_at is not null
       and (old.terms, old.open_lines, old.figures_due, old.starts, old.ends, old.disputes_days, old.alliance_id)
           is distinct from
           (new.terms, new.open_lines, new.figures_due, new.starts, new.ends, new.disputes_days, new.alliance_id)
    then
        raise exception 'terms that are out for signature are not changed' using errcode = 'restrict_violation';
    end if;
    return new;
end $$;
create function commonweal.keep_contract_parties() returns trigger
    language plpgsql security definer set search_path = public set commonweal.maintenance = 'on' as $$
declare
    changed uuid := case when tg_op = 'DELETE' then old.year_id else new.year_id end;
begin
    if exists (select 1 from payments_contractyear y where y.id = changed and y.offered_at is not null) then
        raise exception 'the parties of terms that are out for signature are not changed'
            using errcode = 'restrict_violation';
    end if;
    return case when tg_op = 'DELETE' then old else new end;
end $$;
create trigger keep before update on payments_contractyear
    for each row execute function commonweal.keep_contract_year();
create trigger keep before update or delete on payments_contractparty
    for each row execute function commonweal.keep_contract_parties();
"""

OWN_PARTY = (
    "exists (select 1 from payments_contractparty p where p.year_id = payments_figure.year_id "
    f"and p.organisation_id = {ORGANISATION} and p.party = "
)
FIGURE = Policy(
    select=f"""year_id = {WHOLE} or year_id = {YEARS}
        and (party = '' or {OWN_PARTY} any (string_to_array(payments_figure.party, '+'))))""",
    insert=f"""year_id = {YEARS} and ({CONVENOR} or {OWN_PARTY} payments_figure.party))
        and exists (select 1 from payments_figuresource s
                     where s.id = source_id and s.year_id = payments_figure.year_id and s.person_id = {PERSON})""",
)
SOURCE = "exists (select 1 from payments_figuresource s where s.id = source_id and "
SETTLED = "exists (select 1 from payments_settlement s where s.id = settlement_id"
DISPUTED = (
    "exists (select 1 from payments_dispute d join payments_settlement s on s.id = d.settlement_id "
    "where d.id = dispute_id"
)
PAYMENT = "exists (select 1 from payments_poolpayment p where p.id = payment_id"

POLICIES = {
    "contractyear": Policy(
        select=f"alliance_id = {MINE} and ({CONVENOR} or id = {YEARS})",
        insert=f"alliance_id = {MINE} and {CONVENOR}",
        update=f"alliance_id = {MINE} and {CONVENOR}",
    ),
    "contractparty": Policy(
        select=f"year_id = {YEARS}",
        insert=f"year_id = {YEARS} and {CONVENOR}",
        update=f"year_id = {YEARS} and {CONVENOR}",
        delete=f"year_id = {YEARS} and {CONVENOR}",
    ),
    "yearsignature": Policy(
        select=f"year_id = {YEARS}",
        insert=f"""year_id = {YEARS} and person_id = {PERSON} and organisation_id = {ORGANISATION}
            and exists (select 1 from payments_contractparty p
                         where p.year_id = payments_yearsignature.year_id and p.organisation_id = {ORGANISATION})""",
    ),
    "figuresource": Policy(
        select=f"year_id = {YEARS}",
        insert=f"year_id = {YEARS} and person_id = {PERSON} and organisation_id = {ORGANISATION}",
    ),
    "figurefile": Policy(
        select=f"{SOURCE} (s.organisation_id = {ORGANISATION} or s.year_id = {WHOLE}))",
        insert=f"{SOURCE} s.person_id = {PERSON})",
    ),
    "figure": FIGURE,
    "settlement": Policy(select=f"year_id = {YEARS}", insert=f"year_id = {YEARS} and {CONVENOR}"),
    "settlementwhole": Policy(
        select=f"{SETTLED} and s.year_id = {WHOLE})", insert=f"{SETTLED}) and {CONVENOR}"
    ),
    "settlementfigure": Policy(
        select="exists (select 1 from payments_figure f where f.id = figure_id)",
        insert=f"{SETTLED}) and {CONVENOR}",
    ),
    "statement": Policy(
        select=f"{SETTLED} and (s.year_id = {WHOLE} or payments_statement.organisation_id = {ORGANISATION}))",
        insert=f"{SETTLED}) and {CONVENOR}",
    ),
    "dispute": Policy(
        select=f"{SETTLED})",
        insert=f"""organisation_id = {ORGANISATION} and person_id = {PERSON}
            and exists (select 1 from payments_statement t where t.settlement_id = payments_dispute.settlement_id
                         and t.organisation_id = {ORGANISATION})""",
    ),
    "disputeanswer": Policy(
        select=f"{DISPUTED})", insert=f"{DISPUTED}) and person_id = {PERSON} and {CONVENOR}"
    ),
    "disputetext": Policy(
        select=f"{DISPUTED} and (d.organisation_id = {ORGANISATION} or s.year_id = {WHOLE}))",
        insert=f"case when is_answer then {DISPUTED}) and {CONVENOR} "
        f"else {DISPUTED} and d.organisation_id = {ORGANISATION}) end",
    ),
    "pool": Policy(
        select=f"alliance_id = {MINE} and ({CONVENOR} or id = {POOLS})",
        insert=f"alliance_id = {MINE} and {CONVENOR}",
        update=f"alliance_id = {MINE} and {CONVENOR}",
    ),
    "poolmember": Policy(
        select=f"pool_id = {POOLS}",
        insert=f"pool_id = {POOLS} and {CONVENOR}",
    ),
    "account": Policy(select=f"pool_id = {POOLS}", insert=f"pool_id = {POOLS} and {CONVENOR}"),
    "poolpayment": Policy(select=f"pool_id = {POOLS}", insert=f"pool_id = {POOLS} and person_id = {PERSON}"),
    "poolanswer": Policy(
        select=f"{PAYMENT})",
        insert=f"""organisation_id = {ORGANISATION} and person_id = {PERSON} and {PAYMENT}
            and exists (select 1 from payments_poolmember m
                         where m.pool_id = p.pool_id and m.organisation_id = {ORGANISATION} and m.approves))""",
    ),
    "entry": Policy(
        select=f"pool_id = {POOLS}", insert=f"pool_id = {POOLS} and person_id = {PERSON} and {CONVENOR}"
    ),
    "posting": Policy(
        select="exists (select 1 from payments_entry e where e.id = entry_id)",
        insert=f"exists (select 1 from payments_entry e where e.id = entry_id) and {CONVENOR}",
    ),
}
NEVER_CHANGED = (
    "yearsignature", "figuresource", "figurefile", "figure", "settlement", "settlementwhole", "settlementfigure",
    "statement", "dispute", "disputeanswer", "disputetext", "poolpayment", "poolanswer", "entry", "posting",
)  # fmt: skip
UNDO = """
drop trigger keep on payments_contractparty;
drop trigger keep on payments_contractyear;
drop function commonweal.keep_contract_parties();
drop function commonweal.keep_contract_year();
drop function commonweal.my_pools();
drop function commonweal.my_whole_contract_years();
drop function commonweal.my_contract_years();
"""


class Migration(migrations.Migration):
    dependencies = [("payments", "0001_initial"), ("partners", "0002_identity")]
    operations = [
        migrations.RunSQL(FUNCTIONS, UNDO),
        *(row_security(f"payments_{table}", policy) for table, policy in POLICIES.items()),
        *(append_only(f"payments_{table}") for table in NEVER_CHANGED),
    ]
