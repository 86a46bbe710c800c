"""Pages of partnerships: the list, one record, its ways in, and every plain entry."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from commonweal.access import Refused
from commonweal.access.http import Request
from commonweal.access.rules import Conflict
from commonweal.access.views import act, page
from commonweal.partners.queries import members
from commonweal.technology import actions
from commonweal.technology.actions.common import today
from commonweal.technology.forms.entries import form_class
from commonweal.technology.forms.others import DoorForm, PartnershipForm, initial
from commonweal.technology.models import Door, Kept, Partnership
from commonweal.technology.presenters import overview
from commonweal.technology.views.common import (
    BOTH,
    JOINS,
    KEEPS,
    SEES,
    WORKS,
    form_page,
    show,
    the_partnership,
    the_row,
)


@page(SEES)
def partnership_list(request: Request) -> HttpResponse:
    """Partnerships one may see."""
    return show(request, overview.listing(request.actor))


@page(KEEPS, methods=BOTH)
def open_(request: Request) -> HttpResponse:
    """Open a partnership."""
    start = {"timezone": settings.TIME_ZONE}
    form = PartnershipForm(
        request.POST or None, members=list(members(request.actor).only("name")), initial=start
    )
    return form_page(
        request,
        form,
        lambda: actions.open_partnership(by=request.actor, **form.facts()),
        words={"title": _("Open a technology partnership"), "back": reverse("technology:partnerships")},
        done=_("The record is open. Name who carries it on both sides."),
        to=lambda row: reverse("technology:partnership", args=[row.pk]),
    )


@page(SEES)
def partnership(request: Request, pk: UUID) -> HttpResponse:
    """The relationship record."""
    row = the_partnership(request, SEES, pk)
    return show(request, overview.record(request.actor, row, today(row)))


@page(KEEPS, methods=BOTH)
def change(request: Request, pk: UUID) -> HttpResponse:
    """Change the record."""
    row = the_partnership(request, KEEPS, pk)
    form = PartnershipForm(request.POST or None, initial=initial(row))
    back = reverse("technology:partnership", args=[pk])
    return form_page(
        request,
        form,
        lambda: actions.change(by=request.actor, partnership=row, **form.facts()),
        words={"title": _("Change “%(title)s”") % {"title": row.title}, "back": back},
        done=_("Saved."),
        to=lambda _row: back,
    )


@page(KEEPS, methods=BOTH)
def door(request: Request, pk: UUID) -> HttpResponse:
    """Open a way in, and show its secret once."""
    row = the_partnership(request, KEEPS, pk)
    form = DoorForm(request.POST or None)
    back = reverse("technology:partnership", args=[pk])
    words = {"title": _("Open a way in"), "back": back, "form": form, "form_name": "entry"}
    if request.method == "POST" and form.is_valid():
        opened, secret = actions.open_door(by=request.actor, partnership=row, **form.cleaned_data)
        address = reverse("technology:api-messages")
        if opened.kind == "status":
            address = reverse("technology:status-by-link", args=[secret])
        words |= {"door": opened, "secret": secret, "address": settings.SITE_ADDRESS.rstrip("/") + address}
        if opened.kind == "email":
            box, _at, host = settings.DESK_ADDRESS.partition("@")
            words["address"] = f"{box}+{secret}@{host}"
        return render(request, "technology/door.html", words)
    return render(request, "technology/form.html", words)


@page(KEEPS, methods=("POST",))
def close_door(request: Request, pk: UUID) -> HttpResponse:
    """Close a way in."""
    row = the_row(request, KEEPS, Door.mine(), pk)
    return act(
        request,
        lambda: actions.close_door(by=request.actor, door=row),
        done=_("Closed. Its secret opens nothing any more."),
        to=reverse("technology:partnership", args=[row.partnership_id]),
    )


BACK: dict[str, tuple[str, str]] = {
    "contact": ("partnership", ""), "asset": ("plan", ""), "use": ("asset", "asset_id"), "need": ("plan", ""),
    "step": ("plan", ""), "cost": ("step", "step_id"), "decision": ("step", "step_id"), "course": ("training", ""),
    "learner": ("training", ""), "session": ("training", ""), "project": ("delivery", ""),
    "milestone": ("project", "project_id"), "check": ("project", "project_id"), "benefit": ("project", "project_id"),
    "measured": ("delivery", ""), "level": ("service", ""), "hours": ("calendar", ""), "holiday": ("calendar", ""),
    "notice": ("service", ""), "money": ("money", ""), "paid": ("money", ""), "question": ("analytics", ""),
    "indicator": ("goals", ""), "cycle": ("idea", "idea_id"), "terms": ("idea", "idea_id"),
    "group": ("innovation", "-"), "problem": ("innovation", "-"), "idea": ("innovation", "-"),
}  # fmt: skip
"""Where each kind of entry is shown: the page, and which of its fields names the row there ("": the partnership)."""


def back_of(kind: str, partnership_: Partnership, row: Kept | None) -> str:
    """The page on which an entry is shown."""
    name, field = BACK[kind]
    if field == "-":
        return reverse(f"technology:{name}")
    if field and row is not None:
        return reverse(f"technology:{name}", args=[getattr(row, field)])
    return reverse(f"technology:{'plan' if field else name}", args=[partnership_.pk])


@page(KEEPS, WORKS, JOINS, methods=BOTH)
def add(request: Request, pk: UUID, kind: str) -> HttpResponse:
    """Add an entry of a kind."""
    entry = _kind(kind)
    row = the_partnership(request, entry.permission, pk)
    made = form_class(kind)
    given = {name: value for name, value in request.GET.items() if name in made.base_fields}
    form = made(request.POST or None, kind=kind, partnership=row, initial=given)
    return form_page(
        request,
        form,
        lambda: actions.write(by=request.actor, kind=kind, partnership=row, facts=form.facts()),
        words={
            "title": entry.act,
            "context": row.title,
            "back": back_of(kind, row, None),
        },
        done=_("It stands in the record."),
        to=lambda new: back_of(kind, row, new),
    )


@page(KEEPS, WORKS, JOINS, methods=BOTH)
def edit(request: Request, kind: str, pk: UUID) -> HttpResponse:
    """Change an entry."""
    entry = _kind(kind)
    row = the_row(request, entry.permission, entry.model.mine(), pk)
    if entry.is_fact:
        raise Http404
    partnership_ = row.partnership
    form = form_class(kind)(request.POST or None, kind=kind, partnership=partnership_, instance=row)
    words: dict[str, Any] = {
        "title": _("Change “%(what)s”") % {"what": actions.name_of(row)},
        "context": partnership_.title,
        "back": back_of(kind, partnership_, row),
    }
    if entry.removable:
        words["remove"] = reverse("technology:remove", args=[kind, pk])

    def save() -> Kept:
        try:
            return actions.write(
                by=request.actor, kind=kind, partnership=partnership_, facts=form.facts(), row=row,
                read=form.cleaned_data["read"],
            )  # fmt: skip
        except Conflict as conflict:
            theirs = form.met(entry.model.mine().get(pk=pk))
            more = _("Your words are below. Saved again, they take the place of theirs.")
            raise Conflict(f"{conflict} {theirs}. {more}") from conflict

    return form_page(
        request,
        form,
        save,
        words=words,
        done=_("Saved."),
        to=lambda new: back_of(kind, partnership_, new),
    )


@page(KEEPS, WORKS, methods=("POST",))
def remove(request: Request, kind: str, pk: UUID) -> HttpResponse:
    """Take an entry out."""
    entry = _kind(kind)
    row = the_row(request, entry.permission, entry.model.mine(), pk)
    back = back_of(kind, row.partnership, row)
    try:
        actions.remove(by=request.actor, kind=kind, row=row)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("It is taken out; the record of acts says that it was there."))
    return redirect(back)


def _kind(kind: str) -> Any:
    if kind not in actions.KINDS:
        raise Http404
    return actions.KINDS[kind]
