"""What pages of this room share."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.forms import BaseForm
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render

from commonweal.access import NotAllowed, Permission, Refused
from commonweal.access.fetch import fetch
from commonweal.access.http import Request
from commonweal.technology.models import Asset, Partnership
from commonweal.technology.parts import Page
from commonweal.technology.queries.partnerships import partnerships

BOTH = ("GET", "POST")
SEES, KEEPS, WORKS = Permission.VIEW_TECHNOLOGY, Permission.KEEP_TECHNOLOGY, Permission.WORK_ON_SERVICE
REPORTS, JOINS = Permission.REPORT_INCIDENTS, Permission.JOIN_INNOVATION


def the_partnership(request: Request, permission: Permission, pk: UUID) -> Partnership:
    """The partnership, or 404; to write, one must sit on one of its sides."""
    row = fetch(request.actor, permission, partnerships(), pk)
    if permission is not SEES and not row.side_of(request.actor.organisation_id):
        raise Http404
    return row


def the_row(request: Request, permission: Permission, rows: Any, pk: UUID | str) -> Any:
    """A row of a partnership, or 404; to write, one must sit on one of its sides."""
    row = fetch(request.actor, permission, rows, pk)
    if permission is not SEES and not row.partnership.side_of(request.actor.organisation_id):
        raise Http404
    return row


def show(request: Request, page: Page, template: str = "technology/page.html", **more: Any) -> HttpResponse:
    """A page made of parts."""
    return render(request, template, page.context_data() | more)


def form_page(
    request: Request,
    form: BaseForm,
    save: Callable[[], Any],
    *,
    words: dict[str, Any],
    done: Any,
    to: Callable[[Any], str],
    template: str = "technology/form.html",
) -> HttpResponse:
    """A page with one form: show it, or do what it asks and go on. Nothing typed is lost when it is refused."""
    if request.method == "POST" and form.is_valid():
        try:
            result = save()
        except Refused as refusal:
            form.add_error(None, str(refusal))
        except NotAllowed as refusal:
            raise Http404 from refusal
        else:
            messages.success(request, done)
            return redirect(to(result))
    return render(request, template, {"form": form, "form_name": "entry"} | words)


def asset_of(partnership: Partnership, value: str) -> Asset | None:
    """The asset that a form chose; None for none."""
    return Asset.objects.filter(partnership=partnership, pk=value).first() if value else None
