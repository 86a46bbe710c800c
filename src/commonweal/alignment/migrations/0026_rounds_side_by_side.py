"""Two rounds tell no answer of one or two people, whatever is added and subtracted in both.

Every set of people that follows from one round is laid beside every one that follows from the other: lines of the net between
them say where two differ by one or two (docs/methods/anonymity.md, with the proof).
"""

from django.db import migrations

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

-- Hide what tells, and of which questions. A view that itself differs by one or two people is hidden for good; where it is
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
                select d.id, d.q, d.earlier, coalesce(bool_or(s.split), false) as some
                  from sides d left join sectors s on s.id = d.id group by 1, 2, 3
            ),
            -- 1: an organisation of a sector that is cut through, on the other side than what is left of the sector
            choices as (
                select s.id, s.q, s.earlier, c.place, c.parent, c.people, c.counts, 1 as rank, true as must_differ
                  from sectors s join survey_cut c on c.q = s.q and c.parent = s.sector and c.shown
                  join sides own on own.id = s.id and own.part = c.place
                  left join sides rest on rest.id = s.id and rest.part = s.sector
                 where s.split and rest.inside is distinct from own.inside
                union all  -- 2: that sector
                select s.id, s.q, s.earlier, c.place, c.parent, c.people, c.counts, 2, false
                  from sectors s join survey_cut c on c.q = s.q and c.place = s.sector where s.split
                union all  -- 1: a sector, on the other side than what is left of all; where all is not shown, that is outside
                select s.id, s.q, s.earlier, c.place, c.parent, c.people, c.counts, 1, whole.shown
                  from sectors s join split x on x.id = s.id and not x.some
                  join survey_cut c on c.q = s.q and c.place = s.sector
                  join survey_cut whole on whole.q = s.q and whole.place = 1
                  left join sides rest on rest.id = s.id and rest.part = 1
                 where case when whole.shown then rest.inside is distinct from s.some else s.some end
                union all  -- 3: everybody
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
            select distinct on (c.q, c.parent) c.q, c.place from chosen c
             order by c.q, c.parent, c.rank, c.people, c.place;
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


class Migration(migrations.Migration):
    dependencies = [("alignment", "0025_few_lines")]
    operations = [migrations.RunSQL(SIDE_BY_SIDE, migrations.RunSQL.noop)]
