"""Publishing: what partners handed on, versions, withdrawing."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from commonweal.access import Permission, may
from commonweal.access.http import Request
from commonweal.access.views import act, page
from commonweal.evidence.measures.catalogue import MEASURES
from commonweal.performance import actions, queries
from commonweal.performance.forms import NoteForm, ReasonForm
from commonweal.performance.models import Version

BOTH = ("GET", "POST")


@page(Permission.VIEW_INDICATORS)
def versions(request: Request) -> HttpResponse:
    """All versions, and for publishers what has been handed on."""
    publishes = may(request.actor, Permission.PUBLISH_FIGURES)
    everything = list(queries.versions())
    shown = next((one for one in everything if one.withdrawn_at is None), None)
    parts = queries.handed_on()
    known = {entry["part"] for entry in shown.inputs} if shown is not None else set()
    return render(
        request,
        "performance/versions.html",
        {
            "versions": everything,
            "shown": shown,
            "publishes": publishes,
            "parts": [(part, str(part.pk) not in known) for part in parts],
            "something_new": {str(part.pk) for part in parts} != known,
            "form": NoteForm(),
        },
    )


@page(Permission.PUBLISH_FIGURES, methods=("POST",))
def publish(request: Request) -> HttpResponse:
    """Publish the next version."""
    form = NoteForm(request.POST)
    note = form.cleaned_data["note"] if form.is_valid() else ""
    return act(
        request,
        lambda: actions.publish(by=request.actor, note=note),
        done=_("The figures are published."),
        to=reverse("performance:versions"),
    )


@page(Permission.VIEW_INDICATORS)
def version(request: Request, number: int) -> HttpResponse:
    """One version: what went in, by which methods, who published and perhaps withdrew it."""
    one = _version(number)
    methods = sorted(
        (MEASURES[name].title if name in MEASURES else name, by) for name, by in one.methods.items()
    )
    return render(
        request,
        "performance/version.html",
        {
            "version": one,
            "methods": methods,
            "may_withdraw": one.withdrawn_at is None and may(request.actor, Permission.PUBLISH_FIGURES),
        },
    )


@page(Permission.PUBLISH_FIGURES, methods=BOTH)
def withdraw(request: Request, number: int) -> HttpResponse:
    """Withdraw a version, with a reason."""
    one = _version(number)
    form = ReasonForm(request.POST or None)
    to = reverse("performance:version", args=[number])
    if request.method == "POST" and form.is_valid():
        return act(
            request,
            lambda: actions.withdraw(by=request.actor, version=one, reason=form.cleaned_data["reason"]),
            done=_("The version is withdrawn; pages show the one before."),
            to=to,
        )
    return render(
        request,
        "performance/reason.html",
        {
            "heading": _("Withdraw version %(n)d of the figures") % {"n": number},
            "lead": _(
                "Pages show the version before it. This one stays in the list with your reason; "
                "it cannot be shown again."
            ),
            "form": form,
            "submit": _("Withdraw the version"),
            "back": to,
            "danger": True,
        },
    )


def _version(number: int) -> Version:
    one = queries.versions().filter(number=number).first()
    if one is None:
        raise Http404
    return one
