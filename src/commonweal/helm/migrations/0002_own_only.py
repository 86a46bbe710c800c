"""What somebody put aside and when their letter comes is theirs; what was handed over is seen by both."""

from django.db import migrations

from commonweal.database.security import Policy, row_security

MINE = "seat_id = (select commonweal.setting('commonweal.seat'))"
OURS = f"""{MINE} and exists (
    select 1 from partners_seat s where s.id = to_id and s.organisation_id = (select commonweal.my_organisation())
)"""


class Migration(migrations.Migration):
    dependencies = [("helm", "0001_initial"), ("partners", "0005_identity_once")]
    operations = [
        row_security("helm_putaside", Policy(select=MINE, insert=MINE, update=MINE, delete=MINE)),
        row_security("helm_digest", Policy(select=MINE, insert=MINE, update=MINE)),
        row_security(
            "helm_handedover",
            Policy(
                select=f"{MINE} or to_id = (select commonweal.setting('commonweal.seat'))",
                insert=OURS,
                delete=MINE,
            ),
        ),
    ]
