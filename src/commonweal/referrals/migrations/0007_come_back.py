"""What came back to a sender, oldest first, without reading all that it ever sent."""

from django.db import migrations, models

COME_BACK = models.Q(status__in=["rejected", "failed"], rerouted_at__isnull=True) | models.Q(
    status="completed", seen_by_sender_at__isnull=True
)


class Migration(migrations.Migration):
    dependencies = [("referrals", "0006_newest_first")]
    operations = [
        migrations.AddIndex(
            "referral",
            models.Index(fields=["recorded_by", "closed_at"], name="referral_back", condition=COME_BACK),
        ),
    ]
