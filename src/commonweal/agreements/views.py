"""Pages of agreements: the list, one agreement, a version with what it changes, drafting, signing, leaving."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from commonweal.access import Permission, Refused, may
from commonweal.access.fetch import fetch
from commonweal.access.views import act, page
from commonweal.agreements import actions, presenters, queries
from commonweal.agreements.forms import AgreementForm, ReasonForm, SignForm, clause_forms
from commonweal.agreements.models import Agreement, Version
from commonweal.agreements.presenters import AgreementTable
from commonweal.database import clock
from commonweal.partners.queries import members

BOTH = ("GET", "POST")


@page(Permission.VIEW_AGREEMENTS)
def agreement_list(request: HttpRequest) -> HttpResponseBase:
    """All agreements; those that wait for one's signature first."""
    table = AgreementTable(request, queries.lines(request.actor, clock.now()))
    waiting = sum(line.waits_for_me for line in table.all_rows)
    may_draft = may(request.actor, Permission.DRAFT_AGREEMENTS)
    return table.respond("agreements/list.html", {"may_draft": may_draft, "waiting": waiting})


@page(Permission.VIEW_AGREEMENTS)
def show(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One agreement: what it says, what it opens, who has signed, what would close."""
    agreement = fetch(request.actor, Permission.VIEW_AGREEMENTS, queries.whole(), pk)
    return render(
        request, "agreements/show.html", presenters.agreement(request.actor, agreement, clock.now())
    )


@page(Permission.VIEW_AGREEMENTS)
def version(request: HttpRequest, pk: UUID, number: int) -> HttpResponse:
    """One version, and what it changes against the one before."""
    agreement, row = _version(request, Permission.VIEW_AGREEMENTS, pk, number)
    return render(
        request, "agreements/version.html", presenters.version(request.actor, agreement, row, clock.now())
    )


@page(Permission.DRAFT_AGREEMENTS, methods=BOTH)
def draft(request: HttpRequest) -> HttpResponse:
    """Begin an agreement."""
    partners = list(members(request.actor).only("name"))
    form = AgreementForm(request.POST or None, members=partners)
    clauses = clause_forms(request.POST or None, members=partners)

    def save() -> Agreement:
        return actions.draft(
            by=request.actor, title=form.cleaned_data["title"], content=form.content(clauses)
        )

    if request.method == "POST" and form.is_valid() and clauses.is_valid():
        agreement = _attempt(form, save)
        if agreement is not None:
            messages.success(
                request, _("The draft is saved. Read it through, then put it out for signature.")
            )
            return redirect("agreements:show", agreement.pk)
    return render(request, "agreements/form.html", {"form": form, "clauses": clauses, "agreement": None})


@page(Permission.DRAFT_AGREEMENTS, methods=BOTH)
def edit(request: HttpRequest, pk: UUID, number: int) -> HttpResponse:
    """Change a draft."""
    agreement, row = _version(request, Permission.DRAFT_AGREEMENTS, pk, number)
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
    clauses = clause_forms(request.POST or None, members=partners, version=row)

    def save() -> Version:
        return actions.edit(
            by=request.actor, version=row, content=form.content(clauses), title=form.cleaned_data["title"]
        )

    if (
        request.method == "POST"
        and form.is_valid()
        and clauses.is_valid()
        and _attempt(form, save) is not None
    ):
        messages.success(request, _("The draft is saved."))
        return redirect("agreements:show", pk)
    context = {"form": form, "clauses": clauses, "agreement": agreement, "version": row}
    return render(request, "agreements/form.html", context)


@page(Permission.DRAFT_AGREEMENTS, methods=("POST",))
def offer(request: HttpRequest, pk: UUID, number: int) -> HttpResponse:
    """Put a draft out for signature."""
    _agreement, row = _version(request, Permission.DRAFT_AGREEMENTS, pk, number)
    return act(
        request,
        lambda: actions.offer(by=request.actor, version=row),
        done=_("Version %(number)s is out for signature. From now on it never changes.") % {"number": number},
        to=reverse("agreements:show", args=[pk]),
    )


@page(Permission.DRAFT_AGREEMENTS, methods=("POST",))
def amend(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Begin an amendment: a copy of the latest version, to be changed."""
    agreement = fetch(request.actor, Permission.DRAFT_AGREEMENTS, queries.whole(), pk)
    try:
        row = actions.amend(by=request.actor, agreement=agreement)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("agreements:show", pk)
    return redirect("agreements:edit", pk, row.number)


@page(Permission.SIGN_AGREEMENTS, methods=BOTH)
def sign(request: HttpRequest, pk: UUID, number: int) -> HttpResponse:
    """Read a version in full and sign it for one's organisation."""
    agreement, row = _version(request, Permission.SIGN_AGREEMENTS, pk, number)
    context = presenters.version(request.actor, agreement, row, clock.now())
    if context["refusal"]:
        messages.error(request, context["refusal"])
        return redirect("agreements:show", pk)
    form = SignForm(
        request.POST or None, initial={"digest": row.digest(), "signed_name": request.actor.person_name}
    )

    def save() -> Any:
        return actions.sign(
            by=request.actor,
            version=row,
            digest_seen=form.cleaned_data["digest"],
            signed_name=form.cleaned_data["signed_name"],
        )

    if request.method == "POST" and form.is_valid() and _attempt(form, save) is not None:
        messages.success(request, presenters.said_after_signing(agreement.pk, clock.now()))
        return redirect("agreements:show", pk)
    return render(request, "agreements/sign.html", context | {"form": form})


@page(Permission.DRAFT_AGREEMENTS, methods=BOTH)
def withdraw(request: HttpRequest, pk: UUID, number: int) -> HttpResponse:
    """Take a version back that has not come into force."""
    agreement, row = _version(request, Permission.DRAFT_AGREEMENTS, pk, number)
    return _confirmed(
        request,
        agreement,
        lambda reason: actions.withdraw(by=request.actor, version=row, reason=reason),
        presenters.confirm_withdraw(row),
    )


@page(Permission.SIGN_AGREEMENTS, methods=BOTH)
def leave(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Take one's organisation out, after reading what closes."""
    agreement = fetch(request.actor, Permission.SIGN_AGREEMENTS, queries.whole(), pk)
    return _confirmed(
        request,
        agreement,
        lambda reason: actions.leave(by=request.actor, agreement=agreement, reason=reason),
        presenters.confirm_leave(request.actor, agreement, clock.now()),
    )


@page(Permission.MANAGE_ALLIANCE, Permission.SIGN_AGREEMENTS, methods=BOTH)
def end(request: HttpRequest, pk: UUID) -> HttpResponse:
    """End an agreement for everybody, after reading what closes."""
    agreement = fetch(request.actor, Permission.VIEW_AGREEMENTS, queries.whole(), pk)
    if not presenters.may_end(request.actor, agreement):
        raise Http404
    return _confirmed(
        request,
        agreement,
        lambda reason: actions.end(by=request.actor, agreement=agreement, reason=reason),
        presenters.confirm_end(agreement, clock.now()),
    )


def _version(
    request: HttpRequest, permission: Permission, pk: UUID, number: int
) -> tuple[Agreement, Version]:
    agreement = fetch(request.actor, permission, queries.whole(), pk)
    row = next((one for one in agreement.versions.all() if one.number == number), None)
    if row is None:
        raise Http404
    return agreement, row


def _attempt(form: Form, save: Callable[[], Any]) -> Any:
    try:
        return save()
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return None


def _confirmed(
    request: HttpRequest, agreement: Agreement, action: Callable[[str], Any], words: dict[str, Any]
) -> HttpResponse:
    form = ReasonForm(request.POST or None)
    if (
        request.method == "POST"
        and form.is_valid()
        and _attempt(form, lambda: action(form.cleaned_data["reason"])) is not None
    ):
        messages.success(request, words["done"])
        return redirect("agreements:show", agreement.pk)
    return render(request, "agreements/confirm.html", {"form": form, "agreement": agreement} | words)
