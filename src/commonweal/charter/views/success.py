"""Success for each partner: side by side, one partner, one's own words, value case."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from commonweal.access import Permission, may
from commonweal.access.fetch import fetch
from commonweal.access.http import Request
from commonweal.access.views import page
from commonweal.charter import actions, value
from commonweal.charter.forms.success import StakesForm, SuccessForm, ValueForm
from commonweal.charter.models import ValueCase
from commonweal.charter.queries import success as reads
from commonweal.charter.rules.success import EFFECTS, KINDS
from commonweal.charter.rules.value import Line, total
from commonweal.charter.views.common import BOTH, form_page
from commonweal.partners import queries as partners
from commonweal.settlement.amounts import money


@page(Permission.VIEW_CHARTER)
def success(request: Request) -> HttpResponse:
    """All partners: who has written, where they meet, where they collide, what is wanted and brought."""
    found = reads.together(request.actor)
    cases = reads.value_cases()
    mine = request.actor.organisation_id
    return render(
        request,
        "charter/success.html",
        {
            "partners": [(one, row, _total(cases.get(one.pk))) for one, row in found.partners],
            "written": sum(1 for _one, row in found.partners if row is not None),
            "meetings": found.meetings,
            "pairs": found.pairs,
            "exchanges": [(KINDS[one.kind], one) for one in found.exchanges],
            "writes": may(request.actor, Permission.WRITE_SUCCESS),
            "mine_written": any(one.pk == mine and row is not None for one, row in found.partners),
        },
    )


def _total(case: ValueCase | None) -> str:
    if case is None:
        return ""
    added = total([Line(one.low, one.likely, one.high) for one in case.lines.all()])
    return money(added[1]) if added is not None else _("for the mission")


@page(Permission.VIEW_CHARTER)
def partner(request: Request, pk: UUID) -> HttpResponse:
    """One partner's success, what goals do to it, and its value case with the assumptions open."""
    organisation = fetch(request.actor, Permission.VIEW_CHARTER, partners.partner(request.actor), pk)
    case = reads.value_case(pk)
    lines = list(case.lines.all()) if case is not None else []
    added = total([Line(one.low, one.likely, one.high) for one in lines])
    return render(
        request,
        "charter/partner.html",
        {
            "organisation": organisation,
            "success": reads.newest().get(pk),
            "earlier": reads.earlier(pk),
            "stakes": [(one, EFFECTS[one.effect]) for one in reads.stakes(pk)],
            "case": case,
            "lines": [
                (one, [money(x) for x in (one.low, one.likely, one.high) if x is not None]) for one in lines
            ],
            "total": [money(one) for one in added] if added is not None else [],
            "own": pk == request.actor.organisation_id and may(request.actor, Permission.WRITE_SUCCESS),
            "kinds": KINDS,
        },
    )


def _mine(request: Request) -> str:
    return reverse("charter:partner", args=[request.actor.organisation_id])


@page(Permission.WRITE_SUCCESS, methods=BOTH)
def write(request: Request) -> HttpResponse:
    """Write what success is for one's own organisation."""
    before = reads.newest().get(request.actor.own_organisation_id)
    form = SuccessForm(request.POST or None, initial=SuccessForm.initial_of(before))
    return form_page(
        request,
        form,
        lambda: actions.write_success(by=request.actor, **form.cleaned_data),
        words={
            "title": _("Success for %(name)s") % {"name": request.actor.organisation_name},
            "context": _(
                "All partners read this. It is meant to be frank: what you must get, others can only know from you."
            ),
            "back": reverse("charter:success"),
        },
        done=_("All partners can read what success is for you."),
        to=lambda row: _mine(request),
    )


@page(Permission.WRITE_SUCCESS, methods=BOTH)
def stakes(request: Request) -> HttpResponse:
    """Say what each goal does to one's own organisation."""
    goals = reads.running_goals()
    said = {one.goal_id: one for one in reads.stakes(request.actor.organisation_id)}
    form = StakesForm(request.POST or None, goals=goals, said=said)
    return form_page(
        request,
        form,
        lambda: actions.say_stakes(by=request.actor, effects=form.effects()),
        words={
            "title": _("What do the goals do to us?"),
            "context": _("Where one gains and another loses, it is better to know before than after."),
            "back": reverse("charter:success"),
            "nothing": not goals,
        },
        done=_("All partners see where you meet."),
        to=lambda rows: reverse("charter:success"),
    )


@page(Permission.WRITE_SUCCESS, methods=BOTH)
def value_case(request: Request) -> HttpResponse:
    """Work out and show one's own value case; figures that are known are filled in."""
    initial = _initial(request)
    cannot = initial.pop("cannot", "")
    form = ValueForm(request.POST or None, initial=initial)
    return form_page(
        request,
        form,
        lambda: actions.write_value_case(
            by=request.actor, gains=form.gains(), note=form.cleaned_data["note"]
        ),
        words={
            "title": _("Value case of %(name)s") % {"name": request.actor.organisation_name},
            "contracts": value.contracts(request.actor),
            "published": value.published(),
            "back": reverse("charter:success"),
            "cannot": cannot,
        },
        done=_("All partners see what you expect to gain, and on which assumptions."),
        to=lambda row: _mine(request),
        template="charter/value.html",
    )


def _initial(request: Request) -> dict[str, Any]:
    """What the address asks to be filled in: a contract year of one's own, simulated, or a published rate."""
    year, measure = request.GET.get("year", ""), request.GET.get("measure", "")
    return value.from_contract(request.actor, year) | value.from_indicator(measure)
