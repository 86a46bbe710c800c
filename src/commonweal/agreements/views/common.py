"""What the pages of agreements share."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render

from commonweal.access import Permission, Refused
from commonweal.access.fetch import fetch
from commonweal.access.http import Request
from commonweal.agreements import queries
from commonweal.agreements.forms import ReasonForm
from commonweal.agreements.models import Agreement, Version

BOTH = ("GET", "POST")


def version_of(request: Request, permission: Permission, pk: UUID, number: int) -> tuple[Agreement, Version]:
    agreement = fetch(request.actor, permission, queries.whole(), pk)
    row = next((one for one in agreement.versions.all() if one.number == number), None)
    if row is None:
        raise Http404
    return agreement, row


def attempt(form: Form, save: Callable[[], Any]) -> Any:
    try:
        return save()
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return None


def confirmed(
    request: Request,
    agreement: Agreement,
    action: Callable[..., Any],
    words: dict[str, Any],
    form: ReasonForm | None = None,
) -> HttpResponse:
    form = form if form is not None else ReasonForm(request.POST or None)
    if (
        request.method == "POST"
        and form.is_valid()
        and attempt(form, lambda: action(**form.cleaned_data)) is not None
    ):
        messages.success(
            request, words["done_at_once"] if form.cleaned_data.get("at_once") else words["done"]
        )
        return redirect("agreements:show", agreement.pk)
    return render(request, "agreements/confirm.html", {"form": form, "agreement": agreement} | words)
