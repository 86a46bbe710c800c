"""The only ways to answers and ratings: save one's own, read back one's own until it is handed in, publish counts.

What is published is safe by construction (docs/methods/anonymity.md). Per question, the people who answered are cut into
parts of at least three: the organisations shown, the rest of each sector shown, the rest of the alliance. A group
below three is not shown; where all that is not shown would be one or two people, the smallest group shown is hidden
with them. So whatever is added or subtracted, what comes out is nobody or at least three people.
"""

from django.db import migrations

NOBODY = "'00000000-0000-0000-0000-000000000000'::uuid"
DEFINER = "security definer set search_path = public set commonweal.maintenance = 'on'"

ANSWERING = f"""
-- Why somebody who was asked cannot answer now: '' when they can. Null: nobody of that name was asked.
create function commonweal.survey_refusal(which uuid) returns text
    language sql stable {DEFINER} as $$
    select case
        when r.closed_at is not null or r.closes_at <= now() then 'closed'
        when a.handed_in_on is not null then 'handed-in'
        when not exists (select 1 from partners_seat s
                           join partners_membership m on m.alliance_id = s.alliance_id
                            and m.organisation_id = s.organisation_id and m.period @> now()
                          where s.person_id = a.person_id and s.alliance_id = a.alliance_id and s.period @> now())
        then 'left' else '' end
      from alignment_asked a join alignment_round r on r.id = a.round_id
     where a.id = which and a.person_id = commonweal.setting('commonweal.person')
$$;

-- Keep answers of the person who acts: a list of question, value (null takes an answer back), importance.
create function commonweal.survey_save(which uuid, secret bytea, given jsonb, hand_in boolean) returns text
    language plpgsql {DEFINER} as $$
    declare refusal text; row alignment_asked%rowtype; mine uuid;
    begin
        select a.* into row from alignment_asked a
         where a.id = which and a.person_id = commonweal.setting('commonweal.person') for update;
        refusal := commonweal.survey_refusal(which);
        if refusal is distinct from '' then
            return coalesce(refusal, 'unknown');
        end if;
        select s.id into mine from alignment_sheet s where s.round_id = row.round_id and s.key = secret;
        if mine is null then
            insert into alignment_sheet (round_id, organisation_id, sector, key)
                values (row.round_id, row.organisation_id, row.sector, secret) returning id into mine;
        end if;
        delete from alignment_answer a using jsonb_to_recordset(given) as g (question uuid)
         where a.sheet_id = mine and a.question_id = g.question;
        insert into alignment_answer (sheet_id, question_id, value, importance)
        select mine, q.id, g.value, case when q.asks_importance then g.importance end
          from jsonb_to_recordset(given) as g (question uuid, value int, importance int)
          join alignment_question q on q.id = g.question
          join alignment_round r on r.id = row.round_id and r.survey_id = q.survey_id
         where g.value between 1 and q.points and coalesce(g.importance, 1) between 1 and 5;
        update alignment_asked a
           set begun_on = coalesce(a.begun_on, current_date),
               handed_in_on = case when hand_in then current_date end
         where a.id = row.id;
        return '';
    end $$;

-- What the person who acts has answered so far; nothing once it is handed in.
create function commonweal.survey_given(which uuid, secret bytea)
    returns table (question uuid, value int, importance int)
    language sql stable {DEFINER} as $$
    select n.question_id, n.value::int, n.importance::int
      from alignment_asked a
      join alignment_sheet s on s.round_id = a.round_id and s.key = secret
      join alignment_answer n on n.sheet_id = s.id
     where a.id = which and commonweal.survey_refusal(which) = ''
$$;

-- How many were asked and how many answered, by sector. Whoever left without an answer is not counted.
create function commonweal.survey_response(which uuid)
    returns table (sector text, asked bigint, answered bigint)
    language sql stable {DEFINER} as $$
    select a.sector, count(*), count(a.begun_on)
      from alignment_asked a
     where a.round_id = which and a.alliance_id = commonweal.my_alliance()
       and (a.begun_on is not null
            or exists (select 1 from partners_seat s
                         join partners_membership m on m.alliance_id = s.alliance_id
                          and m.organisation_id = s.organisation_id and m.period @> now()
                        where s.person_id = a.person_id and s.alliance_id = a.alliance_id and s.period @> now()))
     group by a.sector
$$;
"""

