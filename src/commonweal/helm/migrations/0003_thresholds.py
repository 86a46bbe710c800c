"""The numbers an alliance chose for itself: seen by everybody with a seat, changed by those who manage it."""

import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models

import commonweal.database.models
from commonweal.database.security import alliance_rows
from commonweal.database.tables import Tables


class Migration(migrations.Migration):
    dependencies = [("helm", "0002_own_only"), ("partners", "0005_identity_once")]
    operations = [
        Tables(
            [
                migrations.CreateModel(
                    name="ThresholdChosen",
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
                        ("name", models.CharField(max_length=30)),
                        ("value", models.PositiveIntegerField()),
                        ("reason", models.CharField(max_length=300)),
                        ("person_name", models.CharField(max_length=200)),
                        ("chosen_at", models.DateTimeField()),
                        (
                            "alliance",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to="partners.alliance",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("alliance", "name"), name="a_threshold_is_chosen_once"
                            )
                        ],
                    },
                ),
            ]
        ),
        alliance_rows("helm_thresholdchosen"),
    ]
