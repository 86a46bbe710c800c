"""What every page does first and last: ask permission; act, and say how it went.

@page(Permission.VIEW_REFERRALS)
def board(request: Request) -> HttpResponse: ...

@page(Permission.ANSWER_REFERRALS, methods=("POST",))
def accept(request: Request, pk: UUID) -> HttpResponse:
    referral = fetch(request.actor, Permission.ANSWER_REFERRALS, Referral.objects.all(), pk)
    return act(
        request,
        lambda: actions.accept(by=request.actor, referral=referral),
        done=_("You accepted the referral."),
        to=reverse("referrals:show", args=[pk]),
    )
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any, Concatenate, ParamSpec, Protocol, cast
from urllib.parse import urlsplit

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpResponse, HttpResponseBase, HttpResponseNotAllowed
from django.shortcuts import redirect
from django.urls import Resolver404, resolve

from commonweal.access.actor import Actor
from commonweal.access.http import Request
from commonweal.access.permissions import Permission
from commonweal.access.rules import NotAllowed, Refused, may

P = ParamSpec("P")
View = Callable[Concatenate[Request, P], HttpResponseBase]


class Page(Protocol[P]):
    """A view that has said whom it is for."""

    asks: frozenset[Permission]
    """Holding one of these opens it."""

    def __call__(self, request: Request, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        """The answer, or Http404 where the actor holds none of them."""


class Public(Protocol[P]):
    """A view that is open to everybody, or guards itself."""

    public: str
    """Why."""

    def __call__(self, request: Request, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        """The answer."""


def page(
    permission: Permission, *more: Permission, methods: tuple[str, ...] = ("GET",)
) -> Callable[[View[P]], Page[P]]:
    """A page for people who hold one of these permissions.

    Others get 404: the address does not exist for them. Somebody who has not signed in is asked to.
    """

    def decorate(view: View[P]) -> Page[P]:
        @functools.wraps(view)
        def checked(request: Request, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path())
            if not any(may(request.actor, one) for one in (permission, *more)):
                raise Http404
            if request.method not in (*methods, "HEAD"):
                return HttpResponseNotAllowed(methods)
            try:
                return view(request, *args, **kwargs)
            except NotAllowed as refusal:
                raise Http404 from refusal

        said = cast("Page[P]", checked)
        said.asks = frozenset({permission, *more})
        return said

    return decorate


def public(reason: str) -> Callable[[View[P]], Public[P]]:
    """A page for everybody, or one that guards itself otherwise; the reason is kept for the address table."""

    def decorate(view: View[P]) -> Public[P]:
        said = cast("Public[P]", view)
        said.public = reason
        return said

    return decorate


def opens(by: Actor, address: str) -> bool:
    """Would the page at an address open for somebody, by the permissions that its view asks for?

    What is not theirs of a page that opens is decided by row policies; a link to a page that does not open is a
    dead end. Addresses of other sites open.
    """
    parts = urlsplit(address)
    if parts.netloc:
        return True
    try:
        view = resolve(parts.path).func
    except Resolver404:
        return False
    asks = getattr(view, "asks", None)
    return asks is None or any(may(by, one) for one in asks)


def act(request: Request, action: Callable[[], Any], *, done: str, to: str) -> HttpResponse:
    """Do it, say that it is done, and go on to `to`; or say why not and go there all the same."""
    try:
        action()
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, done)
    return redirect(to)
