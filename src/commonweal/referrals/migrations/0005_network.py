"""What is counted over the whole alliance: area, language and identity group as they were when it was sent."""

from django.db import migrations, models

DESCRIBE = """
create function commonweal.describe_referral() returns trigger
    language plpgsql security definer set search_path = public set commonweal.maintenance = 'on'
    as $$ begin
    select coalesce(c.postcode, ''), coalesce(c.language, ''),
           case cardinality(i.race_ethnicity) when 0 then '' when 1 then i.race_ethnicity[1]
                else case when i.id is null then '' else 'several' end end
      into new.area, new.language, new.identity_group
      from clients_client c left join clients_clientidentity i on i.client_id = c.id
     where c.id = new.client_id;
    return new;
end $$;
create trigger describe before insert on referrals_referral
    for each row execute function commonweal.describe_referral();
create index referral_sent on referrals_referral (alliance_id, sent_at);
"""
UNDO = """
drop index referral_sent;
drop trigger describe on referrals_referral;
drop function commonweal.describe_referral();
"""

# Counts only, over the actor's own alliance; who may see single rows is no business of this function.
COUNTS = """
create function commonweal.network_counts(since timestamptz, until timestamptz, by text)
    returns table (value text, other text, sent bigint, answered bigint, accepted bigint, declined bigint,
                   closed bigint, helped bigint, waiting bigint)
    language sql stable security definer set search_path = public set commonweal.maintenance = 'on'
    as $$
    select case by
               when 'sender' then r.recorded_by_id::text
               when 'receiver' then r.receiver_id::text
               when 'need' then r.domain
               when 'area' then r.area
               when 'language' then r.language
               when 'identity' then r.identity_group
               when 'month_reason' then to_char(r.sent_at, 'YYYY-MM')
               when 'need_area' then r.domain
               when 'flow' then r.recorded_by_id::text end,
           case by
               when 'need_area' then r.area
               when 'flow' then r.receiver_id::text
               when 'month_reason' then case when r.status = 'rejected' then r.reason_code end end,
           count(*), count(r.answered_at),
           count(*) filter (where r.answered_at is not null and r.status <> 'rejected'),
           count(*) filter (where r.status = 'rejected'),
           count(*) filter (where r.outcome <> ''),
           count(*) filter (where r.outcome = 'helped'),
           count(*) filter (where r.status = 'requested')
      from referrals_referral r
     where r.alliance_id = commonweal.my_alliance()
       and r.sent_at >= since and r.sent_at < until
       and r.status not in ('draft', 'entered-in-error')
     group by 1, 2
    $$;

create function commonweal.network_hours(since timestamptz, until timestamptz)
    returns table (step text, measured bigint, median double precision, ninetieth double precision)
    language sql stable security definer set search_path = public set commonweal.maintenance = 'on'
    as $$
    with waits as (
        select extract(epoch from r.answered_at - r.sent_at) / 3600 as answer,
               extract(epoch from r.closed_at - r.sent_at) / 3600 as close
          from referrals_referral r
         where r.alliance_id = commonweal.my_alliance()
           and r.sent_at >= since and r.sent_at < until and r.status not in ('draft', 'entered-in-error')
    )
    select 'answer', count(answer), percentile_disc(0.5) within group (order by answer),
           percentile_disc(0.9) within group (order by answer) from waits where answer is not null
    union all
    select 'close', count(close), percentile_disc(0.5) within group (order by close),
           percentile_disc(0.9) within group (order by close) from waits where close is not null
    $$;
"""
UNDO_COUNTS = """
drop function commonweal.network_counts(timestamptz, timestamptz, text);
drop function commonweal.network_hours(timestamptz, timestamptz);
"""


def text(length: int) -> models.CharField:
    return models.CharField(max_length=length, blank=True, default="", db_default="", editable=False)


class Migration(migrations.Migration):
    dependencies = [("referrals", "0004_guard")]
    operations = [
        migrations.AddField("referral", "area", text(20)),
        migrations.AddField("referral", "language", text(20)),
        migrations.AddField("referral", "identity_group", text(60)),
        migrations.RunSQL(DESCRIBE, UNDO),
        migrations.RunSQL(COUNTS, UNDO_COUNTS),
    ]
