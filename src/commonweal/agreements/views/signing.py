"""Signing, withdrawing, leaving, ending."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render

from commonweal.access import Permission
from commonweal.access.fetch import fetch
from commonweal.access.http import Request
from commonweal.access.views import page
from commonweal.agreements import actions, confirming, presenters, queries
from commonweal.agreements.forms import LeaveForm, SignForm
from commonweal.agreements.views.common import BOTH, attempt, confirmed, version_of
from commonweal.database import clock


@page(Permission.SIGN_AGREEMENTS, methods=BOTH)
def sign(request: Request, pk: UUID, number: int) -> HttpResponse:
    """Read a version in full and sign it for one's organisation."""
    agreement, row = version_of(request, Permission.SIGN_AGREEMENTS, pk, number)
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

    if request.method == "POST" and form.is_valid() and attempt(form, save) is not None:
        messages.success(request, presenters.said_after_signing(agreement.pk, clock.now()))
        return redirect("agreements:show", pk)
    return render(request, "agreements/sign.html", context | {"form": form})


@page(Permission.DRAFT_AGREEMENTS, methods=BOTH)
def withdraw(request: Request, pk: UUID, number: int) -> HttpResponse:
    """Take a version back that has not come into force."""
    agreement, row = version_of(request, Permission.DRAFT_AGREEMENTS, pk, number)
    return confirmed(
        request,
        agreement,
        lambda reason: actions.withdraw(by=request.actor, version=row, reason=reason),
        confirming.confirm_withdraw(row),
    )


@page(Permission.SIGN_AGREEMENTS, methods=BOTH)
def leave(request: Request, pk: UUID) -> HttpResponse:
    """Take one's organisation out, after reading what closes."""
    agreement = fetch(request.actor, Permission.SIGN_AGREEMENTS, queries.whole(), pk)
    words = confirming.confirm_leave(request.actor, agreement, clock.now())
    return confirmed(
        request,
        agreement,
        lambda reason, at_once=False: actions.leave(
            by=request.actor, agreement=agreement, reason=reason, at_once=at_once
        ),
        words,
        LeaveForm(request.POST or None, may_at_once=words["may_at_once"]),
    )


@page(Permission.MANAGE_ALLIANCE, Permission.SIGN_AGREEMENTS, methods=BOTH)
def end(request: Request, pk: UUID) -> HttpResponse:
    """End an agreement for everybody, after reading what closes."""
    agreement = fetch(request.actor, Permission.VIEW_AGREEMENTS, queries.whole(), pk)
    if not presenters.may_end(request.actor, agreement):
        raise Http404
    return confirmed(
        request,
        agreement,
        lambda reason: actions.end(by=request.actor, agreement=agreement, reason=reason),
        confirming.confirm_end(agreement, clock.now()),
    )
