"""Questions in free words; and rounds so alike that their difference is one person's answer.

A round's results are told apart from an earlier round's by who came and who went. Where one or two did, and what is shown
of both rounds differs by no more answers than theirs, the reader needs only suppose that the others said the same again
to read the one answer. Then the later of the two is not shown (docs/methods/anonymity.md).
"""

import django.db.models.deletion
from django.contrib.postgres.functions import RandomUUID
from django.db import migrations, models
from django.db.models import Q

from commonweal.database.security import Policy, append_only, row_security

DEFINER = "security definer set search_path = public set commonweal.maintenance = 'on'"

ANSWERING = f"""
-- Keep answers of the person who acts: question, value or words (neither takes an answer back), importance.
create or replace function commonweal.survey_save(which uuid, secret bytea, given jsonb, hand_in boolean) returns text
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
        insert into alignment_answer (sheet_id, question_id, value, importance, words)
        select mine, q.id, case when q.kind = 'scale' then g.value end,
               case when q.kind = 'scale' and q.asks_importance then g.importance end,
               case when q.kind = 'words' then left(btrim(g.words), 1000) else '' end
          from jsonb_to_recordset(given) as g (question uuid, value int, importance int, words text)
          join alignment_question q on q.id = g.question
          join alignment_round r on r.id = row.round_id and r.survey_id = q.survey_id
         where case when q.kind = 'words' then coalesce(btrim(g.words), '') <> ''
                    else g.value between 1 and q.points and coalesce(g.importance, 1) between 1 and 5 end;
        update alignment_asked a
           set begun_on = coalesce(a.begun_on, current_date),
               handed_in_on = case when hand_in then current_date end
         where a.id = row.id;
        return '';
    end $$;

drop function commonweal.survey_given(uuid, bytea);
-- What the person who acts has answered so far; nothing once it is handed in.
create function commonweal.survey_given(which uuid, secret bytea)
    returns table (question uuid, value int, importance int, words text)
    language sql stable {DEFINER} as $$
    select n.question_id, n.value::int, n.importance::int, n.words
      from alignment_asked a
      join alignment_sheet s on s.round_id = a.round_id and s.key = secret
      join alignment_answer n on n.sheet_id = s.id
     where a.id = which and commonweal.survey_refusal(which) = ''
$$;
"""

