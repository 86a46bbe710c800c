"""Housekeeping: files that nobody will ask for again are removed."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from uuid import UUID

from django.conf import settings

from commonweal.database import clock
from commonweal.database.identity import maintenance
from commonweal.performance import files
from commonweal.performance.models import Run
from commonweal.performance.rules import RunStatus

KEEP_FILES = timedelta(days=14)
"""How long the files of a run that stopped are kept for another try, and what no run knows of."""


def clear_away() -> int:
    """Remove the files of runs that stopped long ago or are done, and of uploads that never became a run.

    The runs themselves stay: who fed what and what the checks found. Returns of how many runs files were removed.
    """
    place = Path(settings.UPLOADS_DIR)
    if not place.is_dir():
        return 0
    before = clock.now() - KEEP_FILES
    there = {
        one.name: one for one in place.iterdir() if one.is_dir() and not one.is_symlink() and _is_id(one.name)
    }
    with maintenance():
        rows = {str(run.pk): run for run in Run.objects.filter(pk__in=there)}
    gone = 0
    for name, folder in there.items():
        run = rows.get(name)
        old = (run.moved_at < before) if run is not None else folder.stat().st_mtime < before.timestamp()
        waits = run is not None and run.status in (RunStatus.WAITING.value, RunStatus.RUNNING.value)
        if old and not waits:
            files.remove(name)
            gone += 1
    return gone


def _is_id(name: str) -> bool:
    try:
        return str(UUID(name)) == name
    except ValueError:
        return False
