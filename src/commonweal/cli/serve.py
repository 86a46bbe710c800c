"""Serving the pages, and doing the background work."""

from __future__ import annotations

import os
import socket
from pathlib import Path

import click

from commonweal.cli.boot import boot
from commonweal.cli.failures import Failure


def check_port(host: str, port: int) -> None:
    """Raise Failure with what to do when something already listens there."""
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise Failure(
                f"Port {port} on {host} is taken by another program ({error.strerror}). "
                f"Choose another with --port, or stop that program."
            ) from error


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True)
@click.option("--workers", default=1, show_default=True, help="Processes that answer requests.")
@click.option("--data-dir", type=click.Path(path_type=Path), help="The folder of the embedded database.")
def serve(host: str, port: int, workers: int, data_dir: Path | None) -> None:
    """Serve the pages until Ctrl-C."""
    check_port(host, port)
    boot(data_dir=data_dir, pool=True)
    run(host, port, workers)


def run(host: str, port: int, workers: int = 1) -> None:
    """Uvicorn with our application; returns when it has been stopped."""
    import uvicorn

    uvicorn.run(
        "commonweal.web.asgi:application",
        host=host,
        port=port,
        workers=workers,
        log_level="warning",
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=3,
        proxy_headers=bool(os.environ.get("COMMONWEAL_BEHIND_PROXY")),
    )


@click.command()
@click.option("--once", is_flag=True, help="Do what waits now, and stop: for a scheduler of your own.")
@click.option("--data-dir", type=click.Path(path_type=Path), help="The folder of the embedded database.")
def worker(once: bool, data_dir: Path | None) -> None:
    """Do the background work (e-mails, imports, what a day brings) until Ctrl-C.

    It signs on as the database's owner, like migrations: it looks after all alliances. Each act is done in the
    application's role and under the identity of whoever it is done for.
    """
    boot(owner=True, data_dir=data_dir)
    from django.core.management import call_command

    call_command("procrastinate", "worker", "--concurrency", "2", *(["--one-shot"] if once else []))
