"""Everybody of the alliance sees plans; what was said is said by its person, and stays. Ideas come in by open doors."""

from django.db import migrations

from commonweal.database.security import Policy, append_only, row_security

MINE = "(select commonweal.my_alliance())"
ORGANISATION = "(select commonweal.my_organisation())"
PERSON = "(select commonweal.setting('commonweal.person'))"

DEFINER = "security definer set search_path = public set commonweal.maintenance = 'on'"

FUNCTIONS = f"""
-- No circle among actions: whoever adds a link waits for the others of the alliance, then looks for a way back.
create function commonweal.refuse_circle_of_actions() returns trigger language plpgsql {DEFINER} as $$
declare
    ours uuid := (select alliance_id from plans_action where id = new.action_id);
begin
    if ours is distinct from (select alliance_id from plans_action where id = new.on_id) then
        raise exception 'actions of two alliances do not depend on each other' using errcode = 'check_violation';
    end if;
    perform pg_advisory_xact_lock(hashtextextended('plans.dependencies ' || ours::text, 0));
    if exists (
        with recursive before as (
            select d.on_id from plans_dependency d where d.action_id = new.on_id
            union
            select d.on_id from plans_dependency d join before b on d.action_id = b.on_id
        )
        select 1 from before where on_id = new.action_id
    ) then
        raise exception 'that would close a circle of actions' using errcode = 'check_violation';
    end if;
    return new;
end $$;
create trigger no_circle before insert or update on plans_dependency
    for each row execute function commonweal.refuse_circle_of_actions();

-- The date first promised stays; so does who wrote an action down.
create function commonweal.keep_action() returns trigger language plpgsql set search_path = public as $$
begin
    if (old.first_due, old.alliance_id, old.person_id, old.organisation_id)
       is distinct from (new.first_due, new.alliance_id, new.person_id, new.organisation_id) then
        raise exception 'what was promised first stays' using errcode = 'restrict_violation';
    end if;
    return new;
end $$;
create trigger keep before update on plans_action for each row execute function commonweal.keep_action();

-- What was predicted stands once a result is in; a result and a decision stand once they are written down.
create function commonweal.keep_test() returns trigger language plpgsql set search_path = public as $$
begin
    if old.result_at is not null and
       (old.prediction, old.predicted, old.measure, old.own_measure, old.starts, old.plan, old.result, old.study,
        old.observed, old.result_at, old.result_by)
       is distinct from
       (new.prediction, new.predicted, new.measure, new.own_measure, new.starts, new.plan, new.result, new.study,
        new.observed, new.result_at, new.result_by) then
        raise exception 'what was predicted and what came of it stand' using errcode = 'restrict_violation';
    end if;
    if old.decided_at is not null and
       (old.decision, old.decision_reason, old.decided_at, old.decided_by)
       is distinct from (new.decision, new.decision_reason, new.decided_at, new.decided_by) then
        raise exception 'what was decided about a test stands' using errcode = 'restrict_violation';
    end if;
    return new;
end $$;
create trigger keep before update on plans_test for each row execute function commonweal.keep_test();

-- A closed review stays as it was closed, and so do its facts once they are prepared and somebody commented.
create function commonweal.keep_review() returns trigger language plpgsql set search_path = public as $$
begin
    if old.closed_at is not null then
        raise exception 'a closed review is never changed' using errcode = 'restrict_violation';
    end if;
    return new;
end $$;
create trigger keep before update on plans_review for each row execute function commonweal.keep_review();

-- An open door, for whoever holds its link. Nothing else of the alliance.
create function commonweal.idea_door(door uuid)
    returns table (alliance text, place text, question text, audience text) language sql stable {DEFINER} as $$
    select a.name::text, d.place::text, d.question::text, d.audience::text
      from plans_ideadoor d join partners_alliance a on a.id = d.alliance_id
     where d.id = door and d.closed_at is null and d.open_until >= (now() at time zone a.timezone)::date
$$;
-- An idea through an open door, without a name. Not more than forty an hour through one: a script is no crowd.
create function commonweal.offer_idea(door uuid, said text, more text) returns uuid language plpgsql {DEFINER} as $$
declare
    found uuid;
begin
    perform pg_advisory_xact_lock(hashtextextended('plans.door ' || door::text, 0));
    if (select count(*) from plans_idea where door_id = door and created_at > now() - interval '1 hour') >= 40 then
        return null;
    end if;
    insert into plans_idea (id, created_at, alliance_id, door_id, title, text, person_name, answer, answer_reason, answered_by)
    select uuidv7(), now(), d.alliance_id, d.id, left(said, 160), left(more, 2000), '', '', '', ''
      from plans_ideadoor d join partners_alliance a on a.id = d.alliance_id
     where d.id = door and d.closed_at is null and d.open_until >= (now() at time zone a.timezone)::date
    returning id into found;
    return found;
end $$;
"""
UNDO = """
drop function commonweal.offer_idea(uuid, text, text);
drop function commonweal.idea_door(uuid);
drop trigger keep on plans_review; drop function commonweal.keep_review();
drop trigger keep on plans_test; drop function commonweal.keep_test();
drop trigger keep on plans_action; drop function commonweal.keep_action();
drop trigger no_circle on plans_dependency; drop function commonweal.refuse_circle_of_actions();
"""

ALLIANCE = f"alliance_id = {MINE}"
SAID = f"{ALLIANCE} and organisation_id = {ORGANISATION} and person_id = {PERSON}"
ACTION = "exists (select 1 from plans_action a where a.id = action_id)"
CONVENOR = "'convenor' = any ((select commonweal.my_roles())::text[])"

POLICIES = {
    "action": Policy(select=ALLIANCE, insert=SAID, update=ALLIANCE),
    "helper": Policy(select=ACTION, insert=ACTION, delete=ACTION),
    "resource": Policy(select=ACTION, insert=ACTION, update=ACTION),
    "dependency": Policy(select=ACTION, insert=ACTION, delete=ACTION),
    "report": Policy(select=ALLIANCE, insert=f"{SAID} and {ACTION}"),
    "ideadoor": Policy(select=ALLIANCE, insert=SAID, update=ALLIANCE),
    "idea": Policy(select=ALLIANCE, insert=f"{SAID} and door_id is null", update=ALLIANCE),
    "test": Policy(select=ALLIANCE, insert=SAID, update=ALLIANCE),
    "spread": Policy(select=ALLIANCE, insert=SAID),
    "review": Policy(select=ALLIANCE, insert=f"{SAID} and {CONVENOR}", update=f"{ALLIANCE} and {CONVENOR}"),
    "reviewcomment": Policy(select=ALLIANCE, insert=SAID),
    "outcome": Policy(select=ALLIANCE, insert=f"{SAID} and {CONVENOR}"),
    "evaluated": Policy(select=ALLIANCE, insert=SAID),
    "lesson": Policy(select=ALLIANCE, insert=SAID, update=ALLIANCE),
}
NEVER_CHANGED = ("report", "spread", "reviewcomment", "outcome", "evaluated")


class Migration(migrations.Migration):
    dependencies = [("plans", "0001_initial"), ("partners", "0002_identity")]
    operations = [
        migrations.RunSQL(FUNCTIONS, UNDO),
        *(row_security(f"plans_{table}", policy) for table, policy in POLICIES.items()),
        *(append_only(f"plans_{table}") for table in NEVER_CHANGED),
    ]
