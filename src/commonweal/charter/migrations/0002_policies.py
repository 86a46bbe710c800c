"""Everybody of the alliance reads what was said; a mark is its person's alone, and counts come from a function."""

from django.db import migrations

from commonweal.database.security import Policy, append_only, row_security

MINE = "(select commonweal.my_alliance())"
ORGANISATION = "(select commonweal.my_organisation())"
PERSON = "(select commonweal.setting('commonweal.person'))"
CONVENOR = "'convenor' = any ((select commonweal.my_roles())::text[])"
LEAST = 3

DEFINER = "language sql stable security definer set search_path = public set commonweal.maintenance = 'on'"

FUNCTIONS = f"""
-- A round of the actor's alliance; of another alliance there is none.
create function commonweal.my_statement_round(wanted uuid, closed boolean) returns uuid {DEFINER} as $$
    select r.id from charter_statementround r
     where r.id = wanted and r.alliance_id = commonweal.my_alliance() and (not closed or r.closed_at is not null)
$$;
-- How often each statement was marked, by anybody and by people of the actor's own sector: how many, never what.
create function commonweal.statement_needs(wanted uuid)
    returns table (statement_id uuid, marks bigint, of_own_sector bigint) {DEFINER} as $$
    select m.statement_id, count(*),
           count(*) filter (where m.sector = (select o.sector from partners_organisation o
                                               where o.id = commonweal.my_organisation()))
      from charter_mark m
     where m.round_id = commonweal.my_statement_round(wanted, false)
     group by m.statement_id
$$;
-- For which organisations somebody has marked: who has spoken, never what was said.
create function commonweal.statement_voices(wanted uuid)
    returns table (organisation_id uuid, people bigint) {DEFINER} as $$
    select m.organisation_id, count(distinct m.person_id)
      from charter_mark m
     where m.round_id = commonweal.my_statement_round(wanted, false)
     group by m.organisation_id
$$;
-- The groups in which a closed round is counted. A sector of at least {LEAST} people is one; smaller ones are counted
-- together, with the smallest of the others where they are still fewer than {LEAST}.
create function commonweal.statement_groups(wanted uuid)
    returns table (sector text, group_key text, people bigint) {DEFINER} as $$
    with sectors as (
        select m.sector::text as sector, count(distinct m.person_id) as people
          from charter_mark m
         where m.round_id = commonweal.my_statement_round(wanted, true)
         group by m.sector
    ), few as (
        select coalesce(sum(s.people), 0) as people from sectors s where s.people < {LEAST}
    ), next as (
        select s.sector from sectors s
         where s.people >= {LEAST} and (select f.people from few f) between 1 and {LEAST - 1}
         order by s.people, s.sector limit 1
    ), grouped as (
        select s.sector, s.people,
               case when s.people < {LEAST} or s.sector in (select n.sector from next n) then 'others'
                    else s.sector end as group_key
          from sectors s
    )
    select g.sector, g.group_key, sum(g.people) over (partition by g.group_key)
      from grouped g
     where (select sum(o.people) from grouped o where o.group_key = g.group_key) >= {LEAST}
$$;
-- What the groups of a closed round think of each statement. Where fewer than {LEAST} of a group marked one, there is no row.
create function commonweal.statement_counts(wanted uuid)
    returns table (statement_id uuid, group_key text, agree bigint, disagree bigint, pass bigint) {DEFINER} as $$
    select m.statement_id, g.group_key,
           count(*) filter (where m.value = 1), count(*) filter (where m.value = -1), count(*) filter (where m.value = 0)
      from charter_mark m join commonweal.statement_groups(wanted) g on g.sector = m.sector
     where m.round_id = commonweal.my_statement_round(wanted, true)
     group by m.statement_id, g.group_key
    having count(distinct m.person_id) >= {LEAST}
$$;
-- The marks of a closed round without whose they are: rows in the order of what they say, so that their numbers tell
-- nothing; no organisation, no sector, no time. `mine` is the actor's own row. Nothing below {3 * LEAST} people.
create function commonweal.statement_patterns(wanted uuid)
    returns table (number bigint, statement_id uuid, value smallint, mine boolean) {DEFINER} as $$
    with people as (
        select m.person_id,
               row_number() over (order by string_agg(m.statement_id::text || m.value::text, ' ' order by m.statement_id))
                   as number,
               count(*) over () as people
          from charter_mark m
         where m.round_id = commonweal.my_statement_round(wanted, true)
         group by m.person_id
    )
    select p.number, m.statement_id, m.value, m.person_id = commonweal.setting('commonweal.person')
      from charter_mark m join people p on p.person_id = m.person_id
     where m.round_id = commonweal.my_statement_round(wanted, true) and p.people >= {3 * LEAST}
     order by p.number, m.statement_id
$$;
-- What was put out is read as it was put out; what is in force or set aside stays so.
create function commonweal.keep_charter_version() returns trigger language plpgsql set search_path = public as $$
begin
    if old.set_aside_at is not null then
        raise exception 'a version that was set aside is never changed' using errcode = 'restrict_violation';
    end if;
    if old.in_force_at is not null and new.in_force_at is distinct from old.in_force_at then
        raise exception 'a version stays in force from when it was' using errcode = 'restrict_violation';
    end if;
    if old.put_out_at is not null
       and (old.put_out_at, old.answer_by, old.asked, old.needed, old.number, old.alliance_id, old.based_on_id)
           is distinct from
           (new.put_out_at, new.answer_by, new.asked, new.needed, new.number, new.alliance_id, new.based_on_id)
    then
        raise exception 'a version that is out for ratification is not changed' using errcode = 'restrict_violation';
    end if;
    return new;
end $$;
create trigger keep before update on charter_charterversion
    for each row execute function commonweal.keep_charter_version();
-- A closed round stays closed.
create function commonweal.keep_statement_round() returns trigger language plpgsql set search_path = public as $$
begin
    if old.closed_at is not null then
        raise exception 'a closed round is never changed' using errcode = 'restrict_violation';
    end if;
    return new;
end $$;
create trigger keep before update on charter_statementround
    for each row execute function commonweal.keep_statement_round();
"""
UNDO = """
drop trigger keep on charter_statementround;
drop trigger keep on charter_charterversion;
drop function commonweal.keep_statement_round();
drop function commonweal.keep_charter_version();
drop function commonweal.statement_patterns(uuid);
drop function commonweal.statement_counts(uuid);
drop function commonweal.statement_groups(uuid);
drop function commonweal.statement_voices(uuid);
drop function commonweal.statement_needs(uuid);
drop function commonweal.my_statement_round(uuid, boolean);
"""

