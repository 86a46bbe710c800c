"""From a partner's files to its own figures, and from those to the alliance."""

from __future__ import annotations

import functools
import logging
from collections.abc import Sequence
from datetime import date
from uuid import UUID

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction

from commonweal import audit
from commonweal.access import Actor, Permission, Refused, require
from commonweal.access.rules import Conflict
from commonweal.database import clock, jobs, live
from commonweal.database.identity import Identity, acting
from commonweal.evidence.measures.catalogue import MEASURES
from commonweal.performance import engine, events, files, network_tables, rules
from commonweal.performance.models import Finding, Part, PartSeries, Run
from commonweal.performance.rules import Layout, RunStatus

log = logging.getLogger(__name__)


def feed(
    *,
    by: Actor,
    layout: Layout,
    uploads: Sequence[files.Uploaded],
    first: date | None = None,
    last: date | None = None,
) -> Run:
    """Take files for one's own organisation and have them run.

    `first`, `last`: the first days of the first and last month; sums bring their own months. Raises
    NotAllowed; Refused when the files or months cannot be taken, and then nothing is kept.
    """
    require(by, Permission.FEED_FIGURES)
    now = clock.now()
    try:
        if layout is not Layout.AGGREGATES:
            if first is None or last is None:
                raise rules.UploadError("Say which months the figures are for.")
            rules.check_months(first, last)
        with transaction.atomic():
            run = Run.objects.create(
                alliance_id=by.own_alliance_id,
                organisation_id=by.own_organisation_id,
                person_name=by.person_name,
                layout=layout.value,
                first=first,
                last=last,
                moved_at=now,
            )
            run.files = files.keep(run.pk, layout, uploads)
            try:
                run.save(update_fields=["files"])
                _start(by, run)
                audit.record(
                    by,
                    events.FED,
                    on=run,
                    files=len(run.files),
                    layout=layout.value,
                    first=_month(first),
                    last=_month(last),
                )
                _tell(run)
            except BaseException:
                files.remove(run.pk)
                raise
    except rules.UploadError as error:
        raise Refused(str(error)) from error
    return run


def feed_network(*, by: Actor, first: date, last: date) -> Run:
    """Have run what one's own organisation recorded in the care network: its needs and the referrals it sent.

    Raises NotAllowed; Refused where it recorded nothing, or the months cannot be taken.
    """
    require(by, Permission.FEED_FIGURES)
    tables = network_tables.tables_of(by.own_organisation_id, by.organisation_name)
    if not any(rows for _content, rows in tables.values()):
        raise Refused("Your organisation has recorded no need and sent no referral yet.")
    uploads = [SimpleUploadedFile(name, content) for name, (content, _rows) in tables.items()]
    return feed(by=by, layout=Layout.TUVA, uploads=uploads, first=first, last=last)


def start_again(*, by: Actor, run: Run) -> Run:
    """Start a run again that stopped or lost its worker. Raises NotAllowed; Conflict when it is under way."""
    require(by, Permission.FEED_FIGURES, on=run)
    with transaction.atomic():
        row = Run.objects.select_for_update().get(pk=run.pk)
        if not row.facts().may_start_again(clock.now()):
            raise Conflict("This run is under way or done.")
        if not files.folder_of(row.pk).is_dir():
            raise Refused("The files of this run are gone. Upload them again.")
        row.status, row.problem, row.step = RunStatus.WAITING.value, "", ""
        row.moved_at, row.ended_at = clock.now(), None
        row.save(update_fields=["status", "problem", "step", "moved_at", "ended_at"])
        _start(by, row)
        audit.record(by, events.STARTED_AGAIN, on=row)
        _tell(row)
    return row


def _start(by: Actor, run: Run) -> None:
    """In the background where a worker runs, else as soon as the upload is committed."""
    from commonweal.performance import tasks

    if jobs.worker_runs():
        tasks.carry_out.defer(run=str(run.pk), person=str(by.person_id), seat=str(by.seat_id))
    else:
        transaction.on_commit(functools.partial(carry_out, by=by, run_id=run.pk))


def carry_out(*, by: Actor, run_id: UUID) -> None:
    """Do a run that waits: as whoever fed it, in several transactions, so that its progress can be seen.

    A run that another worker has taken, or that is over, is left alone. What the files' owner can mend is
    told in the run's `problem`; so is that something else went wrong, without its details.
    """
    identity = Identity(person=by.person_id, seat=by.seat_id)
    with acting(identity):
        require(by, Permission.FEED_FIGURES)
        taken = Run.objects.filter(pk=run_id, status=RunStatus.WAITING.value).update(
            status=RunStatus.RUNNING.value, moved_at=clock.now(), step="reading files"
        )
        run = Run.objects.filter(pk=run_id).first()
    if not taken or run is None:
        return

    def tell(step: str) -> None:
        if step:
            with acting(identity):
                Run.objects.filter(pk=run_id).update(step=step[:200], moved_at=clock.now())
                _tell(run)

    try:
        worked = engine.work(files.folder_of(run_id), Layout(run.layout), run.first, run.last, tell)
        with acting(identity):
            _store(by, run_id, worked)
        files.remove(run_id)
    except rules.UploadError as error:
        _stop(by, identity, run_id, str(error))
    except Exception:
        log.exception("A run of figures stopped.")
        _stop(
            by,
            identity,
            run_id,
            "Something went wrong that is not the files' fault, as far as we know. The files were kept: start the "
            "run again, or tell whoever looks after this deployment.",
        )