PUBLISHING = f"""
-- Did one or two people come to a group, or go from it, between two rounds? Then their change could be worked out.
-- It sees what its caller sees: all of it when a round is published.
create function commonweal.survey_few_moved(now_round uuid, before uuid, of_sector text, of_organisation uuid)
    returns boolean language sql stable set search_path = public as $$
    with here as (select person_id from alignment_asked where round_id = now_round and begun_on is not null
                     and (of_sector = '' or sector = of_sector)
                     and (of_organisation is null or organisation_id = of_organisation)),
         then_ as (select person_id from alignment_asked where round_id = before and begun_on is not null
                     and (of_sector = '' or sector = of_sector)
                     and (of_organisation is null or organisation_id = of_organisation))
    select (select count(*) from (select * from here except select * from then_) came) in (1, 2)
        or (select count(*) from (select * from then_ except select * from here) gone) in (1, 2)
$$;

-- Close a round: publish what may be shown, and wipe the keys that lead from people to their sheets.
create function commonweal.survey_publish(which uuid) returns integer
    language plpgsql {DEFINER} as $$
    declare r alignment_round%rowtype; before uuid; published integer;
    begin
        select o.* into r from alignment_round o
         where o.id = which and o.alliance_id = commonweal.my_alliance() for update;
        if not found or r.closed_at is not null or not 'convenor' = any (commonweal.my_roles()) then
            return null;
        end if;
        select o.id into before from alignment_round o
         where o.survey_id = r.survey_id and o.number < r.number order by o.number desc limit 1;
        with given as (
            select n.question_id, 'answer' as about, n.value as said, q.points, s.sector, s.organisation_id
              from alignment_answer n join alignment_sheet s on s.id = n.sheet_id
              join alignment_question q on q.id = n.question_id where s.round_id = which
            union all
            select n.question_id, 'importance', n.importance, 5, s.sector, s.organisation_id
              from alignment_answer n join alignment_sheet s on s.id = n.sheet_id
             where s.round_id = which and n.importance is not null
        ),
        totals as (select question_id, about, points, count(*) as n from given group by 1, 2, 3),
        sectors as (
            select question_id, about, points, sector, count(*) as n,
                   -- the smallest that could be shown comes first among its likes
                   row_number() over (partition by question_id, about, count(*) >= 3 order by count(*), sector) as place,
                   sum(case when count(*) < 3 then count(*) else 0 end) over (partition by question_id, about) as small
              from given group by 1, 2, 3, 4
        ),
        shown_sectors as (
            select *, n >= 3 and not (coalesce(small, 0) in (1, 2) and place = 1) as shown from sectors
        ),
        organisations as (
            select g.question_id, g.about, g.points, g.sector, g.organisation_id, count(*) as n,
                   row_number() over (partition by g.question_id, g.about, g.sector, count(*) >= 3
                                      order by count(*), g.organisation_id) as place,
                   sum(case when count(*) < 3 then count(*) else 0 end) over (partition by g.question_id, g.about, g.sector) as small
              from given g
              join shown_sectors s on s.question_id = g.question_id and s.about = g.about
               and s.sector = g.sector and s.shown
             group by 1, 2, 3, 4, 5
        ),
        views as (
            select question_id, about, points, 'all' as level, '' as sector, null::uuid as organisation_id,
                   n >= 3 as shown from totals
            union all
            select question_id, about, points, 'sector', sector, null, shown from shown_sectors
            union all
            select question_id, about, points, 'organisation', sector, organisation_id, true from organisations
             where n >= 3 and not (coalesce(small, 0) in (1, 2) and place = 1)
        ),
        told as (
            select question_id, about, '' as sector, {NOBODY} as organisation, said, count(*) as n from given group by 1, 2, said
            union all
            select question_id, about, sector, {NOBODY}, said, count(*) from given group by 1, 2, 3, said
            union all
            select question_id, about, sector, organisation_id, said, count(*) from given group by 1, 2, 3, 4, said
        ),
        counted as (
            select v.question_id, v.about, v.level, v.sector, v.organisation_id,
                   case when v.shown then array_agg(coalesce(t.n, 0)::int order by k) end as counts
              from views v
              cross join lateral generate_series(1, v.points) as k
              left join told t on t.question_id = v.question_id and t.about = v.about and t.sector = v.sector
               and t.organisation = coalesce(v.organisation_id, {NOBODY}) and t.said = k
             group by 1, 2, 3, 4, 5, v.shown
        ),
        groups as materialized (
            select g.sector, g.organisation, commonweal.survey_few_moved(
                       which, before, g.sector, nullif(g.organisation, {NOBODY})) as few_moved
              from (select distinct sector, coalesce(organisation_id, {NOBODY}) as organisation from views) g
             where before is not null
        )
        insert into alignment_result
               (round_id, question_id, about, level, sector, organisation_id, counts, comparable)
        select which, c.question_id, c.about, c.level, c.sector, c.organisation_id, c.counts,
               coalesce(c.counts is not null and p.counts is not null and not g.few_moved
                        and abs((select sum(x) from unnest(p.counts) x) - (select sum(x) from unnest(c.counts) x))
                            not in (1, 2), false)
          from counted c
          left join groups g on g.sector = c.sector and g.organisation = coalesce(c.organisation_id, {NOBODY})
          left join alignment_result p
            on p.round_id = before and p.question_id = c.question_id and p.about = c.about and p.level = c.level
           and p.sector = c.sector and p.organisation_id is not distinct from c.organisation_id;
        get diagnostics published = row_count;
        update alignment_sheet s set key = null where s.round_id = which;
        update alignment_round o set closed_at = now() where o.id = which;
        return published;
    end $$;

-- Close a round of ties: publish what at least three others, through three different people, think of each member.
create function commonweal.network_publish(which uuid) returns integer
    language plpgsql {DEFINER} as $$
    declare r alignment_tieround%rowtype; before uuid; published integer;
    begin
        select o.* into r from alignment_tieround o
         where o.id = which and o.alliance_id = commonweal.my_alliance() for update;
        if not found or r.closed_at is not null or not 'convenor' = any (commonweal.my_roles()) then
            return null;
        end if;
        select o.id into before from alignment_tieround o
         where o.alliance_id = r.alliance_id and o.number < r.number order by o.number desc limit 1;
        with given as (
            select t.round_id, g.about_id, g.dimension, g.value, t.person_id, t.organisation_id
              from alignment_rating g join alignment_report t on t.id = g.report_id
             where t.round_id in (which, before) and g.about_id <> t.organisation_id
        ),
        scores as (
            select about_id, dimension, count(*) as raters, sum(value) as total,
                   least(count(distinct person_id), count(distinct organisation_id)) >= 3 as shown
              from given where round_id = which group by 1, 2
        )
        insert into alignment_score (round_id, organisation_id, dimension, raters, total, comparable)
        select which, s.about_id, s.dimension, case when s.shown then s.raters end, case when s.shown then s.total end,
               s.shown and before is not null
               and exists (select 1 from alignment_score p where p.round_id = before and p.organisation_id = s.about_id
                              and p.dimension = s.dimension and p.raters is not null)
               and (select count(*) from (
                        select organisation_id from given where round_id = which and about_id = s.about_id
                           and dimension = s.dimension
                        except select organisation_id from given where round_id = before and about_id = s.about_id
                           and dimension = s.dimension) came) not in (1, 2)
               and (select count(*) from (
                        select organisation_id from given where round_id = before and about_id = s.about_id
                           and dimension = s.dimension
                        except select organisation_id from given where round_id = which and about_id = s.about_id
                           and dimension = s.dimension) gone) not in (1, 2)
          from scores s;
        get diagnostics published = row_count;
        update alignment_tieround o set closed_at = now(), members = (
            select count(distinct m.organisation_id) from partners_membership m
             where m.alliance_id = r.alliance_id and m.period @> now())
         where o.id = which;
        return published;
    end $$;
"""
UNDO = """
drop function commonweal.network_publish(uuid);
drop function commonweal.survey_publish(uuid);
drop function commonweal.survey_few_moved(uuid, uuid, text, uuid);
drop function commonweal.survey_response(uuid);
drop function commonweal.survey_given(uuid, bytea);
drop function commonweal.survey_save(uuid, bytea, jsonb, boolean);
drop function commonweal.survey_refusal(uuid);
"""


class Migration(migrations.Migration):
    dependencies = [("alignment", "0002_visibility"), ("partners", "0004_seats_and_invitations")]
    operations = [migrations.RunSQL(ANSWERING + PUBLISHING, UNDO)]
