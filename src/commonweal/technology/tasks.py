"""Background work of technology: the clocks, the desk's mailbox."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

from django.conf import settings
from procrastinate.contrib.django import app

from commonweal.technology import due


@app.periodic(cron="*/5 * * * *")
@app.task(name="technology.watch", queueing_lock="technology.watch")
def watch(timestamp: int) -> int:
    """Call the ladder where a clock asks for it; gives the number of calls. Doing it again calls nobody again."""
    return due.watch()


@app.periodic(cron="20 4 * * *")
@app.task(name="technology.read_spend", queueing_lock="technology.read_spend")
def read_spend(timestamp: int) -> int:
    """Read spend against its forecast anew, once a day; gives the number of partnerships where it changed."""
    return due.read_spend_anew()


@app.periodic(cron="* * * * *")
@app.task(name="technology.take_in", queueing_lock="technology.take_in")
def take_in(timestamp: int) -> dict[str, int]:
    """Take the desk's mailbox in, where there is one; gives how many were taken, were there, and were left."""
    if not settings.DESK_MAILDIR:
        return {}
    return asdict(due.take_in(Path(settings.DESK_MAILDIR)))
