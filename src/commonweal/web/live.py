"""Live changes as server-sent events, at `/live/`.

Not a Django view: an open stream would keep its request's database connection for as long as the page is
open. This reads who is asking, gives the connection back, and then only listens.
"""

from __future__ import annotations

import asyncio
import contextlib
import io
import math
from collections.abc import Awaitable, Callable
from importlib import import_module
from typing import Any
from uuid import UUID

from asgiref.sync import sync_to_async
from django.conf import settings
from django.contrib import auth
from django.core.handlers.asgi import ASGIRequest
from django.db import connection
from django.http import QueryDict

from commonweal.access import Actor
from commonweal.database import clock
from commonweal.database.identity import Identity, acting
from commonweal.database.live import broker
from commonweal.partners import queries
from commonweal.web.middleware import SEAT

Scope = dict[str, Any]
Receive = Callable[[], Awaitable[dict[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]

PATH = "/live/"
DRAWN = "drawn"


def who_asks(scope: Scope) -> Actor | None:
    """The actor whose session cookie came with the request; None when nobody on a seat asks."""
    request = ASGIRequest(scope, io.BytesIO())
    store = import_module(settings.SESSION_ENGINE).SessionStore
    request.session = store(request.COOKIES.get(settings.SESSION_COOKIE_NAME))
    try:
        person = auth.get_user(request)
        if not person.is_authenticated:
            return None
        seat_id = request.session.get(SEAT)
        with acting(Identity(person=person.pk, seat=UUID(seat_id) if seat_id else None)):
            seat = queries.seats_of(person).filter(pk=seat_id).first() if seat_id else None
            return queries.actor_for(person, seat) if seat is not None else None
    finally:
        connection.close()


async def live(scope: Scope, receive: Receive, send: Send) -> None:
    """Stream the topics that concern the actor's organisation until the page goes away."""
    actor = await sync_to_async(who_asks, thread_sensitive=False)(scope)
    if actor is None or actor.organisation_id is None or actor.alliance_id is None:
        await send({"type": "http.response.start", "status": 404, "headers": [(b"content-length", b"0")]})
        await send({"type": "http.response.body", "body": b""})
        return
    await send(
        {
            "type": "http.response.start",
            "status": 200,
            "headers": [
                (b"content-type", b"text/event-stream"),
                (b"cache-control", b"no-store"),
                (b"x-accel-buffering", b"no"),
            ],
        }
    )
    gone = asyncio.create_task(_until_gone(receive))
    stream = broker.stream(
        organisation=actor.organisation_id, alliance=actor.alliance_id, drawn=_drawn(scope)
    )
    try:
        while not gone.done():
            following = asyncio.ensure_future(anext(stream))
            await asyncio.wait({following, gone}, return_when=asyncio.FIRST_COMPLETED)
            if not following.done():
                following.cancel()
                with contextlib.suppress(asyncio.CancelledError):
                    await following
                break
            await send({"type": "http.response.body", "body": following.result(), "more_body": True})
    finally:
        gone.cancel()
        await stream.aclose()


def address() -> str:
    """Where a page that is drawn now listens."""
    return f"{PATH}?{DRAWN}={clock.now().timestamp():.3f}"


def _drawn(scope: Scope) -> float | None:
    """When the page was drawn, as its address says; None where it does not say so."""
    try:
        told = float(QueryDict(scope.get("query_string", b"")).get(DRAWN, ""))
    except ValueError:
        return None
    return told if math.isfinite(told) else None


async def _until_gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
