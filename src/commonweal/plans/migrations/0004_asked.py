"""When an owner was last asked by e-mail how an action stands."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("plans", "0003_proposed_changes")]
    operations = [migrations.AddField("action", "asked_at", models.DateTimeField(null=True))]
