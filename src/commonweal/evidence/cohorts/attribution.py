"""Attribution of members to primary care by plurality; docs/methods/attribution.md."""

from __future__ import annotations

import ibis

from commonweal.evidence.cohorts.time import Expr, flag

UNATTRIBUTED = "unattributed"


def organizations(provider: Expr) -> Expr:
    """One row per NPI: its organisation, and whether it is primary care."""
    return provider.group_by("npi").aggregate(
        organization=provider.organization.min(),
        is_primary=flag(provider.primary_care == "yes").max(),
    )


def attributions(lines: Expr, primary: Expr | None) -> Expr:
    """Whose patient a person is in a year: `person_id`, `year`, `npi`, `days`.

    `primary`: the NPIs that count as primary care (`npi`), or None when all do.
    """
    lines = lines.filter(lines.is_primary_care == 1)
    if primary is not None:
        lines = lines.semi_join(primary, lines.rendering_npi == primary.npi)
    days = lines.select(
        "person_id", "day", year=lines.month.floordiv(12).cast("int64"), npi=lines.rendering_npi
    ).distinct()
    counted = days.group_by("person_id", "year", "npi").aggregate(days=days.count(), last_day=days.day.max())
    order = ibis.window(
        group_by=[counted.person_id, counted.year],
        order_by=[ibis.desc(counted.days), ibis.desc(counted.last_day), counted.npi],
    )
    ranked = counted.mutate(rank=ibis.row_number().over(order))
    return ranked.filter(ranked["rank"] == 0).select("person_id", "year", "npi", "days")
