"""The strategy map that one can look into, and the driver diagram of a goal."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from commonweal.access import Permission, may
from commonweal.access.fetch import fetch
from commonweal.access.http import Request
from commonweal.access.views import act, page
from commonweal.charter import actions, pictures
from commonweal.charter.forms.goals import DriverForm
from commonweal.charter.models import Driver
from commonweal.charter.queries import charter as charters
from commonweal.charter.queries import goals as reads
from commonweal.charter.views.common import BOTH, form_page, today
from commonweal.charter.views.goals import the_goal, to_goal
from commonweal.components.charts import Drawing


@page(Permission.VIEW_CHARTER)
def strategy(request: Request) -> HttpResponse:
    """Vision → goals; with `at` one goal → objectives → indicators and partners."""
    lines = reads.lines(request.actor, today(), ended=False)
    version = charters.in_force()
    sentences = charters.sentences(version) if version is not None else []
    vision = next((one.text for one in sentences if one.part == "vision"), "")
    at = request.GET.get("at", "")
    chosen = next((one for one in lines if str(one.goal.pk) == at), None)
    if at and chosen is None:
        raise Http404
    if chosen is not None:
        picture: Drawing | None = pictures.goal_map(chosen)
    else:
        picture = pictures.strategy_map(vision, lines) if lines else None
    return render(
        request,
        "charter/strategy.html",
        {"lines": lines, "chosen": chosen, "picture": picture, "vision": vision},
    )


@page(Permission.KEEP_GOALS, methods=BOTH)
def drivers(request: Request, pk: UUID) -> HttpResponse:
    """The drivers of a goal: add one, take one away."""
    row = the_goal(request, Permission.KEEP_GOALS, pk)
    found = reads.drivers(row)
    form = DriverForm(request.POST or None, drivers=found)
    return form_page(
        request,
        form,
        lambda: actions.add_driver(
            by=request.actor,
            goal=row,
            kind=form.cleaned_data["kind"],
            text=form.cleaned_data["text"],
            parent=next((one for one in found if str(one.pk) == form.cleaned_data["parent"]), None),
        ),
        words={
            "title": _("What drives the goal"),
            "goal": row,
            "drivers": found,
            "picture": pictures.driver_diagram(row, found) if found else None,
            "back": to_goal(pk),
            "keeps": may(request.actor, Permission.KEEP_GOALS),
        },
        done=_("The driver is added."),
        to=lambda done: request.path,
        template="charter/drivers.html",
    )


@page(Permission.KEEP_GOALS, methods=("POST",))
def remove_driver(request: Request, pk: UUID) -> HttpResponse:
    """Take a driver away."""
    row = Driver.objects.select_related("goal").filter(pk=pk).first()
    if row is None:
        raise Http404
    goal = fetch(request.actor, Permission.KEEP_GOALS, type(row.goal).objects.all(), row.goal_id)
    return act(
        request,
        lambda: actions.remove_driver(by=request.actor, driver=row),
        done=_("The driver is gone, with what hung on it."),
        to=to_goal(goal.pk),
    )
