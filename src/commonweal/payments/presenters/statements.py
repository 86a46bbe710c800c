"""What the page of a statement shows, and the published indicators it rests on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from commonweal.access import Actor, Permission, may
from commonweal.payments import rules
from commonweal.payments.models import Figure, Statement
from commonweal.payments.presenters.years import methods
from commonweal.payments.queries import years
from commonweal.performance.models import measure_of
from commonweal.settlement.amounts import money


@dataclass(frozen=True)
class Taken:
    """A figure of a settlement that came from a published indicator."""

    figure: str
    value: str
    measure: str
    title: str
    whose: str
    part: str
    starts: Any
    ends: Any
    version: int
    withdrawn: str
    """Why the version was withdrawn; empty where it holds."""


def indicators(rows: list[Figure]) -> list[Taken]:
    """Figures from indicators with all that leads back to where they came from."""
    found = []
    for row in rows:
        one = row.indicator
        measure = measure_of(one.measure)
        found.append(
            Taken(
                row.figure, row.value, one.measure, measure.title if measure else one.measure,
                one.organisation.name if one.organisation else str(_("all partners together")),
                one.get_part_display(), one.starts, one.ends, one.version.number,
                one.version.withdrawn_reason if one.version.withdrawn_at else "",
            )
        )  # fmt: skip
    return found


def statement(by: Actor, row: Statement) -> dict[str, Any]:
    """The page of one statement."""
    year_ = row.settlement.year
    facts = years.facts(year_)
    last = years.latest(year_)
    refusal = rules.refusal_to_dispute(
        facts,
        has_statement=row.organisation_id == by.organisation_id,
        has_open=bool(
            last
            and any(
                o.organisation_id == by.organisation_id and not years.answer(o) for o in last.disputes.all()
            )
        ),
        latest=last is not None and last.pk == row.settlement_id,
    )
    return {
        "statement": row,
        "settlement": row.settlement,
        "year": year_,
        "net": money(row.net),
        "document": row.document,
        "methods": methods(year_.terms),
        "indicators": indicators(years.from_indicators(row.settlement)),
        "newest": last is not None and last.pk == row.settlement_id,
        "may_dispute": refusal is None and may(by, Permission.DISPUTE, on=row),
    }
