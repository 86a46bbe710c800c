"""The alliance, and for the operator all alliances."""

from __future__ import annotations

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from commonweal.access import Permission, may
from commonweal.access.http import Request
from commonweal.access.views import page
from commonweal.partners import actions, presenters, queries
from commonweal.partners.forms import AllianceForm, OpenAllianceForm
from commonweal.partners.views.common import BOTH, form_page, submitted


@page(Permission.VIEW_ALLIANCE)
def alliance(request: Request) -> HttpResponse:
    """What the alliance is for, who belongs to it, who runs it."""
    return render(request, "partners/alliance.html", presenters.alliance(request.actor))


@page(Permission.MANAGE_ALLIANCE, methods=BOTH)
def edit_alliance(request: Request) -> HttpResponse:
    """Change what that page says."""
    row = queries.alliance(request.actor)
    form = AllianceForm(request.POST or None, instance=row)
    to = reverse("partners:alliance")
    return submitted(
        request,
        form,
        lambda data: actions.change_alliance(by=request.actor, alliance=row, **data),
        done=_("The alliance is saved."),
        to=to,
    ) or form_page(request, form, heading=_("Change the alliance"), back=to)


@page(Permission.MANAGE_DEPLOYMENT)
def alliances(request: Request) -> HttpResponseBase:
    """All alliances of the deployment, without anybody's records."""
    table = presenters.AllianceTable(request, queries.alliances())
    return table.respond(
        "partners/alliances.html", {"may_open": may(request.actor, Permission.MANAGE_DEPLOYMENT)}
    )


@page(Permission.MANAGE_DEPLOYMENT, methods=BOTH)
def open_alliance(request: Request) -> HttpResponse:
    """A new alliance, its first member and its convenor's invitation."""
    form = OpenAllianceForm(request.POST or None)
    to = reverse("partners:alliances")
    return submitted(
        request,
        form,
        lambda data: actions.open_alliance(by=request.actor, **data),
        done=_("The alliance is open. Its convenor has an invitation by e-mail."),
        to=to,
    ) or form_page(
        request,
        form,
        heading=_("Open an alliance"),
        lead=_("You will not see what happens in it: its convenor takes over by the invitation."),
        back=to,
    )
