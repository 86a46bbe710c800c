"""Taking a package in: one transaction, one act."""

from __future__ import annotations

import gzip
import io
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict
from typing import Any, Protocol

from django.db import connection, transaction

from commonweal import access, audit
from commonweal.access import Actor, Permission, Refused
from commonweal.database import clock
from commonweal.database.live import notify
from commonweal.directory import events, following
from commonweal.directory.models import Import, Service
from commonweal.directory.models.base import SOURCE_LENGTH
from commonweal.directory.records import Record, Tally
from commonweal.directory.rules import Intake
from commonweal.directory.storing import Change, store

_LOCK = 0x64697265
"""Two imports into one alliance wait for each other; the number is this lock's own."""
_MANY = 20


class Incoming(Protocol):
    """A package on its way in. What became of its rows is known once `records` is exhausted."""

    name: str
    tallies: list[Tally]
    quarantine: Any
    """What could not be used: `troubles()`, counted, as dataclasses; `copy_to(stream)`, all of it as CSV."""

    @property
    def notes(self) -> Mapping[tuple[str, str], int]:
        """(file, sentence): for how many rows something was read otherwise than it stands."""

    @property
    def not_kept(self) -> dict[str, str]:
        """Files the directory has no use for."""

    def records(self) -> Iterator[Record]:
        """Every usable record."""


def take_in(
    *,
    by: Actor,
    package: Incoming,
    source: str,
    shrink: bool = False,
    step: Callable[[str, int], None] = lambda _kind, _count: None,
    into: Import | None = None,
) -> Import:
    """Make the directory's rows of this source what the package says, all or nothing.

    `into` is the import that waited for it, if one did. The second run changes nothing, a changed file changes only
    what changed, and what is gone from the file is marked as gone. Raises Refused when more than half of the source's
    services would be gone, unless `shrink`; and whatever `package.records` raises, with nothing written.
    """
    access.require(by, Permission.MANAGE_DIRECTORY)
    if by.alliance_id is None or not source or len(source) > SOURCE_LENGTH:
        raise Refused(f"Say in 1 to {SOURCE_LENGTH} characters where the package comes from.")
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("select pg_advisory_xact_lock(%s, hashtext(%s))", [_LOCK, str(by.alliance_id)])
        listed = Service.objects.filter(
            alliance_id=by.alliance_id, source=source, gone_at__isnull=True
        ).count()
        changes = store(package.records(), alliance_id=by.alliance_id, source=source, step=step)
        gone = changes["service"].gone
        if not shrink and listed > _MANY and gone > listed / 2:
            raise Refused(
                f"{gone:,} of the {listed:,} services of {source} are not in {package.name}. If the directory really "
                "shrank, import it again and allow that; if the file is only a part of it, nothing is lost: "
                "nothing was changed."
            )
        following.follow_changes(by.alliance_id)
        done = _write_down(into or Import(alliance_id=by.alliance_id, source=source), by, package, changes)
        audit.record(
            by,
            events.IMPORTED,
            on=done,
            source=source,
            file=package.name,
            new=sum(change.new for change in changes.values()),
            changed=sum(change.changed for change in changes.values()),
            gone=sum(change.gone for change in changes.values()),
            rows=done.rows,
            used=done.used,
            quarantined=done.quarantined,
        )
        notify("directory", alliance=by.alliance_id)
    return done


def _write_down(done: Import, by: Actor, package: Incoming, changes: dict[str, Change]) -> Import:
    packed = io.BytesIO()
    with gzip.GzipFile(fileobj=packed, mode="wb", mtime=0) as stream:
        package.quarantine.copy_to(stream)
    done.file_name = done.file_name or package.name[-255:]
    done.person_name = by.person_name
    done.status, done.step, done.moved_at = Intake.DONE.value, "", clock.now()
    done.tallies = [asdict(tally) for tally in package.tallies]
    done.changes = {kind: asdict(change) for kind, change in changes.items()}
    done.troubles = [asdict(trouble) for trouble in package.quarantine.troubles()]
    done.notes = [
        {"file": file, "sentence": sentence, "count": count}
        for (file, sentence), count in package.notes.items()
    ]
    done.not_kept = package.not_kept
    done.quarantine = packed.getvalue()
    done.save()
    return done
