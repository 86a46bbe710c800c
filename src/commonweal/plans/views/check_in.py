"""The page behind the link of an e-mail: one action, three buttons, no sign-in; opening it changes nothing."""

from __future__ import annotations

from dataclasses import replace

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse, HttpResponseNotAllowed
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from commonweal.access import Actor, NotAllowed, Refused
from commonweal.access.http import Request
from commonweal.access.views import public
from commonweal.database.identity import Identity, acting
from commonweal.partners.queries import actor_on
from commonweal.plans import actions, links
from commonweal.plans.models import Action
from commonweal.plans.rules.actions import Kind

OFFERED = (Kind.ON_TRACK, Kind.BLOCKED, Kind.DONE)


@public(
    "guards itself: a signed, expiring link stands in the place of a sign-in, for one action and three buttons"
)
@never_cache
def check_in(request: Request, token: str) -> HttpResponse:
    """Show the buttons; a POST says how the action stands."""
    if request.method not in {"GET", "HEAD", "POST"}:
        return HttpResponseNotAllowed(["GET", "POST"])
    try:
        told = links.read_check_in(token)
    except links.Expired:
        return _over(request, "expired", 410)
    except links.Forged:
        return _over(request, "forged", 404)
    with acting(Identity(person=told.person, seat=told.seat)):
        by = _owner(told)
        row = Action.objects.select_related("owner_organisation").filter(pk=told.action).first()
        if (
            by is None
            or row is None
            or row.owner_id != told.person
            or row.owner_organisation_id != by.organisation_id
        ):
            return _over(request, "gone", 410)
        if request.method == "POST":
            return _said(request, by, row)
        if not row.facts().open:
            return _over(request, "closed", 410)
        return render(request, "plans/check_in.html", {"row": row})


def _owner(told: links.CheckIn) -> Actor | None:
    """The actor behind the link, while the seat is held."""
    return actor_on(told.seat, person_id=told.person, person__is_active=True)


def _said(request: Request, by: Actor, row: Action) -> HttpResponse:
    kind = request.POST.get("kind", "")
    text = request.POST.get("text", "").strip()
    if kind not in OFFERED:
        return render(request, "plans/check_in.html", {"row": row}, status=422)
    # Whoever holds the link says only this; it is kept that it came by the link.
    who = replace(by, person_name=(_("%(name)s, by e-mail link") % {"name": by.person_name})[:200])
    try:
        with transaction.atomic():
            actions.report(by=who, action=row, kind=Kind(kind), text=text, by_link=True)
    except (Refused, NotAllowed) as refusal:
        messages.error(request, str(refusal))
        return render(request, "plans/check_in.html", {"row": row, "text": text, "kind": kind}, status=422)
    return render(request, "plans/check_in_done.html", {"row": row})


def _over(request: Request, why: str, status: int) -> HttpResponse:
    return render(request, "plans/check_in_over.html", {"why": why}, status=status)
