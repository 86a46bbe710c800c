"""Who sees what of aligning.

Stakeholders, prospects and meetings are the alliance's. Readiness is one organisation's own. Leadership feedback is the
leader's and of those whom they choose; what others answered is read only as means of three people or more, through
functions, and never row by row. The same holds of the four questions after a meeting.
"""

from django.db import migrations

from commonweal.database.security import (
    MY_ALLIANCE,
    MY_ORGANISATION,
    Policy,
    alliance_rows,
    append_only,
    child_rows,
    row_security,
)

PERSON = "(select commonweal.setting('commonweal.person'))"
DEFINER = "security definer set search_path = public set commonweal.maintenance = 'on'"

FUNCTIONS = f"""
-- Rounds of feedback that the actor leads, and those that their leader shares with the actor.
create function commonweal.my_feedback() returns uuid[] language sql stable {DEFINER} as $$
    select coalesce(array_agg(f.id), '{{}}') from alignment_feedback f
     where f.alliance_id = commonweal.my_alliance()
       and (f.leader_id = commonweal.setting('commonweal.person')
            or exists (select 1 from alignment_feedbackshare h
                        where h.feedback_id = f.id and h.ended_at is null
                          and h.person_id = commonweal.setting('commonweal.person')))
$$;
-- Rounds in which the actor was asked.
create function commonweal.my_feedback_asked() returns uuid[] language sql stable {DEFINER} as $$
    select coalesce(array_agg(r.feedback_id), '{{}}')
      from alignment_feedbackrequest r join alignment_feedback f on f.id = r.feedback_id
     where r.person_id = commonweal.setting('commonweal.person') and f.alliance_id = commonweal.my_alliance()
$$;
-- May a round be shown? Three people at least, and not one or two people away from an earlier round of the same
-- leader: rules/leadership.py says the same and why.
create function commonweal.feedback_shown(feedback uuid) returns boolean language sql stable {DEFINER} as $$
    with people as (
        select f.id, f.leader_id, f.closed_at,
               array(select g.person_id from alignment_feedbackrequest r
                       join alignment_feedbackgiven g on g.request_id = r.id
                      where r.feedback_id = f.id) as who
          from alignment_feedback f where f.closed_at is not null
    )
    select exists (
        select 1 from people p
         where p.id = feedback_shown.feedback and cardinality(p.who) >= 3
           and not exists (
               select 1 from people e
                where e.leader_id = p.leader_id and (e.closed_at, e.id) < (p.closed_at, p.id)
                  and cardinality(e.who) >= 3
                  and (select count(*) from (select unnest(p.who) except select unnest(e.who)) a)
                    + (select count(*) from (select unnest(e.who) except select unnest(p.who)) b) between 1 and 2))
$$;
-- The means of what others answered, for the leader and whom they chose, once the round is closed.
create function commonweal.feedback_results(feedback uuid)
    returns table (item text, people bigint, mean float8) language sql stable {DEFINER} as $$
    select a.item, count(*), avg(a.value)::float8 from alignment_feedbackanswer a
     where a.feedback_id = feedback_results.feedback
       and feedback_results.feedback = any (commonweal.my_feedback())
       and commonweal.feedback_shown(feedback_results.feedback)
     group by a.item having count(*) >= 3
$$;
-- How many were asked and how many answered, for the leader.
create function commonweal.feedback_counts()
    returns table (feedback uuid, asked bigint, answered bigint, shown boolean) language sql stable {DEFINER} as $$
    select f.id,
           (select count(*) from alignment_feedbackrequest r where r.feedback_id = f.id),
           (select count(*) from alignment_feedbackgiven g join alignment_feedbackrequest r on r.id = g.request_id
             where r.feedback_id = f.id),
           commonweal.feedback_shown(f.id)
      from alignment_feedback f where f.id = any (commonweal.my_feedback())
$$;
-- Give feedback: that one answered and what one answered part here, and nothing leads from one to the other.
create function commonweal.give_feedback(feedback uuid, answers jsonb) returns boolean language plpgsql {DEFINER} as $$
declare
    asked uuid;
    me uuid := commonweal.setting('commonweal.person');
begin
    perform 1 from alignment_feedback f join partners_alliance a on a.id = f.alliance_id
      where f.id = give_feedback.feedback and f.closed_at is null and f.alliance_id = commonweal.my_alliance()
        and (now() at time zone a.timezone)::date <= f.closes_on
      for update of f;
    if not found then
        return false;
    end if;
    select r.id into asked from alignment_feedbackrequest r
     where r.feedback_id = give_feedback.feedback and r.person_id = me;
    if asked is null or exists (select 1 from alignment_feedbackgiven g where g.request_id = asked) then
        return false;
    end if;
    insert into alignment_feedbackgiven (request_id, person_id) values (asked, me);
    insert into alignment_feedbackanswer (feedback_id, item, value)
        select give_feedback.feedback, key, value::int from jsonb_each_text(answers);
    return true;
end $$;
-- The alliance's mean per question and finished half-year: of each leader the last round shown in it, from four
-- leaders on. Half-years are apart from each other and fixed once they are over, so no two figures can be subtracted.
create function commonweal.leadership_means()
    returns table (half date, item text, leaders bigint, people bigint, mean float8)
    language sql stable {DEFINER} as $$
    with rounds as (
        select f.id, f.leader_id, f.closed_at,
               (date_trunc('year', f.closed_at at time zone 'UTC')
                + (case when extract(month from f.closed_at at time zone 'UTC') > 6 then 6 else 0 end)
                  * interval '1 month')::date as half
          from alignment_feedback f
         where f.alliance_id = commonweal.my_alliance() and commonweal.feedback_shown(f.id)
    ), last as (
        select distinct on (half, leader_id) id, half, leader_id from rounds
         where half + interval '6 months' <= now() at time zone 'UTC'
         order by half, leader_id, closed_at desc, id desc
    ), means as (
        select l.half, a.item, l.leader_id, avg(a.value) as mean, count(*) as people
          from last l join alignment_feedbackanswer a on a.feedback_id = l.id group by 1, 2, 3
    )
    select half, item, count(*), sum(people)::bigint, avg(mean)::float8 from means
     group by half, item having count(*) >= 4
$$;

-- The four questions after a meeting, answered once by a person who was there, within seven days.
create function commonweal.answer_meeting(meeting uuid, answers jsonb) returns boolean language plpgsql {DEFINER} as $$
declare
    me uuid := commonweal.setting('commonweal.person');
begin
    perform 1 from alignment_meeting m
      where m.id = answer_meeting.meeting and m.alliance_id = commonweal.my_alliance() and m.cancelled_at is null
        and m.ends_at <= now() and now() < m.ends_at + interval '7 days'
        and exists (select 1 from alignment_meetingseat i join partners_seat s on s.id = i.seat_id
                     where i.meeting_id = m.id and s.person_id = me and i.attendance not in ('apologies', 'absent'));
    if not found then
        return false;
    end if;
    insert into alignment_meetinganswered (meeting_id, person_id) values (answer_meeting.meeting, me)
        on conflict do nothing;
    if not found then
        return false;
    end if;
    insert into alignment_meetinganswer (meeting_id, question, value)
        select answer_meeting.meeting, key, value::int from jsonb_each_text(answers);
    return true;
end $$;
-- Means per meeting and question, once nobody can answer any more, of three people or more.
create function commonweal.meeting_results()
    returns table (meeting uuid, question text, people bigint, mean float8) language sql stable {DEFINER} as $$
    select m.id, a.question, count(*), avg(a.value)::float8
      from alignment_meeting m join alignment_meetinganswer a on a.meeting_id = m.id
     where m.alliance_id = commonweal.my_alliance() and m.ends_at + interval '7 days' <= now()
     group by m.id, a.question having count(*) >= 3
$$;

-- Minutes that are closed stay as they were closed; only that an action was done is added.
create function commonweal.keep_minutes() returns trigger
    language plpgsql {DEFINER} as $$
declare
    about uuid := case when tg_op = 'DELETE' then old.meeting_id else new.meeting_id end;
begin
    if exists (select 1 from alignment_meeting m where m.id = about and m.closed_at is not null) then
        if tg_table_name = 'alignment_captured' and tg_op = 'UPDATE'
           and (to_jsonb(new) - 'done_at' - 'done_note') = (to_jsonb(old) - 'done_at' - 'done_note') then
            return new;
        end if;
        raise exception 'closed minutes are never changed' using errcode = 'restrict_violation';
    end if;
    return case when tg_op = 'DELETE' then old else new end;
end $$;
create function commonweal.keep_meeting() returns trigger language plpgsql set search_path = public as $$
begin
    if old.closed_at is not null then
        raise exception 'closed minutes are never changed' using errcode = 'restrict_violation';
    end if;
    return new;
end $$;
create trigger keep before update on alignment_meeting for each row execute function commonweal.keep_meeting();
create trigger keep before insert or update or delete on alignment_agendaitem
    for each row execute function commonweal.keep_minutes();
create trigger keep before insert or update or delete on alignment_meetingseat
    for each row execute function commonweal.keep_minutes();
create trigger keep before insert or update or delete on alignment_voice
    for each row execute function commonweal.keep_minutes();
create trigger keep before insert or update or delete on alignment_captured
    for each row execute function commonweal.keep_minutes();
"""
UNDO = """
drop trigger keep on alignment_captured;
drop trigger keep on alignment_voice;
drop trigger keep on alignment_meetingseat;
drop trigger keep on alignment_agendaitem;
drop trigger keep on alignment_meeting;
drop function commonweal.keep_meeting();
drop function commonweal.keep_minutes();
drop function commonweal.meeting_results();
drop function commonweal.answer_meeting(uuid, jsonb);
drop function commonweal.leadership_means();
drop function commonweal.give_feedback(uuid, jsonb);
drop function commonweal.feedback_counts();
drop function commonweal.feedback_results(uuid);
drop function commonweal.feedback_shown(uuid);
drop function commonweal.my_feedback_asked();
drop function commonweal.my_feedback();
"""

