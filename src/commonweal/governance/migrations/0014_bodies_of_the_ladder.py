"""Which body handles which step of the ladder: seen by the alliance, kept by the convenor."""

import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models

import commonweal.database.models
from commonweal.database.security import Policy, row_security

MINE = "alliance_id = (select commonweal.my_alliance())"
KEPT = f"{MINE} and 'convenor' = any ((select commonweal.my_roles())::text[])"


class Migration(migrations.Migration):
    dependencies = [
        ("governance", "0013_a_reason_after_the_count"),
        ("partners", "0005_identity_once"),
    ]

    operations = [
        migrations.CreateModel(
            name="LadderBody",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        db_default=commonweal.database.models.UUIDv7(),
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                (
                    "created_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), editable=False
                    ),
                ),
                (
                    "step",
                    models.CharField(
                        choices=[
                            ("between", "Between the two parties"),
                            ("facilitated", "Facilitated"),
                            ("committee", "Before the committee"),
                            ("board", "Before the board or a mediator"),
                            ("exit", "By the exit terms"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "alliance",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="partners.alliance"
                    ),
                ),
                (
                    "body",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="governance.body"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("alliance", "step"), name="one_body_for_a_step")
                ],
            },
        ),
        row_security("governance_ladderbody", Policy(select=MINE, insert=KEPT, update=KEPT, delete=KEPT)),
    ]
