"""Acts on one action, each by a form or a button."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from commonweal.access import Permission
from commonweal.access.http import Request
from commonweal.access.views import act, page
from commonweal.plans import actions
from commonweal.plans.forms.actions import (
    ActionForm,
    HandOverForm,
    HelperForm,
    LinkForm,
    MoveForm,
    ReportForm,
    ResourceForm,
)
from commonweal.plans.models import Resource
from commonweal.plans.rules.actions import Kind
from commonweal.plans.views.actions import BUTTONS, the_action
from commonweal.plans.views.common import BOTH, form_page


def _to(pk: UUID) -> str:
    return reverse("plans:action", args=[pk])


@page(Permission.WORK_ON_ACTIONS, Permission.KEEP_PLANS, methods=BOTH)
def report(request: Request, pk: UUID, kind: str) -> HttpResponse:
    """Say how it stands. What needs no words is done at once by a button; the rest asks for them."""
    row = the_action(request, pk)
    if kind not in set(Kind):
        raise Http404
    what = Kind(kind)
    asked = {one: (label, hint) for one, label, hint in BUTTONS}
    if what not in asked:
        if request.method != "POST":
            return redirect(_to(pk))
        return act(
            request,
            lambda: actions.report(by=request.actor, action=row, kind=what),
            done=_("It is written down. Thank you."),
            to=_to(pk),
        )
    label, hint = asked[what]
    form = ReportForm(request.POST or None, label=hint, needed=True)
    return form_page(
        request,
        form,
        lambda: actions.report(by=request.actor, action=row, kind=what, text=form.cleaned_data["text"]),
        words={"title": label, "context": row.title, "submit": label, "back": _to(pk)},
        done=_("It is written down."),
        to=lambda _row: _to(pk),
    )


@page(Permission.KEEP_PLANS, Permission.WORK_ON_ACTIONS, methods=BOTH)
def change(request: Request, pk: UUID) -> HttpResponse:
    """Change what an action says."""
    row = the_action(request, pk)
    initial: dict[str, Any] = {
        "title": row.title,
        "done_when": row.done_when,
        "goal": str(row.goal_id or ""),
        "why": row.why,
        "starts": row.starts,
    }
    form = ActionForm(request.POST or None, by=request.actor, full=False, initial=initial)
    return form_page(
        request,
        form,
        lambda: actions.change(by=request.actor, action=row, **form.cleaned_data),
        words={"title": _("Change the action"), "submit": _("Change the action"), "back": _to(pk)},
        done=_("The action is changed."),
        to=lambda _row: _to(pk),
    )


@page(Permission.KEEP_PLANS, Permission.WORK_ON_ACTIONS, methods=BOTH)
def move(request: Request, pk: UUID) -> HttpResponse:
    """Another date, with a reason."""
    row = the_action(request, pk)
    form = MoveForm(request.POST or None, initial={"due": row.due})
    return form_page(
        request,
        form,
        lambda: actions.move(by=request.actor, action=row, **form.cleaned_data),
        words={
            "title": _("Move the date"),
            "context": _("%(title)s, due %(due)s, first promised for %(first)s")
            % {"title": row.title, "due": f"{row.due:%-d %B %Y}", "first": f"{row.first_due:%-d %B %Y}"},
            "back": _to(pk),
        },
        done=_("The date is moved; the first one stays on record."),
        to=lambda _row: _to(pk),
    )


@page(Permission.KEEP_PLANS, Permission.WORK_ON_ACTIONS, methods=BOTH)
def hand_over(request: Request, pk: UUID) -> HttpResponse:
    """Somebody else answers for it."""
    row = the_action(request, pk)
    form = HandOverForm(request.POST or None, by=request.actor)
    return form_page(
        request,
        form,
        lambda: actions.hand_over(
            by=request.actor,
            action=row,
            owner=UUID(form.cleaned_data["owner"]),
            reason=form.cleaned_data["reason"],
        ),
        words={"title": _("Hand the action over"), "context": row.title, "back": _to(pk)},
        done=_("It is handed over."),
        to=lambda _row: _to(pk),
    )


@page(Permission.KEEP_PLANS, Permission.WORK_ON_ACTIONS, methods=BOTH)
def add_helper(request: Request, pk: UUID) -> HttpResponse:
    """Name a partner that helps."""
    row = the_action(request, pk)
    form = HelperForm(request.POST or None, by=request.actor)
    return form_page(
        request,
        form,
        lambda: actions.add_helper(
            by=request.actor,
            action=row,
            organisation=UUID(form.cleaned_data["organisation"]),
            does=form.cleaned_data["does"],
        ),
        words={"title": _("Name a partner that helps"), "context": row.title, "back": _to(pk)},
        done=_("The partner is named."),
        to=lambda _row: _to(pk),
    )


@page(Permission.KEEP_PLANS, Permission.WORK_ON_ACTIONS, methods=("POST",))
def remove_helper(request: Request, pk: UUID) -> HttpResponse:
    """Take a helper off."""
    row = the_action(request, pk)
    return act(
        request,
        lambda: actions.remove_helper(
            by=request.actor, action=row, organisation=_given(request, "organisation")
        ),
        done=_("That partner no longer helps with it."),
        to=_to(pk),
    )


@page(Permission.VIEW_PLANS, methods=BOTH)
def give(request: Request, pk: UUID) -> HttpResponse:
    """Write down what a partner puts in."""
    row = the_action(request, pk)
    form = ResourceForm(request.POST or None, by=request.actor)
    return form_page(
        request,
        form,
        lambda: actions.give(
            by=request.actor,
            action=row,
            **form.cleaned_data | {"organisation": UUID(form.cleaned_data["organisation"])},
        ),
        words={"title": _("What a partner puts in"), "context": row.title, "back": _to(pk)},
        done=_("It is written down."),
        to=lambda _row: _to(pk),
    )


@page(Permission.VIEW_PLANS, methods=("POST",))
def take_back(request: Request, pk: UUID) -> HttpResponse:
    """A partner does not put it in after all."""
    resource = Resource.objects.select_related("action", "organisation").filter(pk=pk).first()
    if resource is None:
        raise Http404
    return act(
        request,
        lambda: actions.take_back(by=request.actor, resource=resource),
        done=_("It is taken back."),
        to=_to(resource.action_id),
    )


@page(Permission.KEEP_PLANS, Permission.WORK_ON_ACTIONS, methods=BOTH)
def link(request: Request, pk: UUID) -> HttpResponse:
    """Add what must come first."""
    row = the_action(request, pk)
    form = LinkForm(request.POST or None, action=row)
    return form_page(
        request,
        form,
        lambda: actions.link(by=request.actor, action=row, on=UUID(form.cleaned_data["on"])),
        words={"title": _("What must come first"), "context": row.title, "back": _to(pk)},
        done=_("It is linked."),
        to=lambda _row: _to(pk),
    )


@page(Permission.KEEP_PLANS, Permission.WORK_ON_ACTIONS, methods=("POST",))
def unlink(request: Request, pk: UUID) -> HttpResponse:
    """It does not depend on the other after all."""
    row = the_action(request, pk)
    return act(
        request,
        lambda: actions.unlink(by=request.actor, action=row, on=_given(request, "on")),
        done=_("It is unlinked."),
        to=_to(pk),
    )


@page(Permission.KEEP_PLANS, methods=("POST",))
def ask(request: Request, pk: UUID) -> HttpResponse:
    """E-mail the owner a link with buttons."""
    row = the_action(request, pk)
    return act(
        request,
        lambda: actions.ask_for_word(by=request.actor, action=row),
        done=_("%(who)s gets an e-mail with three buttons.") % {"who": row.owner_name},
        to=_to(pk),
    )


@page(Permission.KEEP_PLANS, methods=("POST",))
def ask_all(request: Request) -> HttpResponse:
    """E-mail every owner who was silent or is late."""
    return act(
        request,
        lambda: actions.ask_the_silent(by=request.actor),
        done=_("Everybody who was silent or is late gets an e-mail with three buttons."),
        to=reverse("plans:actions"),
    )


def _given(request: Request, name: str) -> UUID:
    """An identifier that a button sends."""
    try:
        return UUID(request.POST.get(name, ""))
    except ValueError as error:
        raise Http404 from error
