"""The page that takes a figure of a contract year from a published indicator."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from commonweal.access import Permission
from commonweal.access.http import Request
from commonweal.access.views import page
from commonweal.payments import actions, presenters
from commonweal.payments.forms import IndicatorForm
from commonweal.payments.queries import indicators
from commonweal.payments.views.common import BOTH, form_page, the_year
from commonweal.performance.queries import current_version, versions


@page(Permission.ENTER_FIGURES, methods=BOTH)
def take(request: Request, pk: UUID) -> HttpResponse:
    """Choose the indicator, the months and the part; `?version=` names another version than the present one."""
    year = the_year(request, Permission.ENTER_FIGURES, pk)
    back = reverse("payments:figures", args=[pk])
    entering = presenters.entering(request.actor, year)
    if not entering.may:
        return redirect(back)
    number = request.GET.get("version", "")
    version = versions().filter(number=int(number)).first() if number.isdecimal() else current_version()
    if version is None:
        if number:
            raise Http404
        return redirect(back)
    offered = indicators.offered(version)
    form = IndicatorForm(
        request.POST or None,
        figures=[(one, one.replace("_", " ")) for one in presenters.names_asked(year)],
        parties=entering.about,
        measures=offered.measures,
        organisations=[("", _("All partners together")), *offered.organisations],
        months=[(f"{one:%Y-%m}", date_format(one, "F Y")) for one in offered.months],
        initial=_months(offered.months, year.starts, year.ends),
    )

    def save() -> Any:
        data = form.cleaned_data
        return actions.take_indicator(
            by=request.actor,
            year=year,
            figure=data["figure"],
            party=data["party"],
            period=data["period"],
            version=version,
            measure=data["measure"],
            organisation=UUID(data["organisation"]) if data["organisation"] else None,
            part=data["part"],
            first=date.fromisoformat(f"{data['first']}-01"),
            last=date.fromisoformat(f"{data['last']}-01"),
        )

    return form_page(
        request,
        form,
        save,
        words={
            "title": _("A figure from a published indicator"),
            "context": _("Version %(number)s, published by %(who)s. The figure stays linked to it.")
            % {"number": version.number, "who": version.published_for},
            "back": back,
        },
        done=_("The figure is kept, with the version it was taken from."),
        to=lambda _figure: back,
    )


def _months(months: list[date], starts: date, ends: date) -> dict[str, str]:
    within = [one for one in months if starts <= one <= ends]
    return {"first": f"{within[0]:%Y-%m}", "last": f"{within[-1]:%Y-%m}"} if within else {}
