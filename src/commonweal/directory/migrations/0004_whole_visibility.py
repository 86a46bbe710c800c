"""The whole directory is the alliance's; reports of capacity are never changed."""

from django.db import migrations

from commonweal.database.security import alliance_rows, append_only

REPLACED = (
    "accessibility",
    "address",
    "costoption",
    "language",
    "phone",
    "requireddocument",
    "schedule",
    "servicearea",
    "serviceatlocation",
    "serviceterm",
    "termneed",
)
"""Rows an import may remove when their source no longer has them."""
LASTING = ("capacityreport", "import", "location", "taxonomy", "term")


class Migration(migrations.Migration):
    dependencies = [("directory", "0003_whole_directory"), ("database", "0001_ground")]
    operations = [
        *(alliance_rows(f"directory_{name}", delete=True) for name in REPLACED),
        *(alliance_rows(f"directory_{name}") for name in LASTING),
        append_only("directory_capacityreport"),
    ]
