"""A conflict is seen by the people named in it, and by nobody else: not by their organisations, not by the office.

What the board may know without names (how many, about what, how old) a function of the owner counts.
"""

from django.db import migrations

from commonweal.database.security import Policy, alliance_rows, append_only, child_rows, row_security

DEFINER = "security definer set search_path = public set commonweal.maintenance = 'on'"
ME = "(select commonweal.setting('commonweal.person'))"
MY_ALLIANCE = "(select commonweal.my_alliance())"
MY_ORGANISATION = "(select commonweal.my_organisation())"
NAMED = "any ((select commonweal.my_conflicts())::uuid[])"

FUNCTIONS = f"""
-- The conflicts in which the actor is named now, on the seat they act on.
create function commonweal.my_conflicts() returns uuid[] language sql stable {DEFINER} as $$
    select coalesce(array_agg(c.id), '{{}}')
      from governance_conflictperson p
      join governance_conflict c on c.id = p.conflict_id
      join commonweal.my_seat() s on s.person_id = p.person_id and s.organisation_id = p.organisation_id
                                 and s.alliance_id = c.alliance_id
     where p.until is null
$$;

-- Nobody handles a conflict of their own organisation, whatever the application does.
create function commonweal.handlers_are_no_party() returns trigger language plpgsql as $$
begin
    if tg_table_name = 'governance_conflictperson' then
        if new.part = 'handler' and new.until is null and exists (
            select 1 from governance_conflictparty q
             where q.conflict_id = new.conflict_id and q.organisation_id = new.organisation_id) then
            raise exception 'somebody of a party cannot handle the conflict' using errcode = 'restrict_violation';
        end if;
    elsif exists (
        select 1 from governance_conflictperson p
         where p.conflict_id = new.conflict_id and p.organisation_id = new.organisation_id
           and p.part = 'handler' and p.until is null) then
        raise exception 'the organisation of a handler cannot become a party' using errcode = 'restrict_violation';
    end if;
    return new;
end $$;
create trigger no_party before insert or update on governance_conflictperson
    for each row execute function commonweal.handlers_are_no_party();
create trigger no_handler before insert or update on governance_conflictparty
    for each row execute function commonweal.handlers_are_no_party();

-- Who is named only ever loses sight; nobody is exchanged for somebody else.
create function commonweal.only_end_naming() returns trigger language plpgsql as $$
begin
    if (new.conflict_id, new.person_id, new.person_name, new.organisation_id, new.part) is distinct from
       (old.conflict_id, old.person_id, old.person_name, old.organisation_id, old.part) or old.until is not null then
        raise exception 'who is named in a conflict can only be taken out of it' using errcode = 'restrict_violation';
    end if;
    return new;
end $$;
create trigger only_end before update on governance_conflictperson
    for each row execute function commonweal.only_end_naming();

-- Patterns for those who may handle conflicts, without names: by topic, by step, and for each pair of organisations
-- between which there was more than one, by number. Nothing for anybody else.
create function commonweal.conflict_patterns()
    returns table (kind text, label text, conflicts bigint, still_open bigint, past_clock bigint, reopened bigint,
                   oldest_days integer)
    language sql stable {DEFINER} as $$
    with mine as (
        select c.* from governance_conflict c
         where c.alliance_id = commonweal.my_alliance()
           and commonweal.my_roles() && '{{convenor,board_member}}'
    ), grouped as (
        select 'topic' as kind, m.topic as label, m.* from mine m
        union all
        select 'step', m.step, m.* from mine m where m.closed_at is null
        union all
        select 'pair', a.organisation_id::text || b.organisation_id::text, m.*
          from mine m join governance_conflictparty a on a.conflict_id = m.id
          join governance_conflictparty b on b.conflict_id = m.id and b.organisation_id > a.organisation_id
    ), counted as (
        select g.kind, g.label, count(*) as conflicts, count(*) filter (where g.closed_at is null) as still_open,
               count(*) filter (where g.closed_at is null and g.due_at < now()) as past_clock,
               sum(g.reopened) as reopened,
               coalesce(max(extract(day from now() - g.created_at)) filter (where g.closed_at is null), 0) as oldest
          from grouped g group by g.kind, g.label
    )
    select c.kind,
           case when c.kind = 'pair'
                then (row_number() over (partition by c.kind order by c.conflicts desc, md5(c.label)))::text
                else c.label end,
           c.conflicts, c.still_open, c.past_clock, c.reopened::bigint, c.oldest::integer
      from counted c where c.kind <> 'pair' or c.conflicts > 1
     order by c.kind, c.conflicts desc, 2
$$;

-- When a conflict was last raised in the actor's alliance, for those who may handle them.
create function commonweal.conflict_last_raised() returns timestamptz language sql stable {DEFINER} as $$
    select max(c.created_at) from governance_conflict c
     where c.alliance_id = commonweal.my_alliance() and commonweal.my_roles() && '{{convenor,board_member}}'
$$;
"""
UNDO = """
drop function commonweal.conflict_last_raised();
drop function commonweal.conflict_patterns();
drop trigger only_end on governance_conflictperson;
drop trigger no_handler on governance_conflictparty;
drop trigger no_party on governance_conflictperson;
drop function commonweal.only_end_naming();
drop function commonweal.handlers_are_no_party();
drop function commonweal.my_conflicts();
"""

# Whoever raises it writes the first rows before anybody is named in it.
RAISED = f"exists (select 1 from governance_conflict c where c.id = conflict_id and c.raised_by_id = {ME})"
RAISED_HERE = f"""alliance_id = {MY_ALLIANCE} and raised_by_id = {ME} and raised_for_id = {MY_ORGANISATION}"""
SEEN = f"conflict_id = {NAMED}"


def beside(table: str, *, update: bool = False) -> migrations.RunSQL:
    return row_security(
        table,
        Policy(select=f"{SEEN} or {RAISED}", insert=f"{SEEN} or {RAISED}", update=SEEN if update else None),
    )


OWN_PROMISE = f"alliance_id = {MY_ALLIANCE}"


class Migration(migrations.Migration):
    dependencies = [("governance", "0011_conflicts_risks_promises"), ("partners", "0002_identity")]
    operations = [
        migrations.RunSQL(FUNCTIONS, UNDO),
        row_security(
            "governance_conflict",
            Policy(select=f"id = {NAMED} or {RAISED_HERE}", insert=RAISED_HERE, update=f"id = {NAMED}"),
        ),
        beside("governance_conflictparty"),
        beside("governance_conflictperson", update=True),
        beside("governance_conflictmove"),
        append_only("governance_conflictmove"),
        beside("governance_conflictnote"),
        beside("governance_commitment", update=True),
        alliance_rows("governance_risk"),
        child_rows("governance_riskreview", "governance_risk", "risk_id"),
        append_only("governance_riskreview"),
        alliance_rows("governance_promise"),
        row_security(
            "governance_partnerreview",
            Policy(
                select=OWN_PROMISE,
                insert=f"{OWN_PROMISE} and reviewed_for_id = {MY_ORGANISATION}",
                update=f"{OWN_PROMISE} and organisation_id = {MY_ORGANISATION}",
            ),
        ),
        row_security(
            "governance_valueentry",
            Policy(select=OWN_PROMISE, insert=f"{OWN_PROMISE} and organisation_id = {MY_ORGANISATION}"),
        ),
        append_only("governance_valueentry"),
    ]
