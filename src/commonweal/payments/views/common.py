"""What pages about money share."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import redirect, render

from commonweal.access import Permission, Refused
from commonweal.access.fetch import fetch
from commonweal.access.http import Request
from commonweal.payments.models import ContractYear
from commonweal.payments.queries import pools, years
from commonweal.payments.terms import BadTerms

BOTH = ("GET", "POST")


def the_year(request: Request, permission: Permission, pk: UUID) -> ContractYear:
    """The contract year, or 404."""
    return fetch(request.actor, permission, years.years(), pk)


def the_pool(request: Request, permission: Permission, pk: UUID) -> pools.WithBalance:
    """The pool, or 404."""
    return fetch(request.actor, permission, pools.pools(), pk)


def attempt(form: Form, save: Callable[[], Any], field: str | None = None) -> Any:
    """What `save` gives; None, with the reasons in the form, where it refuses."""
    try:
        return save()
    except Refused as refusal:
        form.add_error(None, str(refusal))
    except BadTerms as faults:
        for fault in faults.faults:
            form.add_error(field, str(fault))
    return None


def form_page(
    request: Request,
    form: Form,
    save: Callable[[], Any],
    *,
    words: dict[str, Any],
    done: Any,
    to: Callable[[Any], str],
    field: str | None = None,
    template: str = "payments/form.html",
) -> HttpResponse:
    """A page with one form: show it, or do what it asks and go on."""
    if request.method == "POST" and form.is_valid():
        result = attempt(form, save, field)
        if result is not None:
            messages.success(request, done)
            return redirect(to(result))
    return render(request, template, {"form": form} | words)
