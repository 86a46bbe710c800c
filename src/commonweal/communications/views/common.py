"""What pages of communication share."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar
from uuid import UUID

from django.contrib import messages
from django.db.models import Model
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from commonweal.access import Actor, Permission, Refused, may
from commonweal.access.fetch import fetch
from commonweal.access.http import Request
from commonweal.communications.rules.approval import State
from commonweal.components.status import Shape

BOTH = ("GET", "POST")
VIEW = Permission.VIEW_COMMUNICATIONS
DRAFT = Permission.DRAFT_COMMUNICATIONS
APPROVE = Permission.APPROVE_COMMUNICATIONS
ANSWER = Permission.ANSWER_FEEDBACK
TAKE_PART = Permission.TAKE_PART
M = TypeVar("M", bound=Model)

STATES: dict[State, tuple[Shape, Any]] = {
    State.DRAFT: (Shape.WAITING, _lazy("Not approved")),
    State.APPROVED: (Shape.DONE, _lazy("Approved")),
    State.DECLINED: (Shape.NEEDS, _lazy("To be changed")),
    State.CHANGED: (Shape.NEEDS, _lazy("Changed since it was approved")),
}


def reads(request: Request) -> Permission:
    """By which permission the actor reads what is not out yet: whoever approves reads it, too."""
    return DRAFT if may(request.actor, DRAFT) else APPROVE


def one(request: Request, permission: Permission, model: type[M], pk: UUID) -> M:
    """The row, or 404."""
    return fetch(request.actor, permission, model._default_manager.all(), pk)


def form_page(
    request: Request,
    form: Form,
    save: Callable[[], Any],
    *,
    title: Any,
    back: str,
    done: Any,
    to: Callable[[Any], str] | None = None,
    context: Any = "",
    template: str = "communications/form.html",
    **more: Any,
) -> HttpResponse:
    """A page with one form: show it, or do what it asks and go on. Nothing typed is lost where it refuses."""
    if request.method == "POST" and form.is_valid():
        try:
            result = save()
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, done)
            return redirect(to(result) if to is not None else back)
    status = 422 if form.is_bound and form.errors else 200
    return render(
        request,
        template,
        {"form": form, "title": title, "back": back, "context": context} | more,
        status=status,
    )


def plan_tabs(by: Actor, current: str) -> list[dict[str, Any]]:
    """The pages beside the plan that the actor may open."""
    places = [
        ("plan", _("Messages and calendar")),
        ("check", _("Check a text")),
        ("source", _("Names and figures")),
        ("posts", _("Social media")),
        ("press", _("Press")),
    ]
    if not may(by, DRAFT) and not may(by, APPROVE):
        places = [place for place in places if place[0] != "check"]
    return [
        {"title": title, "url": reverse(f"communications:{name}"), "current": name == current}
        for name, title in places
    ]
