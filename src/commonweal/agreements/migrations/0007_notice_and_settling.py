"""Notice that a party gave, and when what followed from an end was done."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("agreements", "0006_who_signs_and_keeps"),
        ("partners", "0005_identity_once"),
    ]

    operations = [
        migrations.AddField(
            model_name="agreement",
            name="settled_at",
            field=models.DateTimeField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name="party",
            name="leaves_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="party",
            name="noticed_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddConstraint(
            model_name="party",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("leaves_at__isnull", True), ("noticed_at__isnull", True)),
                    ("leaves_at__gt", models.F("noticed_at")),
                    _connector="OR",
                ),
                name="notice_is_over_after_it_was_given",
            ),
        ),
        # What ended, and what lapsed with a checklist that somebody began, was settled when that was done.
        migrations.RunSQL(
            """
            select set_config('commonweal.maintenance', 'on', true);
            update agreements_agreement a set settled_at = coalesce(a.ended_at, now())
             where a.ended_at is not null
                or upper(a.in_force) <= now()
                   and exists (select 1 from agreements_exittask t where t.agreement_id = a.id);
            select set_config('commonweal.maintenance', '', true);
            """,
            migrations.RunSQL.noop,
        ),
    ]
