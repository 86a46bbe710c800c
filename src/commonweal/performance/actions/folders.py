"""Folders as feeds: pointing at one, looking into it, letting it be."""

from __future__ import annotations

from datetime import date, timedelta

from django.db import transaction

from commonweal import audit
from commonweal.access import Actor, Permission, Refused, require
from commonweal.access.rules import Conflict
from commonweal.database import clock, live
from commonweal.performance import events, folders, rules
from commonweal.performance.actions.feeding import feed
from commonweal.performance.models import FolderFeed, Run
from commonweal.performance.rules import Layout, UploadError

SETTLED = timedelta(minutes=2)
"""A file that changed later than this may still be on its way; the next look finds it whole."""


def point_at(*, by: Actor, folder: str, layout: Layout, months: int) -> FolderFeed:
    """Have a drop folder of one's own organisation looked into from now on.

    `months`: how many, up to the last whole one, each run is about. Raises NotAllowed; Refused for a folder that
    is not the organisation's or too many months; Conflict when it is looked into already.
    """
    require(by, Permission.FEED_FIGURES)
    if folder not in folders.names_of(by.own_organisation_id):
        raise Refused("There is no such drop folder. Ask whoever looks after this deployment for one.")
    if not 1 <= months <= rules.MOST_MONTHS:
        raise Refused(f"Say a number of months from 1 to {rules.MOST_MONTHS}.")
    with transaction.atomic():
        if FolderFeed.objects.filter(folder=folder, stopped_at=None).exists():
            raise Conflict(f"The folder {folder} is looked into already.")
        row = FolderFeed.objects.create(
            alliance_id=by.own_alliance_id,
            organisation_id=by.own_organisation_id,
            person_id=by.own_person_id,
            seat_id=by.own_seat_id,
            person_name=by.person_name,
            folder=folder,
            layout=layout.value,
            months=months,
        )
        audit.record(by, events.FOLDER_POINTED_AT, on=row, folder=folder, months=months)
    return row


def let_be(*, by: Actor, row: FolderFeed) -> FolderFeed:
    """Look into a folder no more. Its runs and figures stay. Raises NotAllowed; Conflict when it is let be."""
    require(by, Permission.FEED_FIGURES, on=row)
    with transaction.atomic():
        row = FolderFeed.objects.select_for_update().get(pk=row.pk)
        if row.stopped_at is not None:
            raise Conflict("This folder is not looked into any more.")
        row.stopped_at, row.stopped_by = clock.now(), by.person_name
        row.save(update_fields=["stopped_at", "stopped_by"])
        audit.record(by, events.FOLDER_LET_BE, on=row, folder=row.folder)
    return row


def look(*, by: Actor, row: FolderFeed) -> Run | None:
    """Start a run if something in the folder is new or has changed and nothing is still on its way.

    What the files' owner can mend is told in the feed's `problem`, and not tried again before the folder changes.
    Raises NotAllowed.
    """
    require(by, Permission.FEED_FIGURES, on=row)
    now = clock.now()
    with transaction.atomic():
        row = FolderFeed.objects.select_for_update().get(pk=row.pk)
        if row.stopped_at is not None:
            return None
        row.looked_at = now
        run, before = None, row.problem
        try:
            found = folders.files_of(row.organisation_id, row.folder, Layout(row.layout))
            state = folders.state_of(found)
            settled = all(one.changed <= (now - SETTLED).timestamp() * 1e9 for one in found)
            if found and settled and state != row.seen:
                row.seen, row.problem = state, ""
                run = _run(by, row, found, now.date())
                row.changed_at = now
            elif state == row.seen and row.seen and row.problem.startswith("The folder "):
                row.problem = ""
        except (UploadError, Refused) as why:
            row.problem = str(why)
        row.save(update_fields=["looked_at", "seen", "problem", "changed_at"])
        if run is not None or row.problem != before:
            live.notify("figures", organisations=[row.organisation_id])
    return run


def _run(by: Actor, row: FolderFeed, found: list[folders.Found], today: date) -> Run:
    # A savepoint: what was refused leaves no half a run behind, and the feed still remembers why.
    with transaction.atomic():
        if row.layout == Layout.AGGREGATES.value:
            return feed(by=by, layout=Layout.AGGREGATES, uploads=found)
        first, last = rules.last_months(today, row.months)
        return feed(by=by, layout=Layout(row.layout), uploads=found, first=first, last=last)
