"""Where one or two people's lines lead out: what two rounds could tell of them.

Two rounds are laid side by side as a net: its knots are the parts of either that are shown, and every person is a line
from the part they were counted in to the one they are counted in now (docs/methods/anonymity.md).
"""

from django.db import migrations

FEW_LINES = """
-- Connected sets of parts that exactly one or two people's lines lead out of: the parts, and how many of these people came
-- and how many are gone. Line i: `people[i]` people between parts now_[i] and then_[i]; of now above zero, of then below;
-- 0 is where nobody is seen, and in no set.
create function commonweal.survey_few_lines(now_ integer[], then_ integer[], people integer[])
    returns table (parts integer[], came integer, gone integer) language plpgsql immutable as $$
declare
    middle int; size_ int; i int; j int; x int; y int; e int; h int; t int := 0; m int := 0; depth int; root int;
    up int[]; there bool[];  -- parts that three lines or more hold together are one knot
    near int[]; far int[]; head int[]; next_ int[];  -- thin lines between knots; of each knot the first, and the one after
    entered int[]; last_ int[]; way int[]; stack int[]; used bool[];  -- a walk through all knots, deeper first
    mark bigint[]; label bigint[]; child int[]; base int[]; until int[];
    begins int[]; ids int[]; at_ int[]; p int[]; one record;
begin
    if now_ is null then
        return;
    end if;
    middle := 1 + (select greatest(0, max(n), -min(t_)) from unnest(now_, then_) as l (n, t_));
    size_ := 2 * middle - 1;
    up := array(select generate_series(1, size_));
    there := array_fill(false, array[size_]);
    for i in 1 .. cardinality(now_) loop
        x := now_[i] + middle;
        y := then_[i] + middle;
        there[x] := true;
        there[y] := true;
        if people[i] >= 3 then
            while up[x] <> x loop up[x] := up[up[x]]; x := up[x]; end loop;
            while up[y] <> y loop up[y] := up[up[y]]; y := up[y]; end loop;
            up[x] := y;
        end if;
    end loop;
    for i in 1 .. size_ loop
        x := i;
        while up[x] <> x loop x := up[x]; end loop;
        up[i] := x;
    end loop;
    head := array_fill(0, array[size_]);
    for i in 1 .. cardinality(now_) loop
        x := up[now_[i] + middle];
        y := up[then_[i] + middle];
        if people[i] < 3 and x <> y then
            for j in 1 .. people[i] loop
                m := m + 1;
                near[m] := x;
                far[m] := y;
                next_[2 * m - 1] := head[x];
                head[x] := 2 * m - 1;
                next_[2 * m] := head[y];
                head[y] := 2 * m;
            end loop;
        end if;
    end loop;
    if m = 0 then
        return;
    end if;
    -- Lines the walk does not go along get a mark by chance; lines it goes along, the exclusive sum of the marks of those
    -- that lead past them. A line without a mark is the only one out of what lies behind it; two with one mark are the only
    -- two out of what lies between them (Pritchard and Thurimella 2011). No such set is missed; one too many is taken
    -- once in 10^15, and something is hidden that need not be.
    entered := array_fill(0, array[size_]);
    last_ := entered;
    way := entered;
    mark := array_fill(0::bigint, array[size_]);
    label := array_fill(0::bigint, array[m]);
    child := array_fill(0, array[m]);
    base := child;
    used := array_fill(false, array[m]);
    for i in 0 .. m loop
        root := case i when 0 then up[middle] else near[i] end;
        continue when entered[root] > 0;
        t := t + 1;
        j := t;
        entered[root] := t;
        stack[1] := root;
        depth := 1;
        while depth > 0 loop
            x := stack[depth];
            h := head[x];
            if h = 0 then
                last_[x] := t;
                depth := depth - 1;
                if depth > 0 then
                    y := stack[depth];
                    label[way[x]] := mark[x];
                    child[way[x]] := x;
                    mark[y] := mark[y] # mark[x];
                end if;
            else
                head[x] := next_[h];
                e := (h + 1) / 2;
                if not used[e] then
                    used[e] := true;
                    base[e] := j;
                    y := case h % 2 when 1 then far[e] else near[e] end;
                    if entered[y] = 0 then
                        t := t + 1;
                        entered[y] := t;
                        way[y] := e;
                        depth := depth + 1;
                        stack[depth] := y;
                    else
                        label[e] := hashint8extended(e, 20);
                        mark[x] := mark[x] # label[e];
                        mark[y] := mark[y] # label[e];
                    end if;
                end if;
            end if;
        end loop;
        until[j] := t;
    end loop;
    -- Parts in the order of the walk: what lies behind a line is a stretch of them.
    begins := array_fill(0, array[t + 1]);
    for i in 1 .. size_ loop
        if there[i] and entered[up[i]] > 0 then
            begins[entered[up[i]]] := begins[entered[up[i]]] + 1;
        end if;
    end loop;
    j := 1;
    for i in 1 .. t + 1 loop
        x := begins[i];
        begins[i] := j;
        j := j + x;
    end loop;
    at_ := begins;
    ids := array_fill(0, array[greatest(j - 1, 1)]);
    for i in 1 .. size_ loop
        if there[i] and entered[up[i]] > 0 then
            x := entered[up[i]];
            ids[at_[x]] := i - middle;
            at_[x] := at_[x] + 1;
        end if;
    end loop;
    for one in
        with line as (
            select l.e::int as e, l.label, l.child, l.base from unnest(label, child, base) with ordinality as l (label, child, base, e)
        ),
        alone as (select * from line where line.label = 0 and line.child > 0)
        -- `behind`: what lies behind one line and not behind the other; `before`: the rest of what hangs together.
        select a.e, 0 as f, true as behind, a.base > 1 as before, a.base from alone a
        union all
        select a.e, b.e, true, a.base > 1, a.base from line a join line b on b.label = a.label
         where a.label <> 0 and a.child > 0 and (b.child = 0 or a.e < b.e) and a.e <> b.e
        union all
        select a.e, b.e, entered[b.child] <= last_[a.child], entered[b.child] > last_[a.child], a.base
          from alone a join alone b on b.base = a.base and entered[b.child] > entered[a.child]
         where a.base > 1 or entered[b.child] <= last_[a.child]
    loop
        p := array[entered[child[one.e]], last_[child[one.e]] + 1];
        if one.f > 0 and child[one.f] > 0 then
            p := array(select unnest(p || array[entered[child[one.f]], last_[child[one.f]] + 1]) order by 1);
        else
            p := p || array[p[2], p[2]];
        end if;
        i := 0;
        foreach e in array array[one.e, one.f] loop
            if e > 0 then
                x := entered[near[e]];
                i := i + ((x >= p[1] and x < p[2]) or (x >= p[3] and x < p[4]))::int;
            end if;
        end loop;
        j := 1 + (one.f > 0)::int;
        if one.behind then
            parts := ids[begins[p[1]] : begins[p[2]] - 1] || ids[begins[p[3]] : begins[p[4]] - 1];
            came := i;
            gone := j - i;
            return next;
        end if;
        if one.before then
            parts := ids[begins[one.base] : begins[p[1]] - 1] || ids[begins[p[2]] : begins[p[3]] - 1]
                || ids[begins[p[4]] : begins[until[one.base] + 1] - 1];
            came := j - i;
            gone := i;
            return next;
        end if;
    end loop;
end $$;
"""


class Migration(migrations.Migration):
    dependencies = [("alignment", "0024_feedback_drafts")]
    operations = [
        migrations.RunSQL(
            FEW_LINES,
            "drop function commonweal.survey_few_lines(integer[], integer[], integer[])",
        )
    ]
