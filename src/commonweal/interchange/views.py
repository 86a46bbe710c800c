"""Pages through which packages come in and go out."""

from __future__ import annotations

import tempfile
from pathlib import Path

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from commonweal.access import Permission, Refused
from commonweal.access.views import page
from commonweal.interchange import actions
from commonweal.interchange.forms import ImportForm


@page(Permission.MANAGE_DIRECTORY, methods=("GET", "POST"))
def import_directory(request: HttpRequest) -> HttpResponseBase:
    """Bring an HSDS package in."""
    form = ImportForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        upload, source = form.cleaned_data["file"], form.cleaned_data["source"]
        with tempfile.TemporaryDirectory() as folder:
            # Only the ending of the name is the visitor's: it says which kind of package this is.
            path = Path(folder) / f"{source}{'.json' if upload.name.lower().endswith('.json') else '.zip'}"
            with path.open("wb") as target:
                for chunk in upload.chunks():
                    target.write(chunk)
            try:
                done = actions.import_directory(
                    by=request.actor, path=path, source=source, shrink=form.cleaned_data["shrink"]
                )
            except Refused as refusal:
                form.add_error("file", str(refusal))
            else:
                messages.success(request, _("%(source)s is imported.") % {"source": source})
                return redirect("directory:import-done", done.pk)
    return render(request, "interchange/import.html", {"form": form})


@page(Permission.VIEW_DIRECTORY)
def export_directory(request: HttpRequest) -> HttpResponseBase:
    """The whole directory as an HSDS 3.0 package."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "directory.zip"
        actions.export_directory(by=request.actor, path=path)
        response = HttpResponse(path.read_bytes(), content_type="application/zip")
    response["Content-Disposition"] = 'attachment; filename="directory-hsds-3.0.zip"'
    return response
