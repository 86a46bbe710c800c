"""The directory is the alliance's."""

from django.db import migrations

from commonweal.database.security import alliance_rows


class Migration(migrations.Migration):
    dependencies = [("directory", "0001_initial"), ("partners", "0002_identity")]
    operations = [alliance_rows("directory_provider"), alliance_rows("directory_service")]
