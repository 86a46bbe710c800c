"""The application and the database are killed in the middle of a burst of sends, and started again."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from commonweal.database.embedded import APPLICATION, OWNER, EmbeddedServer, prepare
from tests.journeys.burst import form_number

ROOT = Path(__file__).resolve().parents[2]
SENDS = 500
KILLED_AFTER = 180


@pytest.fixture
def folder() -> Iterator[Path]:
    """A short path: a socket's may have about 100 characters."""
    with tempfile.TemporaryDirectory(prefix="cwk-") as name:
        Path(name).chmod(0o755)
        yield Path(name)


def run(module: str, *arguments: str, conninfo: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", module, *arguments],
        cwd=ROOT,
        env=os.environ | {"COMMONWEAL_CONNINFO": conninfo, "PYTHONPATH": f"{ROOT / 'src'}:{ROOT}"},
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )


def test_what_was_acknowledged_is_there_once_after_a_kill(folder: Path) -> None:
    server = EmbeddedServer.start(folder)
    prepare(server.superuser)
    filling = run("tests.journeys.burst_world", str(SENDS), conninfo=server.conninfo(OWNER))
    assert filling.wait(120) == 0
    application = server.conninfo(APPLICATION)

    burst = run("tests.journeys.burst", "0", str(SENDS), conninfo=application)
    acknowledged: list[int] = []
    assert burst.stdout is not None
    for line in burst.stdout:
        acknowledged.append(int(line))
        if len(acknowledged) == KILLED_AFTER:
            pid = int((folder / "postgres" / "postmaster.pid").read_text().splitlines()[0])
            os.kill(pid, signal.SIGKILL)
            burst.kill()
            break
    acknowledged += [int(line) for line in burst.stdout.read().split()]
    burst.wait(30)

    server = EmbeddedServer.start(folder)
    # Whoever got no answer sends the same forms again, and a few that were answered as well.
    again = run("tests.journeys.burst", str(max(0, max(acknowledged) - 20)), str(SENDS), conninfo=application)
    assert again.wait(240) == 0
    try:
        with psycopg.connect(server.conninfo("postgres")) as connection:
            rows = connection.execute(
                "select submission, count(*) from referrals_referral group by submission"
            ).fetchall()
            acts = connection.execute(
                "select subject_id, count(*) from audit_act where kind = 'referral.sent' group by subject_id"
            ).fetchall()
        assert {form_number(number) for number in acknowledged} <= {submission for submission, _ in rows}
        assert {count for _, count in rows} == {1}, "a form was sent twice"
        assert len(rows) == SENDS
        assert len(acts) == SENDS and {count for _, count in acts} == {1}, "an act without its record, or two"
        verify = subprocess.run(
            [sys.executable, "-m", "commonweal.cli", "audit", "verify"],
            env=os.environ | {"COMMONWEAL_CONNINFO": server.conninfo(OWNER), "PYTHONPATH": str(ROOT / "src")},
            capture_output=True,
            text=True,
            check=False,
        )
        assert verify.returncode == 0, verify.stdout + verify.stderr
    finally:
        server.stop()
