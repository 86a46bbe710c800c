"""What pages of this room share."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import redirect, render

from commonweal.access import Refused
from commonweal.access.http import Request
from commonweal.database import clock

BOTH = ("GET", "POST")


def form_page(
    request: Request,
    form: Form,
    save: Callable[[], Any],
    *,
    words: dict[str, Any],
    done: Any,
    to: Callable[[Any], str],
    template: str = "charter/form.html",
) -> HttpResponse:
    """A page with one form: show it, or do what it asks and go on. What was typed stays where it is refused."""
    if request.method == "POST" and form.is_valid():
        try:
            result = save()
        except (Refused, ValueError) as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, done)
            return redirect(to(result))
    return render(request, template, {"form": form} | words)


def today() -> Any:
    """The day, by the one clock."""
    return clock.now().date()
