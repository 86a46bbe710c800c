"""Talk about a record that not everybody sees is for the organisations that see it."""

from django.contrib.postgres.fields import ArrayField
from django.db import migrations, models

from commonweal.database.security import Policy, replace_row_security

MINE = "alliance_id = (select commonweal.my_alliance())"
OWN = "(select commonweal.my_organisation())"
ME = "person_id = (select commonweal.setting('commonweal.person'))"
TEAM = f"{MINE} and (team_id is null or team_id = any ((select commonweal.my_teams())::uuid[]))"
SOME = f"{TEAM} and (readers is null or {OWN} = any (readers))"


class Migration(migrations.Migration):
    dependencies = [("communications", "0003_reports")]
    operations = [
        migrations.AddField("thread", "readers", ArrayField(models.UUIDField(), null=True)),
        *replace_row_security(
            "communications_thread",
            Policy(select=SOME, insert=f"{SOME} and {ME}", update=SOME),
            before=Policy(select=TEAM, insert=f"{TEAM} and {ME}", update=TEAM),
        ),
    ]
