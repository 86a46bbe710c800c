"""A small demo, started by the command that people use, and a real browser to walk through it."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest

from commonweal.database.embedded import APPLICATION, OWNER, EmbeddedServer
from tests.factories.chromium import CHROMIUM, launched
from tests.journeys.story import Story

ROOT = Path(__file__).resolve().parents[2]


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="session")
def chromium() -> None:
    """There is a browser; where one is promised (in CI) its absence is a failure."""
    if CHROMIUM is None:
        if os.environ.get("COMMONWEAL_BROWSER_REQUIRED"):
            pytest.fail("COMMONWEAL_BROWSER_REQUIRED is set, and there is no Chromium")
        pytest.skip("no Chromium on this machine; .ci/run installs it")


@pytest.fixture(scope="session")
def demo_folder() -> Iterator[Path]:
    """Where the demo keeps its data."""
    with tempfile.TemporaryDirectory(prefix="cwj-") as name:
        Path(name).chmod(0o755)
        yield Path(name)


@pytest.fixture(scope="session")
def demo(demo_folder: Path) -> Iterator[str]:
    """The address of `commonweal demo --scale 0.05`; stopped by Ctrl-C at the end, which must be clean."""
    port = _free_port()
    process = subprocess.Popen(
        [
            sys.executable, "-m", "commonweal.cli", "demo",
            "--scale", "0.05", "--data-dir", str(demo_folder), "--port", str(port),
        ],
        env={key: value for key, value in os.environ.items() if not key.startswith("COMMONWEAL_")}
        | {"PYTHONPATH": str(ROOT / "src")},
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
    )  # fmt: skip
    address = f"http://127.0.0.1:{port}"
    try:
        _wait(process, address)
        yield address
    finally:
        process.send_signal(signal.SIGINT)
        output, _ = process.communicate(timeout=60)
    assert process.returncode == 0, output
    assert "Stopping the database" in output
    assert not (demo_folder / "postgres" / "postmaster.pid").exists(), "the database must have stopped"


def _wait(process: subprocess.Popen[str], address: str) -> None:
    patience = time.monotonic() + 300
    while time.monotonic() < patience:
        if process.poll() is not None:
            output, _ = process.communicate()
            pytest.fail(f"the demo stopped:\n{output}")
        try:
            urllib.request.urlopen(f"{address}/sign-in/login/", timeout=5).close()
            return
        except OSError:
            time.sleep(0.2)
    pytest.fail("the demo did not start")


@pytest.fixture
def sign_in(demo: str, chromium: None) -> Iterator[Callable[..., object]]:
    """`sign_in("navigator")` gives a page of somebody who has signed in; each has a browser of their own."""
    with launched() as browser:

        def enter(who: str | None, **settings: object) -> object:
            page = browser.new_context(base_url=demo, **settings).new_page()
            page.set_default_timeout(30_000)
            if who is not None:
                page.goto("/sign-in/login/")
                page.fill("input[name=login]", f"{who}@laurel.example")
                page.fill("input[name=password]", "commonweal demo")
                page.click("main form button[type=submit]")
                page.wait_for_url("**/")
            return page

        yield enter


@pytest.fixture
def empty(server: EmbeddedServer) -> Iterator[str]:
    """The address of a deployment with tables and an operator, and nothing else."""
    name, port = "story", _free_port()
    with psycopg.connect(server.superuser, autocommit=True) as connection:
        connection.execute(f'drop database if exists "{name}" with (force)')
        connection.execute(f'create database "{name}" template commonweal_template owner {OWNER}')
    with tempfile.TemporaryDirectory(prefix="cws-") as folder:
        clean = {key: value for key, value in os.environ.items() if not key.startswith("COMMONWEAL_")} | {
            "PYTHONPATH": str(ROOT / "src"),
            "COMMONWEAL_SECRET_KEY": "only for the story",
            "COMMONWEAL_DEMO": "1",
        }
        owner = clean | {
            "COMMONWEAL_CONNINFO": server.conninfo(OWNER, name),
            "DJANGO_SUPERUSER_PASSWORD": "lantern ferry walnut stairs",
        }
        subprocess.run(
            [
                sys.executable, "-m", "commonweal.cli", "manage", "createsuperuser", "--noinput",
                "--email", "operator@laurel.example", "--name", "Sam Keller",
            ],
            env=owner, check=True, capture_output=True, text=True,
        )  # fmt: skip
        process = subprocess.Popen(
            [sys.executable, "-m", "commonweal.cli", "serve", "--port", str(port)],
            env=clean
            | {
                "COMMONWEAL_CONNINFO": server.conninfo(APPLICATION, name),
                "COMMONWEAL_POOL": "1",
                "COMMONWEAL_OUTBOX": f"{folder}/outbox",
                "COMMONWEAL_UPLOADS": f"{folder}/uploads",
                "COMMONWEAL_ADDRESS": f"http://127.0.0.1:{port}",
                "COMMONWEAL_TIMEZONE": "America/New_York",
            },
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        )  # fmt: skip
        try:
            _wait(process, f"http://127.0.0.1:{port}")
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()
            process.communicate(timeout=30)


@pytest.fixture
def story(empty: str, chromium: None) -> Iterator[Story]:
    """A browser for each person of the story."""
    with launched() as browser:
        yield Story(browser, empty)
