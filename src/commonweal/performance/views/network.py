"""Feeding figures from what one's own organisation recorded in the care network; or taking those tables along."""

from __future__ import annotations

import io
import zipfile

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from commonweal.access import Permission, Refused
from commonweal.access.http import Request
from commonweal.access.views import page
from commonweal.audit import record
from commonweal.audit.events import EXPORTED
from commonweal.performance import actions
from commonweal.performance.forms import MonthsForm
from commonweal.performance.network_tables import tables_of

FEED = Permission.FEED_FIGURES


@page(FEED, methods=("GET", "POST"))
def feed(request: Request) -> HttpResponse:
    """Have the organisation's own needs and referrals run as if their tables had been uploaded."""
    form = MonthsForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        try:
            run = actions.feed_network(by=request.actor, first=told["first"], last=told["last"])
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The run goes on while you leave this page."))
            return redirect("performance:run", pk=run.pk)
    return render(request, "performance/network.html", {"form": form}, status=422 if form.errors else 200)


@page(FEED)
def export(request: Request) -> HttpResponse:
    """The two tables in a zip, for whoever runs `commonweal evidence` on them."""
    tables = tables_of(request.actor.own_organisation_id, request.actor.organisation_name)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, (content, _rows) in tables.items():
            archive.writestr(name, content)
    rows = sum(count for _content, count in tables.values())
    record(request.actor, EXPORTED, what="own needs and referrals as tables", rows=rows)
    answer = HttpResponse(packed.getvalue(), content_type="application/zip")
    answer["Content-Disposition"] = 'attachment; filename="needs-and-referrals.zip"'
    return answer
