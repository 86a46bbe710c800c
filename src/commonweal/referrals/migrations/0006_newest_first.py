"""All that an organisation received or sent, newest first, page by page through an index."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("referrals", "0005_network")]
    operations = [
        migrations.AddIndex(
            "referral", models.Index(fields=["receiver", "-created_at", "-id"], name="referral_received")
        ),
        migrations.AddIndex(
            "referral",
            models.Index(fields=["recorded_by", "-created_at", "-id"], name="referral_sent_newest"),
        ),
    ]
