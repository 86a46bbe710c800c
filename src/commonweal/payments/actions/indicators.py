"""A published indicator becomes a figure of a contract year, and stays linked to the version it was taken from."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.db import transaction

from commonweal import audit
from commonweal.access import Actor, Permission, Refused, require
from commonweal.database import live
from commonweal.evidence.measures.catalogue import MEASURES
from commonweal.evidence.results import ALL
from commonweal.payments import events
from commonweal.payments.actions.figures import Cell, checked, figure_of, source_of
from commonweal.payments.indicators import PARTS, CannotTake, choose, take
from commonweal.payments.models import ContractYear, Figure, FigureIndicator
from commonweal.performance.models import Series, Version
from commonweal.performance.queries import months


def take_indicator(
    *,
    by: Actor,
    year: ContractYear,
    figure: str,
    party: str,
    period: str,
    version: Version,
    measure: str,
    organisation: UUID | None,
    part: str,
    first: date,
    last: date,
) -> Figure:
    """Take a figure from a published version: worked out here from its months, never typed.

    `organisation`: the partner whose series it is; None: all partners together. `first` and `last`: days in the first
    and the last month. Raises NotAllowed; Refused with what is missing.
    """
    require(by, Permission.ENTER_FIGURES, on=year)
    if version.withdrawn_at is not None:
        raise Refused(f"Version {version.number} was withdrawn: {version.withdrawn_reason} Nothing was kept.")
    spec = MEASURES.get(measure)
    row = Series.objects.filter(
        version=version, measure=measure, organisation=organisation, group_by=ALL
    ).first()
    if spec is None or row is None or part not in PARTS:
        raise Refused(f"Version {version.number} has no such figure. Nothing was kept.")
    try:
        chosen = choose(months(row.points), first, last)
        value = take(spec, chosen, part)
    except CannotTake as why:
        raise Refused(f"{spec.title} of version {version.number}: {why}. Nothing was kept.") from None
    note = (
        f"{PARTS[part]}, {first:%Y-%m} to {last:%Y-%m}, method {version.methods.get(measure, spec.version)}"
    )
    with transaction.atomic():
        locked, (cell,) = checked(by, year, [Cell(figure, value, party, period, note)])
        made = figure_of(locked, source_of(by, locked, "indicator"), cell)
        made.save()
        FigureIndicator.objects.create(
            figure=made, version=version, measure=measure, organisation_id=organisation, part=part,
            method=str(version.methods.get(measure, spec.version)), starts=chosen[0].start, ends=chosen[-1].end,
        )  # fmt: skip
        audit.record(
            by, events.TAKEN_FROM_INDICATOR, on=locked, year=locked.title, figure=figure, indicator=spec.title,
            version=version.number,
        )  # fmt: skip
        live.notify("payments", alliance=locked.alliance_id)
    return made