ALLIANCE = f"alliance_id = {MINE}"
SAID = f"{ALLIANCE} and organisation_id = {ORGANISATION} and person_id = {PERSON}"
OPEN_ROUND = "exists (select 1 from charter_statementround r where r.id = round_id and r.closed_at is null)"
MARK = f"""{SAID} and {OPEN_ROUND}
    and sector = (select o.sector from partners_organisation o where o.id = {ORGANISATION})
    and exists (select 1 from charter_statement s where s.id = statement_id and s.round_id = charter_mark.round_id
                 and s.withdrawn_at is null)"""
VERSION = "exists (select 1 from charter_charterversion v where v.id = version_id"
DRAFT = f"{CONVENOR} and {VERSION} and v.put_out_at is null and v.set_aside_at is null)"
SENTENCE = "exists (select 1 from charter_sentence t where t.id = sentence_id)"
DRAFT_SENTENCE = f"""{CONVENOR} and exists (
    select 1 from charter_sentence t join charter_charterversion v on v.id = t.version_id
     where t.id = sentence_id and v.put_out_at is null and v.set_aside_at is null)"""
OUT = f"""{VERSION} and v.put_out_at is not null and v.in_force_at is null and v.set_aside_at is null
    and {ORGANISATION} = any (v.asked))"""
GOAL = "exists (select 1 from charter_goal g where g.id = goal_id)"
POINT = "exists (select 1 from charter_swotpoint p where p.id = point_id)"
CASE = "exists (select 1 from charter_valuecase c where c.id = case_id"

POLICIES = {
    "challenge": Policy(select=ALLIANCE, insert=SAID),
    "populationcount": Policy(select=ALLIANCE, insert=SAID),
    "statementround": Policy(
        select=ALLIANCE, insert=f"{SAID} and {CONVENOR}", update=f"{ALLIANCE} and {CONVENOR}"
    ),
    "statement": Policy(
        select=ALLIANCE,
        insert=f"{SAID} and {OPEN_ROUND}",
        update=f"{ALLIANCE} and (person_id = {PERSON} or {CONVENOR}) and {OPEN_ROUND}",
    ),
    "mark": Policy(select=f"person_id = {PERSON}", insert=MARK, update=MARK),
    "charterversion": Policy(select=ALLIANCE, insert=f"{SAID} and {CONVENOR}", update=ALLIANCE),
    "sentence": Policy(select=f"{VERSION})", insert=DRAFT, update=DRAFT, delete=DRAFT),
    "sentencesource": Policy(select=SENTENCE, insert=DRAFT_SENTENCE, delete=DRAFT_SENTENCE),
    "chartercomment": Policy(select=ALLIANCE, insert=SAID),
    "proposedchange": Policy(select=ALLIANCE, insert=SAID, update=f"{ALLIANCE} and {CONVENOR}"),
    "ratification": Policy(select=ALLIANCE, insert=f"{SAID} and {OUT}"),
    "goal": Policy(select=ALLIANCE, insert=SAID, update=ALLIANCE),
    "contribution": Policy(
        select=ALLIANCE, insert=SAID, update=f"{ALLIANCE} and organisation_id = {ORGANISATION}"
    ),
    "driver": Policy(select=GOAL, insert=GOAL, update=GOAL, delete=GOAL),
    "swotpoint": Policy(select=ALLIANCE, insert=SAID, update=ALLIANCE),
    "swotvote": Policy(
        select=POINT,
        insert=f"{POINT} and person_id = {PERSON} and organisation_id = {ORGANISATION}",
        delete=f"{POINT} and person_id = {PERSON}",
    ),
    "success": Policy(select=ALLIANCE, insert=SAID),
    "stake": Policy(
        select=ALLIANCE,
        insert=SAID,
        update=f"{ALLIANCE} and organisation_id = {ORGANISATION}",
        update_check=SAID,
    ),
    "valuecase": Policy(select=ALLIANCE, insert=SAID),
    "valueline": Policy(
        select=f"{CASE})", insert=f"{CASE} and c.organisation_id = {ORGANISATION} and c.person_id = {PERSON})"
    ),
}
NEVER_CHANGED = (
    "challenge",
    "populationcount",
    "chartercomment",
    "ratification",
    "success",
    "valuecase",
    "valueline",
)


class Migration(migrations.Migration):
    dependencies = [("charter", "0001_initial"), ("partners", "0002_identity")]
    operations = [
        migrations.RunSQL(FUNCTIONS, UNDO),
        *(row_security(f"charter_{table}", policy) for table, policy in POLICIES.items()),
        *(append_only(f"charter_{table}") for table in NEVER_CHANGED),
    ]
