"""Folders as feeds: pointing at one, looking now, letting it be."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from commonweal.access import Permission, Refused
from commonweal.access.fetch import fetch
from commonweal.access.http import Request
from commonweal.access.views import act, page
from commonweal.performance import actions, folders
from commonweal.performance.forms import FolderForm
from commonweal.performance.models import FolderFeed
from commonweal.performance.rules import Layout

FEED = Permission.FEED_FIGURES


@page(FEED, methods=("GET", "POST"))
def point_at(request: Request) -> HttpResponse:
    """Point at a drop folder of one's own organisation."""
    names = folders.names_of(request.actor.own_organisation_id)
    form = FolderForm(request.POST or None, folders=names)
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        try:
            actions.point_at(
                by=request.actor,
                folder=told["folder"],
                layout=Layout(told["layout"]),
                months=told["months"],
            )
        except Refused as refusal:
            form.add_error("folder", str(refusal))
        else:
            messages.success(
                request, _("It is looked into every ten minutes. What is new or changed is run.")
            )
            return redirect("performance:feed")
    context = {"form": form, "names": names, "place": folders.place_of(request.actor.own_organisation_id)}
    return render(request, "performance/folder.html", context, status=422 if form.errors else 200)


@page(FEED, methods=("POST",))
def look(request: Request, pk: UUID) -> HttpResponse:
    """Look into a folder now."""
    row = fetch(request.actor, FEED, FolderFeed.objects.all(), pk)
    run = actions.look(by=request.actor, row=row)
    if run is not None:
        messages.success(request, _("Something new lay there. The run goes on while you leave this page."))
        return redirect("performance:run", pk=run.pk)
    row.refresh_from_db()
    messages.info(request, row.problem or _("Nothing new lies there, or it is still on its way."))
    return redirect("performance:feed")


@page(FEED, methods=("POST",))
def let_be(request: Request, pk: UUID) -> HttpResponse:
    """Look into a folder no more."""
    row = fetch(request.actor, FEED, FolderFeed.objects.all(), pk)
    return act(
        request,
        lambda: actions.let_be(by=request.actor, row=row),
        done=_("The folder is not looked into any more. Its runs and figures stay."),
        to=reverse("performance:feed"),
    )
