"""Indexes for the lists: open needs by domain, urgent ones, and to whom people are opened."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("clients", "0004_revoking_and_sight")]
    operations = [
        migrations.AddIndex(
            model_name="need",
            index=models.Index(
                fields=["alliance", "domain"], name="need_open", condition=models.Q(status="open")
            ),
        ),
        migrations.AddIndex(
            model_name="need",
            index=models.Index(
                fields=["recorded_by", "created_at"],
                name="need_urgent",
                condition=models.Q(status="open", urgency="urgent"),
            ),
        ),
        migrations.AddIndex(
            model_name="opening",
            index=models.Index(fields=["clause_id", "recipient_id"], name="opening_recipient"),
        ),
    ]
