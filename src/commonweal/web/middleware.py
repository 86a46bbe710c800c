"""Each request is one transaction in which the database knows who is acting."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseBase

from commonweal.access.actor import NOBODY, Actor
from commonweal.access.http import Request
from commonweal.access.models import Person
from commonweal.audit import record_viewing
from commonweal.database.identity import Identity, acting
from commonweal.partners import queries

Handler = Callable[[HttpRequest], HttpResponseBase]

SEAT = "seat"
"""Where a session keeps the seat that its person has taken."""


class ActingMiddleware:
    """Finds the actor, tells the database, and records viewings of people's records before the answer goes out."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, bare: HttpRequest) -> HttpResponseBase:
        request = cast(Request, bare)
        request.viewings = []
        person = request.user if request.user.is_authenticated else None
        seat_id = _seat_in_session(request) if person is not None else None
        identity = Identity(person=person.pk, seat=seat_id) if person is not None else Identity()
        with acting(identity):
            request.actor = NOBODY if person is None else self._actor(request, person, seat_id)
            if person is not None and request.actor.seat_id != seat_id:
                # The seat was taken just now: the database must hear of it before anything is read.
                with acting(Identity(person=person.pk, seat=request.actor.seat_id)):
                    return self._answer(request)
            return self._answer(request)

    def _answer(self, request: Request) -> HttpResponseBase:
        response = self.get_response(request)
        if response.status_code < 400:
            for seen in request.viewings:
                record_viewing(request.actor, client_id=seen.client_id, what=seen.what, on=seen.on)
        return response

    @staticmethod
    def _actor(request: HttpRequest, person: Person, seat_id: UUID | None) -> Actor:
        seats = queries.seats_of(person)
        seat = seats.filter(pk=seat_id).first() if seat_id else None
        if seat is None:
            seat = seats.first()
            if seat is not None:
                request.session[SEAT] = str(seat.pk)
        return queries.actor_for(person, seat)


def _seat_in_session(request: HttpRequest) -> UUID | None:
    try:
        return UUID(request.session.get(SEAT, ""))
    except ValueError:
        return None


class HeadersMiddleware:
    """A strict content security policy: everything from here, nothing inline."""

    POLICY = "; ".join(
        [
            "default-src 'none'",
            "script-src 'self'",
            "style-src 'self'",
            "img-src 'self' data:",
            "font-src 'self'",
            "connect-src 'self'",
            "form-action 'self'",
            "manifest-src 'self'",
            "base-uri 'none'",
            "frame-ancestors 'none'",
        ]
    )

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        response.headers.setdefault("Content-Security-Policy", self.POLICY)
        response.headers.setdefault("Permissions-Policy", "camera=(), geolocation=(), microphone=()")
        if (
            isinstance(response, HttpResponse)
            and getattr(request, "user", None)
            and request.user.is_authenticated
        ):
            # What somebody signed in has seen must not come back from a shared computer's cache.
            response.headers.setdefault("Cache-Control", "no-store")
        return response
