"""What pages of this room share."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from commonweal.access import Refused
from commonweal.access.http import Request

BOTH = ("GET", "POST")


def attempt(form: Form, save: Callable[[], Any]) -> Any:
    """What `save` gives; None, with the reason in the form, where it refuses."""
    try:
        return save()
    except Refused as refusal:
        form.add_error(None, str(refusal))
    return None


def form_page(
    request: Request,
    form: Form,
    save: Callable[[], Any],
    *,
    words: dict[str, Any],
    done: Any,
    to: Callable[[Any], str],
    template: str = "plans/form.html",
) -> HttpResponse:
    """A page with one form: show it, or do what it asks and go on."""
    if request.method == "POST" and form.is_valid():
        result = attempt(form, save)
        if result is not None:
            messages.success(request, done)
            return redirect(to(result))
    return render(request, template, {"form": form} | words, status=422 if form.is_bound else 200)


def action_tabs(at: str) -> list[dict[str, Any]]:
    """The views of the same actions."""
    views = (
        ("actions", _("List")),
        ("board", _("Board")),
        ("timeline", _("Timeline")),
        ("partners", _("By partner")),
        ("goals", _("By goal")),
        ("mine", _("My work")),
    )
    return [
        {"title": title, "url": reverse(f"plans:{name}"), "current": name == at, "count": None}
        for name, title in views
    ]
