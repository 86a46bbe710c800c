"""The thresholds that an alliance chose for itself stand in its own row, and come with whoever acts."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("partners", "0005_identity_once")]
    operations = [
        migrations.AddField("alliance", "numbers", models.JSONField(blank=True, default=dict)),
    ]