def _store(by: Actor, run_id: UUID, worked: engine.Worked) -> None:
    run = Run.objects.select_for_update().get(pk=run_id)
    run.findings.all().delete()
    Finding.objects.bulk_create(
        Finding(
            run=run,
            position=position,
            check_name=found.check,
            severity=found.severity.value,
            table_name=found.table,
            columns=list(found.columns),
            count=found.count,
            total=found.total,
            message=found.message,
            samples=list(found.samples),
            spoils=list(found.spoils),
        )
        for position, found in enumerate(worked.findings)
    )
    now = clock.now()
    run.first, run.last = worked.first, worked.last
    run.status, run.step = RunStatus.DONE.value, ""
    run.moved_at = run.ended_at = now
    run.fingerprint, run.summary = worked.fingerprint, worked.summary
    run.save()
    part = Part.objects.create(
        alliance_id=run.alliance_id,
        organisation_id=run.organisation_id,
        run=run,
        first=worked.first,
        last=worked.last,
        fingerprint=worked.fingerprint,
        threshold=worked.threshold,
        methods=worked.methods,
    )
    rows = []
    for key, points in worked.series.items():
        engine.check_shown(key, points, worked.threshold)
        rows.append(
            PartSeries(
                part=part,
                measure=key[0],
                group_by=key[1],
                group=key[2],
                points=[point.row() for point in points],
            )
        )
    PartSeries.objects.bulk_create(rows, batch_size=500)
    audit.record(by, events.RUN_ENDED, on=run, measures=len(worked.methods))
    _tell(run)


def _stop(by: Actor, identity: Identity, run_id: UUID, problem: str) -> None:
    with acting(identity):
        run = Run.objects.select_for_update().get(pk=run_id)
        run.status, run.problem, run.step = RunStatus.FAILED.value, problem, ""
        run.moved_at = run.ended_at = clock.now()
        run.save(update_fields=["status", "problem", "step", "moved_at", "ended_at"])
        audit.record(by, events.RUN_STOPPED, on=run, problem=problem)
        _tell(run)


def hand_on(*, by: Actor, part: Part) -> Part:
    """Let the alliance have the suppressed figures of a run. Raises NotAllowed; Conflict when it has them."""
    require(by, Permission.FEED_FIGURES, on=part)
    with transaction.atomic():
        row = Part.objects.select_for_update().get(pk=part.pk)
        if row.handed_on_at is not None and row.taken_back_at is None:
            raise Conflict("These figures have already been handed on.")
        for series in row.series.all():
            if series.measure in MEASURES:
                points = [rules.Point.of(point) for point in series.points]
                engine.check_shown((series.measure, series.group_by, series.group), points, row.threshold)
        row.handed_on_at, row.handed_on_by, row.taken_back_at = clock.now(), by.person_name, None
        row.save(update_fields=["handed_on_at", "handed_on_by", "taken_back_at"])
        audit.record(
            by,
            events.HANDED_ON,
            on=row,
            first=_month(row.first),
            last=_month(row.last),
            fingerprint=row.fingerprint[:12],
        )
        live.notify("figures", alliance=row.alliance_id)
    return row


def take_back(*, by: Actor, part: Part, reason: str) -> Part:
    """Take handed-on figures back: no later version contains them. What was published stays until withdrawn.

    Raises NotAllowed; Refused without a reason; Conflict when they are not with the alliance.
    """
    require(by, Permission.FEED_FIGURES, on=part)
    if not reason.strip():
        raise Refused("Say why, so that the others understand.")
    with transaction.atomic():
        row = Part.objects.select_for_update().get(pk=part.pk)
        if row.handed_on_at is None or row.taken_back_at is not None:
            raise Conflict("These figures are not with the alliance.")
        row.taken_back_at = clock.now()
        row.save(update_fields=["taken_back_at"])
        audit.record(
            by,
            events.TAKEN_BACK,
            on=row,
            first=_month(row.first),
            last=_month(row.last),
            reason=reason.strip(),
        )
        live.notify("figures", alliance=row.alliance_id)
    return row


def _tell(run: Run) -> None:
    live.notify("figures", organisations=[run.organisation_id])


def _month(day: date | None) -> str:
    return f"{day:%B %Y}" if day else "the months in the file"
