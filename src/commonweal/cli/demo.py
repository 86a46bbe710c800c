"""A believable alliance on this machine, in one command."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Any

import click

from commonweal.cli.boot import data_folder
from commonweal.cli.failures import Failure
from commonweal.cli.serve import check_port

if TYPE_CHECKING:
    from commonweal.database.embedded import EmbeddedServer

ROOM = 600_000_000
"""Bytes that the first start needs: the database's files, its log and the demo."""


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True)
@click.option("--scale", default=1.0, show_default=True, help="Times the usual size (6,000 people).")
@click.option("--seed", default=1, show_default=True, help="The same seed gives the same alliance.")
@click.option("--data-dir", type=click.Path(path_type=Path), help="Where the demo keeps its database.")
@click.option("--anew", is_flag=True, help="Throw the demo away and make it again.")
@click.option("--no-serve", is_flag=True, help="Only make it; do not serve.")
def demo(
    host: str, port: int, scale: float, seed: int, data_dir: Path | None, anew: bool, no_serve: bool
) -> None:
    """Fill a believable alliance (once) and serve it until Ctrl-C."""
    if not 0 < scale <= 100:
        raise Failure(f"A scale of {scale:g} makes no sense here: choose a number above 0, up to 100.")
    folder = (data_dir or data_folder() / "demo").expanduser().resolve()
    if not no_serve:
        check_port(host, port)
    with _alone(folder):
        _check_room(folder)
        say = _Steps()
        from commonweal.database.embedded import OWNER, EmbeddedServer, ServerFailed, prepare

        say("Starting the database")
        try:
            server = EmbeddedServer.start(folder)
            prepare(server.superuser)
        except ServerFailed as error:
            raise Failure(str(error)) from error
        try:
            wanted: dict[str, Any] = {"scale": scale, "seed": seed, "made_by": _fingerprint()}
            marker = folder / "demo.json"
            made = json.loads(marker.read_text()) if marker.exists() else None
            if anew or made is None or {key: made.get(key) for key in wanted} != wanted:
                made = wanted | {"sign_ins": _make(server, OWNER, marker, scale, seed, say)}
                marker.write_text(json.dumps(made))
            if not no_serve:
                _serve(server, folder, host, port, made["sign_ins"], say)
        finally:
            say("Stopping the database")
            server.stop()
            say.end()


class _Steps:
    """Says what is being done, and how long it took."""

    def __init__(self) -> None:
        self._since = time.monotonic()
        self._open = False

    def __call__(self, words: str) -> None:
        self.end()
        click.echo(f"{words} … ", nl=False)
        self._since, self._open = time.monotonic(), True

    def end(self) -> None:
        if self._open:
            click.echo(f"{time.monotonic() - self._since:.1f} s")
            self._open = False

    def progress(self, words: str, done: int, of: int) -> None:
        if done == 0:
            self(f"  {words}")
        else:
            self.end()
            click.echo(f"  {words}: {done:,} of {of:,}")


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Only one demo works in a folder."""
    import fasteners

    folder.mkdir(parents=True, exist_ok=True)
    lock = fasteners.InterProcessLock(folder / "lock")
    if not lock.acquire(blocking=False):
        raise Failure(
            f"A demo is already running from {folder}. Stop it with Ctrl-C in its window, "
            "or start this one with another --data-dir and --port."
        )
    try:
        yield
    finally:
        lock.release()


def _check_room(folder: Path) -> None:
    free = shutil.disk_usage(folder).free
    if free < ROOM and not (folder / "demo.json").exists():
        raise Failure(
            f"The disk of {folder} has {free / 1e6:.0f} MB free; the demo needs about {ROOM / 1e6:.0f} MB. "
            "Free some space, or choose another place with --data-dir. Nothing was written."
        )


def _fingerprint() -> str:
    """Changes when the demo's own code or the schema does: then it is made again."""
    package = Path(__file__).resolve().parent.parent
    digest = hashlib.sha256()
    for path in sorted([*package.glob("demo/*.py"), *package.glob("*/migrations/*.py")]):
        digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()[:16]


