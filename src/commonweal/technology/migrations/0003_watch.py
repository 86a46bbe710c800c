"""The worker watches the clocks, and takes in what the desk's mailbox holds: whose seats it does that in."""

from django.db import migrations, models

WATCHERS = """
-- For the worker: partnerships in force, each with a seat on one of its sides that may work on service (the health
-- system's first), in whose name the clock calls the ladder and spend is read anew.
create function commonweal.technology_watchers(wanted text[])
    returns table (partnership uuid, person uuid, seat uuid)
    language sql stable security definer set search_path = public set commonweal.maintenance = 'on' as $$
    select distinct on (p.id) p.id, s.person_id, s.id
      from technology_partnership p
      join partners_seat s on s.alliance_id = p.alliance_id and s.organisation_id in (p.customer_id, p.supplier_id)
      join access_person a on a.id = s.person_id and a.is_active
     where s.period @> now() and s.roles::text[] && wanted
       and (p.ends >= now()::date - 31 or exists (
            select 1 from technology_ticket t where t.partnership_id = p.id and t.state in ('new', 'working')))
     order by p.id, s.organisation_id = p.customer_id desc, s.id
$$;
"""


class Migration(migrations.Migration):
    dependencies = [("technology", "0002_policies"), ("access", "0001_initial")]
    operations = [
        migrations.RunSQL(WATCHERS, "drop function commonweal.technology_watchers(text[])"),
        migrations.AlterField(
            "door",
            "kind",
            models.CharField(
                choices=[
                    ("api", "messages by API"), ("email", "messages by e-mail"), ("status", "status page by link"),
                ],
                max_length=10,
            ),
        ),
    ]  # fmt: skip
