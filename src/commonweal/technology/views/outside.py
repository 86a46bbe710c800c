"""The status page, for partners and by link; and messages that machines send in."""

from __future__ import annotations

from typing import Any

from django.db import connection
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt

from commonweal.access import NotAllowed, Refused
from commonweal.access.http import Request
from commonweal.access.views import page, public
from commonweal.database import clock
from commonweal.database.identity import Identity, acting
from commonweal.partners.queries import actor_on
from commonweal.technology import actions
from commonweal.technology.models import Partnership
from commonweal.technology.presenters import service
from commonweal.technology.rules import incoming
from commonweal.technology.views.common import SEES


@page(SEES)
def status(request: Request) -> HttpResponse:
    """What runs and what does not, for every partner of the alliance."""
    return render(request, "technology/status.html", {"partnerships": service.statuses(), "now": clock.now()})


@public("guards itself: a secret address stands in the place of a sign-in, and shows what runs, nothing else")
@never_cache
def status_by_link(request: Request, secret: str) -> HttpResponse:
    """The same for one partnership, for those who hold its address."""
    digest = actions.digest(secret)
    if _door("status", digest) is None:
        raise Http404
    shown = {"partnerships": service.statuses(digest), "now": clock.now()}
    return render(request, "technology/status_public.html", shown)


@public("guards itself: the secret of a partnership's door stands in the place of a sign-in")
@csrf_exempt
@never_cache
def api_messages(request: Request) -> HttpResponse:
    """Take a message in: POST of JSON with the header `Authorization: Bearer SECRET`.

    201 for a new record, 200 for one that was there; 401 for a wrong secret; 400 with a sentence for a message that
    cannot be read. The same `id` again makes no second record.
    """
    if request.method != "POST":
        return _say(405, "Post a JSON object here.", Allow="POST")
    scheme, _, secret = request.headers.get("Authorization", "").partition(" ")
    door = _door("api", actions.digest(secret.strip())) if scheme.lower() == "bearer" else None
    if door is None:
        return _say(
            401,
            "This secret opens nothing. Ask whoever keeps the partnership.",
            **{"WWW-Authenticate": "Bearer"},
        )
    _key, partnership_id, person, seat_id = door
    try:
        message = incoming.from_json(request.body)
    except incoming.Unreadable as why:
        return _say(400, f"The message was not taken: {why}.")
    with acting(Identity(person=person, seat=seat_id)):
        by = actor_on(seat_id)
        row = Partnership.objects.select_related("customer", "supplier").filter(pk=partnership_id).first()
        if by is None or row is None:
            return _say(401, "Whoever opened this way in has left. Ask for a new one.")
        try:
            taken = actions.receive(by=by, partnership=row, incoming=message, way="api")
        except (Refused, NotAllowed) as refusal:
            return _say(409, str(refusal))
        ticket = taken.ticket
    return JsonResponse(
        {
            "new": taken.new,
            "outcome": taken.message.outcome,
            "ticket": ticket.number if ticket else None,
            "page": reverse("technology:ticket", args=[ticket.pk]) if ticket else None,
        },
        status=201 if taken.new else 200,
    )


def _say(code: int, sentence: str, **headers: str) -> JsonResponse:
    return JsonResponse({"error": sentence}, status=code, headers=headers)


def _door(kind: str, digest: bytes) -> tuple[Any, ...] | None:
    with connection.cursor() as cursor:
        cursor.execute("select * from commonweal.technology_door(%s, %s)", [kind, digest])
        found: tuple[Any, ...] | None = cursor.fetchone()
    return found
