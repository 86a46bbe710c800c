"""Giving a consent in two steps, reading it, and taking it back."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from commonweal.access import Permission, Refused, may
from commonweal.access.fetch import fetch
from commonweal.access.http import Request, Viewing
from commonweal.access.views import page
from commonweal.clients import actions, queries
from commonweal.clients.forms.consents import RevokeForm, SignForm, TermsForm
from commonweal.clients.forms.people import new_number
from commonweal.clients.models import Client, Consent
from commonweal.clients.steps import GO
from commonweal.partners import queries as partners


@page(Permission.RECORD_CONSENT, methods=("GET", "POST"))
def new(request: Request, pk: UUID) -> HttpResponseBase:
    """First the terms; then their words and the yes. `next` leads back to where the consent was asked for."""
    by = request.actor
    client = fetch(by, Permission.RECORD_CONSENT, Client.objects.all(), pk)
    sent = request.method == "POST"
    terms = TermsForm(
        request.POST if sent else None,
        by=by,
        client=client,
        members=list(partners.members(by).order_by("name")),
        initial={} if sent else _asked_for(request),
    )
    context = {"client": client, "terms": terms, "next": _next(request)}
    if not sent or not terms.is_valid() or request.POST.get(GO) == "back":
        return render(request, "clients/consent.html", context)
    signing = SignForm(request.POST if request.POST.get(GO) == "sign" else None, terms=terms)
    if signing.is_bound and signing.is_valid():
        try:
            actions.record_consent(
                by=by,
                client=client,
                terms=terms.terms(),
                signing=signing.signing(),
                submission=terms.cleaned_data["submission"],
            )
        except Refused as refusal:
            signing.add_error(None, str(refusal))
        else:
            messages.success(request, _("The consent is recorded and holds from now on."))
            return redirect(_next(request) or "clients:show", *([] if _next(request) else [pk]))
    words = terms.words().split("\n")
    for field in terms.fields.values():
        field.widget = field.hidden_widget()
    return render(request, "clients/sign.html", context | {"signing": signing, "words": words})


@page(Permission.VIEW_PEOPLE)
def show(request: Request, pk: UUID) -> HttpResponseBase:
    """The words that were agreed to, how, and what follows from them now."""
    consent = _consent(request, Permission.VIEW_PEOPLE, pk)
    view = _view(consent)
    request.viewings.append(Viewing(consent.client_id, _("a consent"), consent))
    context = {
        "consent": consent,
        "client": consent.client,
        "view": view,
        "may_revoke": view.can_be_revoked and may(request.actor, Permission.RECORD_CONSENT, on=consent),
    }
    return render(request, "clients/consent_show.html", context)


@page(Permission.RECORD_CONSENT, methods=("GET", "POST"))
def revoke(request: Request, pk: UUID) -> HttpResponseBase:
    """Take it back. Afterwards the person may be out of sight, so the way on is asked of the database."""
    consent = _consent(request, Permission.RECORD_CONSENT, pk)
    view = _view(consent)
    towards = list(view.named or view.opens_to) if view.can_be_revoked else []
    form = RevokeForm(request.POST if request.method == "POST" else None, organisations=towards)
    if form.is_bound and form.is_valid():
        try:
            actions.revoke_consent(
                by=request.actor,
                consent=consent,
                recipient_id=form.recipient_id,
                reason=form.cleaned_data["reason"],
            )
        except Refused as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("The consent is taken back. What it opened is closed."))
        if queries.visible_clients(request.actor).filter(pk=consent.client_id).exists():
            return redirect("clients:show", consent.client_id)
        return redirect("clients:list")
    return render(
        request,
        "clients/revoke.html",
        {"consent": consent, "client": consent.client, "form": form, "view": view},
    )


def _consent(request: Request, permission: Permission, pk: UUID) -> Consent:
    return fetch(request.actor, permission, Consent.objects.select_related("client"), pk)


def _view(consent: Consent) -> queries.ConsentView:
    return next(
        one
        for one in queries.consents_of(consent.client, queries.sight(consent.client))
        if one.consent.pk == consent.pk
    )


def _asked_for(request: Request) -> dict[str, object]:
    """What a page that needs a consent asks for: `?to=<organisation>&category=<category>&next=<address>`."""
    wanted: dict[str, object] = {"submission": new_number()}
    if recipients := request.GET.getlist("to"):
        wanted |= {"whom": "named", "recipients": recipients}
    return wanted | {f"category_{category}": True for category in request.GET.getlist("category")}


def _next(request: Request) -> str:
    """Where to go afterwards: an address of this site, or nothing."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    safe = url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return wanted if safe else ""
