"""A feed from a folder is its organisation's."""

from django.db import migrations

from commonweal.database.security import MY_ALLIANCE, MY_ORGANISATION, Policy, row_security

OWN = f"organisation_id = {MY_ORGANISATION} and alliance_id = {MY_ALLIANCE}"


class Migration(migrations.Migration):
    dependencies = [("performance", "0003_folderfeed")]
    operations = [row_security("performance_folderfeed", Policy(select=OWN, insert=OWN, update=OWN))]
