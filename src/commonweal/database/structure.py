"""The tables of a new database, written down once instead of migrated a hundred times.

Migrations are the truth: they say how a database with data in it comes from one version to the next. For an empty one
they take half a minute, most of it drawing models that no longer exist. `structure.sql.gz` is what they leave behind
(pg_dump of a migrated database). Its first line tells what it came from and what it is: the fingerprint of the
migrations and of all that they use, and the digest of the text. It is used only where the database is empty and both
hold; otherwise migrations run. `python -m commonweal.database.structure` writes it anew; a test says when that is due.
The tests of the night run all migrations and compare.
"""

from __future__ import annotations

import gzip
import hashlib
import os
import subprocess
import sys
import tempfile
from importlib.metadata import version
from pathlib import Path

import psycopg

from commonweal.database.embedded import OWNER, EmbeddedServer, prepare, program

FILE = Path(__file__).with_name("structure.sql.gz")
HEAD = "-- of the migrations "
OTHERS = ("django", "django-allauth", "procrastinate")
"""Packages that bring migrations of their own."""
USED = (
    "database/embedded.py",
    "database/models.py",
    "database/roles.py",
    "database/security.py",
    "database/tables.py",
    "directory/models/base.py",
)
"""What our migrations import, and what follows after each of them; a test says what is missing here."""


def fingerprint() -> str:
    """Of all migrations, ours with what they use and those of installed packages (by version)."""
    root = Path(__file__).parent.parent
    files = [*sorted(root.glob("*/migrations/[0-9]*.py")), *(root / name for name in USED)]
    digest = hashlib.sha256()
    for file in files:
        digest.update(file.relative_to(root).as_posix().encode() + b"\0" + file.read_bytes() + b"\0")
    for package in OTHERS:
        digest.update(f"{package} {version(package)}".encode())
    return digest.hexdigest()


def kept() -> str | None:
    """The structure as SQL, if it is of the migrations that are here and nobody changed it since."""
    if not FILE.exists():
        return None
    head, _, text = gzip.decompress(FILE.read_bytes()).decode().partition("\n")
    return text if head == _head(text) else None


def _head(text: str) -> str:
    return f"{HEAD}{fingerprint()}, digest {hashlib.sha256(text.encode()).hexdigest()}"


def lay(conninfo: str) -> bool:
    """Lay the structure into an empty database, as its owner; says whether that was done.

    One transaction. A database in which anything has been migrated is left alone.
    """
    with psycopg.connect(conninfo, autocommit=True) as connection:
        if connection.execute("select to_regclass('public.django_migrations')").fetchone() != (None,):
            return False
        text = kept()
        if text is None:
            return False
        with connection.transaction():
            connection.execute(text.encode())
    return True


def migrate(conninfo: str) -> None:
    """Bring the database of this connection (Django is set up for it, as owner) to the newest structure."""
    from django.core.management import call_command

    if not lay(conninfo):
        call_command("migrate", verbosity=0)


def of(conninfo: str) -> str:
    """What pg_dump says of a database, without comments and what only psql understands."""
    command = [
        program("pg_dump"),
        "--inserts",
        "--rows-per-insert=500",
        "--enable-row-security",
        "--exclude-extension=*",
        "--no-comments",
        f"--dbname={conninfo}",
    ]
    environment = os.environ | {"PGOPTIONS": "-c commonweal.maintenance=on"}
    text = subprocess.run(command, env=environment, capture_output=True, text=True, check=True).stdout
    # Keys that pg_dump draws anew each time, and what only psql understands, begin with a backslash.
    return "\n".join(line for line in text.splitlines() if line and not line.startswith(("--", "\\")))


def migrated() -> str:
    """The structure that migrations make, in a server of its own that is gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="cws-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        server = EmbeddedServer.start(folder)
        try:
            prepare(server.superuser)
            conninfo = server.conninfo(OWNER)
            code = (
                "from commonweal.cli.boot import boot; boot(owner=True);"
                "from django.core.management import call_command; call_command('migrate', verbosity=0)"
            )
            environment = os.environ | {"COMMONWEAL_CONNINFO": conninfo}
            subprocess.run([sys.executable, "-c", code], env=environment, check=True)
            with psycopg.connect(conninfo, autocommit=True) as connection:
                # When each ran is of no use to anybody, and would make each dump another one.
                connection.execute("update django_migrations set applied = '2000-01-01T00:00Z'")
            return of(conninfo)
        finally:
            server.stop()


def main() -> None:
    """Write the file anew."""
    text = f"{migrated()}\n"
    FILE.write_bytes(gzip.compress(f"{_head(text)}\n{text}".encode(), compresslevel=9, mtime=0))
    sys.stdout.write(f"{FILE.name}: {FILE.stat().st_size / 1000:.0f} kB\n")


if __name__ == "__main__":
    main()
