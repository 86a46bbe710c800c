"""A package that came by a page: kept, then brought in behind the page, which shows how far it is."""

from __future__ import annotations

import functools
import logging
import shutil
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Protocol
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction

from commonweal import audit
from commonweal.access import Actor, Permission, Refused, require
from commonweal.access.rules import Conflict
from commonweal.database import clock, live
from commonweal.database.identity import Identity, acting
from commonweal.directory import events
from commonweal.directory.models import Import
from commonweal.directory.rules import Intake
from commonweal.interchange.actions.packages import import_directory
from commonweal.interchange.hsds.failures import PackageRefused
from commonweal.interchange.hsds.reader import open_package

log = logging.getLogger(__name__)

KEEP_FILES = timedelta(days=14)
"""How long the package of an import that stopped is kept for another try."""
_WORKER_RUNS = (
    "select exists (select 1 from procrastinate_workers where last_heartbeat > now() - interval '1 minute')"
)


class Uploaded(Protocol):
    """What Django gives of an uploaded file."""

    name: str | None

    def chunks(self) -> Iterator[bytes]: ...


def upload(*, by: Actor, file: Uploaded, source: str, shrink: bool = False) -> Import:
    """Keep a package and have it brought in.

    What can be seen without reading its rows (no archive, a path outside it, nothing of HSDS in it) is refused at
    once, and nothing is kept. Raises NotAllowed, Refused.
    """
    require(by, Permission.MANAGE_DIRECTORY)
    _clear_away()
    with transaction.atomic():
        row = Import.objects.create(
            alliance_id=by.own_alliance_id,
            source=source,
            file_name=(file.name or "")[-255:],
            person_name=by.person_name,
            status=Intake.WAITING.value,
            moved_at=clock.now(),
            shrink=shrink,
        )
        path = _path(row)
        path.parent.mkdir(parents=True, mode=0o700)
        try:
            with path.open("wb") as target:
                for piece in file.chunks():
                    target.write(piece)
            with open_package(path, source=source):
                pass
            _start(by, row)
        except PackageRefused as refusal:
            _remove(row.pk)
            raise Refused(str(refusal)) from refusal
        except BaseException:
            _remove(row.pk)
            raise
    return row


def start_again(*, by: Actor, done: Import, shrink: bool = False) -> Import:
    """Try an import again that stopped or lost its worker; `shrink`: the directory really shrank.

    Raises NotAllowed; Conflict when it is under way or done; Refused when its package is gone.
    """
    require(by, Permission.MANAGE_DIRECTORY)
    with transaction.atomic():
        row = Import.objects.select_for_update().defer("quarantine").get(pk=done.pk)
        if not row.may_start_again(clock.now()):
            raise Conflict("This import is under way or done.")
        if not _path(row).exists():
            raise Refused("The package is no longer kept. Upload it again.")
        row.status, row.problem, row.step, row.moved_at = Intake.WAITING.value, "", "", clock.now()
        row.shrink = row.shrink or shrink
        row.save(update_fields=["status", "problem", "step", "moved_at", "shrink"])
        _start(by, row)
    return row


def _start(by: Actor, row: Import) -> None:
    """Behind the page where a worker runs, else as soon as the upload is committed."""
    from commonweal.interchange import tasks

    with connection.cursor() as cursor:
        cursor.execute(_WORKER_RUNS)
        (worker_runs,) = cursor.fetchone()
    if worker_runs:
        tasks.carry_out.defer(done=str(row.pk), person=str(by.person_id), seat=str(by.seat_id))
    else:
        transaction.on_commit(functools.partial(carry_out, by=by, pk=row.pk))


def carry_out(*, by: Actor, pk: UUID) -> None:
    """Bring in a package that waits, as whoever uploaded it, all or nothing.

    One that another worker has taken, or that is over, is left alone. What the sender of the package can mend is told
    in the import's `problem`; so is that something else went wrong, without its details.
    """
    identity = Identity(person=by.person_id, seat=by.seat_id)
    with acting(identity):
        require(by, Permission.MANAGE_DIRECTORY)
        taken = Import.objects.filter(pk=pk, status=Intake.WAITING.value).update(
            status=Intake.RUNNING.value, moved_at=clock.now(), step="reading the package"
        )
        row = Import.objects.filter(pk=pk).defer("quarantine").first()
    if not taken or row is None:
        return
    try:
        with _telling(identity, row) as tell, acting(identity):
            import_directory(
                by=by, path=_path(row), source=row.source, shrink=row.shrink, step=tell, into=row
            )
    except Refused as refusal:
        _stop(by, identity, row, str(refusal))
    except Exception:
        log.exception("An import stopped.")
        _stop(
            by,
            identity,
            row,
            "Something went wrong that is not the package's fault, as far as we know. Nothing was changed and the "
            "package was kept: start the import again, or tell whoever looks after this deployment.",
        )
    else:
        _remove(pk)


@contextmanager
def _telling(identity: Identity, row: Import) -> Iterator[Callable[[str, int], None]]:
    """Says how far it is from a connection of its own: the import is one transaction, unseen until it ends."""

    def write(kind: str, count: int) -> None:
        with acting(identity):
            Import.objects.filter(pk=row.pk).update(
                step=f"{count:,} {kind.replace('_', ' ')} rows read", moved_at=clock.now()
            )
            live.notify("directory", alliance=row.alliance_id)

    with ThreadPoolExecutor(1) as thread:
        try:
            yield lambda kind, count: thread.submit(write, kind, count).result()
        finally:
            # Looked up over there: each thread has a connection of its own under this name.
            thread.submit(lambda: connection.close()).result()  # noqa: PLW0108


def _stop(by: Actor, identity: Identity, row: Import, problem: str) -> None:
    with acting(identity):
        Import.objects.filter(pk=row.pk).update(
            status=Intake.FAILED.value, problem=problem, step="", moved_at=clock.now()
        )
        audit.record(by, events.IMPORT_STOPPED, on=row, source=row.source, problem=problem)
        live.notify("directory", alliance=row.alliance_id)


def _path(row: Import) -> Path:
    """Where a package waits. Only the ending of its name is the visitor's: it says which kind of package it is."""
    ending = ".json" if row.file_name.lower().endswith(".json") else ".zip"
    return _folder(row.pk) / f"{row.source}{ending}"


def _packages() -> Path:
    return Path(settings.UPLOADS_DIR) / "packages"


def _folder(pk: UUID) -> Path:
    return _packages() / str(pk)


def _remove(pk: UUID) -> None:
    shutil.rmtree(_folder(pk), ignore_errors=True)


def _clear_away() -> None:
    """Packages of imports that stopped long ago."""
    oldest = time.time() - KEEP_FILES.total_seconds()
    for folder in _packages().glob("*"):
        if folder.stat().st_mtime < oldest:
            shutil.rmtree(folder, ignore_errors=True)
