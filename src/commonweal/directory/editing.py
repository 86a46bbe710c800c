"""Pages on which an organisation's people, or whoever keeps the directory, add and change entries."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from commonweal.access import Permission, Refused
from commonweal.access.fetch import fetch
from commonweal.access.http import Request
from commonweal.access.views import act, page
from commonweal.directory import actions
from commonweal.directory.entry_form import EntryForm, as_written
from commonweal.directory.models import HandEdit, Provider, Service

BOTH = ("GET", "POST")
KEEPERS = (Permission.REPORT_CAPACITY, Permission.MANAGE_DIRECTORY)


@page(Permission.REPORT_CAPACITY, methods=BOTH)
def add_own(request: Request) -> HttpResponseBase:
    """A service of one's own organisation that no source lists."""
    return _add(request, None, request.actor.organisation_name, reverse("directory:own-services"))


@page(Permission.MANAGE_DIRECTORY, methods=BOTH)
def add(request: Request, pk: UUID) -> HttpResponseBase:
    """A service of any provider."""
    provider = fetch(request.actor, Permission.MANAGE_DIRECTORY, Provider.objects.all(), pk)
    return _add(request, provider, provider.name, reverse("directory:provider", args=[pk]))


def _add(request: Request, provider: Provider | None, name: str, back: str) -> HttpResponseBase:
    form = EntryForm(request.POST or None, initial={"status": "active"}, placed=True)
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.add_service(by=request.actor, provider=provider, entry=form.entry())
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("%(service)s is in the directory.") % {"service": made.name})
            return redirect("directory:service", made.pk)
    context = {"form": form, "title": _("Add a service of %(name)s") % {"name": name}, "back": back}
    return render(request, "directory/entry.html", context)


def _mine(request: Request, pk: UUID) -> Service:
    """A service whose entry the actor keeps. Raises Http404."""
    rows = Service.objects.select_related("provider")
    wanted = next((one for one in KEEPERS if one in request.actor.permissions), KEEPERS[0])
    found = rows.filter(pk=pk).first()
    if found is not None and actions.may_edit(request.actor, found):
        return found
    return fetch(request.actor, wanted, rows, pk)


@page(*KEEPERS, methods=BOTH)
def edit(request: Request, pk: UUID) -> HttpResponseBase:
    """Change an entry; whoever saves it confirms it."""
    service = _mine(request, pk)
    form = EntryForm(request.POST or None, initial=as_written(service), placed=not service.source)
    if request.method == "POST" and form.is_valid():
        return act(
            request,
            lambda: actions.edit_service(by=request.actor, service=service, entry=form.entry()),
            done=_("The entry is saved, and confirmed today."),
            to=reverse("directory:service", args=[pk]),
        )
    context: dict[str, Any] = {
        "form": form,
        "title": _("Change the entry of %(service)s") % {"service": service.name},
        "source": service.source,
        "back": reverse("directory:service", args=[pk]),
    }
    return render(request, "directory/entry.html", context)


@page(*KEEPERS, methods=("POST",))
def settle(request: Request, pk: UUID) -> HttpResponseBase:
    """Take what the source says of a part that was changed here, or keep ours."""
    found = HandEdit.objects.filter(pk=pk).first()
    if found is None:
        raise Http404
    service = _mine(request, found.service_id)
    take = request.POST.get("take") == "yes"
    return act(
        request,
        lambda: actions.settle_edit(by=request.actor, edit=found, take=take),
        done=_("The source's words stand now.") if take else _("What you said stays."),
        to=reverse("directory:service", args=[service.pk]),
    )
