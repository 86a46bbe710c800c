"""What the pages of partners share."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.forms import BaseForm
from django.http import HttpResponse
from django.shortcuts import redirect, render

from commonweal.access import Refused
from commonweal.access.http import Request

BOTH = ("GET", "POST")


def submitted(
    request: Request, form: BaseForm, action: Callable[[dict[str, Any]], Any], *, done: str, to: str
) -> HttpResponse | None:
    """A form that was sent and whose act was done: the answer. None: show the form, with what was wrong."""
    if request.method != "POST" or not form.is_valid():
        return None
    try:
        action(form.cleaned_data)
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return None
    messages.success(request, done)
    return redirect(to)


def form_page(request: Request, form: BaseForm, **words: Any) -> HttpResponse:
    """A page with one form: `heading`, `lead`, `back`, and perhaps `danger` and `submit`."""
    return render(request, "partners/form.html", {"form": form} | words)
