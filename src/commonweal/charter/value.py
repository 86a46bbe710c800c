"""Figures for a value case that the product knows already: a contract year simulated, a rate as published."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from commonweal.access import Actor, Permission, may
from commonweal.evidence.measures.spec import Direction
from commonweal.payments import settling, trying
from commonweal.payments.models import ContractYear
from commonweal.payments.queries import years
from commonweal.payments.terms import BadTerms
from commonweal.performance import queries as figures
from commonweal.performance.models import measure_of

CENT = Decimal("0.01")
PER_THOUSAND = "per 1,000"


def contracts(by: Actor) -> list[ContractYear]:
    """Contract years in which the actor's organisation is a party, and which may be simulated."""
    if not may(by, Permission.SIMULATE):
        return []
    return [one for one in years.years() if years.own_parties(by, one)]


def published() -> list[tuple[str, str]]:
    """Indicators of use with a published rate: name and title."""
    version = figures.current_version()
    names = figures.totals(version) if version is not None else {}
    known = (measure_of(name) for name in names)
    return [
        (one.name, one.title)
        for one in known
        if one is not None and one.unit.startswith(PER_THOUSAND) and one.direction is Direction.LOWER
    ]


def from_contract(by: Actor, pk: str) -> dict[str, Any]:
    """What the form shows of a contract year: the 10th, 50th and 90th of a hundred drawn years of one's own net.

    Nothing where the year is not one's own; its name and why (`cannot`), where it cannot be simulated.
    """
    row = next((one for one in contracts(by) if str(one.pk) == pk), None) if pk else None
    if row is None:
        return {}
    mine = years.own_parties(by, row)
    table = settling.as_table(years.given(row, years.figures(row)))
    try:
        (drawn,) = trying.simulate([row.terms], figures=table, months="", trials=trying.TRIALS)
    except (BadTerms, trying.CannotTry) as why:
        # Most often figures of other parties that are not one's own to see.
        advice = _(
            "Try it on the page “Try a contract”, with your own expectations, and write in what comes out."
        )
        return {"contract_text": row.title, "cannot": f"{why} {advice}"}
    own = [one for one in drawn.summaries if one.party in mine]
    if not own:
        return {}

    def added(name: str) -> Decimal:
        return sum((Decimal(str(getattr(one, name))) for one in own), Decimal(0)).quantize(CENT)

    return {
        "contract_text": row.title,
        "low": added("tenth"),
        "likely": added("median"),
        "high": added("ninetieth"),
        "contract_basis": _("%(trials)d drawn years, seed %(seed)d, terms as they stand")
        % {"trials": drawn.trials, "seed": drawn.seed},
    }


def from_indicator(name: str) -> dict[str, Any]:
    """What the form shows of a published rate: the mean of its last twelve months, and where it is from."""
    version, measure = figures.current_version(), measure_of(name) if name else None
    if version is None or measure is None or not measure.unit.startswith(PER_THOUSAND):
        return {}
    points = [one for one in figures.totals(version).get(name, []) if one.value is not None][-12:]
    if not points:
        return {}
    rate = sum((Decimal(str(one.value)) for one in points), Decimal(0)) / len(points)
    return {
        "use_text": measure.title,
        "rate_now": rate.quantize(CENT),
        "use_basis": _("version %(n)d of the published figures, mean of %(count)d months")
        % {"n": version.number, "count": len(points)},
    }