def _make(
    server: EmbeddedServer, owner: str, marker: Path, scale: float, seed: int, say: _Steps
) -> list[list[str]]:
    """Drop what a half-made or older demo left, lay the tables, write the alliance."""
    import psycopg

    from commonweal.cli.boot import boot
    from commonweal.database.embedded import DATABASE, prepare

    marker.unlink(missing_ok=True)
    with psycopg.connect(server.superuser, autocommit=True) as connection:
        connection.execute(f'drop database if exists "{DATABASE}" with (force)')
    prepare(server.superuser)
    say("Laying the tables")
    os.environ["COMMONWEAL_CONNINFO"] = server.conninfo(owner)
    os.environ["COMMONWEAL_DEMO"] = "1"
    boot(owner=True)
    from commonweal.database.structure import migrate

    migrate(os.environ["COMMONWEAL_CONNINFO"])
    say.end()
    click.echo("Filling the alliance")
    from commonweal.demo.generate import generate
    from commonweal.demo.size import Size

    now = datetime.now(UTC).replace(minute=0, second=0, microsecond=0)
    sign_ins = generate(Size.scaled(scale), seed=seed, now=now, progress=say.progress)
    from django.db import connections

    connections.close_all()
    return [list(one) for one in sign_ins]


def _serve(
    server: EmbeddedServer, folder: Path, host: str, port: int, sign_ins: list[list[str]], say: _Steps
) -> None:
    """The pages, signed on as the application, and the background work, as the owner, in processes of their own."""
    from commonweal.cli.boot import deployment_secret
    from commonweal.database.embedded import APPLICATION, OWNER

    say("Starting the pages")
    environment = os.environ | {
        "COMMONWEAL_CONNINFO": server.conninfo(APPLICATION),
        "COMMONWEAL_POOL": "1",
        "COMMONWEAL_DEMO": "1",
        "COMMONWEAL_SECRET_KEY": deployment_secret(folder),
        "COMMONWEAL_OUTBOX": str(folder / "outbox"),
        "COMMONWEAL_ADDRESS": f"http://{host}:{port}",
        "COMMONWEAL_TIMEZONE": "America/New_York",
    }
    command = [sys.executable, "-m", "commonweal.cli", "serve", "--host", host, "--port", str(port)]
    # A group of its own: Ctrl-C reaches this process, which ends the pages first and the database after them.
    pages = subprocess.Popen(command, env=environment, start_new_session=True)  # noqa: S603
    running = [pages]
    stop = threading.Event()

    def ask_to_stop(_number: int, _frame: FrameType | None) -> None:
        stop.set()

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, ask_to_stop)
    try:
        _wait_until_answered(host, port, pages, stop)
        say.end()
        if pages.poll() is None and not stop.is_set():
            _welcome(host, port, sign_ins)
            worker = [sys.executable, "-m", "commonweal.cli", "worker"]
            as_owner = environment | {"COMMONWEAL_CONNINFO": server.conninfo(OWNER), "COMMONWEAL_POOL": ""}
            running.append(
                subprocess.Popen(worker, env=as_owner, start_new_session=True, stdout=subprocess.DEVNULL)  # noqa: S603
            )
        while not stop.wait(0.2) and pages.poll() is None:
            pass
        if not stop.is_set():
            raise Failure("The pages stopped by themselves; what they said stands above. The data are safe.")
    finally:
        click.echo("")
        for process in running:
            process.terminate()
        for process in running:
            try:
                process.wait(8)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _wait_until_answered(host: str, port: int, pages: subprocess.Popen[bytes], stop: threading.Event) -> None:
    import socket

    while pages.poll() is None and not stop.wait(0.05):
        try:
            with socket.create_connection((host, port), timeout=1):
                return
        except OSError:
            continue


def _welcome(host: str, port: int, sign_ins: list[list[str]]) -> None:
    from commonweal.demo.words import PASSWORD

    width = max(len(email) for email, _, _ in sign_ins)
    click.echo(f"\n  Commonweal is at http://{host}:{port}\n")
    click.echo(f"  Sign in with the password “{PASSWORD}” as:")
    for email, who, roles in sign_ins:
        click.echo(f"    {email:<{width}}  {who} ({roles})")
    click.echo("\n  E-mails are not sent but can be read at /outbox/. Ctrl-C stops everything.\n")
