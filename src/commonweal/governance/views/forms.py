"""A page that is a form: what is typed stays until the act has gone through."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import redirect, render

from commonweal.access import Refused
from commonweal.access.http import Request

BOTH = ("GET", "POST")


def form_page(
    request: Request,
    form: Form,
    save: Callable[[], Any],
    *,
    title: str,
    back: str,
    done: str,
    to: Callable[[Any], str],
    lead: str = "",
    danger: bool = False,
) -> HttpResponse:
    """Show the form; when it is sent, act, say `done` and go on to `to`; where it is refused, say why beside it."""
    if request.method == "POST" and form.is_valid():
        try:
            made = save()
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, done)
            return redirect(to(made))
    context = {"form": form, "heading": title, "back": back, "lead": lead, "danger": danger}
    return render(request, "governance/form_page.html", context)
