from django.db import migrations

# "offset 0" keeps PostgreSQL from reading everybody served, each with all policies, before it shows the first act.
ONE_BY_ONE = """
drop policy see_client on audit_act;
create policy see_client on audit_act for select to commonweal_app
    using (client_id is not null
           and exists (select 1 from clients_client c where c.id = audit_act.client_id offset 0));
"""
ALL_AT_ONCE = ONE_BY_ONE.replace(" offset 0", "")


class Migration(migrations.Migration):
    dependencies = [("clients", "0006_what_tells_as_much")]
    operations = [migrations.RunSQL(ONE_BY_ONE, ALL_AT_ONCE)]
