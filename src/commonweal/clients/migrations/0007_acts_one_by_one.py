from importlib import import_module

from django.db import migrations

narrow = import_module("commonweal.clients.migrations.0006_what_tells_as_much")

AT_ONCE = narrow.ACTS.partition("-- How many")[0]
# "offset 0" keeps PostgreSQL from reading everybody served, each with all policies, before it shows the first act.
ONE_BY_ONE = AT_ONCE.replace("= audit_act.subject_id)", "= audit_act.subject_id offset 0)").replace(
    "(select commonweal.my_record_organisation()))", "(select commonweal.my_record_organisation()) offset 0)"
)
assert ONE_BY_ONE.count("offset 0") == AT_ONCE.count("exists") == 6


class Migration(migrations.Migration):
    dependencies = [("clients", "0006_what_tells_as_much")]
    operations = [migrations.RunSQL(ONE_BY_ONE, AT_ONCE)]
