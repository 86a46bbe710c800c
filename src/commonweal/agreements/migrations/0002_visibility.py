"""Agreements are seen by their alliance; what they switch on is answered here for the row policies."""

from django.db import migrations

from commonweal.database.security import Policy, alliance_rows, child_rows, row_security

MY_CLAUSES = """
-- The data-sharing clauses in force now on whose receiving side the actor's organisation stands.
create or replace function commonweal.my_clauses() returns uuid[]
    language sql stable security definer set search_path = public set commonweal.maintenance = 'on'
    as $$
    select coalesce(array_agg(c.id), '{}')
      from agreements_clauseparty p
      join agreements_clause c on c.id = p.clause_id
      join agreements_agreement a on a.id = c.agreement_id and a.version_in_force_id = c.version_id
      join commonweal.my_seat() s on s.organisation_id = p.organisation_id and s.alliance_id = a.alliance_id
     where p.side = 'receives' and p.period @> now() and a.in_force @> now()
$$;
"""

SEEN = "exists (select 1 from agreements_clause c where c.id = agreements_clauseparty.clause_id)"


class Migration(migrations.Migration):
    dependencies = [("agreements", "0001_initial"), ("partners", "0002_identity")]
    operations = [
        migrations.RunSQL(MY_CLAUSES, migrations.RunSQL.noop),
        alliance_rows("agreements_agreement"),
        child_rows("agreements_party", "agreements_agreement", "agreement_id", delete=True),
        child_rows("agreements_version", "agreements_agreement", "agreement_id"),
        row_security(
            "agreements_signature",
            Policy(
                select="exists (select 1 from agreements_version v where v.id = version_id)",
                insert="person_id = (select commonweal.setting('commonweal.person')) "
                "and organisation_id = (select commonweal.my_organisation())",
            ),
        ),
        child_rows("agreements_clause", "agreements_agreement", "agreement_id"),
        row_security("agreements_clauseparty", Policy(select=SEEN, insert=SEEN, update=SEEN)),
    ]
