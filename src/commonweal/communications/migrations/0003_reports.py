"""Providers' reports settle what a broken-off sending left uncertain; uncertain addresses are found quickly."""

from django.db import migrations, models

PLPGSQL = """
    language plpgsql security definer set search_path = public set commonweal.maintenance = 'on'
"""
REPORTED = f"""
-- What a mail provider reports about one message, by its identifier or by our row that the report names: it was
-- taken (which ends a doubt), or it failed for good (which ends the subscription, too).
create function commonweal.newsletter_reported(message text, delivery uuid, how text) returns boolean {PLPGSQL} as $$
declare
    found_row communications_delivery%rowtype;
begin
    select * into found_row from communications_delivery d
     where message <> '' and d.message_id = message
        or d.id = delivery and d.message_id = '' and d.outcome in ('', 'uncertain')
     limit 1;
    if found_row.id is null then return false; end if;
    if found_row.outcome = 'uncertain' then
        update communications_delivery d set outcome = 'sent', problem = '', message_id = message
         where d.id = found_row.id;
    end if;
    if how <> 'taken' then
        update communications_delivery d set bounced_at = coalesce(d.bounced_at, now()) where d.id = found_row.id;
        perform commonweal.end_subscription(found_row.subscription_id, how);
    end if;
    return true;
end $$;
drop function commonweal.newsletter_came_back(text, text);
"""
BACK = f"""
drop function commonweal.newsletter_reported(text, uuid, text);
create function commonweal.newsletter_came_back(message text, how text) returns boolean {PLPGSQL} as $$
declare
    gone communications_delivery%rowtype;
begin
    select * into gone from communications_delivery d where d.message_id = message and message <> '';
    if gone.id is null then return false; end if;
    update communications_delivery d set bounced_at = coalesce(d.bounced_at, now()) where d.id = gone.id;
    perform commonweal.end_subscription(gone.subscription_id, how);
    return true;
end $$;
"""


class Migration(migrations.Migration):
    dependencies = [("communications", "0002_policies")]
    operations = [
        migrations.RunSQL(REPORTED, BACK),
        migrations.AddIndex(
            "delivery",
            models.Index(
                fields=["newsletter"], condition=models.Q(outcome="uncertain"), name="delivery_uncertain"
            ),
        ),
    ]
