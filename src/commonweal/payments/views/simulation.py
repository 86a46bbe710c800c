"""Trying a contract before anybody signs it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render

from commonweal.access import Permission
from commonweal.access.http import Request
from commonweal.access.views import page
from commonweal.payments import charts, settling, trying
from commonweal.payments.forms import SimulateForm
from commonweal.payments.indicators import as_months
from commonweal.payments.queries import indicators, years
from commonweal.payments.terms import BadTerms
from commonweal.payments.views.common import BOTH
from commonweal.performance.queries import current_version
from commonweal.settlement.simulation.report import dollars


@page(Permission.SIMULATE, methods=BOTH)
def simulate(request: Request) -> HttpResponse:
    """Up to three variants over the same drawn years, side by side; nothing is stored.

    `?year=`: begin from a contract year; `?months=published`: from the months of cost that were published.
    """
    form = SimulateForm(request.POST or None, initial=_initial(request))
    context: dict[str, Any] = {"form": form, "begin": years.years()[:20], "year": request.GET.get("year", "")}
    version = current_version()
    if version is not None:
        measure, points = indicators.own_months(version)
        context |= {"version": version, "measure": measure, "months": len(points)}
        if request.GET.get("months") == "published":
            form.initial["months"] = as_months(points)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            found = trying.simulate(form.variants(), figures=data["figures"], months=data["months"])
        except BadTerms as faults:
            for fault in faults.faults:
                form.add_error("first", str(fault))
        except trying.CannotTry as why:
            form.add_error(None, str(why))
        else:
            context |= {
                "variants": found,
                "chart": charts.ranges(found),
                "worths": [
                    (number, line.of_what, line.party, dollars(line.change))
                    for number, one in enumerate(found, 1)
                    for line in one.worths
                ],
            }
    return render(request, "payments/simulate.html", context)


def _initial(request: Request) -> dict[str, str]:
    """The terms and figures of a year one may see, where the address names one."""
    try:
        pk = UUID(request.GET.get("year", ""))
    except ValueError:
        return {}
    year = years.years().filter(pk=pk).first()
    if year is None:
        return {}
    rows = years.figures(year)
    return {"first": year.terms, "figures": settling.as_table(years.given(year, rows)) if rows else ""}
