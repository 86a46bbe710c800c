"""Pages for whoever keeps the directory: imports, the mapping table, providers and partners."""

from __future__ import annotations

import gzip
from uuid import UUID

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from commonweal.access import Permission
from commonweal.access.fetch import fetch
from commonweal.access.http import Request
from commonweal.access.views import act, page
from commonweal.database import clock
from commonweal.directory import actions, queries
from commonweal.directory.forms import NeedsForm, PartnerForm
from commonweal.directory.models import Import, Provider, Term
from commonweal.directory.tables import (
    ImportTable,
    ProviderTable,
    TermTable,
    changes_in_words,
    provider_services,
)


@page(Permission.MANAGE_DIRECTORY)
def terms(request: Request) -> HttpResponseBase:
    """The mapping table."""
    return TermTable(request, queries.terms_to_map(request.actor)).respond("directory/terms.html")


@page(Permission.MANAGE_DIRECTORY, methods=("POST",))
def confirm_terms(request: Request) -> HttpResponseBase:
    """Confirm what is suggested for several terms at once."""
    chosen = [UUID(value) for value in request.POST.getlist("selected") if _is_uuid(value)]
    query = request.META.get("HTTP_REFERER", "").partition("?")[2]
    return act(
        request,
        lambda: actions.confirm_suggestions(by=request.actor, terms=chosen),
        done=_("What was suggested for the chosen terms is confirmed."),
        to=reverse("directory:terms") + (f"?{query}" if query else ""),
    )


def _is_uuid(value: str) -> bool:
    try:
        UUID(value)
    except ValueError:
        return False
    return True


@page(Permission.MANAGE_DIRECTORY, methods=("GET", "POST"))
def term(request: Request, pk: UUID) -> HttpResponseBase:
    """Decide which needs a term stands for."""
    found = fetch(request.actor, Permission.MANAGE_DIRECTORY, Term.objects.all(), pk)
    known = list(found.needs.order_by("-confidence"))
    form = NeedsForm(
        request.POST or None, initial={"needs": [row.domain for row in known if row.state != "rejected"]}
    )
    if request.method == "POST" and form.is_valid():
        return act(
            request,
            lambda: actions.map_term(by=request.actor, term=found, needs=form.chosen()),
            done=_("“%(term)s” is decided.") % {"term": found.name},
            to=reverse("directory:terms"),
        )
    services = found.services.filter(service__gone_at__isnull=True).select_related("service__provider")
    context = {
        "form": form,
        "term": found,
        "known": known,
        "count": services.count(),
        "services": services[:10],
    }
    return render(request, "directory/term.html", context)


@page(Permission.MANAGE_DIRECTORY)
def imports(request: Request) -> HttpResponseBase:
    """What was imported."""
    return ImportTable(request, queries.imports(request.actor)).respond("directory/imports.html")


@page(Permission.MANAGE_DIRECTORY)
def import_done(request: Request, pk: UUID) -> HttpResponseBase:
    """One import: rows, changes, and what could not be used."""
    found = fetch(request.actor, Permission.MANAGE_DIRECTORY, queries.imports(request.actor), pk)
    order = {kind: number for number, kind in enumerate(found.changes)}
    changes = [
        {"kind": kind.replace("_", " "), **change}
        for kind, change in sorted(found.changes.items(), key=lambda pair: order[pair[0]])
        if any(change.values())
    ]
    troubles = sorted(found.troubles, key=lambda one: -one["count"])
    context = {"done": found, "changes": changes, "troubles": troubles, "said": changes_in_words(found)}
    context["may_start_again"] = found.may_start_again(clock.now())
    return render(request, "directory/import_done.html", context)


@page(Permission.MANAGE_DIRECTORY)
def quarantine(request: Request, pk: UUID) -> HttpResponseBase:
    """The rows an import could not use, as CSV."""
    found = fetch(request.actor, Permission.MANAGE_DIRECTORY, Import.objects.all(), pk)
    response = HttpResponse(gzip.decompress(bytes(found.quarantine)), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="quarantine-{found.source}.csv"'
    return response


@page(Permission.MANAGE_DIRECTORY)
def providers(request: Request) -> HttpResponseBase:
    """Providers of the directory, and which of them are partners."""
    return ProviderTable(request, queries.providers_to_link(request.actor)).respond(
        "directory/providers.html"
    )


@page(Permission.MANAGE_DIRECTORY, methods=("GET", "POST"))
def provider(request: Request, pk: UUID) -> HttpResponseBase:
    """Say which partner a provider is."""
    found = fetch(request.actor, Permission.MANAGE_DIRECTORY, Provider.objects.select_related("partner"), pk)
    form = PartnerForm(request.POST or None, by=request.actor, initial={"partner": found.partner_id})
    if request.method == "POST" and form.is_valid():
        return act(
            request,
            lambda: actions.link_provider(
                by=request.actor, provider=found, partner=form.cleaned_data["partner"]
            ),
            done=_("Saved: the partner's people now report for these services."),
            to=reverse("directory:providers"),
        )
    services = provider_services(found)
    return render(
        request,
        "directory/provider.html",
        {"form": form, "provider": found, "count": services.count(), "services": services[:20]},
    )
