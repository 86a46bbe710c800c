"""What these pages share: a page with one form, and people to choose from."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import redirect, render

from commonweal.access import Actor, Refused
from commonweal.access.http import Request
from commonweal.partners.queries import current_seats

BOTH = ("GET", "POST")
_REFUSED = object()


def form_page(
    request: Request,
    form: Form,
    save: Callable[[], Any],
    *,
    words: dict[str, Any],
    done: Any,
    to: Callable[[Any], str],
    template: str = "alignment/parts/form.html",
) -> HttpResponse:
    """A page with one form: show it, or do what it asks and go on; a refusal stands in the form, nothing is lost."""
    if request.method == "POST" and form.is_valid():
        result = attempt(form, save)
        if result is not _REFUSED:
            messages.success(request, done)
            return redirect(to(result))
    return render(request, template, {"form": form} | words)


def attempt(form: Form, save: Callable[[], Any]) -> Any:
    """What `save` gives; a mark of its own, with the reason in the form, where it refuses."""
    try:
        return save()
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return _REFUSED


def refused(result: Any) -> bool:
    """Did the attempt end in a refusal?"""
    return result is _REFUSED


def people(by: Actor, *, but_me: bool = False, organisation: Any = None) -> list[tuple[str, str]]:
    """People who sit in the alliance now, each once, for a choice."""
    seats = current_seats(by)
    if organisation is not None:
        seats = seats.filter(organisation_id=organisation)
    found: dict[str, str] = {}
    for seat in seats:
        if not (but_me and seat.person_id == by.person_id):
            found.setdefault(str(seat.person_id), f"{seat.holder.name}, {seat.organisation.name}")
    return sorted(found.items(), key=lambda one: one[1])
