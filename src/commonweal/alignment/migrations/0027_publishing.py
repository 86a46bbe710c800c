"""A round is closed with the net between it and every round before; its counts are taken in one pass over the answers."""

from django.db import migrations

DEFINER = "security definer set search_path = public set commonweal.maintenance = 'on' set jit = off"

# A question has ten answers at most.
COUNTS = ", ".join(f"count(*) filter (where g.said = {said})" for said in range(1, 11))

PUBLISHING = f"""
drop function commonweal.survey_pointing(uuid, text[]);
drop function commonweal.survey_people(uuid, text, uuid, text[]);
drop function commonweal.survey_explained(integer[], integer[], bigint, bigint);
drop function commonweal.survey_few_moved(uuid, uuid, text, uuid);

-- Lay out the round being closed: whose answers it counts, and what every view would show if it stood alone.
create function commonweal.survey_count_up(which uuid) returns void
    language plpgsql set search_path = public as $$
    declare r alignment_round%rowtype;
    begin
        select o.* into r from alignment_round o where o.id = which;
        -- 1 all, then sectors, then organisations in them; of this round and those before it.
        create temp table survey_place on commit drop as
        with named as (
            select a.sector, a.organisation_id from alignment_asked a
              join alignment_round o on o.id = a.round_id and o.survey_id = r.survey_id and o.number <= r.number
             where a.begun_on is not null
            union
            select s.sector, s.organisation_id from alignment_sheet s where s.round_id = which
        ),
        placed as (
            select 1 as level, ''::text as sector, null::uuid as organisation_id
            union select 2, n.sector, null from named n
            union select 3, n.sector, n.organisation_id from named n
        ),
        numbered as (select p.*, row_number() over (order by level, sector, organisation_id)::int as id from placed p)
        select n.id, n.level, n.sector, n.organisation_id,
               case n.level when 3 then s.id when 2 then 1 else 0 end as parent
          from numbered n left join numbered s on n.level = 3 and s.level = 2 and s.sector = n.sector;
        create temp table survey_who on commit drop as
        select o.number, a.person_id, p.id as place, p.parent
          from alignment_asked a
          join alignment_round o on o.id = a.round_id and o.survey_id = r.survey_id and o.number <= r.number
          join survey_place p on p.sector = a.sector and p.organisation_id = a.organisation_id
         where a.begun_on is not null;
        analyze survey_place, survey_who;
        -- People between a place of an earlier round and one of this; and of every place, how many came and are gone.
        create temp table survey_moved on commit drop as
        select b.earlier, b.now_at, b.then_at, count(*)::int as n from (
            select o.number::int as earlier, w.person_id,
                   coalesce(max(w.place) filter (where w.number = r.number), 0) as now_at,
                   coalesce(max(w.place) filter (where w.number = o.number), 0) as then_at
              from alignment_round o join survey_who w on w.number in (o.number, r.number)
             where o.survey_id = r.survey_id and o.number < r.number group by 1, 2) b
         group by 1, 2, 3;
        create temp table survey_stir on commit drop as
        select m.earlier, u.place, sum(m.n) filter (where u.came) as came, sum(m.n) filter (where not u.came) as gone
          from survey_moved m
          left join survey_place a on a.id = m.now_at
          left join survey_place b on b.id = m.then_at
         cross join lateral (values (a.id, b.id), (a.parent, b.parent), (sign(a.id)::int, sign(b.id)::int)) as l (now_at, then_at)
         cross join lateral (values (l.now_at, true), (l.then_at, false)) as u (place, came)
         where l.now_at is distinct from l.then_at and u.place is not null
         group by 1, 2;
        create temp table survey_cut on commit drop as
        with given as (
            select n.question_id, 'answer' as about, n.value as said, q.points, s.sector, s.organisation_id
              from alignment_answer n join alignment_sheet s on s.id = n.sheet_id
              join alignment_question q on q.id = n.question_id where s.round_id = which and n.value is not null
            union all
            select n.question_id, 'importance', n.importance, 5, s.sector, s.organisation_id
              from alignment_answer n join alignment_sheet s on s.id = n.sheet_id
             where s.round_id = which and n.importance is not null
        ),
        counted as (
            select g.question_id, g.about, case grouping(g.sector, g.organisation_id) when 3 then 1 when 1 then 2 else 3 end as level,
                   coalesce(g.sector, '') as sector, g.organisation_id, count(*)::int as people,
                   (array[{COUNTS}])[1 : g.points]::int[] as counts
              from given g
             group by g.question_id, g.about, g.points, grouping sets ((), (g.sector), (g.sector, g.organisation_id))
        ),
        answering as (
            select u.place, count(*)::int as n from survey_who w cross join unnest(array[w.place, w.parent, 1]) as u (place)
             where w.number = r.number group by 1
        )
        select dense_rank() over (order by c.question_id, c.about)::int as q, c.question_id, c.about, c.level, p.id as place,
               p.parent, c.people, coalesce(a.n, 0) as answering, c.counts, c.people >= 3 as shown,
               false as parked,    -- was shown, until its sector was hidden
               false as beside,    -- hidden beside something else
               false as kept_out,  -- hidden because it differs by one or two people itself
               0 as tries          -- how often it was tried to show it again
          from counted c
          join survey_place p on p.level = c.level and p.sector = c.sector and p.organisation_id is not distinct from c.organisation_id
          left join answering a on a.place = p.id;
        analyze survey_cut;
        -- Where all that is not shown would be one or two people, the smallest that is shown is hidden with them.
        for deep in reverse 3 .. 2 loop
            update survey_cut c set shown = false
              from (select k.q, k.place, row_number() over (partition by k.q, k.parent order by k.people, k.place) as nth,
                           p.people - sum(k.people) over (partition by k.q, k.parent) as rest
                      from survey_cut k join survey_cut p on p.q = k.q and p.place = k.parent
                     where k.shown and k.level = deep) s
             where s.q = c.q and s.place = c.place and s.nth = 1 and s.rest in (1, 2);
        end loop;
        update survey_cut c set parked = true, shown = false from survey_cut s
         where c.level = 3 and c.shown and s.q = c.q and s.place = c.parent and not s.shown;
        -- What earlier rounds show, and what comes of it; places are as above, and 0 is the round being closed.
        create temp table survey_view on commit drop as
        select c.q, o.number::int as earlier, p.id as place, p.parent, v.counts
          from alignment_result v
          join alignment_round o on o.id = v.round_id and o.survey_id = r.survey_id and o.number < r.number
          join (select distinct c.q, c.question_id, c.about from survey_cut c) c
            on c.question_id = v.question_id and c.about = v.about
          join survey_place p on p.sector = v.sector and p.organisation_id is not distinct from v.organisation_id
         where v.counts is not null;
        create temp table survey_count (q int, earlier int, part int, at int, n int) on commit drop;
        create temp table survey_shape (q int, earlier int, shown int[]) on commit drop;
        create temp table survey_pair (id serial, earlier int, now_shown int[], then_shown int[]) on commit drop;
        create temp table survey_near (pair int, at int, parts int[], came int, gone int) on commit drop;
    end $$;

-- Close a round: publish what may be shown, and wipe the keys that lead from people to their sheets.
create or replace function commonweal.survey_publish(which uuid) returns integer
    language plpgsql {DEFINER} as $$
    declare r alignment_round%rowtype; before alignment_round%rowtype; published integer; hit integer[]; beside integer[];
    begin
        select o.* into r from alignment_round o
         where o.id = which and o.alliance_id = commonweal.my_alliance() for update;
        if not found or r.closed_at is not null or not 'convenor' = any (commonweal.my_roles()) then
            return null;
        end if;
        select o.* into before from alignment_round o
         where o.survey_id = r.survey_id and o.number < r.number order by o.number desc limit 1;
        perform commonweal.survey_count_up(which);
        select array_agg(distinct v.q) into hit from survey_view v;
        if hit is not null then
            perform commonweal.survey_lay_out(hit, false);
        end if;
        while hit is not null loop
            hit := commonweal.survey_hide(hit);
            beside := beside || hit;
        end loop;
        perform commonweal.survey_show_again(array(select distinct unnest(beside)));
        insert into alignment_result
               (round_id, question_id, about, level, sector, organisation_id, counts, comparable)
        select which, c.question_id, c.about, (array['all', 'sector', 'organisation'])[c.level], p.sector, p.organisation_id,
               case when c.shown then c.counts end,
               coalesce(c.shown and v.counts is not null
                        and coalesce(m.came, 0) not in (1, 2) and coalesce(m.gone, 0) not in (1, 2)
                        and abs((select sum(x) from unnest(v.counts) x) - c.people) not in (1, 2), false)
          from survey_cut c
          join survey_place p on p.id = c.place
          left join survey_view v on v.q = c.q and v.earlier = before.number and v.place = c.place
          left join survey_stir m on m.earlier = before.number and m.place = c.place
         where c.shown or c.level < 3;
        get diagnostics published = row_count;
        drop table survey_place, survey_who, survey_moved, survey_stir, survey_cut, survey_view, survey_count, survey_shape,
            survey_pair, survey_near;
        -- Words have no group and no time, and their keys are random: nothing puts two of one person together.
        insert into alignment_remark (round_id, question_id, words)
        select which, n.question_id, n.words
          from alignment_answer n join alignment_sheet s on s.id = n.sheet_id
         where s.round_id = which and n.words <> ''
           and (select count(*) from alignment_answer m join alignment_sheet t on t.id = m.sheet_id
                 where t.round_id = which and m.question_id = n.question_id and m.words <> '') >= 3
         order by random();
        update alignment_sheet s set key = null where s.round_id = which;
        update alignment_round o set closed_at = now() where o.id = which;
        return published;
    end $$;
"""


class Migration(migrations.Migration):
    dependencies = [("alignment", "0026_rounds_side_by_side")]
    operations = [migrations.RunSQL(PUBLISHING, migrations.RunSQL.noop)]
