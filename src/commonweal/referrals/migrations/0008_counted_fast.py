"""The network page counts from one index alone, and the rows behind a figure come newest first from the same.

Referrals of one alliance lie all over their table. Counting a quarter of a million of them read as many pages; the
index holds all that is counted. Groups are formed by the columns as they are, and put into words afterwards.
"""

from django.db import migrations

INDEX = """
create index referral_counted
    on referrals_referral (alliance_id, sent_at desc nulls last, id desc)
    include (recorded_by_id, receiver_id, domain, area, language, identity_group, status, outcome, reason_code,
             answered_at, closed_at, rerouted_at);
drop index referral_sent;
"""
NO_INDEX = """
create index referral_sent on referrals_referral (alliance_id, sent_at);
drop index referral_counted;
"""

COUNTS = """
create or replace function commonweal.network_counts(since timestamptz, until timestamptz, by text)
    returns table (value text, other text, sent bigint, answered bigint, accepted bigint, declined bigint,
                   closed bigint, helped bigint, waiting bigint)
    language plpgsql stable security definer set search_path = public set commonweal.maintenance = 'on'
    as $$
declare
    first text := case by
        when 'sender' then 'r.recorded_by_id'
        when 'receiver' then 'r.receiver_id'
        when 'need' then 'r.domain'
        when 'area' then 'r.area'
        when 'language' then 'r.language'
        when 'identity' then 'r.identity_group'
        when 'month_reason' then 'date_trunc(''month'', r.sent_at)'
        when 'need_area' then 'r.domain'
        when 'flow' then 'r.recorded_by_id' end;
    second text := case by
        when 'need_area' then 'r.area'
        when 'flow' then 'r.receiver_id'
        when 'month_reason' then 'case when r.status = ''rejected'' then r.reason_code end'
        else 'null::text' end;
begin
    return query execute format($q$
        select case when $3 = 'month_reason' then left(g.value::text, 7) else g.value::text end, g.other::text,
               g.sent, g.answered, g.accepted, g.declined, g.closed, g.helped, g.waiting
          from (select %s as value, %s as other, count(*) as sent, count(r.answered_at) as answered,
                       count(*) filter (where r.answered_at is not null and r.status <> 'rejected') as accepted,
                       count(*) filter (where r.status = 'rejected') as declined,
                       count(*) filter (where r.outcome <> '') as closed,
                       count(*) filter (where r.outcome = 'helped') as helped,
                       count(*) filter (where r.status = 'requested' and r.rerouted_at is null) as waiting
                  from referrals_referral r
                 where r.alliance_id = $4 and r.sent_at >= $1 and r.sent_at < $2
                   and r.status not in ('draft', 'entered-in-error')
                 group by 1, 2) g
        $q$, first, second) using since, until, by, commonweal.my_alliance();
end $$;

create or replace function commonweal.network_hours(since timestamptz, until timestamptz)
    returns table (step text, measured bigint, median double precision, ninetieth double precision)
    language sql stable security definer set search_path = public set commonweal.maintenance = 'on'
    as $$
    with waits as materialized (
        select count(r.answered_at) as answered, count(r.closed_at) as closed,
               percentile_disc(array[0.5, 0.9]) within group (order by r.answered_at - r.sent_at) as answer,
               percentile_disc(array[0.5, 0.9]) within group (order by r.closed_at - r.sent_at) as close
          from referrals_referral r
         where r.alliance_id = commonweal.my_alliance()
           and r.sent_at >= since and r.sent_at < until and r.status not in ('draft', 'entered-in-error')
    )
    select 'answer', answered, extract(epoch from answer[1])::double precision / 3600,
           extract(epoch from answer[2])::double precision / 3600 from waits
    union all
    select 'close', closed, extract(epoch from close[1])::double precision / 3600,
           extract(epoch from close[2])::double precision / 3600 from waits
    $$;
"""


class Migration(migrations.Migration):
    dependencies = [("referrals", "0007_come_back")]
    operations = [
        migrations.RunSQL(INDEX, NO_INDEX),
        # Undone, the faster functions stay: what they answer is the same.
        migrations.RunSQL(COUNTS, migrations.RunSQL.noop),
    ]
