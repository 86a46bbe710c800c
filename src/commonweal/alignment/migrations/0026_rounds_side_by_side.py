"""Two rounds tell no answer of one or two people, whatever is added and subtracted in both.

A view that was shown then and is shown now was compared before; what follows from views was, too, but only of one sector or of
everybody. Now every set of people that follows from either round is laid beside every one that follows from the other: the
lines of the net between them say where two differ by one or two (docs/methods/anonymity.md, with the proof).
"""

from django.db import migrations

DEFINER = "security definer set search_path = public set commonweal.maintenance = 'on' set jit = off"

SIDE_BY_SIDE = """
-- Write down what the round being closed would show of questions (survey_view 0, from survey_cut), or earlier rounds show:
-- the counts of every part, and the shape, which is the places shown.
create function commonweal.survey_lay_out(touched integer[], latest boolean) returns void
    language plpgsql set search_path = public as $$
    begin
        if latest then
            delete from survey_view v where v.earlier = 0 and v.q = any (touched);
            insert into survey_view select c.q, 0, c.place, c.parent, c.counts from survey_cut c
             where c.shown and c.q = any (touched);
        end if;
        delete from survey_count c where (c.earlier = 0) = latest and c.q = any (touched);
        insert into survey_count
        select s.q, s.earlier, s.part, s.at, sum(s.n) from (
            select v.q, v.earlier, v.place as part, u.at, u.n
              from survey_view v cross join unnest(v.counts) with ordinality as u (n, at)
             where (v.earlier = 0) = latest and v.q = any (touched)
            union all
            select v.q, v.earlier, w.place, u.at, -u.n
              from survey_view v join survey_view w on w.q = v.q and w.earlier = v.earlier and w.place = v.parent
             cross join unnest(v.counts) with ordinality as u (n, at)
             where (v.earlier = 0) = latest and v.q = any (touched)) s
         group by 1, 2, 3, 4;
        delete from survey_shape s where (s.earlier = 0) = latest and s.q = any (touched);
        insert into survey_shape
        select v.q, v.earlier, array_agg(v.place order by v.place) from survey_view v
         where (v.earlier = 0) = latest and v.q = any (touched) group by 1, 2;
    end $$;

-- The part every place is counted in, where these places are shown: its own, or what is left of the place above; 0: none.
create function commonweal.survey_parts(shown integer[]) returns integer[]
    language plpgsql set search_path = public as $$
    declare parts integer[]; p record;
    begin
        parts := array_fill(0, array[(select count(*)::int from survey_place)]);
        for p in select unnest(shown) as id loop
            parts[p.id] := p.id;
        end loop;
        for p in select s.id, s.parent from survey_place s order by s.id loop
            if parts[p.id] = 0 and p.parent > 0 then
                parts[p.id] := parts[p.parent];
            end if;
        end loop;
        return parts;
    end $$;

-- Sets of parts of the round being closed and of an earlier one whose difference would be the answers of one or two people,
-- if nobody else changed: no more answers are more or fewer than people came or went, and some are.
create function commonweal.survey_telling(touched integer[])
    returns table (q integer, earlier integer, parts integer[]) language plpgsql set search_path = public as $$
    #variable_conflict use_column
    declare pair record; id_ int; now_ int[]; then_ int[];
    begin
        perform commonweal.survey_lay_out(touched, true);
        -- Many questions are cut alike: their lines are followed once.
        for pair in
            select distinct t.earlier, n.shown as now_shown, t.shown as then_shown
              from survey_shape n join survey_shape t on t.q = n.q and t.earlier > 0
             where n.earlier = 0 and n.q = any (touched)
            except select p.earlier, p.now_shown, p.then_shown from survey_pair p
        loop
            insert into survey_pair (earlier, now_shown, then_shown)
                values (pair.earlier, pair.now_shown, pair.then_shown) returning id into id_;
            now_ := commonweal.survey_parts(pair.now_shown);
            then_ := commonweal.survey_parts(pair.then_shown);
            insert into survey_near
            select id_, row_number() over (), f.parts, f.came, f.gone
              from (select array_agg(l.a) as a, array_agg(l.b) as b, array_agg(l.n) as n from (
                    select coalesce(now_[m.now_at], 0) as a, -coalesce(then_[m.then_at], 0) as b, sum(m.n)::int as n
                      from survey_moved m where m.earlier = pair.earlier group by 1, 2) l
                     where l.a <> 0 or l.b <> 0) l
              cross join lateral commonweal.survey_few_lines(l.a, l.b, l.n) f;
        end loop;
        analyze survey_count, survey_shape, survey_pair, survey_near;
        return query
        with differing as (
            select t.q, t.earlier, r.pair, r.at, r.came, r.gone, c.at as said,
                   sum(case when c.earlier = 0 then c.n else -c.n end) as more
              from survey_shape n
              join survey_shape t on t.q = n.q and t.earlier > 0
              join survey_pair p on p.earlier = t.earlier and p.now_shown = n.shown and p.then_shown = t.shown
              join survey_near r on r.pair = p.id
              cross join unnest(r.parts) as u (part)
              join survey_count c on c.q = n.q and c.earlier = case when u.part > 0 then 0 else t.earlier end
               and c.part = abs(u.part)
             where n.earlier = 0 and n.q = any (touched)
             group by 1, 2, 3, 4, 5, 6, 7
        ),
        told as (
            select d.q, d.earlier, d.pair, d.at from differing d group by 1, 2, 3, 4, d.came, d.gone
            having sum(greatest(d.more, 0)) <= d.came and sum(greatest(-d.more, 0)) <= d.gone and sum(abs(d.more)) > 0
        )
        select t.q, t.earlier, r.parts from told t join survey_near r on r.pair = t.pair and r.at = t.at;
    end $$;

-- Hide what tells; true when something did. A view that itself differs by one or two people is hidden for good; where it is
-- what is left beside views, one of these is hidden with it: the smallest that changed since, else the place above.
create function commonweal.survey_hide(touched integer[]) returns integer[]
    language plpgsql set search_path = public as $$
    declare hit integer[];
    begin
        create temp table survey_found on commit drop as
        select row_number() over () as id, f.* from commonweal.survey_telling(touched) f;
        select array_agg(distinct f.q) into hit from survey_found f;
        if hit is not null then
            -- Parts of the round being closed in which somebody is, and the sector of each (1: what is left of all).
            create temp table survey_atom on commit drop as
            select c.q, c.place as part, case c.level when 3 then c.parent else c.place end as sector, c.level
              from survey_cut c
              left join (select k.q, k.parent, sum(k.answering) as n from survey_cut k where k.shown group by 1, 2) k
                on k.q = c.q and k.parent = c.place
             where c.shown and c.q = any (hit) and c.answering > coalesce(k.n, 0);
            create temp table survey_bad on commit drop as
            with touching as (
                select f.id, f.q, count(*) as n, min(a.sector) as lowest, max(a.sector) as highest, min(a.part) as part,
                       min(a.level) as level
                  from survey_found f cross join unnest(f.parts) as u (part)
                  join survey_atom a on a.q = f.q and a.part = u.part group by 1, 2
            ),
            sized as (select a.q, a.sector, count(*) as n from survey_atom a group by 1, 2)
            select t.q, t.part as place from touching t where t.n = 1 and t.level = 3
            union
            select t.q, t.lowest from touching t join sized s on s.q = t.q and s.sector = t.lowest and s.n = t.n
             where t.lowest = t.highest and t.lowest > 1
            union
            select t.q, 1 from touching t join (select s.q, sum(s.n) as n from sized s group by 1) s using (q, n)
              join survey_cut c on c.q = t.q and c.place = 1 and c.shown;
            update survey_cut c set kept_out = true from survey_bad b where b.q = c.q and b.place = c.place;
            insert into survey_bad
            with sides as (
                select f.id, f.q, f.earlier, a.part, a.sector, a.part = any (f.parts) as inside
                  from survey_found f join survey_atom a on a.q = f.q
                 where not exists (select 1 from survey_bad b where b.q = f.q)
            ),
            sectors as (
                select s.id, s.q, s.earlier, s.sector, bool_or(s.inside) as some, bool_and(s.inside) as every,
                       bool_or(s.inside) <> bool_and(s.inside) as split
                  from sides s where s.sector > 1 group by 1, 2, 3, 4
            ),
            split as (
                select f.id, f.q, f.earlier, coalesce(bool_or(s.split), false) as some
                  from (select distinct id, q, earlier from sides) f left join sectors s on s.id = f.id group by 1, 2, 3
            ),
            -- 1: an organisation of a sector that is cut through, on the other side than what is left of the sector
            choices as (
                select s.id, s.q, s.earlier, c.place, c.parent, c.people, c.counts, 1 as rank, true as must_differ
                  from sectors s join survey_cut c on c.q = s.q and c.parent = s.sector and c.shown
                  join sides own on own.id = s.id and own.part = c.place
                  left join sides rest on rest.id = s.id and rest.part = s.sector
                 where s.split and rest.inside is distinct from own.inside
                union all
                -- 2: that sector
                select s.id, s.q, s.earlier, c.place, c.parent, c.people, c.counts, 2, false
                  from sectors s join survey_cut c on c.q = s.q and c.place = s.sector where s.split
                union all
                -- 1: a sector, on the other side than what is left of all; where all is not shown, that is outside
                select s.id, s.q, s.earlier, c.place, c.parent, c.people, c.counts, 1, whole.shown
                  from sectors s join split x on x.id = s.id and not x.some
                  join survey_cut c on c.q = s.q and c.place = s.sector
                  join survey_cut whole on whole.q = s.q and whole.place = 1
                  left join sides rest on rest.id = s.id and rest.part = 1
                 where case when whole.shown then rest.inside is distinct from s.some else s.some end
                union all
                -- 3: everybody
                select f.id, f.q, f.earlier, c.place, c.parent, c.people, c.counts, 3, false
                  from split f join survey_cut c on c.q = f.q and c.place = 1 and c.shown
            ),
            chosen as (
                select distinct on (c.id) c.q, c.place, c.parent, c.rank, c.people from choices c
                 where not (c.must_differ and exists (
                           select 1 from survey_view v where v.q = c.q and v.earlier = c.earlier and v.place = c.place
                              and v.counts = c.counts)
                       and not exists (select 1 from survey_stir m where m.earlier = c.earlier and m.place = c.place
                              and m.came + m.gone > 0))
                 order by c.id, c.rank, c.people, c.place
            )
            select distinct on (c.q, c.parent) c.q, c.place from chosen c order by c.q, c.parent, c.rank, c.people, c.place;
            update survey_cut c set parked = c.shown, shown = false from survey_bad b
             where b.q = c.q and b.place = c.parent and c.level = 3 and c.shown;
            update survey_cut c set shown = false, beside = true from survey_bad b where b.q = c.q and b.place = c.place;
            drop table survey_atom, survey_bad;
        end if;
        drop table survey_found;
        return hit;
    end $$;

-- Show again what was hidden beside something else and need not be any more: everybody, sectors with their organisations or
-- without, organisations; the largest first.
create function commonweal.survey_show_again(touched integer[]) returns void
    language plpgsql set search_path = public as $$
    declare tried integer[]; bad integer[];
    begin
        loop
            create temp table survey_try on commit drop as
            select distinct on (c.q) c.q, c.place, c.parent, c.level
              from survey_cut c
              left join survey_cut s on s.q = c.q and s.place = c.parent
             where c.q = any (touched) and not c.shown and c.people >= 3 and not c.kept_out and c.tries < 2
               and (c.level < 3 or (c.beside and s.shown))
             order by c.q, c.level, c.people desc, c.place;
            select array_agg(t.q) into tried from survey_try t;
            if tried is null then
                drop table survey_try;
                return;
            end if;
            update survey_cut c set shown = true from survey_try t
             where t.q = c.q and (t.place = c.place or (t.level = 2 and t.place = c.parent and c.parked));
            select array_agg(x.q) into bad from (
                select t.q from survey_try t
                  join survey_cut c on c.q = t.q and c.place in (t.place, t.parent) and c.shown and c.level < 3
                  left join survey_cut k on k.q = c.q and k.parent = c.place and k.shown
                 group by t.q, c.place, c.people having c.people - coalesce(sum(k.people), 0) in (1, 2)
                union select f.q from commonweal.survey_telling(tried) f) x;
            -- A sector that cannot stand with its organisations is tried once more without them.
            update survey_cut c
               set shown = false, tries = case when c.place <> t.place then c.tries
                   when exists (select 1 from survey_cut k where k.q = c.q and k.parent = c.place and k.parked) then 1
                   else 2 end
              from survey_try t
             where t.q = c.q and t.q = any (bad) and (t.place = c.place or (t.level = 2 and t.place = c.parent));
            update survey_cut c set parked = false from survey_try t
             where t.q = c.q and t.level = 2 and t.place = c.parent;
            drop table survey_try;
        end loop;
    end $$;
"""

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
    dependencies = [("alignment", "0025_few_lines")]
    operations = [
        migrations.RunSQL(SIDE_BY_SIDE, migrations.RunSQL.noop),
        migrations.RunSQL(PUBLISHING, migrations.RunSQL.noop),
    ]
