"""Bringing in results of an instrument that the alliance used elsewhere, under its licence."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from django.db import transaction

from commonweal import audit
from commonweal.access import Actor, Permission, Refused, require
from commonweal.alignment import events
from commonweal.alignment.models import Imported, ImportedFigure
from commonweal.alignment.rules.files import BadFile
from commonweal.alignment.rules.imported import read_figures


def import_results(
    *,
    by: Actor,
    instrument: str,
    licence: str,
    taken_on: date,
    lowest: int,
    highest: int,
    content: bytes,
    name: str,
) -> tuple[Imported, list[str]]:
    """Keep the figures of a file (`topic,group,n,mean`); the import, and what was left out and why.

    Raises NotAllowed; Refused when no figure can be used.
    """
    require(by, Permission.RUN_SURVEYS)
    try:
        figures, notes = read_figures(content, name, lowest=lowest, highest=highest)
    except BadFile as fault:
        raise Refused(str(fault)) from fault
    with transaction.atomic():
        row = Imported.objects.create(
            alliance_id=by.own_alliance_id, instrument=instrument.strip(), licence=licence.strip(), taken_on=taken_on,
            lowest=lowest, highest=highest, person_id=by.own_person_id, person_name=by.person_name,
        )  # fmt: skip
        ImportedFigure.objects.bulk_create(
            ImportedFigure(
                imported=row, position=at, topic=one.topic, group=one.group, people=one.people,
                mean=Decimal(str(round(one.mean, 4))),
            )
            for at, one in enumerate(figures)
        )  # fmt: skip
        audit.record(by, events.RESULTS_IMPORTED, on=row, instrument=row.instrument, figures=len(figures))
    return row, notes
