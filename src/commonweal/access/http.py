"""The request as our pages get it: Django's, with what `ActingMiddleware` puts on it."""

from __future__ import annotations

from typing import NamedTuple
from uuid import UUID

from django.db.models import Model
from django.http import HttpRequest

from commonweal.access.actor import Actor, Unseated
from commonweal.access.models import Person


class Viewing(NamedTuple):
    """What of one person served a page showed. It is recorded before the answer leaves, unless that is an error."""

    client_id: UUID
    what: str
    """In words that the person understands."""
    on: Model | None = None
    """The row that was shown, where it was another one than the person's own."""


class Request(HttpRequest):
    """A request that has passed `ActingMiddleware`: every page and table takes it, by every way.

    It is a name for the checker of types. Django makes the objects (another class under each server, and another in
    tests), so that none is ever made from here, and `isinstance` says nothing.
    """

    actor: Actor
    """Who is acting; `NOBODY` before one has signed in."""
    viewings: list[Viewing]
    """What this request showed of people served, so far."""


def signed_in(request: Request) -> Person:
    """Who has signed in, behind a decorator that asks for it. Raises Unseated where nobody has."""
    if not isinstance(request.user, Person):
        raise Unseated("Nobody has signed in.")
    return request.user
