"""What working on a referral adds: since when, a place held, a link sent; and notices."""

import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models

import commonweal.database.models


class Migration(migrations.Migration):
    dependencies = [
        ("partners", "0002_identity"),
        ("referrals", "0002_visibility"),
    ]

    operations = [
        migrations.AddField(
            model_name="referral",
            name="holds_place",
            field=models.BooleanField(
                db_default=False, default=False, help_text="It has taken a place of its service."
            ),
        ),
        migrations.AddField(
            model_name="referral",
            name="link_sent_at",
            field=models.DateTimeField(help_text="When a signed link was last e-mailed.", null=True),
        ),
        migrations.AddField(
            model_name="referral",
            name="rerouted_at",
            field=models.DateTimeField(
                help_text="When another one was sent in its place. Its status stays as it is.", null=True
            ),
        ),
        migrations.AddField(
            model_name="referral",
            name="status_at",
            field=models.DateTimeField(help_text="Since when it has this status.", null=True),
        ),
        migrations.CreateModel(
            name="Notice",
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
                ("text", models.TextField()),
                ("read_at", models.DateTimeField(null=True)),
                (
                    "alliance",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="partners.alliance"
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="partners.organisation",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("read_at__isnull", True)),
                        fields=["organisation"],
                        name="notice_unread",
                    )
                ],
            },
        ),
    ]
