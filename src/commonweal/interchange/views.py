"""Pages through which packages come in and go out."""

from __future__ import annotations

import tempfile
from pathlib import Path
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from commonweal.access import Permission, Refused
from commonweal.access.fetch import fetch
from commonweal.access.http import Request
from commonweal.access.views import act, page
from commonweal.directory.queries import imports
from commonweal.interchange import actions
from commonweal.interchange.forms import ImportForm


@page(Permission.MANAGE_DIRECTORY, methods=("GET", "POST"))
def import_directory(request: Request) -> HttpResponseBase:
    """Bring an HSDS package in."""
    form = ImportForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            done = actions.upload(
                by=request.actor, file=given["file"], source=given["source"], shrink=given["shrink"]
            )
        except Refused as refusal:
            form.add_error("file", str(refusal))
        else:
            messages.success(
                request, _("The package has arrived. You can leave this page; the import goes on.")
            )
            return redirect("directory:import-done", done.pk)
    return render(request, "interchange/import.html", {"form": form})


@page(Permission.MANAGE_DIRECTORY, methods=("POST",))
def start_again(request: Request, pk: UUID) -> HttpResponseBase:
    """Try an import again that stopped."""
    done = fetch(request.actor, Permission.MANAGE_DIRECTORY, imports(request.actor), pk)
    return act(
        request,
        lambda: actions.start_again(by=request.actor, done=done, shrink="shrink" in request.POST),
        done=_("The import has been started again."),
        to=reverse("directory:import-done", args=[pk]),
    )


@page(Permission.VIEW_DIRECTORY)
def export_directory(request: Request) -> HttpResponseBase:
    """The whole directory as an HSDS 3.0 package."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "directory.zip"
        actions.export_directory(by=request.actor, path=path)
        response = HttpResponse(path.read_bytes(), content_type="application/zip")
    response["Content-Disposition"] = 'attachment; filename="directory-hsds-3.0.zip"'
    return response
