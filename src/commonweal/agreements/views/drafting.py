"""Drafting: begin from a template, change, put out, amend."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from commonweal.access import Permission, Refused
from commonweal.access.fetch import fetch
from commonweal.access.http import Request
from commonweal.access.views import act, page
from commonweal.agreements import actions, queries, rules
from commonweal.agreements.forms import AgreementForm, TermsForms
from commonweal.agreements.library import Starter, starters
from commonweal.agreements.models import Agreement, Version
from commonweal.agreements.views.common import BOTH, attempt, version_of
from commonweal.partners.queries import members


@page(Permission.DRAFT_AGREEMENTS)
def begin(request: Request) -> HttpResponse:
    """Choose what to begin from."""
    return render(
        request, "agreements/begin.html", {"starters": starters().values(), "kinds": list(rules.Kind)}
    )


@page(Permission.DRAFT_AGREEMENTS, methods=BOTH)
def draft(request: Request) -> HttpResponse:
    """Begin an agreement, from a template where one is named."""
    starter = starters().get(request.GET.get("from", ""))
    kind = _kind(request, starter)
    partners = list(members(request.actor).only("name"))
    initial = {"title": starter.title, "text": starter.text} if starter else {}
    form = AgreementForm(request.POST or None, initial=initial, members=partners)
    terms = TermsForms(kind, request.POST or None, members=partners, terms=starter.terms if starter else None)

    def save() -> Agreement:
        content = form.content(terms.terms())
        return actions.draft(by=request.actor, title=form.cleaned_data["title"], content=content, kind=kind)

    if request.method == "POST" and form.is_valid() and terms.is_valid():
        agreement = attempt(form, save)
        if agreement is not None:
            messages.success(
                request, _("The draft is saved. Read it through, then put it out for signature.")
            )
            return redirect("agreements:show", agreement.pk)
    context = {"form": form, "terms": terms, "agreement": None, "kind": kind}
    return render(request, "agreements/form.html", context)


def _kind(request: Request, starter: Starter | None) -> rules.Kind:
    if starter is not None:
        return starter.kind
    try:
        return rules.Kind.of(request.GET.get("kind", rules.Kind.DATA_SHARING.key))
    except KeyError:
        raise Http404 from None


@page(Permission.DRAFT_AGREEMENTS, methods=BOTH)
def edit(request: Request, pk: UUID, number: int) -> HttpResponse:
    """Change a draft."""
    agreement, row = version_of(request, Permission.DRAFT_AGREEMENTS, pk, number)
    if not row.facts().draft:
        messages.error(request, _("This version was put out for signature, so it never changes."))
        return redirect("agreements:show", pk)
    partners = list(members(request.actor).only("name"))
    offered_before = any(one.offered_at for one in agreement.versions.all())
    initial = {
        "title": agreement.title,
        "parties": [str(one) for one in row.parties],
        "text": row.text,
        "starts": row.starts,
        "ends": row.ends,
    }
    form = AgreementForm(request.POST or None, initial=initial, members=partners, fixed_title=offered_before)
    kind = rules.Kind.of(agreement.kind)
    terms = TermsForms(kind, request.POST or None, members=partners, terms=row.terms)

    def save() -> Version:
        return actions.edit(
            by=request.actor,
            version=row,
            content=form.content(terms.terms()),
            title=form.cleaned_data["title"],
        )

    if request.method == "POST" and form.is_valid() and terms.is_valid() and attempt(form, save) is not None:
        messages.success(request, _("The draft is saved."))
        return redirect("agreements:show", pk)
    context = {"form": form, "terms": terms, "agreement": agreement, "version": row, "kind": kind}
    return render(request, "agreements/form.html", context)


@page(Permission.DRAFT_AGREEMENTS, methods=("POST",))
def offer(request: Request, pk: UUID, number: int) -> HttpResponse:
    """Put a draft out for signature."""
    _agreement, row = version_of(request, Permission.DRAFT_AGREEMENTS, pk, number)
    return act(
        request,
        lambda: actions.offer(by=request.actor, version=row),
        done=_("Version %(number)s is out for signature. From now on it never changes.") % {"number": number},
        to=reverse("agreements:show", args=[pk]),
    )


@page(Permission.DRAFT_AGREEMENTS, methods=("POST",))
def amend(request: Request, pk: UUID) -> HttpResponse:
    """Begin an amendment: a copy of the latest version, to be changed."""
    agreement = fetch(request.actor, Permission.DRAFT_AGREEMENTS, queries.whole(), pk)
    try:
        row = actions.amend(by=request.actor, agreement=agreement)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("agreements:show", pk)
    return redirect("agreements:edit", pk, row.number)