PUBLISHING = f"""
-- Who answered in a part of a round: all of it, a sector or an organisation, without some of its parts.
create function commonweal.survey_people(which uuid, of_sector text, of_organisation uuid, without text[])
    returns setof uuid language sql stable set search_path = public as $$
    select a.person_id from alignment_asked a
     where a.round_id = which and a.begun_on is not null
       and (of_sector = '' or a.sector = of_sector)
       and (of_organisation is null or a.organisation_id = of_organisation)
       and not (a.sector = any (without) or a.organisation_id::text = any (without))
$$;

-- Where no more than two people came or went in all: can the difference of two counts be their answers, and of nobody else?
create function commonweal.survey_explained(now_ integer[], then_ integer[], came bigint, gone bigint)
    returns boolean language sql immutable as $$
    select came + gone in (1, 2) and plus <= came and minus <= gone and plus + minus > 0
      from (select coalesce(sum(greatest(n - t, 0)), 0) as plus, coalesce(sum(greatest(t - n, 0)), 0) as minus
              from unnest(now_, then_) as both_ (n, t)) d
$$;

-- Parts of the round being closed (in survey_cut) that would point at one or two people. `rest`: not the part itself but
-- what its parent comes to without all parts shown. `touched`: the questions to look at; null: all.
create function commonweal.survey_pointing(which uuid, touched text[])
    returns table (question_id uuid, about text, sector text, organisation_id uuid, rest boolean)
    language plpgsql set search_path = public as $$
    #variable_conflict use_column
    begin return query
    with views as (
        select which as round_id, c.question_id, c.about, c.level, c.sector, c.organisation_id, c.counts
          from survey_cut c where c.shown and (touched is null or c.question_id::text || c.about = any (touched))
        union all
        select p.round_id, p.question_id, p.about, p.level, p.sector, p.organisation_id, p.counts
          from alignment_result p
          join alignment_round o on o.id = p.round_id
          join alignment_round r on r.id = which and r.survey_id = o.survey_id and o.number < r.number
         where p.counts is not null and (touched is null or p.question_id::text || p.about = any (touched))
    ),
    kids as (
        select v.*, case v.level when 'sector' then '' else v.sector end as parent,
               coalesce(v.organisation_id::text, v.sector) as label
          from views v where v.level <> 'all'
    ),
    -- What is left of everybody, and of a sector, without the parts shown; and without those that two rounds both show.
    cuts as (
        select v.round_id, v.question_id, v.about, v.sector, v.counts,
               coalesce(array_agg(k.label order by k.label) filter (where k.label is not null), '{{}}') as without
          from views v
          left join kids k on k.round_id = v.round_id and k.question_id = v.question_id and k.about = v.about
           and k.parent = v.sector
         where v.level <> 'organisation' group by 1, 2, 3, 4, 5
    ),
    shared as (
        select one.round_id, other.round_id as beside, one.question_id, one.about, one.sector, one.counts,
               array(select unnest(one.without) intersect select unnest(other.without) order by 1) as without
          from cuts one join cuts other using (question_id, about, sector)
         where (one.round_id = which) <> (other.round_id = which)
    ),
    left_over as (
        select round_id, null::uuid as beside, question_id, about, sector, counts, without from cuts
        union select * from shared
    ),
    remaining as (
        select l.round_id, l.beside, l.question_id, l.about, l.sector, l.without, u.at,
               u.n - coalesce(sum(k.counts[u.at]), 0)::int as n
          from left_over l
          cross join lateral unnest(l.counts) with ordinality as u (n, at)
          left join kids k on k.round_id = l.round_id and k.question_id = l.question_id and k.about = l.about
           and k.parent = l.sector and k.label = any (l.without)
         group by 1, 2, 3, 4, 5, 6, 7, u.n
    ),
    blocks as materialized (
        select b.*, (select sum(n) from unnest(b.counts) n) as people from (
            select round_id, null::uuid as beside, question_id, about, level, sector, organisation_id,
                   '{{}}'::text[] as without, counts
              from views
            union all
            select round_id, beside, question_id, about, 'rest', sector, null, without, array_agg(n order by at)
              from remaining group by 1, 2, 3, 4, 6, 8) b
    ),
    pairs as materialized (
        select x.question_id, x.about, x.level, x.counts, y.counts as then_counts, x.sector, x.organisation_id, x.without,
               y.round_id as beside, y.sector as then_sector, y.organisation_id as then_organisation,
               y.without as then_without
          from blocks x
          join blocks y on y.question_id = x.question_id and y.about = x.about and y.round_id <> x.round_id
           and coalesce(x.beside, y.round_id) = y.round_id and coalesce(y.beside, which) = which
           -- Two different sectors, or organisations, have nobody in common.
           and (x.level <> y.level or x.level = 'rest'
                or (x.sector = y.sector and x.organisation_id is not distinct from y.organisation_id))
         where x.round_id = which and abs(x.people - y.people) <= 2
           and (select sum(abs(n - t)) from unnest(x.counts, y.counts) as both_ (n, t)) in (1, 2)
    ),
    -- Many questions are cut alike: who came and went is counted once for all of them.
    moved as materialized (
        select s.*, m.*
          from (select distinct p.sector, p.organisation_id, p.without, p.beside, p.then_sector, p.then_organisation,
                       p.then_without from pairs p) s
          cross join lateral (
            select count(*) filter (where t.who is null) as came, count(*) filter (where n.who is null) as gone
              from commonweal.survey_people(which, s.sector, s.organisation_id, s.without) n (who)
              full join commonweal.survey_people(s.beside, s.then_sector, s.then_organisation, s.then_without) t (who)
                on t.who = n.who) m
    )
    select x.question_id, x.about::text, x.sector::text, x.organisation_id, true
      from blocks x
     where x.round_id = which and x.level = 'rest' and x.beside is null
       and (select sum(n) from unnest(x.counts) n) in (1, 2)
    union
    select p.question_id, p.about::text, p.sector::text, p.organisation_id, p.level = 'rest'
      from pairs p
      join moved m on m.sector = p.sector and m.organisation_id is not distinct from p.organisation_id
       and m.without = p.without and m.beside = p.beside and m.then_sector = p.then_sector
       and m.then_organisation is not distinct from p.then_organisation and m.then_without = p.then_without
     where commonweal.survey_explained(p.counts, p.then_counts, m.came, m.gone);
    end $$;

-- Close a round: publish what may be shown, and wipe the keys that lead from people to their sheets.
create or replace function commonweal.survey_publish(which uuid) returns integer
    language plpgsql {DEFINER} as $$
    declare r alignment_round%rowtype; before uuid; published integer; touched text[];
    begin
        select o.* into r from alignment_round o
         where o.id = which and o.alliance_id = commonweal.my_alliance() for update;
        if not found or r.closed_at is not null or not 'convenor' = any (commonweal.my_roles()) then
            return null;
        end if;
        select o.id into before from alignment_round o
         where o.survey_id = r.survey_id and o.number < r.number order by o.number desc limit 1;
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
        told as (
            select question_id, about, points, said, coalesce(sector, '') as sector, organisation_id, count(*) as n,
                   case grouping(sector, organisation_id) when 3 then 'all' when 1 then 'sector' else 'organisation' end
                       as level
              from given
             group by question_id, about, points, said, grouping sets ((), (sector), (sector, organisation_id))
        ),
        counted as (
            select t.question_id, t.about, t.level, t.sector, t.organisation_id, sum(t.n)::int as people,
                   array(select coalesce(sum(u.n) filter (where u.said = k), 0)::int
                           from generate_series(1, t.points) k
                           left join told u on u.question_id = t.question_id and u.about = t.about and u.level = t.level
                            and u.sector = t.sector and u.organisation_id is not distinct from t.organisation_id
                          group by k order by k) as counts
              from told t group by t.question_id, t.about, t.points, t.level, t.sector, t.organisation_id
        )
        select *, people >= 3 as shown from counted;
        analyze survey_cut;
        loop
            -- What points at few is hidden, a sector with its organisations; where it is what is left beside the parts
            -- shown, the smallest of these, or their parent, where none is left.
            with pointing as (select * from commonweal.survey_pointing(which, touched)),
            beside as (
                select distinct on (p.question_id, p.about, p.sector) c.question_id, c.about, c.sector, c.organisation_id
                  from pointing p
                  join survey_cut c on c.question_id = p.question_id and c.about = p.about and c.shown
                   and (c.sector = p.sector or p.sector = '')
                   and c.level <> 'all' and (c.level = 'sector') = (p.sector = '' or not exists (
                       select 1 from survey_cut o where o.question_id = p.question_id and o.about = p.about
                          and o.sector = p.sector and o.level = 'organisation' and o.shown))
                 where p.rest
                 order by p.question_id, p.about, p.sector, c.people, c.sector, c.organisation_id
            ),
            bad as (
                select question_id, about, sector, organisation_id from pointing where not rest
                union select * from beside
                union select p.question_id, p.about, p.sector, null::uuid from pointing p
                 where p.rest and not exists (select 1 from beside b where b.question_id = p.question_id
                    and b.about = p.about and (b.sector = p.sector or p.sector = ''))
            ),
            hidden as (
                update survey_cut c set shown = false from bad b
                 where c.shown and c.question_id = b.question_id and c.about = b.about and c.sector = b.sector
                   and (b.organisation_id is null or c.organisation_id = b.organisation_id)
                returning c.question_id, c.about)
            select array_agg(distinct h.question_id::text || h.about) into touched from hidden h;
            update survey_cut c set shown = false
             where c.shown and c.level = 'organisation'
               and not exists (select 1 from survey_cut s where s.question_id = c.question_id and s.about = c.about
                                  and s.level = 'sector' and s.sector = c.sector and s.shown);
            exit when touched is null;
        end loop;
        insert into alignment_result
               (round_id, question_id, about, level, sector, organisation_id, counts, comparable)
        select which, c.question_id, c.about, c.level, c.sector, c.organisation_id, case when c.shown then c.counts end,
               coalesce(c.shown and p.counts is not null
                        and not commonweal.survey_few_moved(which, before, c.sector, c.organisation_id)
                        and abs((select sum(x) from unnest(p.counts) x) - c.people) not in (1, 2), false)
          from survey_cut c
          left join alignment_result p
            on p.round_id = before and p.question_id = c.question_id and p.about = c.about and p.level = c.level
           and p.sector = c.sector and p.organisation_id is not distinct from c.organisation_id
         where c.shown or c.level <> 'organisation';
        get diagnostics published = row_count;
        drop table survey_cut;
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

-- Close a round of ties: publish what at least three others, through three different people, think of each member.
create or replace function commonweal.network_publish(which uuid) returns integer
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
              join alignment_tieround o on o.id = t.round_id
             where o.alliance_id = r.alliance_id and o.number <= r.number and g.about_id <> t.organisation_id
        ),
        counted as (
            select about_id, dimension, count(*) as raters, sum(value) as total,
                   least(count(distinct person_id), count(distinct organisation_id)) >= 3 as shown
              from given where round_id = which group by 1, 2
        ),
        -- Not beside an earlier sum that only one or two raters more or fewer made: the difference would be their ratings.
        scores as (
            select c.about_id, c.dimension, c.raters, c.total, c.shown and not exists (
                select 1 from alignment_score p
                  join alignment_tieround o on o.id = p.round_id and o.alliance_id = r.alliance_id and o.number < r.number
                  cross join lateral (
                    select count(*) filter (where t.organisation_id is null) as came,
                           count(*) filter (where n.organisation_id is null) as gone
                      from (select g.organisation_id from given g where g.round_id = which
                               and g.about_id = c.about_id and g.dimension = c.dimension) n
                      full join (select g.organisation_id from given g where g.round_id = p.round_id
                                    and g.about_id = c.about_id and g.dimension = c.dimension) t
                        on t.organisation_id = n.organisation_id) m
                 where p.organisation_id = c.about_id and p.dimension = c.dimension and p.raters is not null
                   and m.came + m.gone in (1, 2)
                   and c.total - p.total between m.came - 4 * m.gone and 4 * m.came - m.gone) as shown
              from counted c
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
REMARK = "exists (select 1 from alignment_round r where r.id = round_id and r.alliance_id = (select commonweal.my_alliance()))"


class Migration(migrations.Migration):
    dependencies = [("alignment", "0022_learning_visibility")]
    operations = [
        migrations.AddField(
            "question",
            "kind",
            models.CharField(
                max_length=8, choices=[("scale", "A scale"), ("words", "Own words")], default="scale"
            ),
        ),
        migrations.AlterField(
            "question",
            "low",
            models.CharField(
                max_length=80, blank=True, default="", verbose_name="what the lowest answer means"
            ),
        ),
        migrations.AlterField(
            "question",
            "high",
            models.CharField(
                max_length=80, blank=True, default="", verbose_name="what the highest answer means"
            ),
        ),
        migrations.AddConstraint(
            "question",
            models.CheckConstraint(
                condition=Q(kind="words", asks_importance=False)
                | (Q(kind="scale") & ~Q(low="") & ~Q(high="")),
                name="a_scale_has_words_at_its_ends",
            ),
        ),
        migrations.AlterField("answer", "value", models.PositiveSmallIntegerField(null=True)),
        migrations.AddField("answer", "words", models.TextField(max_length=1000, blank=True, default="")),
        migrations.AddConstraint(
            "answer",
            models.CheckConstraint(
                condition=Q(value__isnull=False, words="") | (Q(value__isnull=True) & ~Q(words="")),
                name="an_answer_is_a_value_or_words",
            ),
        ),
        migrations.CreateModel(
            "Remark",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        primary_key=True, serialize=False, editable=False, db_default=RandomUUID()
                    ),
                ),
                ("words", models.TextField(max_length=1000)),
                (
                    "question",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="alignment.question"
                    ),
                ),
                (
                    "round",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="remarks",
                        to="alignment.round",
                    ),
                ),
            ],
        ),
        row_security("alignment_remark", Policy(select=REMARK)),
        append_only("alignment_remark"),
        migrations.RunSQL(ANSWERING, migrations.RunSQL.noop),
        migrations.RunSQL(PUBLISHING, migrations.RunSQL.noop),
    ]
