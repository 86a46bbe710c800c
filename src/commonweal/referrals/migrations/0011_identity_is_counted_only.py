"""The identity group of a referral is counted and never read: it leaves the model and stays in the database.

The trigger that describes a referral writes it, `commonweal.network_counts` counts it, both as the owner; the
application has no right to the column (`database/roles.py`).
"""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("referrals", "0010_going_on")]
    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[migrations.RemoveField("referral", "identity_group")]
        ),
    ]
