"""That two organisations have both assessed themselves may be told; what they answered stays with each."""

from django.db import migrations

FUNCTION = """
-- Did all of these organisations, at least two, answer every one of these questions? Nothing is told of one alone.
create function commonweal.readiness_assessed(organisations uuid[], items text[]) returns boolean
    language sql stable security definer set search_path = public set commonweal.maintenance = 'on' as $$
    select (select count(distinct o) from unnest(organisations) o) >= 2
           and not exists (
               select 1 from unnest(organisations) o, unnest(items) i
                where not exists (
                    select 1 from alignment_readinessanswer a
                     where a.alliance_id = commonweal.my_alliance() and a.organisation_id = o and a.item = i))
$$;
"""


class Migration(migrations.Migration):
    dependencies = [("alignment", "0012_people_visibility")]
    operations = [
        migrations.RunSQL(FUNCTION, "drop function commonweal.readiness_assessed(uuid[], text[])"),
    ]
