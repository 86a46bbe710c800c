"""The commands, as somebody types them."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from commonweal.database.embedded import APPLICATION, OWNER, EmbeddedServer, prepare

ROOT = Path(__file__).resolve().parents[2]


STILL = ("clients_client", "clients_need", "clients_consent", "referrals_referral", "agreements_agreement")
"""Tables in which nothing happens by itself."""


def commonweal(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run the command; its environment has nothing of the tests' own."""
    clean = {
        key: value for key, value in os.environ.items() if not key.startswith(("COMMONWEAL_", "DATABASE_"))
    }
    return subprocess.run(
        [sys.executable, "-m", "commonweal.cli", *arguments],
        env=clean | {"PYTHONPATH": str(ROOT / "src")} | environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=240,
    )


@pytest.fixture
def folder() -> Iterator[Path]:
    """A short path: a socket's may have about 100 characters."""
    with tempfile.TemporaryDirectory(prefix="cwc-") as name:
        Path(name).chmod(0o755)
        yield Path(name)


def test_a_taken_port_is_said_in_one_sentence(folder: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        result = commonweal("demo", "--data-dir", str(folder), "--port", port)
    assert result.returncode == 1
    assert f"Port {port} on 127.0.0.1 is taken" in result.stderr
    assert "Traceback" not in result.stderr
    assert not any(folder.iterdir()), "nothing was begun"


def test_two_demos_do_not_share_a_folder(folder: Path) -> None:
    import fasteners

    lock = fasteners.InterProcessLock(folder / "lock")
    assert lock.acquire(blocking=False)
    try:
        result = commonweal("demo", "--data-dir", str(folder), "--no-serve")
    finally:
        lock.release()
    assert result.returncode == 1
    assert "already running" in result.stderr and "Traceback" not in result.stderr


def test_a_full_disk_is_said_before_anything_is_written(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from commonweal.cli import demo
    from commonweal.cli.failures import Failure

    monkeypatch.setattr(shutil, "disk_usage", lambda _: shutil._ntuple_diskusage(10**9, 10**9, 1_000_000))
    with pytest.raises(Failure, match="1 MB free"):
        demo._check_room(folder)


def test_a_scale_that_makes_no_sense_is_refused(folder: Path) -> None:
    result = commonweal("demo", "--scale", "0", "--data-dir", str(folder), "--no-serve")
    assert result.returncode == 1 and "makes no sense" in result.stderr


def test_a_backup_brings_everything_back_and_a_bad_file_changes_nothing(
    folder: Path, demo: str, demo_folder: Path
) -> None:
    """Written while the pages are served, brought back into a database elsewhere."""
    there = EmbeddedServer.start(demo_folder)
    served = counts(there)
    there.stop()
    file = folder / "all.backup"
    written = commonweal("backup", str(file), "--data-dir", str(demo_folder))
    assert written.returncode == 0, written.stderr
    server = EmbeddedServer.start(folder)
    prepare(server.superuser)
    try:
        owner = {"COMMONWEAL_CONNINFO": server.conninfo(OWNER)}
        brought = commonweal("restore", str(file), **owner)
        assert brought.returncode == 0, brought.stderr
        before = counts(server)
        assert before["clients_client"] >= 300 and before["referrals_referral"] >= 600
        # What works by itself goes on meanwhile, and is recorded; nobody sends or registers anything.
        assert {one: before[one] for one in STILL} == {one: served[one] for one in STILL}

        refused = commonweal("restore", str(file), **owner)
        assert refused.returncode == 1 and "--replace" in refused.stderr

        broken = folder / "broken.backup"
        broken.write_bytes(b"not a backup")
        bad = commonweal("restore", "--replace", str(broken), **owner)
        assert bad.returncode == 1 and "Nothing was changed" in bad.stderr
        torn = folder / "torn.backup"
        torn.write_bytes(file.read_bytes()[:-4000])
        assert commonweal("restore", "--replace", str(torn), **owner).returncode == 1
        assert counts(server) == before, "all or nothing"

        with psycopg.connect(server.conninfo("postgres"), autocommit=True) as connection:
            connection.execute("delete from referrals_message")
        assert commonweal("restore", "--replace", str(file), **owner).returncode == 0
        assert counts(server) == before
        outbox = folder / "letters"
        with psycopg.connect(server.conninfo("postgres")) as connection:
            connection.execute(
                "insert into helm_digest (id, created_at, seat_id, wanted, weekday, hour, sent_at) select "
                "gen_random_uuid(), now(), id, true, 0, 8, now() - interval '1 month' from partners_seat "
                "where person_id is not null order by id limit 12 on conflict do nothing"
            )
            connection.execute(
                "insert into procrastinate_jobs (queue_name, task_name, args)"
                """ values ('default', 'helm.digests', '{"timestamp": 0}')"""
            )
        worked = commonweal("worker", "--once", COMMONWEAL_OUTBOX=str(outbox), COMMONWEAL_DEMO="1", **owner)
        assert worked.returncode == 0, worked.stderr
        assert len(list(outbox.iterdir())) >= 8, "the worker sees whose weekly letter is due"
        verify = commonweal("audit", "verify", **owner)
        assert verify.returncode == 0, verify.stdout + verify.stderr
        with psycopg.connect(server.conninfo(APPLICATION)) as application:
            assert application.execute("select count(*) from clients_client").fetchone() == (0,)
    finally:
        server.stop()


def counts(server: EmbeddedServer) -> dict[str, int]:
    """Rows of every table of ours."""
    with psycopg.connect(server.conninfo("postgres")) as connection:
        tables = connection.execute(
            "select tablename from pg_tables where schemaname = 'public' order by tablename"
        ).fetchall()
        return {
            table: connection.execute(f'select count(*) from "{table}"').fetchone()[0]  # type: ignore[index,arg-type]
            for (table,) in tables
        }