OWN = f"organisation_id = {MY_ORGANISATION} and alliance_id = {MY_ALLIANCE}"
SAID = f"{OWN} and person_id = {PERSON}"
MINE = "any ((select commonweal.my_feedback())::uuid[])"
ASKED = "any ((select commonweal.my_feedback_asked())::uuid[])"


def _led(table: str, *, open_: bool = False) -> str:
    """The row belongs to a round that the actor leads (and that is open)."""
    return (
        f"exists (select 1 from alignment_feedback f where f.id = {table}.feedback_id and f.leader_id = {PERSON}"
        + (" and f.closed_at is null)" if open_ else ")")
    )


def _by_me(table: str, parent: str, column: str) -> str:
    """The parent is visible, and the row is said by the actor."""
    return f"exists (select 1 from {parent} parent where parent.id = {table}.{column}) and {table}.person_id = {PERSON}"


def _said_of(table: str, parent: str, column: str) -> migrations.RunSQL:
    """Facts about another row: seen where it is seen, added in one's own name, never changed."""
    seen = f"exists (select 1 from {parent} parent where parent.id = {table}.{column})"
    return row_security(table, Policy(select=seen, insert=_by_me(table, parent, column)))


POLICIES = {
    "readinessanswer": Policy(select=OWN, insert=SAID),
    "readinessstep": Policy(select=OWN, insert=SAID),
    "feedback": Policy(
        select=f"alliance_id = {MY_ALLIANCE} and (leader_id = {PERSON} or id = {MINE} or id = {ASKED})",
        insert=f"alliance_id = {MY_ALLIANCE} and leader_id = {PERSON} and closed_at is null",
        update=f"alliance_id = {MY_ALLIANCE} and leader_id = {PERSON}",
    ),
    "feedbackrequest": Policy(
        select=f"person_id = {PERSON} and feedback_id = {ASKED} or {_led('alignment_feedbackrequest')}",
        insert=_led("alignment_feedbackrequest", open_=True),
    ),
    "feedbackgiven": Policy(select=f"person_id = {PERSON}"),
    "feedbackanswer": Policy(select="false"),
    "selfanswer": Policy(
        select=f"feedback_id = {MINE}",
        insert=_led("alignment_selfanswer", open_=True),
        update=_led("alignment_selfanswer", open_=True),
    ),
    "feedbackshare": Policy(
        select=f"person_id = {PERSON} and ended_at is null and feedback_id = {MINE} or {_led('alignment_feedbackshare')}",
        insert=_led("alignment_feedbackshare"),
        update=_led("alignment_feedbackshare"),
    ),
    "developmentaction": Policy(
        select=f"feedback_id = {MINE}",
        insert=_led("alignment_developmentaction"),
        update=_led("alignment_developmentaction"),
    ),
    "meetinganswered": Policy(select=f"person_id = {PERSON}"),
    "meetinganswer": Policy(select="false"),
}


