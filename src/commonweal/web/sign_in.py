"""Sign-in: people come by invitation only; sessions end when idle; what happens is recorded."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from allauth.account import signals as account_signals
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.models import EmailAddress
from allauth.mfa import signals as mfa_signals
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.conf import settings
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.utils.translation import gettext_lazy as _

from commonweal import audit
from commonweal.access import Actor
from commonweal.access.models import Person
from commonweal.access.views import public
from commonweal.audit import Event
from commonweal.database.identity import Identity, acting
from commonweal.web import events

TOUCHED = "touched"
"""Where a session keeps when it was last written, in seconds since 1970."""


def display(person: Person) -> str:
    """How a person is named in messages of the sign-in."""
    return person.name or person.email


class InvitationOnly(DefaultAccountAdapter):  # type: ignore[misc]  # allauth tells no types
    """Nobody signs up by themselves: an invitation makes the person."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "too_many_login_attempts": _(
            "Too many attempts with this address. Wait five minutes, then try again: nothing is locked for good. "
            "If you have forgotten your password, set a new one by e-mail."
        ),
        "email_password_mismatch": _(
            "This e-mail address and this password do not belong together. After six attempts you would have to "
            "wait five minutes."
        ),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def authenticate(self, request: HttpRequest, **credentials: Any) -> Any:
        """As django-allauth does, and an attempt beyond the limit is recorded: it never reaches the password."""
        try:
            return super().authenticate(request, **credentials)
        except Exception as error:
            if getattr(error, "code", "") == "too_many_login_attempts":
                email = str(credentials.get("email", ""))[:254]
                _record(_known(email), events.FAILED, email=email, reason="too many attempts")
            raise


class KnownPeopleOnly(DefaultSocialAccountAdapter):  # type: ignore[misc]  # nor here
    """Single sign-on recognises people by their address; it makes none."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        return False


@public("an address that must not exist: see below")
def no_change_of_address(request: HttpRequest) -> HttpResponse:
    """Whoever changes their address by themselves could take over what was meant for somebody else's."""
    raise Http404


class IdleMiddleware:
    """Keeps a session alive while its person does something, without writing it at each request.

    A session is written again when a twentieth of the idle time has passed since it last was; it therefore ends
    after 95 to 100 % of the idle time, never later. The stream of live changes does not come through here: an open
    page alone keeps nobody signed in.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.user.is_authenticated:
            # The machine's own clock: nothing is judged by it but how long ago the session was written.
            now = time.time()
            if now - request.session.get(TOUCHED, 0) > settings.SESSION_COOKIE_AGE / 20:
                request.session[TOUCHED] = now
        return self.get_response(request)


# What is recorded. Each in a nested identity without a seat, because the deployment's chain is nobody's alliance.


def _record(person: Person | None, event: Event, **details: Any) -> None:
    by = Actor(person_id=person.pk, person_name=person.name) if person is not None else Actor()
    with acting(Identity(person=by.person_id)):
        audit.record(by, event, **details)


def _known(email: str) -> Person | None:
    return Person.objects.filter(email__iexact=email).first() if email else None


def _signed_in(sender: object, request: HttpRequest, user: Person, **_: Any) -> None:
    # The address was proved by the e-mail with the invitation; a second step may be added to it.
    EmailAddress.objects.update_or_create(
        user=user, email=user.email, defaults={"verified": True, "primary": True}
    )
    methods = request.session.get("account_authentication_methods", [])
    how = {"password": "with a password", "mfa": "with a second step", "socialaccount": "by single sign-on"}
    said = [how.get(one.get("method", ""), "") for one in methods]
    _record(user, events.SIGNED_IN, how=", ".join(one for one in said if one) or "by invitation")


def _failed(sender: object, credentials: dict[str, Any], **_: Any) -> None:
    email = str(credentials.get("email") or credentials.get("username") or "")[:254]
    _record(_known(email), events.FAILED, email=email, reason="wrong address or password")


def _signed_out(sender: object, user: Person | None, **_: Any) -> None:
    if user is not None:
        _record(user, events.SIGNED_OUT)


def _password(how: str) -> Callable[..., None]:
    def changed(sender: object, user: Person, **_: Any) -> None:
        _record(user, events.PASSWORD_CHANGED, how=how)

    return changed


def _second_step(event: Event) -> Callable[..., None]:
    def changed(sender: object, user: Person, authenticator: Any, **_: Any) -> None:
        _record(user, event, kind=str(authenticator.get_type_display()))

    return changed


_LISTENING = [
    (user_logged_in, _signed_in),
    (user_login_failed, _failed),
    (user_logged_out, _signed_out),
    (account_signals.password_changed, _password("")),
    (account_signals.password_reset, _password("by a link in an e-mail")),
    (mfa_signals.authenticator_added, _second_step(events.SECOND_STEP_ADDED)),
    (mfa_signals.authenticator_removed, _second_step(events.SECOND_STEP_REMOVED)),
]


def listen() -> None:
    """Record sign-ins from now on."""
    for signal, receiver in _LISTENING:
        signal.connect(receiver, dispatch_uid=f"commonweal.{id(receiver)}")
