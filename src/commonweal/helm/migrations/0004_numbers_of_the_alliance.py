"""What alliances chose moves into their rows, where every room finds it."""

from django.db import migrations

MOVE = """
select set_config('commonweal.maintenance', 'on', true);
update partners_alliance a set numbers = chosen.numbers from (
    select alliance_id, jsonb_object_agg(name, jsonb_build_object(
               'value', value, 'reason', reason, 'by', person_name, 'at', chosen_at)) as numbers
      from helm_thresholdchosen group by alliance_id) chosen
 where chosen.alliance_id = a.id;
select set_config('commonweal.maintenance', '', true);
"""


class Migration(migrations.Migration):
    dependencies = [("helm", "0003_thresholds"), ("partners", "0006_numbers")]
    operations = [
        migrations.RunSQL(MOVE, migrations.RunSQL.noop),
        migrations.DeleteModel("ThresholdChosen"),
    ]