class Migration(migrations.Migration):
    dependencies = [("alignment", "0011_people"), ("partners", "0004_seats_and_invitations")]
    operations = [
        migrations.RunSQL(FUNCTIONS, UNDO),
        alliance_rows("alignment_stakeholder"),
        _said_of("alignment_stakeholderreading", "alignment_stakeholder", "stakeholder_id"),
        _said_of("alignment_stakeholdercontact", "alignment_stakeholder", "stakeholder_id"),
        alliance_rows("alignment_partnersearch"),
        alliance_rows("alignment_prospect"),
        _said_of("alignment_prospectstep", "alignment_prospect", "prospect_id"),
        _said_of("alignment_readinessreport", "alignment_readinessstep", "step_id"),
        alliance_rows("alignment_meeting"),
        child_rows("alignment_agendaitem", "alignment_meeting", "meeting_id", delete=True),
        child_rows("alignment_meetingseat", "alignment_meeting", "meeting_id", delete=True),
        child_rows("alignment_voice", "alignment_meeting", "meeting_id", delete=True),
        child_rows("alignment_captured", "alignment_meeting", "meeting_id", delete=True),
        *(row_security(f"alignment_{table}", policy) for table, policy in POLICIES.items()),
        *(
            append_only(f"alignment_{table}")
            for table in (
                "stakeholderreading", "stakeholdercontact", "readinessanswer", "readinessstep", "readinessreport",
                "partnersearch", "prospectstep", "feedbackrequest", "feedbackgiven", "feedbackanswer",
                "meetinganswered", "meetinganswer",
            )
        ),
    ]  # fmt: skip
