"""Runs and findings are their organisation's; figures are the alliance's once they are handed on."""

from django.db import migrations

from commonweal.database.security import MY_ALLIANCE, MY_ORGANISATION, Policy, row_security

OWN = f"organisation_id = {MY_ORGANISATION} and alliance_id = {MY_ALLIANCE}"
ALLIANCE = f"alliance_id = {MY_ALLIANCE}"
OF_RUN = "exists (select 1 from performance_run r where r.id = run_id)"
OF_PART = "exists (select 1 from performance_part p where p.id = part_id)"
OF_OWN_PART = f"exists (select 1 from performance_part p where p.id = part_id and p.organisation_id = {MY_ORGANISATION})"
OF_VERSION = "exists (select 1 from performance_version v where v.id = version_id)"


class Migration(migrations.Migration):
    dependencies = [("performance", "0001_initial"), ("partners", "0002_identity")]
    operations = [
        row_security("performance_run", Policy(select=OWN, insert=OWN, update=OWN)),
        row_security("performance_finding", Policy(select=OF_RUN, insert=OF_RUN, delete=OF_RUN)),
        row_security(
            "performance_part",
            Policy(
                select=f"({OWN}) or ({ALLIANCE} and handed_on_at is not null)",
                insert=OWN,
                update=OWN,
            ),
        ),
        row_security("performance_partseries", Policy(select=OF_PART, insert=OF_OWN_PART)),
        row_security("performance_version", Policy(select=ALLIANCE, insert=ALLIANCE, update=ALLIANCE)),
        row_security("performance_series", Policy(select=OF_VERSION, insert=OF_VERSION)),
        row_security("performance_decision", Policy(select=ALLIANCE, insert=ALLIANCE)),
        row_security("performance_comment", Policy(select=ALLIANCE, insert=ALLIANCE)),
    ]
