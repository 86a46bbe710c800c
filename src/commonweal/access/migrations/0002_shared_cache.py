"""What every process must count together: tries to sign in, in the table of Django's database cache."""

from django.db import migrations

TABLE = """
create table shared_cache (
    cache_key varchar(255) primary key,
    value text not null,
    expires timestamptz not null
);
create index shared_cache_expires on shared_cache (expires);
"""


class Migration(migrations.Migration):
    dependencies = [("access", "0001_initial")]
    operations = [migrations.RunSQL(TABLE, "drop table shared_cache")]
